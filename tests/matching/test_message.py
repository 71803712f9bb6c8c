"""A message cut into what is said and what is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.fold import fold
from bot.matching.message import MAX_CLAUSES, asked_of, bare, clauses

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
    "a full stop ends a sentence": ("I like it. Where is it?", ("I like it.", "Where is it?")),
    "a decimal point doesn't": ("2.5亩够吗", ("2.5亩够吗",)),
    "marks alone are none": ("?!……,,", ()),
    "emoji alone is none": ("😀,磨坊", ("磨坊",)),
    "empty": ("", ()),
}
ASKED = {
    "one": ("磨坊在哪里?", ("磨坊在哪里?",)),
    "keywords are one": ("磨坊 位置", ("磨坊 位置",)),
    "by its mark": ("你好,磨坊占地两亩半?", ("你好,磨坊占地两亩半?",)),
    "two by marks": ("磨坊在哪里?书屋有多少书?", ("磨坊在哪里?", "书屋有多少书?")),
    "two by a comma": ("磨坊在哪里,书屋有多少书", ("磨坊在哪里,", "书屋有多少书")),
    "two by an enumeration": ("磨坊在哪里、书屋有多少书", ("磨坊在哪里、", "书屋有多少书")),
    "two by a conjunction": ("磨坊在哪里以及书屋有多少书", ("磨坊在哪里", "以及书屋有多少书")),
    "two by a space": ("磨坊在哪里 书屋有多少书", ("磨坊在哪里", "书屋有多少书")),
    "two in English": (
        "Where is the mill and who founded the library?",
        ("Where is the mill", "and who founded the library?"),
    ),
    "a conjunction within one": ("磨坊和书屋在哪里?", ("磨坊和书屋在哪里?",)),
    "what led up to it": ("磨坊那边,占地多大?", ("磨坊那边,占地多大?",)),
    "a greeting is none": ("你好!磨坊在哪里?谢谢!", ("磨坊在哪里?",)),
    "the same again": ("磨坊在哪里?到底在哪?", ("磨坊在哪里?到底在哪?",)),
    "nothing new": ("书屋的四免,叫什么来着?", ("书屋的四免,叫什么来着?",)),
    "another kind is new": ("书屋是谁办的?什么时候?", ("书屋是谁办的?", "什么时候?")),
    "the end of a sentence that asked": ("磨坊靠什么转动,用溪水?", ("磨坊靠什么转动,用溪水?",)),
    "a request": ("磨坊。麻烦告诉我磨坊的位置。", ("麻烦告诉我磨坊的位置。",)),
    "a request that leads up": ("麻烦告诉我,磨坊在哪里", ("麻烦告诉我,磨坊在哪里",)),
    "a request with something more": ("告诉我磨坊的位置,还有书屋有多少书", ("告诉我磨坊的位置,", "还有书屋有多少书")),
    "a remark asks nothing": ("磨坊真好看。书屋也很好。", ()),
    "yes or no beside a question": ("田广福说了什么,村民感动了没", ("田广福说了什么,村民感动了没",)),
    "yes or no twice": ("书屋要钱吗,渡船要钱吗", ("书屋要钱吗,", "渡船要钱吗")),
    "yes or no, linked": ("书屋有多少书,另外要不要钱", ("书屋有多少书,", "另外要不要钱")),
    "put by their places": ("先问磨坊的面积,再问书屋的书", ("先问磨坊的面积,", "再问书屋的书")),
    "a clause that goes on": ("书屋又是和谁一起办的?", ("书屋又是和谁一起办的?",)),
    "a claim and its tag": ("磨坊占地两亩半,真的假的", ("磨坊占地两亩半,真的假的",)),
    "a list": ("请教:1.磨坊在哪里 2.书屋有多少书", ("磨坊在哪里", "书屋有多少书")),
}
STORIES = {
    "one question": (
        "我昨天带孩子去了磨坊,玩得很开心,晚上他问我磨坊一天能磨多少面,我答不上来。磨坊占地多大?",
        "磨坊占地多大?",
    ),
    "what only looks like questions": (
        "我朋友老是问我这个什么那个什么的,我都烦了,他说书屋怎么怎么好,我也没去过,书屋有多少书啊",
        "书屋有多少书啊",
    ),
    "a question without a subject": ("昨天听人讲起流动书屋,我很感兴趣,能告诉我吗?", "我很感兴趣,能告诉我吗?"),
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


@pytest.mark.parametrize(("message", "expected"), ASKED.values(), ids=ASKED)
def test_the_questions_of_a_message(message, expected):
    assert tuple(one.text for one in asked_of(message).questions) == expected


@pytest.mark.parametrize(("message", "last"), STORIES.values(), ids=STORIES)
def test_a_story_asks_one_question(message, last):
    asked = asked_of(message)
    assert asked.story
    assert asked.questions[-1].own == last


def test_a_story_may_ask_several_that_are_set_apart():
    asked = asked_of("我昨天去了磨坊,很好看。磨坊占地多大?书屋有多少书?")
    assert not asked.story
    assert [one.text for one in asked.questions] == ["磨坊占地多大?", "书屋有多少书?"]


@pytest.mark.parametrize(
    ("message", "linked"),
    [
        ("磨坊在哪里?还有书屋呢?", True),
        ("磨坊在哪里,书屋又在哪里", True),
        ("先问磨坊在哪里,再问书屋在哪里", True),
        ("Where is the mill, and where is the library?", True),
        ("磨坊在哪里?书屋在哪里?", False),
        ("磨坊在哪里,为什么修得又快又好", False),
    ],
)
def test_a_second_question_may_be_linked_to_the_first(message, linked):
    assert asked_of(message).questions[1].is_linked == linked


def test_before_a_question_stands_what_does_not_just_tell():
    (one,) = asked_of("他说的那个磨坊,我不信,磨坊占地多大").questions
    assert one.own == "磨坊占地多大"
    assert one.near == "他说的那个磨坊,磨坊占地多大"


@given(st.text(max_size=300))
def test_questions_are_parts_of_their_message(message):
    assert all(one.text in message and one.own in one.text for one in asked_of(message).questions)


def test_a_quotation_that_never_closes_splits_all_the_same():
    assert clauses("“三间是哪三间?书屋在哪里?") == ("“三间是哪三间?", "书屋在哪里?")
