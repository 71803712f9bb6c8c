"""What is fitted: how scores make a rank, how a rank makes a probability, and the limits. Data: `calibration.json`."""

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any

from bot.matching.features import FEATURES
from bot.matching.scores import SCORES
from bot.matching.script import Script


@dataclass(frozen=True, slots=True)
class Model:
    """Fitted coefficients: `rank` over `SCORES`, `answer` and `offer` over `FEATURES`.

    What a score tells depends on how many ways to ask for a pair are known: where there are fifty, the right pair holds
    nearly every word of a question; where there is one, it seldom does.

    Attributes:
        alone: the same for a knowledge whose pairs have one phrasing each; these are then for one with very many, and
            others lie between. None where it makes no difference.
    """

    rank: tuple[float, ...]
    answer: tuple[float, ...]
    offer: tuple[float, ...]
    alone: "Model | None" = None

    def at(self, share: float) -> "Model":
        """The coefficients for a knowledge.

        Args:
            share: pairs for each phrasing, from 0 to 1.
        """
        return _between(self, self.alone, share) if self.alone and share else self


@functools.lru_cache(maxsize=16)
def _between(one: Model, other: Model, share: float) -> Model:
    """Coefficients on the way from a model to another one."""

    def mixed(many: Sequence[float], alone: Sequence[float]) -> tuple[float, ...]:
        return tuple(a + share * (b - a) for a, b in zip(many, alone, strict=True))

    return Model(mixed(one.rank, other.rank), mixed(one.answer, other.answer), mixed(one.offer, other.offer))


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that is fitted. The limits are probabilities.

    Attributes:
        models: one for each script, named for it, and one for each that an encoder reads, named `script+meaning`.
        answer: from this probability of being right on, the best pair is the answer.
        remark: the same as `answer` for what has the form of a remark.
        hushed: the same where a question that is known to have no answer fits better by more than `hush`, in rank;
            by more than `silence` it forbids an answer.
        offer: from this probability that one of the options is right on, they are offered.
        ambiguous: how far behind the best, in rank, a different pair of the same article fits equally well.
        twin: the same for a pair of another article, where the question names no place that tells them apart, times how
            much of the question that pair explains (`rivals`).
    """

    models: Mapping[str, Model]
    answer: float
    remark: float
    hush: float
    hushed: float
    silence: float
    offer: float
    ambiguous: float
    twin: float

    def model(self, script: Script, *, meaning: bool) -> Model:
        """The model for questions in a script.

        Args:
            meaning: whether an encoder has read the question.
        """
        written = "han" if script == "han" else "latin"
        return self.models[f"{written}{WITH_MEANING}" if meaning else written]


WITH_MEANING = "+meaning"
MODELS = ("han", "latin", f"han{WITH_MEANING}", f"latin{WITH_MEANING}")
"""The names of the models."""
PARTS = RANK, ANSWER, OFFER = "rank", "answer", "offer"
"""The names of a model's parts."""
ALONE = "alone"
"""The name of the part of a model that holds its coefficients for pairs of one phrasing."""
LIMITS = tuple(field.name for field in fields(Calibration) if field.name != "models")
"""The names of the limits."""
LARGEST = 1e9
"""No number in a calibration comes near it; infinite ones and worse than that would spoil every sum."""


@functools.cache
def calibration() -> Calibration:
    """The calibration that comes with the package."""
    return parse_calibration(resources.files("bot.matching").joinpath("calibration.json").read_text(encoding="utf-8"))


def parse_calibration(text: str) -> Calibration:
    """A calibration as its file holds it.

    Raises:
        ValueError: it isn't one, or one of a version with other scores; the message says where.
    """
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("nested without end") from None
    models = _part(data, "models", MODELS)
    _prove_names(data)
    sizes = {RANK: len(SCORES), ANSWER: len(FEATURES), OFFER: len(FEATURES)}
    limits = _part(data, "limits", LIMITS)
    for name, value in limits.items():
        _prove_number(f"limits: {name}", value)
    return Calibration({name: _model(models, name, sizes) for name in MODELS}, **limits)


def _prove_names(data: Mapping[str, Any]) -> None:
    """What the coefficients belong to, if the file says so, is what this version computes."""
    for name, known in {"scores": SCORES, "features": FEATURES}.items():
        if data.get(name, list(known)) != list(known):
            raise ValueError(f"{name} are those of another version")


def _part(data: Any, name: str, wanted: Sequence[str]) -> dict[str, Any]:
    """A table of the file, with exactly the entries that are wanted."""
    part = data.get(name) if isinstance(data, dict) else None
    if not isinstance(part, dict):
        raise ValueError(f"{name} is missing")  # noqa: TRY004 - whoever reads the file tells people, not programmers
    if missing := [one for one in wanted if one not in part]:
        raise ValueError(f"{name}: {missing[0]} is missing")
    if strange := [one for one in part if one not in wanted]:
        raise ValueError(f"{name}: {strange[0]} is unknown")
    return part


def _model(models: Mapping[str, Any], name: str, sizes: Mapping[str, int]) -> Model:
    """A model of the file, with the one for pairs of one phrasing if it has one."""
    own = models[name]
    if not isinstance(own, dict) or ALONE not in own:
        return Model(*_coefficients(models, name, sizes))
    many = {part: value for part, value in own.items() if part != ALONE}
    whole = f"{name}: {ALONE}"
    alone = Model(*_coefficients({whole: own[ALONE]}, whole, sizes))
    return Model(*_coefficients({name: many}, name, sizes), alone)


def _coefficients(
    models: Mapping[str, Any], name: str, sizes: Mapping[str, int]
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    model = _part(models, name, tuple(sizes))
    for part, size in sizes.items():
        found = model[part]
        if not isinstance(found, list) or len(found) != size:
            held = len(found) if isinstance(found, list) else "no"
            raise ValueError(f"{name}: {part} has {held} numbers where {size} belong")
        for value in found:
            _prove_number(f"{name}: {part}", value)
    return tuple(model[RANK]), tuple(model[ANSWER]), tuple(model[OFFER])


def _prove_number(where: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -LARGEST < value < LARGEST:
        raise ValueError(f"{where} holds {json.dumps(value)[:40]}, which is no usable number")


def probability(coefficients: Sequence[float], values: Sequence[float]) -> float:
    """The logistic function of a weighted sum; 0 without any candidate."""
    if not values[-1]:
        return 0.0
    z = sum(c * v for c, v in zip(coefficients, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
