"""Verdicts: what was wanted, what came, and how that is to be called."""

import pytest
from evaluation_knowledge import valley_knowledge

from bot.evaluation.judging import MULTI, is_first_right, judge, wanted_by
from bot.evaluation.questions import Question
from bot.matching.outcome import Answer, Choices, Match, NoAnswer

KNOWLEDGE = valley_knowledge()
ONE = Question("a", "plain", "?", ("42米",))
TWO = Question("b", MULTI, "?", ("42米", "37年"))
NONE = Question("c", "near_miss", "?", ())
EITHER = Question("d", "ambiguous", "?", (), (("42米",), ("1958年",)))
LENGTH, PAUSE, FOUNDED, AREA = "kiln/length", "kiln/pause", "tea/founded", "tea/area"


def answer(*pairs: str) -> Answer:
    return Answer("?", "confident", matches(pairs), 0.9)


def choices(*pairs: str) -> Choices:
    return Choices("?", "unsure", matches(pairs), 0.4)


def nothing(*pairs: str) -> NoAnswer:
    return NoAnswer("?", "unknown", matches(pairs), 0.1)


def matches(pairs) -> tuple[Match, ...]:
    return tuple(Match(pair, "?", 0.5) for pair in pairs)


VERDICTS = {
    "the answer": (ONE, answer(LENGTH), "right"),
    "another answer": (ONE, answer(AREA), "wrong"),
    "the answer among others": (ONE, answer(LENGTH, AREA), "wrong"),
    "the right option": (ONE, choices(AREA, LENGTH), "offered"),
    "other options": (ONE, choices(AREA, PAUSE), "refused"),
    "no answer": (ONE, nothing(LENGTH), "refused"),
    "both answers": (TWO, answer(PAUSE, LENGTH), "right"),
    "one of both": (TWO, answer(LENGTH), "wrong"),
    "both and a third": (TWO, answer(LENGTH, PAUSE, AREA), "wrong"),
    "both as options": (TWO, choices(LENGTH, AREA, PAUSE), "offered"),
    "one of both as an option": (TWO, choices(LENGTH, AREA), "refused"),
    "rightly nothing": (NONE, nothing(), "right"),
    "a false answer": (NONE, answer(LENGTH), "wrong"),
    "options where there is nothing": (NONE, choices(LENGTH), "offered"),
    "all readings": (EITHER, choices(FOUNDED, AREA, LENGTH), "right"),
    "one reading": (EITHER, choices(FOUNDED, AREA), "offered"),
    "an answer to one reading": (EITHER, answer(LENGTH), "wrong"),
    "no answer to any reading": (EITHER, nothing(LENGTH), "refused"),
}


@pytest.mark.parametrize(("question", "outcome", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_a_verdict_follows_from_what_was_wanted_and_what_came(question, outcome, verdict):
    assert judge(wanted_by(question, KNOWLEDGE), outcome) == verdict


SORTS = {"answerable": ONE, "unanswerable": NONE, "ambiguous": EITHER}


@pytest.mark.parametrize(("sort", "question"), SORTS.items(), ids=SORTS)
def test_a_message_is_of_the_sort_of_what_it_wants(sort, question):
    assert wanted_by(question, KNOWLEDGE).sort == sort


ASKS = {
    "one span": (ONE, 1),
    "two things": (TWO, 2),
    "two things in one span": (Question("e", MULTI, "?", ("42米",)), 2),
    "two spans of one pair": (Question("f", "plain", "?", ("2021年秋", "重新点火")), 1),
    "two spans that no pair has alone": (Question("g", "plain", "?", ("42米", "37年")), 2),
    "a span that no pair has": (Question("h", "plain", "?", ("周一闭馆",)), 1),
    "nothing": (NONE, 1),
}


@pytest.mark.parametrize(("question", "asks"), ASKS.values(), ids=ASKS)
def test_as_many_answers_are_enough_as_a_question_asks_things(question, asks):
    assert wanted_by(question, KNOWLEDGE).asks == asks


FIRST = {
    "the answer": (ONE, answer(LENGTH), True),
    "the answer among others": (ONE, answer(LENGTH, AREA), False),
    "the first option": (ONE, choices(LENGTH, AREA), True),
    "the second option": (ONE, choices(AREA, LENGTH), False),
    "the nearest pair": (ONE, nothing(LENGTH), True),
    "no pair at all": (ONE, nothing(), False),
    "what nothing answers": (NONE, nothing(LENGTH), False),
    "a false answer": (NONE, answer(LENGTH), False),
    "both answers": (TWO, answer(PAUSE, LENGTH), True),
    "readings": (EITHER, choices(LENGTH, FOUNDED), False),
}


@pytest.mark.parametrize(("question", "outcome", "right"), FIRST.values(), ids=FIRST)
def test_the_confidence_speaks_of_the_answers_or_of_the_first_of_what_is_named(question, outcome, right):
    assert is_first_right(wanted_by(question, KNOWLEDGE), outcome) is right


def test_people_read_what_was_wanted_as_spans():
    assert wanted_by(TWO, KNOWLEDGE).said == ("42米", "37年")
    assert wanted_by(EITHER, KNOWLEDGE).said == ("42米", "1958年")
    assert wanted_by(Question("i", "k", "?", (), (("a", "b"), ("c",))), KNOWLEDGE).said == ("a + b", "c")
