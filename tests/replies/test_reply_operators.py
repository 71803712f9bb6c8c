"""What operators are told when changed knowledge can't be used, and when it can again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reply_checks import HIDDEN, check_reply, texts
from test_reply_hostile import HOSTILE

from bot.replies import knowledge_broken_reply, knowledge_taken_reply, words_for
from bot.replies.operators import MAX_PROBLEMS, PROBLEM_UNITS
from bot.replies.words import LANGUAGES

PROBLEM = "knowledge/pairs/lake.yaml:3: 没有这一句:“湖”"


@pytest.mark.parametrize("count", [1, MAX_PROBLEMS, MAX_PROBLEMS + 1, 5000])
def test_the_first_problems_are_shown_and_the_others_counted(words, count):
    problems = [f"knowledge/pairs/lake.yaml:{line}: <b>" for line in range(1, count + 1)]
    lines = texts(knowledge_broken_reply(problems, words)).splitlines()
    assert lines[0] == words.text("knowledge.broken")
    shown = min(count, MAX_PROBLEMS)
    assert lines[1 : shown + 1] == [f"· {problem}" for problem in problems[:shown]]
    more = words.text("knowledge.more", count=count - MAX_PROBLEMS)
    assert (more in lines) is (count > MAX_PROBLEMS)
    assert lines[-1] == words.text("knowledge.in-force")


def test_operators_learn_that_the_old_knowledge_stays_and_where_all_is_shown(words):
    text = texts(knowledge_broken_reply([PROBLEM], words))
    assert "yuanwen check" in text
    assert {"zh-Hans": "按原来的", "zh-Hant": "按原來的", "en": "as it was"}[words.language] in text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_problems_hold_they_are_one_message_of_text(words, text):
    reply = knowledge_broken_reply([f"{text}:1: {text}"] * 9, words)
    (shown,) = check_reply(reply)
    assert not HIDDEN.search(shown.text)
    assert shown.links == []
    assert shown.text.count("\n· ") == MAX_PROBLEMS
    assert shown.text.endswith(words.text("knowledge.in-force"))


@given(st.lists(st.text(), min_size=1))
def test_any_problems_at_all_are_one_message(problems):
    assert len(check_reply(knowledge_broken_reply(problems, words_for("en")))) == 1


def test_a_long_problem_is_cut_with_a_sign_that_it_is():
    problem = PROBLEM + "湖" * 2000
    (line,) = texts(knowledge_broken_reply([problem], words_for("zh"))).splitlines()[1:2]
    assert line == "· " + problem[:PROBLEM_UNITS] + "…"


def test_sound_knowledge_is_reported_with_its_number_of_questions(words):
    text = texts(knowledge_taken_reply(73, words))
    assert "73" in text
    assert "\n" not in text


def test_operators_are_told_in_their_language():
    for reply in (lambda words: knowledge_broken_reply([PROBLEM] * 9, words), lambda w: knowledge_taken_reply(1, w)):
        assert len({texts(reply(words_for(language))) for language in LANGUAGES}) == len(LANGUAGES)
