"""Plain scorers over the same pairs: what their best pair is worth."""

import pytest
from evaluation_knowledge import PAIRS, valley_knowledge

from bot.evaluation.asking import Result
from bot.evaluation.judging import wanted_by
from bot.evaluation.questions import Question
from bot.evaluation.rivals import AT_ONCE, rivals

KNOWLEDGE = valley_knowledge()


def result(text: str, *gold: str) -> Result:
    wanted = wanted_by(Question("a", "plain", text, gold), KNOWLEDGE)
    return Result("f", "a", "plain", text, wanted, wanted.sort, "right", None, first=False)


@pytest.mark.parametrize("name", ["ratio", "WRatio", "BM25"])
def test_a_phrasing_of_a_pair_finds_it_with_certainty(name):
    results = [
        result(text, span) for text, span in ((PAIRS["kiln/length"][1], "42米"), (PAIRS["tea/area"][0], "1200亩"))
    ]
    found = rivals(results, KNOWLEDGE)[name]
    assert found.cases.right.all()
    assert found.cases.sure.tolist() == pytest.approx([1, 1])
    assert found.recall == 1.0


@pytest.mark.parametrize("name", ["ratio", "WRatio", "BM25"])
def test_case_width_and_signs_make_no_difference(name):
    found = rivals([result("ＨＯＷ long is the kiln in METRES？！", "42米")], KNOWLEDGE)[name]
    assert found.cases.sure.tolist() == pytest.approx([1])


def test_what_nothing_answers_is_never_right():
    found = rivals([result("龙窑有多长?"), result("龙窑有多长?", "42米")], KNOWLEDGE)["ratio"]
    assert found.cases.right.tolist() == found.cases.answerable.tolist() == [False, True]


def test_two_answers_are_not_found_by_one_pair_but_among_five():
    found = rivals([result("龙窑有多长?停烧了多少年?", "42米", "37年")], KNOWLEDGE)["BM25"]
    assert (found.cases.right.tolist(), found.recall) == ([False], 1.0)


def test_many_messages_are_scored_in_portions():
    found = rivals([result("龙窑有多长?", "42米")] * (AT_ONCE + 1), KNOWLEDGE)["ratio"]
    assert found.cases.right.sum() == AT_ONCE + 1
