"""Foretold trials -> the limits from which on there are answers and options. Pure.

The decision itself says which trials hang on a limit; those that it settles otherwise (rivals, questions that are known
to have no answer, remarks) have no say in it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.evaluation.fitting import FEWEST, Case
from bot.evaluation.regression import Floats
from bot.matching.calibration import Calibration
from bot.matching.decision import decide, is_answered
from bot.matching.features import MAX_GAP
from bot.matching.outcome import Choices
from bot.matching.rivals import twin_of

OFFERED = 0.15
"""The share of the questions without an answer that may get choices."""
LOST = 0.5
"""What it costs that a right answer is one of several choices instead, where an answer to only one of several readings
costs 1."""
LEAST_ANSWER, LEAST_OFFER = 0.3, 0.05
"""Limits go no lower, however well the trials fare: what is so improbable isn't worth a person's time."""
NEVER = 2.0
"""A limit that no probability reaches."""
DIGITS = 4
"""Decimals of a limit, where it has room for them."""


def limits(cases: Sequence[Case], fitted: Calibration, precision: float) -> Calibration:
    """A calibration with limits of its own.

    Args:
        cases: as foretold by models that haven't seen them.
        fitted: the calibration; its other limits say which cases hang on these.
        precision: the share of the answers given that is to be right.
    """
    first = replace(fitted, answer=answer_limit(cases, fitted, precision))
    found = replace(fitted, twin=twin_limit(cases, first))
    answer = answer_limit(cases, found, precision)
    found = replace(found, answer=answer, hushed=max(answer, found.hushed), remark=max(answer, found.remark))
    return replace(found, offer=min(offer_limit(cases, found), answer))


def answer_limit(cases: Sequence[Case], fitted: Calibration, precision: float) -> float:
    """The least probability from which on at least so many of the answers given are right.

    They are so as counted, and also when the share that is right is taken as never falling while the probability rises
    (`rising`): so one stray case doesn't move the limit far. An answer to a question that has none is wrong. Where no
    limit is high enough, the probabilities themselves are taken at their word.
    """
    asked = replace(fitted, answer=0.0, hushed=NEVER, remark=NEVER)
    hang = [case for case in cases if is_answered(case.judged, asked)]
    sure, right, weights = _columns(hang)
    order = np.argsort(-sure, kind="stable")
    sure, right, weights = sure[order], right[order], weights[order]
    smooth = rising(right[::-1], weights[::-1])[::-1]
    shares = np.minimum(*(np.cumsum(some * weights) / np.cumsum(weights) for some in (right, smooth)))
    last_of_equals = np.append(sure[1:] < sure[:-1], True)[: len(sure)]
    enough = np.flatnonzero(last_of_equals & (shares >= precision - 1e-9))
    if not len(enough):
        return precision
    last = int(enough[-1])
    below = float(sure[last + 1]) if last + 1 < len(sure) else 0.0
    return max(LEAST_ANSWER, _between(below, float(sure[last])))


def twin_limit(cases: Sequence[Case], fitted: Calibration) -> float:
    """How far behind, in rank, a pair of another article tells best what can be read in several ways from what can't.

    That is where the readable ones that are asked back outweigh the right answers that are lost by most, each of these
    at `LOST`, of all that would be answered otherwise. With too few of either it stays.
    """
    hang = [case for case in cases if case.right or case.trial.asked.readings]
    hang = [case for case in hang if is_answered(case.judged, replace(fitted, twin=0.0))]
    several = sum(bool(case.trial.asked.readings) for case in hang)
    if min(several, len(hang) - several) < FEWEST:
        return fitted.twin
    gains = [case.trial.asked.weight * (1.0 if case.trial.asked.readings else -LOST) for case in hang]
    ordered = sorted(zip((twin_of(case.judged) for case in hang), gains, strict=True))
    needed = [one for one, _ in ordered if one < MAX_GAP]
    gained = np.cumsum([gain for _, gain in ordered[: len(needed)]])
    if not needed or gained.max() <= 0:
        return fitted.twin
    best = int(gained.argmax())
    return _between(needed[best], [*needed, MAX_GAP][best + 1])


def offer_limit(cases: Sequence[Case], fitted: Calibration) -> float:
    """The least probability from which on no more than `OFFERED` of the questions without an answer get choices."""
    strange = [case for case in cases if not (case.trial.asked.answered or case.trial.asked.readings)]
    total = sum(case.trial.asked.weight for case in strange)
    asked = replace(fitted, offer=0.0)
    hang = [case for case in strange if isinstance(decide("", case.judged, asked), Choices)]
    spare = OFFERED * total
    hang.sort(key=lambda case: -case.judged.offer)
    above = 1.0
    for case in hang:
        spare -= case.trial.asked.weight
        if spare < 0:
            return max(LEAST_OFFER, _between(case.judged.offer, above))
        above = case.judged.offer
    return LEAST_OFFER


def rising(values: Floats, weights: Floats) -> Floats:
    """The values that come nearest to others, by weighted squares, and never fall (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        mean, share, count = value, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, heft, many = blocks.pop()
            mean = (mean * share + other * heft) / (share + heft)
            share, count = share + heft, count + many
        blocks.append((mean, share, count))
    return np.repeat([mean for mean, _, _ in blocks], [count for _, _, count in blocks]).astype(np.float64)


def _columns(cases: Sequence[Case]) -> tuple[Floats, Floats, Floats]:
    rows = [(case.judged.answer, float(case.right), case.trial.asked.weight) for case in cases]
    sure, right, weights = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return sure, right, weights


def _between(below: float, above: float) -> float:
    """A limit that lets one probability pass and not the other: their middle, rounded where there is room."""
    middle = round((below + above) / 2, DIGITS)
    return middle if below < middle <= above else above
