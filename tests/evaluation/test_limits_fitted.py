"""Limits from foretold trials: what precision they keep, how little one stray case moves them, who has no say."""

from dataclasses import replace

import numpy as np
import pytest

from bot.evaluation.fitting import Case
from bot.evaluation.limits import (
    LEAST_ANSWER,
    LEAST_OFFER,
    OFFERED,
    answer_limit,
    limits,
    offer_limit,
    rising,
    twin_limit,
)
from bot.matching.calibration import calibration
from bot.matching.decision import decide
from bot.matching.outcome import Answer, Choices
from bot.matching.rivals import EVEN
from bot.matching.scores import SCORES

FITTED = calibration()


@pytest.fixture(scope="module")
def case(fits):
    """Makes a case out of one on which nothing but its probabilities decides, with whatever labels and weights."""
    plain = next(one for one in fits["han"].after if one.right and len(one.judged.allowed) > 1 and _is_open(one))

    def make(answer, *, right=True, answered=True, offer=None, weight=1.0, judged=plain.judged):
        asked = replace(plain.trial.asked, answered=answered, weight=weight)
        sure = replace(judged, answer=answer, offer=answer if offer is None else offer)
        return Case(replace(plain.trial, asked=asked), sure, plain.values, right, right)

    return make


def _is_open(one: Case) -> bool:
    return isinstance(decide("", replace(one.judged, answer=1.0), FITTED), Answer) and not one.judged.silent


def precision_at(cases, limit):
    given = [(one.right, one.trial.asked.weight) for one in cases if one.judged.answer >= limit]
    return sum(weight for right, weight in given if right) / sum(weight for _, weight in given)


@pytest.mark.parametrize("precision", [0.8, 0.9, 0.95, 0.98])
def test_so_many_of_the_answers_from_the_limit_on_are_right(case, precision):
    chance = np.random.default_rng(3)
    sure = chance.random(800)
    cases = [case(float(one), right=bool(chance.random() < one)) for one in sure]
    limit = answer_limit(cases, FITTED, precision)
    assert precision_at(cases, limit) >= precision
    assert LEAST_ANSWER < limit < 1


def test_a_higher_precision_never_has_a_lower_limit(case):
    chance = np.random.default_rng(5)
    cases = [case(float(one), right=bool(chance.random() < one)) for one in chance.random(500)]
    found = [answer_limit(cases, FITTED, precision) for precision in np.linspace(0.5, 0.99, 30)]
    assert found == sorted(found)


def test_one_stray_case_moves_the_limit_little(case):
    chance = np.random.default_rng(7)
    cases = [case(float(one), right=bool(chance.random() < one)) for one in chance.random(4000)]
    stray = [*cases, case(0.999, right=False)]
    assert answer_limit(stray, FITTED, 0.95) == pytest.approx(answer_limit(cases, FITTED, 0.95), abs=0.05)


def test_between_right_and_wrong_the_limit_lies_in_the_middle(case):
    cases = [*(case(0.8) for _ in range(60)), *(case(0.4, right=False) for _ in range(60))]
    assert answer_limit(cases, FITTED, 0.98) == 0.6


def test_cases_that_are_equally_sure_stand_on_one_side_of_it(case):
    cases = [case(0.9), case(0.7), case(0.7, right=False), case(0.5)]
    assert answer_limit(cases, FITTED, 0.98) == 0.8


def test_answers_to_what_has_none_are_wrong(case):
    cases = [*(case(0.8) for _ in range(9)), *(case(0.8, right=False, answered=False) for _ in range(9)), case(0.9)]
    assert answer_limit(cases, FITTED, 0.98) == pytest.approx(0.85)


def test_cases_count_by_their_weights(case):
    cases = [*(case(0.9) for _ in range(30)), *(case(0.6) for _ in range(19)), case(0.6, right=False, weight=0.001)]
    assert answer_limit(cases, FITTED, 0.98) < 0.6
    assert answer_limit([*cases[:-1], case(0.6, right=False, weight=5.0)], FITTED, 0.98) == 0.75


def test_where_all_are_right_the_limit_is_the_least(case):
    assert answer_limit([case(0.01), case(0.9)], FITTED, 0.98) == LEAST_ANSWER


@pytest.mark.parametrize("sure", [(), (0.9, 0.5)], ids=["no case", "none right"])
def test_where_no_limit_will_do_the_probabilities_are_taken_at_their_word(case, sure):
    assert answer_limit([case(one, right=False) for one in sure], FITTED, 0.97) == 0.97


def test_what_the_decision_settles_otherwise_has_no_say(case):
    """Nobody gets an answer where nothing is allowed, or where a question without an answer fits far better."""
    judged = case(0.9).judged
    far = replace(judged.allowed[0], rank=judged.allowed[0].rank + FITTED.silence + 1)
    settled = [
        case(0.95, right=False, judged=replace(judged, allowed=())),
        case(0.95, right=False, judged=replace(judged, silent=(far,))),
    ]
    cases = [*(case(0.8) for _ in range(60)), *(case(0.4, right=False) for _ in range(60))]
    assert answer_limit([*cases, *settled], FITTED, 0.98) == answer_limit(cases, FITTED, 0.98)


def choices(cases, fitted):
    return sum(isinstance(decide("", one.judged, fitted), Choices) for one in cases) / len(cases)


