"""Trials -> a calibration for a knowledge, what it brings in figures, and the file that holds it. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.evaluation.fitting import Case, Fit, fit
from bot.evaluation.limits import limits
from bot.evaluation.trials import Trial
from bot.matching.calibration import ALONE, LIMITS, PARTS, Calibration, Model
from bot.matching.decision import decide
from bot.matching.features import FEATURES
from bot.matching.outcome import Answer, Choices
from bot.matching.scores import SCORES


@dataclass(frozen=True, slots=True)
class Figures:
    """How trials fare with some calibration; the trials count by their weights.

    Attributes:
        first: share of the answerable trials whose best pair is right.
        answered: share of them that is answered rightly.
        precision: share of the answers given that is right; 1 where none is given.
        false: share of the unanswerable trials that get an answer; choices: that get choices.
        brier: mean of (probability - right)² over all trials but those that can be read in several ways.
    """

    first: float
    answered: float
    precision: float
    false: float
    choices: float
    brier: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came of some trials.

    Attributes:
        calibration: models that were fitted, others as they come with the package, and limits.
        fits: by model.
        before: the figures of the models that there is something to fit to, with the calibration so far; they may be
            too good to be true where that was fitted to the same questions.
        after: the same of the models that were fitted, each trial as foretold by models that haven't seen its pair.
    """

    calibration: Calibration
    fits: Mapping[str, Fit]
    before: Mapping[str, Figures]
    after: Mapping[str, Figures]


def fitted(trials: Sequence[Trial], shipped: Calibration, serving: Calibration, precision: float) -> Fitted:
    """Fit models and limits.

    Args:
        shipped: whose models and limits are kept where there is too little to fit to.
        serving: the calibration so far, to compare with.
        precision: the share of the answers given that is to be right.
    """
    fits = fit(trials, serving)
    models = dict(shipped.models) | {name: one.model for name, one in fits.items() if one.model}
    cases = [case for one in fits.values() for case in one.after]
    found = replace(shipped, models=models)
    found = limits(cases, found, precision) if cases else found
    before = {name: figures(one.before, serving) for name, one in fits.items() if one.before}
    after = {name: figures(one.after, found) for name, one in fits.items() if one.after}
    return Fitted(found, fits, before, after)


def figures(cases: Sequence[Case], calibration: Calibration) -> Figures:
    """How trials fare, as judged."""
    outcomes = [(case, decide(case.judged.asked, case.judged, calibration)) for case in cases]
    answered = [case for case, outcome in outcomes if isinstance(outcome, Answer)]
    offered = [case for case, outcome in outcomes if isinstance(outcome, Choices)]
    able, unable = ([case for case in cases if _is_able(case) is wanted] for wanted in (True, False))
    right = _weight([case for case in answered if case.right])
    plain = [*able, *unable]
    errors = ((case.trial.asked.weight, case.judged.answer - case.right) for case in plain)
    return Figures(
        first=_share(_weight([case for case in able if case.right]), able, 0.0),
        answered=_share(right, able, 0.0),
        precision=_share(right, answered, 1.0),
        false=_share(_weight([case for case in answered if _is_able(case) is False]), unable, 0.0),
        choices=_share(_weight([case for case in offered if _is_able(case) is False]), unable, 0.0),
        brier=_share(sum(weight * off**2 for weight, off in errors), plain, 0.0),
    )


def _is_able(case: Case) -> bool | None:
    """Whether something answers a trial; None where it can be read in several ways."""
    return None if case.trial.asked.readings else case.trial.asked.answered


def _weight(cases: Sequence[Case]) -> float:
    return sum(case.trial.asked.weight for case in cases)


def _share(part: float, cases: Sequence[Case], otherwise: float) -> float:
    whole = _weight(cases)
    return part / whole if whole else otherwise


def as_json(calibration: Calibration, about: Mapping[str, object]) -> str:
    """A calibration as its file holds it.

    Args:
        about: what it was fitted to.
    """
    models = {
        name: _parts(model) | ({ALONE: _parts(model.alone)} if model.alone else {})
        for name, model in calibration.models.items()
    }
    found = {
        "about": about,
        "scores": SCORES,
        "features": FEATURES,
        "limits": {name: getattr(calibration, name) for name in LIMITS},
        "models": models,
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _parts(model: Model) -> dict[str, object]:
    return {part: list(getattr(model, part)) for part in PARTS}


def about(found: Fitted, files: Mapping[str, int], precision: float) -> dict[str, object]:
    """What a calibration was fitted to, for its file: nothing that changes while the files and the knowledge don't.

    Args:
        files: how many questions each holds.
    """
    return {
        "precision": precision,
        "files": dict(files),
        "models": {name: one.count for name, one in found.fits.items() if one.model},
    }
