"""What is fitted: how scores make a rank, how a rank makes a probability, and the limits. Data: `calibration.json`."""

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import get_args

from bot.matching.scores import SCORES
from bot.matching.script import Script

FEATURES = (
    *SCORES, "margin", "twin", "hush", "evidence", "asks", "settles", "remark", "forbidden", "bias",
)  # fmt: skip
"""What the probabilities are computed from, in the order of their coefficients."""


@dataclass(frozen=True, slots=True)
class Model:
    """Fitted coefficients for one script: `rank` over `SCORES`, `answer` and `offer` over `FEATURES`."""

    rank: tuple[float, ...]
    answer: tuple[float, ...]
    offer: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that is fitted. The limits are probabilities.

    Attributes:
        answer: from this probability of being right on, the best pair is the answer.
        remark: the same as `answer` for what has the form of a remark.
        hushed: the same where a question that is known to have no answer fits better by more than `hush`, in rank;
            by more than `silence` it forbids an answer.
        offer: from this probability that one of the options is right on, they are offered.
        follow: the rank from which a question that leans on an earlier one is answered.
        ambiguous: how far behind the best, in rank, a different pair of the same article fits equally well.
        twin: the same for a pair of another article, where the question names no place that tells them apart.
    """

    models: Mapping[Script, Model]
    answer: float
    remark: float
    hush: float
    hushed: float
    silence: float
    offer: float
    follow: float
    ambiguous: float
    twin: float


@functools.cache
def calibration() -> Calibration:
    """The calibration that comes with the package."""
    data = json.loads(resources.files("bot.matching").joinpath("calibration.json").read_text(encoding="utf-8"))
    models: dict[Script, Model] = {
        script: Model(**{name: tuple(values) for name, values in data["models"][script].items()})
        for script in get_args(Script)
    }
    return Calibration(models, **data["limits"])


def probability(coefficients: Sequence[float], values: Sequence[float]) -> float:
    """The logistic function of a weighted sum; 0 without any candidate."""
    if not values[-1]:
        return 0.0
    z = sum(c * v for c, v in zip(coefficients, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
