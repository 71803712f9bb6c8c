"""Foretold trials -> the limits from which on there are answers and options. Pure.

The decision itself says which trials hang on a limit; those that it settles otherwise (rivals, questions that are known
to have no answer, remarks) have no say in it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.evaluation.fitting import Case
from bot.evaluation.regression import Floats
from bot.matching.calibration import Calibration
from bot.matching.decision import decide, is_answered
from bot.matching.outcome import Choices

OFFERED = 0.15
"""The share of the questions without an answer that may get choices."""
LEAST_ANSWER, LEAST_OFFER = 0.2, 0.1
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
    answer = answer_limit(cases, fitted, precision)
    found = replace(fitted, answer=answer, hushed=max(answer, fitted.hushed), remark=max(answer, fitted.remark))
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
