"""What a fit brings: the calibration, its figures, and the file that holds it."""

import json
from dataclasses import fields, replace
from importlib import resources

import pytest

from bot.evaluation.fitted import about, as_json, figures, fitted
from bot.matching.calibration import LIMITS, MODELS, calibration, parse_calibration
from bot.matching.features import FEATURES
from bot.matching.scores import SCORES

SHIPPED = calibration()
SERVING = replace(SHIPPED, models=dict.fromkeys(MODELS, SHIPPED.models["latin"]), answer=0.7, twin=1.5)
PRECISION = 0.9


@pytest.fixture(scope="module")
def found(valley_trials):
    return fitted(valley_trials, SHIPPED, SERVING, PRECISION)


def test_what_could_be_fitted_is_new_and_the_rest_is_as_it_ships(found):
    models = found.calibration.models
    assert [name for name in MODELS if models[name] == SHIPPED.models[name]] == ["han+meaning", "latin+meaning"]
    assert found.calibration.twin == SHIPPED.twin
    assert list(found.after) == ["han", "latin"]


def test_the_answers_given_are_as_often_right_as_was_wanted(found):
    cases = [case for name in found.after for case in found.fits[name].after]
    together = figures(cases, found.calibration)
    assert together.precision >= PRECISION
    assert together.choices <= 0.15
    assert 0 < together.answered <= together.first <= 1


def test_figures_of_before_are_of_the_calibration_so_far(found, valley_trials):
    other = fitted(valley_trials, SHIPPED, SHIPPED, PRECISION)
    assert other.calibration == found.calibration
    assert other.after == found.after
    assert other.before["han"] != found.before["han"]


def test_without_any_trial_all_is_as_it_ships():
    nothing = fitted([], SHIPPED, SERVING, PRECISION)
    assert (nothing.calibration, nothing.before, nothing.after) == (SHIPPED, {}, {})


def test_figures_count_by_weight(found):
    cases = found.fits["han"].after
    wrong = [case for case in cases if not case.right]
    heavy = [replace(case, trial=replace(case.trial, asked=replace(case.trial.asked, weight=9.0))) for case in wrong]
    kept = [case for case in cases if case.right]
    assert figures([*kept, *heavy], found.calibration).brier == pytest.approx(
        figures([*kept, *wrong * 9], found.calibration).brier
    )


def test_figures_of_nothing_are_no_division_by_nought(found):
    none = figures([], found.calibration)
    assert [getattr(none, one.name) for one in fields(none)] == [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]


def test_what_can_be_read_in_several_ways_counts_neither_as_answerable_nor_as_not(found):
    cases = [case for case in found.fits["han"].after if not case.trial.asked.answered]
    both = [
        replace(case, trial=replace(case.trial, asked=replace(case.trial.asked, readings=(bool,)))) for case in cases
    ]
    assert (figures(both, found.calibration).false, figures(both, found.calibration).choices) == (0.0, 0.0)
    loose = replace(found.calibration, answer=0.0, offer=0.0, hushed=0.0)
    assert figures(cases, loose).false > 0


@pytest.fixture(scope="module")
def written(found):
    return as_json(found.calibration, about(found, {"valley": 95, "": 40}, PRECISION))


def test_what_is_written_is_what_is_read(written, found):
    assert parse_calibration(written) == found.calibration


def test_coefficients_for_pairs_of_one_phrasing_are_written_and_read(found):
    model = replace(SHIPPED.models["han"], alone=replace(SHIPPED.models["latin"], alone=None))
    other = replace(found.calibration, models=dict(found.calibration.models) | {"han": model})
    assert parse_calibration(as_json(other, {})) == other


def test_it_says_what_it_was_fitted_to_and_nothing_that_changes(written, found):
    data = json.loads(written)
    assert data["about"] == {
        "precision": PRECISION,
        "files": {"valley": 95, "": 40},
        "models": {"han": found.fits["han"].count, "latin": found.fits["latin"].count},
    }
    assert list(data) == ["about", "scores", "features", "limits", "models"]
    assert list(data["limits"]) == list(LIMITS)


@pytest.mark.parametrize(("name", "known"), [("scores", SCORES), ("features", FEATURES)], ids=["scores", "features"])
def test_a_file_with_other_coefficients_is_told_from_ours(written, name, known):
    data = json.loads(written)
    assert data[name] == list(known)
    swapped = [known[1], known[0], *known[2:]]
    with pytest.raises(ValueError, match=f"{name} are those of another version"):
        parse_calibration(json.dumps(data | {name: swapped}))


def test_a_file_that_does_not_say_its_names_is_judged_by_their_number(written):
    data = json.loads(written)
    del data["scores"], data["features"]
    assert parse_calibration(json.dumps(data)) == parse_calibration(written)


def test_the_file_that_comes_with_the_package_can_be_read():
    text = resources.files("bot.matching").joinpath("calibration.json").read_text(encoding="utf-8")
    assert parse_calibration(text) == SHIPPED
