"""A calibration as a file: what fits this version is read, whatever else is said in one sentence."""

import json
import math
from copy import deepcopy
from dataclasses import asdict
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.calibration import LARGEST, LIMITS, MODELS, Calibration, Model, calibration, parse_calibration
from bot.matching.features import FEATURES
from bot.matching.scores import SCORES

SHIPPED = json.loads(resources.files("bot.matching").joinpath("calibration.json").read_text(encoding="utf-8"))
SIZES = {"rank": len(SCORES), "answer": len(FEATURES), "offer": len(FEATURES)}


def changed(path, value=None):
    """The shipped calibration with something else at a place, or without it."""
    data = deepcopy(SHIPPED)
    *way, last = path.split()
    part = data
    for name in way:
        part = part[name]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return json.dumps(data)


BROKEN = {
    "no json": ("answer = 0.5", "Expecting value"),
    "nothing": ("", "Expecting value"),
    "half of it": (json.dumps(SHIPPED)[:1000], "line 1 column"),
    "a list": ("[]", "models is missing"),
    "a number": ("0.5", "models is missing"),
    "an empty table": ("{}", "models is missing"),
    "brackets without end": ("[" * 100_000, "nested without end"),
    "no models": (changed("models"), "models is missing"),
    "models as a list": (changed("models", []), "models is missing"),
    "a model too few": (changed("models latin"), "models: latin is missing"),
    "a model too many": (changed("models thai", SHIPPED["models"]["han"]), "models: thai is unknown"),
    "a model as a list": (changed("models han", [0.5]), "han is missing"),
    "a part too few": (changed("models han offer"), "han: offer is missing"),
    "a part too many": (changed("models han guess", [0.5]), "han: guess is unknown"),
    "a part for single phrasings as a list": (changed("models han alone", [0.5]), "han: alone is missing"),
    "a part for single phrasings too small": (
        changed("models han alone", {"rank": []}),
        "han: alone: answer is missing",
    ),
    "no limits": (changed("limits"), "limits is missing"),
    "a limit too few": (changed("limits twin"), "limits: twin is missing"),
    "a limit too many": (changed("limits models", 0.5), "limits: models is unknown"),
    "a limit in words": (changed("limits answer", "0.5"), 'limits: answer holds "0.5", which is no usable number'),
    "a limit that is true": (changed("limits answer", True), "limits: answer holds true"),
    "a limit that is no number": (changed("limits answer", math.nan), "limits: answer holds NaN"),
    "a limit beyond all": (changed("limits answer", math.inf), "limits: answer holds Infinity"),
    "a number without end": (changed("limits answer", 10**400), "limits: answer holds 1000000"),
    "a coefficient in words": (changed("models han rank", ["1"] * SIZES["rank"]), 'han: rank holds "1"'),
    "a coefficient that is none": (changed("models han rank", [[]] * SIZES["rank"]), "han: rank holds []"),
    "coefficients by name": (changed("models han rank", dict.fromkeys(SCORES, 1)), "han: rank has no numbers"),
    "coefficients as text": (changed("models han rank", "1" * SIZES["rank"]), "han: rank has no numbers"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_calibration_is_said(text, said):
    with pytest.raises(ValueError, match=r".") as caught:
        parse_calibration(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 120
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("part", SIZES)
@pytest.mark.parametrize("more", [-1, 1, -1000])
def test_a_calibration_for_other_scores_is_noticed(name, part, more):
    """As one of an older or a newer version holds them."""
    numbers = (SHIPPED["models"][name][part] + [0.5])[: max(0, SIZES[part] + more)]
    with pytest.raises(ValueError, match=f"{part} has {len(numbers)} numbers where {SIZES[part]} belong") as caught:
        parse_calibration(changed(f"models {name} {part}", numbers))
    assert str(caught.value).startswith(name)


def test_the_shipped_one_is_read():
    fitted = parse_calibration(json.dumps(SHIPPED))
    assert fitted == calibration()
    assert asdict(fitted)["models"].keys() == SHIPPED["models"].keys() == set(MODELS)
    assert {name: getattr(fitted, name) for name in LIMITS} == SHIPPED["limits"]


NUMBERS = st.floats(-LARGEST, LARGEST, exclude_min=True, exclude_max=True)


@given(st.fixed_dictionaries(dict.fromkeys(LIMITS, NUMBERS)), st.lists(NUMBERS, min_size=1, max_size=5))
def test_any_numbers_of_the_right_count_are_read(limits, some):
    models = {
        name: {part: [some[n % len(some)] for n in range(size)] for part, size in SIZES.items()} for name in MODELS
    }
    fitted = parse_calibration(json.dumps({"limits": limits, "models": models}))
    assert isinstance(fitted, Calibration)
    assert {name: getattr(fitted, name) for name in LIMITS} == limits
    assert {name: {part: list(getattr(one, part)) for part in SIZES} for name, one in fitted.models.items()} == models


@pytest.mark.parametrize(
    ("script", "meaning", "name"),
    [
        ("han", False, "han"),
        ("han", True, "han+meaning"),
        ("latin", False, "latin"),
        ("latin", True, "latin+meaning"),
        ("pinyin", False, "latin"),
        ("pinyin", True, "latin+meaning"),
    ],
)
def test_each_script_has_its_model(script, meaning, name):
    """What still stands in pinyin when it is compared is in nothing but letters."""
    fitted = calibration()
    assert fitted.model(script, meaning=meaning) is fitted.models[name]


def test_a_model_may_have_coefficients_for_pairs_of_one_phrasing():
    numbers = {part: [0.25] * size for part, size in SIZES.items()}
    fitted = parse_calibration(changed("models han alone", numbers)).models["han"]
    assert {part: list(getattr(fitted.alone, part)) for part in SIZES} == numbers
    assert fitted.at(0.0) is fitted


@pytest.mark.parametrize(("share", "rank"), [(0.0, (1.0, 2.0)), (0.25, (1.5, 2.0)), (1.0, (3.0, 2.0))])
def test_the_more_phrasings_pairs_have_the_less_those_coefficients_count(share, rank):
    model = Model((1.0, 2.0), (0.0,), (0.0,), Model((3.0, 2.0), (4.0,), (8.0,)))
    found = model.at(share)
    assert (found.rank, found.answer, found.offer) == (rank, (4 * share,), (8 * share,))


def test_a_model_without_them_is_the_same_for_every_knowledge():
    model = Model((1.0,), (2.0,), (3.0,))
    assert model.at(0.7) is model
