"""Trials -> the calibration's models, by cross-validation too. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.regression import Floats, listwise, logistic
from bot.evaluation.trials import Trial
from bot.matching.calibration import MODELS, Calibration, Model, probability
from bot.matching.features import features
from bot.matching.outcome import MAX_OPTIONS
from bot.matching.ranking import Judged, may_be_elsewhere, ranked_by, sorted_out
from bot.matching.scores import PERFECT

PERFECT_RANK = 20.0
"""The rank of a question that is literally a phrasing; so the limits that are ranks keep their meaning in a new fit."""
RANK_RIDGE, RIDGE = 0.3, 10.0
"""How much is held to zero: weights of the rank; coefficients of values of unit variance. Of a tenth to ten times so
much this foretold best, of 100 to 1,600 questions in two fields."""
FLAT = 1e-6
"""A spread below which a value is the same everywhere, but for rounding."""
SELDOM = 0.1
"""A spread below which a value is held as if it had that: what hardly a trial has may be right in all of them."""
NONSENSE = 1e6
"""So much larger no weights of use become when they are scaled."""
DIGITS = 5
"""Decimals of what is fitted."""
FOLDS = 5
"""Parts in which trials are left out, each once, for the others to foretell them; those of one pair stay together."""
FEWEST = 30
"""Trials that a model is fitted to, at least."""
ENOUGH = 200
"""Trials of knowledge with many phrasings for each pair, and of such with hardly more than one, from which on it can be
told what difference that makes: each has coefficients of its own then."""

Ends = tuple[tuple[float, ...], tuple[float, ...]]
"""Coefficients for knowledge with very many phrasings for each pair, and for such with one."""


@dataclass(frozen=True, slots=True)
class Case:
    """A trial as judged with some weights of the rank.

    Attributes:
        judged: with the probabilities of a model, or with none yet.
        values: what they are computed from.
        right: whether the best candidate is.
        offered: whether one of the options is, or the question can be read in several ways, so that options suit it.
    """

    trial: Trial
    judged: Judged
    values: tuple[float, ...]
    right: bool
    offered: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of the trials of one model.

    Attributes:
        model: the new one; None where there is too little to fit it to.
        count: how many trials there are.
        before: as the current calibration judges them.
        after: as they are foretold by models that haven't seen their pairs; empty without a new model.
    """

    model: Model | None
    count: int
    before: tuple[Case, ...]
    after: tuple[Case, ...]


def fit(trials: Sequence[Trial], current: Calibration) -> dict[str, Fit]:
    """Fit each model to its trials, by the names of the models.

    Args:
        current: the calibration to compare with.
    """
    return {name: _fit([trial for trial in trials if trial.model == name], current.models[name]) for name in MODELS}


def _fit(trials: Sequence[Trial], current: Model) -> Fit:
    before = tuple(judged_by(current, trials))
    model = _model(trials) if len(trials) >= FEWEST else None
    after = _foretold(trials) if model else ()
    return Fit(model if after else None, len(trials), before, after)


def _foretold(trials: Sequence[Trial]) -> tuple[Case, ...]:
    """Each trial as judged by a model of the others' making; none where one of these can't be made."""
    found: list[Case] = []
    for fold in range(FOLDS):
        model = _model([trial for trial in trials if trial.fold(FOLDS) != fold])
        if model is None:
            return ()
        found += judged_by(model, [trial for trial in trials if trial.fold(FOLDS) == fold])
    return tuple(found)


def judged_by(model: Model, trials: Sequence[Trial]) -> Iterator[Case]:
    """Trials as a model judges them."""
    for trial in trials:
        own = model.at(trial.view.alone)
        case = _case(trial, own.rank)
        answer, offer = probability(own.answer, case.values), probability(own.offer, case.values)
        yield replace(case, judged=replace(case.judged, weights=own.rank, answer=answer, offer=offer))


