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
    """Fitted coefficients: `rank` over `SCORES`, `answer` and `offer` over `FEATURES`."""

    rank: tuple[float, ...]
    answer: tuple[float, ...]
    offer: tuple[float, ...]


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
    sizes = {"rank": len(SCORES), "answer": len(FEATURES), "offer": len(FEATURES)}
    limits = _part(data, "limits", LIMITS)
    for name, value in limits.items():
        _prove_number(f"limits: {name}", value)
    return Calibration({name: Model(**_coefficients(models, name, sizes)) for name in MODELS}, **limits)


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


def _coefficients(models: Mapping[str, Any], name: str, sizes: Mapping[str, int]) -> dict[str, tuple[float, ...]]:
    model = _part(models, name, tuple(sizes))
    for part, size in sizes.items():
        found = model[part]
        if not isinstance(found, list) or len(found) != size:
            held = len(found) if isinstance(found, list) else "no"
            raise ValueError(f"{name}: {part} has {held} numbers where {size} belong")
        for value in found:
            _prove_number(f"{name}: {part}", value)
    return {part: tuple(model[part]) for part in sizes}


def _prove_number(where: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -LARGEST < value < LARGEST:
        raise ValueError(f"{where} holds {json.dumps(value)[:40]}, which is no usable number")


def probability(coefficients: Sequence[float], values: Sequence[float]) -> float:
    """The logistic function of a weighted sum; 0 without any candidate."""
    if not values[-1]:
        return 0.0
    z = sum(c * v for c, v in zip(coefficients, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