def test_few_of_those_without_an_answer_get_choices(case):
    cases = [case(0.0, right=False, answered=False, offer=one / 100) for one in range(1, 100)]
    limit = offer_limit(cases, FITTED)
    assert OFFERED - 0.02 <= choices(cases, replace(FITTED, offer=limit)) <= OFFERED


def test_answerable_and_ambiguous_questions_may_get_choices_as_they_please(case):
    able = [case(0.0, offer=one / 100) for one in range(1, 100)]
    assert offer_limit(able, FITTED) == LEAST_OFFER


def test_the_limit_of_options_is_no_higher_than_that_of_answers(case):
    strange = [case(0.0, right=False, answered=False, offer=0.95) for _ in range(50)]
    cases = [*(case(0.8) for _ in range(60)), *(case(0.4, right=False) for _ in range(60)), *strange]
    found = limits(cases, FITTED, 0.98)
    assert (found.answer, found.offer) == (0.6, 0.6)


def test_whoever_answers_later_than_the_fitted_limit_still_does(case):
    """Remarks, and questions that one without an answer fits, need at least what others need."""
    cases = [*(case(0.99) for _ in range(60)), *(case(0.95, right=False) for _ in range(60))]
    found = limits(cases, FITTED, 0.98)
    assert found.answer == found.remark == found.hushed == 0.97
    kept = {"hush", "silence", "twin", "ambiguous", "models"}
    assert {name: getattr(found, name) for name in kept} == {name: getattr(FITTED, name) for name in kept}


@pytest.fixture(scope="module")
def behind(case):
    """Makes a case with a pair of another article so far behind, in rank, that explains as much of the question."""
    judged = case(0.9).judged
    best = judged.allowed[0]
    scores = tuple({"cover": EVEN, "sound": 0.0, "lacking": 0.0}.get(name, 0.0) for name in SCORES)

    def make(gap, *, readable=False, placed=False, weight=1.0):
        other = replace(
            best.pair, id="other/1", article="other", excerpts=(replace(best.pair.excerpts[0], article="other"),)
        )
        apart = replace(judged, allowed=(best, replace(best, pair=other, rank=best.rank - gap, scores=scores)))
        made = case(0.9, right=not readable, weight=weight, judged=replace(apart, placed=placed))
        return replace(
            made, trial=replace(made.trial, asked=replace(made.trial.asked, readings=(bool,) * 2 * readable))
        )

    return make


def test_how_far_another_article_may_be_behind_is_learned_from_what_can_be_read_in_several_ways(behind):
    cases = [*(behind(1.0, readable=True) for _ in range(40)), *(behind(5.0) for _ in range(80))]
    assert twin_limit(cases, FITTED) == 3.0
    nearer = [*(behind(1.0, readable=True) for _ in range(40)), *(behind(1.4) for _ in range(80))]
    assert twin_limit(nearer, FITTED) == 1.2


def test_a_right_answer_lost_to_choices_costs_less_than_an_answer_to_one_reading_alone(behind):
    sure = [*(behind(1.0, readable=True) for _ in range(40)), *(behind(5.0) for _ in range(80))]
    mixed = [*(behind(3.0, readable=True) for _ in range(10)), behind(4.0, readable=True)]
    lost = [behind(2.0) for _ in range(15)]
    assert twin_limit([*sure, *mixed, *lost], FITTED) == 4.5
    assert twin_limit([*sure, *mixed, *lost, *lost], FITTED) == 1.5


def test_cases_in_which_a_place_is_named_have_no_say_in_it(behind):
    cases = [*(behind(1.0, readable=True) for _ in range(40)), *(behind(5.0) for _ in range(80))]
    placed = [behind(0.9, placed=True) for _ in range(500)]
    assert twin_limit([*cases, *placed], FITTED) == twin_limit(cases, FITTED)


@pytest.mark.parametrize(("readable", "plain"), [(0, 500), (5, 500), (500, 0), (500, 5)])
def test_with_too_few_of_either_it_stays(behind, readable, plain):
    cases = [*(behind(1.0, readable=True) for _ in range(readable)), *(behind(5.0) for _ in range(plain))]
    assert twin_limit(cases, replace(FITTED, twin=2.2)) == 2.2


def test_where_asking_back_only_loses_answers_it_stays(behind):
    cases = [*(behind(5.0, readable=True) for _ in range(40)), *(behind(1.0) for _ in range(500))]
    assert twin_limit(cases, replace(FITTED, twin=2.2)) == 2.2


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([], [], []),
        ([0.1, 0.5, 0.9], [1, 1, 1], [0.1, 0.5, 0.9]),
        ([1, 0], [1, 1], [0.5, 0.5]),
        ([1, 0], [3, 1], [0.75, 0.75]),
        ([0, 1, 0, 1], [1, 1, 1, 1], [0, 0.5, 0.5, 1]),
        ([3, 2, 1], [1, 1, 1], [2, 2, 2]),
    ],
    ids=["none", "rising already", "falling", "weighted", "in the middle", "all the way"],
)
def test_values_that_fall_are_pooled_until_none_do(values, weights, expected):
    found = rising(np.array(values, dtype=float), np.array(weights, dtype=float))
    assert found.tolist() == pytest.approx(expected)
