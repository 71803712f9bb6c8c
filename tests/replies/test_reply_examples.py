"""Questions to try."""

from dataclasses import replace

import pytest

from bot.knowledge.model import Knowledge
from bot.replies.examples import examples


def test_articles_take_turns_and_what_others_name_comes_first(knowledge):
    assert examples(knowledge, 4) == ["lake/height", "bridge/opened", "lake/fee", "bridge/lions"]


def test_a_question_too_long_for_a_button_comes_last(knowledge):
    pairs = dict(knowledge.pairs)
    pairs["lake/height"] = replace(pairs["lake/height"], question="最高的观鸟台" * 5)
    found = examples(Knowledge(knowledge.articles, pairs), 99)
    assert found[:2] == ["lake/fee", "bridge/opened"]
    assert found[-1] == "lake/height"
    assert sorted(found) == sorted(pairs)


@pytest.mark.parametrize("most", [0, 1, 3, 99])
def test_there_are_never_more_than_wanted(knowledge, most):
    assert len(examples(knowledge, most)) == min(most, len(knowledge.pairs))


def test_nothing_known_is_nothing_to_try():
    assert examples(Knowledge({}, {}), 3) == []
