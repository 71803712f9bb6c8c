"""Confidences and what came of them -> figures. Pure.

Each message counts as one case: how sure one is of the best answer, and whether that one is right. What nothing answers
is never right. A message that can be read in several ways is no case: no single answer to it would be right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z = 1.959964
"""Normal quantile of two-sided 95 % intervals."""
BINS = 10
"""Bins of equal width for calibration, as is usual."""
PRECISIONS = (0.95, 0.98)
"""Shares of right answers among those given at which a threshold is looked at: research's and our own."""
KEPT = 0.95
"""Share of the right answers that the threshold for `far` keeps."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases as columns.

    Attributes:
        sure: confidences, 0 to 1, or scores that rank like them.
        right: whether the best answer is right.
        answerable: whether anything answers it.
        kinds: of what kind each is.
    """

    sure: Floats
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold brings.

    Attributes:
        threshold: cases that are at least so sure get an answer; None where no case gets any.
        right: share of the answerable cases that are answered rightly.
        false: share of the unanswerable cases that get an answer.
    """

    threshold: float | None
    right: float
    false: float


@dataclass(frozen=True, slots=True)
class Measures:
    """How well something ranks answers and knows when to keep silent, whatever its own limits.

    Attributes:
        acc: share of the answerable cases whose best answer is right.
        at: for each of `PRECISIONS` the lowest threshold at which so many of the answers given are right.
        best: the threshold at which most cases get what they want.
        far: share of the unanswerable cases that are answered at the threshold that keeps `KEPT` of the right answers.
        far_by_kind: the same for each kind of them.
    """

    acc: float
    at: dict[float, Point]
    best: Point
    far: float
    far_by_kind: dict[str, float]


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of like confidence: how many there are, how sure one is on average, and the share that is right."""

    count: int
    sure: float
    right: float


@dataclass(frozen=True, slots=True)
class Curves:
    """Calibration, and what answering more costs.

    Attributes:
        bins: of equal width, without the empty ones.
        brier: mean of (confidence - right)² (Brier 1950).
        ece: expected calibration error, the mean of |confidence - share right| over the bins, weighted by their cases
            (Naeini, Cooper, Hauskrecht 2015).
        risk: the share of wrong answers among those given when only the surest 1, 2, … n cases are answered; cases that
            are equally sure share theirs evenly.
        area: the mean of `risk`: the area under the risk-coverage curve (Geifman, El-Yaniv 2017).
    """

    bins: tuple[Bin, ...]
    brier: float
    ece: float
    risk: tuple[float, ...]
    area: float


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); from 0 to 1 where there is nothing to go by."""
    if not count:
        return 0.0, 1.0
    share, spread = right / count, Z * Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def measure(cases: Cases) -> Measures:
    """The measures of at least one case."""
    answerable, unanswerable = int(cases.answerable.sum()), int((~cases.answerable).sum())
    levels = np.unique(cases.sure)  # rising
    right = _from(levels, cases.sure[cases.right])
    false = _from(levels, cases.sure[~cases.answerable])
    given = _from(levels, cases.sure)

    def point(at: int) -> Point:
        threshold = float(levels[at]) if at < len(levels) else None
        return Point(threshold, _share(right[at], answerable), _share(false[at], unanswerable))

    precise = np.append(right[:-1] / given[:-1], 1.0)  # above the highest level nothing is given, and nothing is wrong
    keeping = _keeping(cases)
    kinds = dict.fromkeys(kind for kind, able in zip(cases.kinds, cases.answerable, strict=True) if not able)
    return Measures(
        acc=_share(int(cases.right.sum()), answerable),
        at={share: point(int(np.argmax(precise >= share))) for share in PRECISIONS},
        best=point(int(np.argmax(right - false))),
        far=_answered(cases.sure[~cases.answerable], keeping),
        far_by_kind={kind: _answered(cases.sure[np.array(cases.kinds) == kind], keeping) for kind in kinds},
    )


def _from(levels: Floats, sure: Floats) -> NDArray[np.int64]:
    """How many reach each level, and then none."""
    return np.append(len(sure) - np.searchsorted(np.sort(sure), levels), 0)


def _keeping(cases: Cases) -> float:
    """The threshold that keeps `KEPT` of the right answers."""
    right = np.sort(cases.sure[cases.right])
    return float(right[math.floor((1 - KEPT) * len(right) + 1e-9)]) if len(right) else math.inf


def _answered(sure: Floats, threshold: float) -> float:
    return _share(int((sure >= threshold).sum()), len(sure))


def _share(part: int, count: int) -> float:
    return part / count if count else 0.0


def curves(cases: Cases) -> Curves:
    """The curves of at least one case whose confidences lie between 0 and 1."""
    bins = tuple(_bins(cases))
    brier = float(np.mean((cases.sure - cases.right) ** 2))
    ece = sum(one.count * abs(one.sure - one.right) for one in bins) / len(cases.sure)
    risk = _risk(cases)
    return Curves(bins, brier, ece, tuple(risk.tolist()), float(risk.mean()))


def _bins(cases: Cases) -> Sequence[Bin]:
    which = np.minimum((cases.sure * BINS).astype(int), BINS - 1)
    found = ((cases.sure[which == number], cases.right[which == number]) for number in range(BINS))
    return [Bin(len(sure), float(sure.mean()), float(right.mean())) for sure, right in found if len(sure)]


def _risk(cases: Cases) -> Floats:
    _, level = np.unique(-cases.sure, return_inverse=True)
    wrong = np.bincount(level, weights=~cases.right) / np.bincount(level)
    risk: Floats = np.cumsum(wrong[np.sort(level)]) / np.arange(1, len(level) + 1)
    return risk
