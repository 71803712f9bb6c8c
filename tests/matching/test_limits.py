"""The three zones follow the calibration: with other limits, other zones. What is literally a phrasing stands above."""

from dataclasses import replace

import pytest
from matching_knowledge import village_knowledge

from bot.matching.calibration import MODELS, calibration, probability
from bot.matching.features import FEATURES
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, Choices, NoAnswer
from bot.matching.scores import SCORES

NEVER, ALWAYS = 1.1, 0.0
CLEAR = (
    "请问一下修磨坊一共投了多少钱?",
    "书屋四免是什么",
    "流动图书室有多少册图书",
    "Where is the mill?",
    "mofang zai na ge cun",
)


def matcher(**limits) -> Matcher:
    return Matcher(village_knowledge(), replace(calibration(), **limits))


@pytest.mark.parametrize("query", CLEAR)
def test_what_is_not_sure_enough_to_answer_is_offered(query):
    assert isinstance(matcher().ask(query)[0], Answer)
    outcome, _ = matcher(answer=NEVER, hushed=NEVER).ask(query)
    assert isinstance(outcome, Choices)
    assert outcome.reason == "unsure"


@pytest.mark.parametrize("query", CLEAR)
def test_what_is_not_sure_enough_to_offer_is_refused(query):
    outcome, _ = matcher(answer=NEVER, hushed=NEVER, offer=NEVER).ask(query)
    assert isinstance(outcome, NoAnswer)
    assert outcome.reason == "unknown"
    assert outcome.matches


@pytest.mark.parametrize("query", ["修磨坊花了多少钱", "流动书屋有多少册图书?", "Where is the old mill?"])
def test_a_phrasing_is_answered_exactly_under_any_usual_limit(query):
    outcome, _ = matcher(answer=1.0, offer=1.0, remark=1.0).ask(query)
    assert outcome.reason == "exact"


@pytest.mark.parametrize(
    "query", ["岳阳县的磨坊占地多大", "第5期小磨工研学班什么时候开班", "磨坊的门票多少钱", "今天的股票行情如何"]
)
def test_no_limit_lifts_a_guard(query):
    """However freely the bot answers: what a guard forbids, it does not quote."""
    free = matcher(answer=ALWAYS, hushed=ALWAYS, remark=ALWAYS, offer=ALWAYS).ask(query)[0]
    forbidden = {one.pair for explanation in free.explanations for one in explanation.candidates if one.guard}
    assert isinstance(free, NoAnswer) or not forbidden & {match.pair for match in free.matches}


def test_a_wide_limit_of_ambiguity_asks_back():
    query = "书屋四免是什么"
    assert isinstance(matcher(ambiguous=0.0).ask(query)[0], Answer)
    wide, _ = matcher(ambiguous=100.0, twin=100.0).ask(query)
    assert isinstance(wide, Choices)
    assert wide.reason == "ambiguous"
    assert wide.matches[0].pair == "library/four"


def test_a_remark_needs_more():
    """Praise of the mill's three rooms is no question about them."""
    query = "磨坊的“三间”真不错"
    assert isinstance(matcher(remark=NEVER).ask(query)[0], NoAnswer)


def test_the_shipped_calibration_fits_the_scores():
    """As many coefficients as there are values, and limits that are probabilities in the right order."""
    fitted = calibration()
    assert set(fitted.models) == set(MODELS) == {"han", "latin", "han+meaning", "latin+meaning"}
    for model in fitted.models.values():
        assert len(model.rank) == len(SCORES)
        assert len(model.answer) == len(model.offer) == len(FEATURES)
    assert 0 < fitted.offer < 1
    assert 0 < fitted.answer <= fitted.remark <= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.0, 1.0), 0.5),
        ((100.0, 1.0), 1.0),
        ((-100.0, 1.0), 0.0),
        ((1e300, 1.0), 1.0),
        ((-1e300, 1.0), 0.0),
        ((5.0, 0.0), 0.0),
    ],
)
def test_a_probability_stays_between_nothing_and_certainty(values, expected):
    """The last value is 1 where there is a candidate, 0 without any."""
    assert probability((1.0, 0.0), values) == pytest.approx(expected, abs=1e-9)


def test_a_matcher_does_not_change_its_calibration():
    fitted = calibration()
    Matcher(village_knowledge(), fitted).ask("磨坊")
    assert calibration() == fitted
