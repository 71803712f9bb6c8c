"""A message cut into what is said and what is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.fold import fold
from bot.matching.message import MAX_CLAUSES, bare, clauses, halves, questions

BARE = {
    "nothing to take": ("磨坊在哪里?", "磨坊在哪里?"),
    "mention before": ("@some_bot 磨坊在哪里?", "磨坊在哪里?"),
    "mention after": ("磨坊在哪里? @some_bot", "磨坊在哪里?"),
    "mention alone": ("@some_bot", ""),
    "command": ("/ask 磨坊在哪里?", "磨坊在哪里?"),
    "full-width command": ("／ask 磨坊在哪里?", "磨坊在哪里?"),
    "command alone": ("/ask", ""),
    "mention and command": ("@some_bot /ask 磨坊", "磨坊"),
    "link": ("https://example.org/a?b=1#c 磨坊在哪里?", "磨坊在哪里?"),
    "link of telegram": ("t.me/some/12 磨坊在哪里?", "磨坊在哪里?"),
    "upper-case link": ("HTTPS://EXAMPLE.ORG 磨坊", "磨坊"),
    "mail address stays": ("a@example.org 是谁的", "a@example.org 是谁的"),
    "slash inside stays": ("5/10是什么", "5/10是什么"),
    "sign alone stays": ("@ 磨坊", "@ 磨坊"),
    "empty": ("", ""),
}
CLAUSES = {
    "one": ("磨坊在哪里?", ("磨坊在哪里?",)),
    "two questions": ("磨坊在哪里?书屋呢?", ("磨坊在哪里?", "书屋呢?")),
    "all marks": ("一,二。三;四:五!六?七~八…九", ("一,", "二。", "三;", "四:", "五!", "六?", "七~", "八…", "九")),
    "full-width marks": ("甲，乙？丙！丁；戊：己", ("甲，", "乙？", "丙！", "丁；", "戊：", "己")),
    "lines": ("\n磨坊\n\n书屋\n", ("磨坊", "书屋")),
    "quotation holds together": ("“要清白!要干净!”是谁说的?", ("“要清白!要干净!”是谁说的?",)),
    "book title holds together": ("《磨坊,又转了》的记者?", ("《磨坊,又转了》的记者?",)),
    "closing mark without opening": ("磨坊」,书屋", ("磨坊」,", "书屋")),
    "number with commas": ("3,000,000元够吗", ("3,000,000元够吗",)),
    "time of day": ("3:30来,行吗", ("3:30来,", "行吗")),
    "enumeration holds together": ("甲、乙、丙是什么", ("甲、乙、丙是什么",)),
    "marks alone are none": ("?!……,,", ()),
    "emoji alone is none": ("😀,磨坊", ("磨坊",)),
    "empty": ("", ()),
}
HALVES = {
    "two names": ("“三间”和“四免”分别是什么", ("“三间”是什么", "“四免”是什么")),
    "scope of the first": ("磨坊的“三间”和“二屋”各是什么", ("磨坊的“三间”是什么", "磨坊的“二屋”是什么")),
    "scopes of their own": ("磨坊的记者和书屋的编辑是谁", ("磨坊的记者是谁", "书屋的编辑是谁")),
    "places": ("老磨坊与新书屋都在哪里", ("老磨坊在哪里", "新书屋在哪里")),
    "one thing": ("磨坊在哪里", None),
    "no question": ("磨坊和书屋", None),
    "empty": ("", None),
}


@pytest.mark.parametrize(("message", "expected"), BARE.values(), ids=BARE)
def test_a_message_without_links_mentions_and_command(message, expected):
    assert bare(message) == expected


@pytest.mark.parametrize(("message", "expected"), CLAUSES.values(), ids=CLAUSES)
def test_clauses_stand_as_written_each_with_its_mark(message, expected):
    assert clauses(message) == expected


def test_an_enumeration_is_cut_on_demand():
    assert clauses("甲、乙、丙是什么", at_enumeration=True) == ("甲、", "乙、", "丙是什么")


def test_of_a_pasted_text_the_first_and_last_clauses_are_kept():
    parts = clauses(",".join(f"第{number}句" for number in range(500)))
    assert len(parts) == MAX_CLAUSES
    assert (parts[0], parts[-1]) == ("第0句,", "第499句")


@given(st.text(max_size=300))
def test_clauses_lose_nothing_that_is_said(message):
    said = "".join(fold(part) for part in clauses(message))
    assert len(clauses(message)) == MAX_CLAUSES or sorted(said.replace(" ", "")) == sorted(
        "".join(fold(part).replace(" ", "") for part in clauses(message, at_enumeration=True))
    )
    assert all(fold(part) for part in clauses(message))


@given(st.text(max_size=300))
def test_what_is_left_of_a_message_was_in_it(message):
    assert all(part in message for part in clauses(message))
    assert set(bare(message)) <= {*message, " "}


def test_questions_carry_what_led_up_to_them():
    parts = ("书屋很好,", "有多少书?", "磨坊呢,", "在哪里?", "谢谢。")
    assert questions(parts, lambda part: "?" in part) == ("书屋很好,有多少书?", "磨坊呢,在哪里?")


def test_a_message_that_asks_nothing_has_no_questions():
    assert questions(("书屋很好。",), lambda _: False) == ()


@pytest.mark.parametrize(("message", "expected"), HALVES.values(), ids=HALVES)
def test_one_question_about_two_things_is_two(message, expected):
    assert halves(message) == expected


def test_a_quotation_that_never_closes_splits_all_the_same():
    assert clauses("“三间是哪三间?书屋在哪里?") == ("“三间是哪三间?", "书屋在哪里?")