def _model(trials: Sequence[Trial]) -> Model | None:
    """A model; None where trials are too much alike.

    First `rank`: weights over `SCORES` by `listwise`, scaled so that `PERFECT` ranks `PERFECT_RANK`. Then, with the
    candidates in that order, `answer` and `offer`: coefficients over `FEATURES` by `logistic`; their labels are whether
    the best allowed candidate is right, and whether one of the first `MAX_OPTIONS` is, or the question can be read in
    several ways. Where that can be told, a coefficient is a line over the knowledge's `alone`: each value stands there
    twice, as it is and times that.
    """
    lines = _can_tell(trials)
    ranks = _ranks([trial for trial in trials if trial.groups], lines=lines)
    if not ranks:
        return None
    drawn = _joined(ranks, ranks, ranks, lines=lines)
    cases = [case for case in (_case(one, drawn.at(one.view.alone).rank) for one in trials) if case.judged.allowed]
    labels = np.array([(case.right, case.offered) for case in cases], dtype=bool).reshape(-1, 2)
    if any(column.all() or not column.any() for column in labels.T):
        return None
    values = np.array([case.values for case in cases], dtype=np.float64)
    values = np.hstack((values, values * np.array([[lines * case.trial.view.alone] for case in cases])))
    weights = np.array([case.trial.asked.weight for case in cases])
    return _joined(ranks, *(_probabilities(values, labels[:, at], weights) for at in (0, 1)), lines=lines)


def _can_tell(trials: Sequence[Trial]) -> bool:
    """Whether trials can tell what difference it makes how many phrasings pairs have."""
    single = sum(round(trial.view.alone) for trial in trials)
    return min(single, len(trials) - single) >= ENOUGH


def _joined(ranks: Ends, answers: Ends, offers: Ends, *, lines: bool) -> Model:
    many, alone = (Model(*parts) for parts in zip(ranks, answers, offers, strict=True))
    return replace(many, alone=alone if lines else None)


def _ranks(trials: Sequence[Trial], *, lines: bool) -> Ends | None:
    """Weights by which right candidates outrank others, scaled; None where nothing or nonsense comes of them."""
    if not trials:
        return None
    found = [(group, lines * trial.view.alone) for trial in trials for group in trial.groups]
    groups = [(np.hstack((scores, scores * alone)), right) for (scores, right), alone in found]
    shares = np.array([trial.asked.weight for trial in trials for _ in trial.groups])
    ends = _ends(listwise(groups, RANK_RIDGE, shares))
    scales = [PERFECT_RANK / max(float(weights @ np.array(PERFECT)), 1e-9) for weights in ends]
    return (_rounded(ends[0] * scales[0]), _rounded(ends[1] * scales[1])) if max(scales) < NONSENSE else None


def _probabilities(values: Floats, labels: NDArray[np.bool_], weights: Floats) -> Ends:
    """Coefficients, held to zero as if all values had unit variance; the bias isn't held."""
    spread = values.std(axis=0)
    ridges = np.where(spread > FLAT, RIDGE * np.maximum(spread, SELDOM) ** 2, RIDGE)
    ridges[values.shape[1] // 2 - 1] = 1e-6
    many, alone = _ends(logistic(values, labels, ridges, weights))
    return _rounded(many), _rounded(alone)


def _ends(coefficients: Floats) -> tuple[Floats, Floats]:
    """The coefficients of values that stand there twice: those where `alone` is 0, and where it is 1."""
    many, more = np.split(coefficients, 2)
    return many, many + more


def _case(trial: Trial, rank: Sequence[float]) -> Case:
    """A trial as judged without any probability yet."""
    ranked = ranked_by(trial.field, rank, trial.corpus, trial.view)
    elsewhere = may_be_elsewhere(trial.corpus, placed=trial.placed)
    allowed, silent, forbidden = sorted_out(ranked, trial.guard, elsewhere=elsewhere)
    options = [trial.is_right(one.number) for one in allowed[:MAX_OPTIONS]]
    values = features(trial.message, trial.text, allowed, silent, forbidden)
    judged = Judged(trial.message, trial.text, allowed, silent, forbidden, trial.placed, 0.0, 0.0)
    offered = any(options) or bool(options and trial.asked.readings)
    return Case(trial, judged, values, bool(options) and options[0], offered)


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(value, DIGITS) + 0.0 for value in values.tolist())  # + 0.0 turns -0.0 into 0.0
