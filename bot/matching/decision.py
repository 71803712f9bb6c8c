"""The three zones: answer, did you mean, no answer. Pure."""

import math
from collections.abc import Iterable, Sequence

from bot.matching.calibration import Calibration
from bot.matching.forms import is_remark
from bot.matching.outcome import (
    MAX_OPTIONS,
    Answer,
    Candidate,
    Choices,
    Explanation,
    Match,
    NoAnswer,
    Outcome,
    Reason,
)
from bot.matching.ranking import Judged, Ranked, same_answer
from bot.matching.scores import SCORES

SHARED = 0.5
"""Sum of cover, heard and ratio below which no right answer was ever seen."""
SHOWN = 8
"""Candidates that an explanation shows."""
NEAREST = 3
"""Nearest pairs that go with no answer."""


def is_answered(judged: Judged, fitted: Calibration) -> bool:
    """Whether the best pair of a question is its answer."""
    if not judged.allowed or rivals(judged, fitted) or not _shares(judged):
        return False
    return judged.answer >= _needed(judged, fitted)


def _shares(judged: Judged) -> bool:
    """Whether the question and its best pair have anything in common, whatever the probability says of it."""
    scores = judged.allowed[0].scored.scores
    return scores.cover + scores.heard + scores.ratio >= SHARED


def _needed(judged: Judged, fitted: Calibration) -> float:
    """The probability that a question must reach to be answered."""
    if is_silenced(judged, fitted):
        return math.inf
    if is_remark(judged.asked):
        return fitted.remark
    return fitted.hushed if _lead(judged) > fitted.hush else fitted.answer


def is_silenced(judged: Judged, fitted: Calibration) -> bool:
    """Whether a question that is known to have no answer fits so much better that there is none."""
    return _lead(judged) > fitted.silence


def _lead(judged: Judged) -> float:
    """How much better than the best pair a question fits that is known to have no answer."""
    return judged.silent[0].rank - judged.allowed[0].rank if judged.silent else -math.inf


def rivals(judged: Judged, fitted: Calibration) -> tuple[Ranked, ...]:
    """The pairs that fit as well as the best one and say something else."""
    best = judged.allowed[0]
    limits = {True: fitted.ambiguous, False: fitted.ambiguous if judged.placed else fitted.twin}
    return tuple(
        one
        for one in judged.allowed[1:]
        if best.rank - one.rank < limits[one.pair.article == best.pair.article] and not same_answer(best.pair, one.pair)
    )


def follow_up(query: str, judged: Judged, fitted: Calibration) -> Outcome:
    """The outcome for a question that leans on an earlier one: its best pair, or why there is none."""
    explanations = (explain(judged),)
    if not judged.allowed:
        return _no_answer(query, judged, explanations)
    match = Match(judged.allowed[0].pair.id, judged.asked, max(judged.answer, fitted.answer))
    return Answer(query, "follow-up", (match,), match.confidence, (), explanations)


def decide(query: str, judged: Judged, fitted: Calibration) -> Outcome:
    """The outcome for a message that asks one question.

    Args:
        query: the message as written.
    """
    explanations = (explain(judged),)
    if not judged.allowed:
        return _no_answer(query, judged, explanations)
    best = judged.allowed[0]
    if is_answered(judged, fitted):
        match = Match(best.pair.id, judged.asked, judged.answer)
        return Answer(query, "exact" if judged.exact else "confident", (match,), judged.answer, (), explanations)
    if judged.offer < fitted.offer or is_silenced(judged, fitted) or is_remark(judged.asked):
        return _no_answer(query, judged, explanations)
    ambiguous = rivals(judged, fitted)
    options = _matches(judged, _spread(_distinct(judged.allowed), bool(ambiguous)))[:MAX_OPTIONS]
    if len(options) < 2 and judged.answer >= fitted.offer:
        return Choices(query, "unsure", options, judged.answer, (), explanations)
    return Choices(query, "ambiguous" if ambiguous else "unsure", options, judged.answer, (), explanations)


def _no_answer(query: str, judged: Judged, explanations: tuple[Explanation, ...]) -> NoAnswer:
    nearest = _matches(judged, _distinct(judged.allowed))[:NEAREST]
    confidence = nearest[0].confidence if nearest else 0.0
    beyond = [one for one in _distinct((*judged.allowed, *judged.forbidden)) if one.guard]
    nearest += tuple(Match(one.pair.id, judged.asked, 0.0) for one in beyond[: NEAREST - len(nearest)])
    return NoAnswer(query, _why_not(judged), nearest, confidence, (judged.asked,), explanations)


def _why_not(judged: Judged) -> Reason:
    """The guard that forbade what would have come first, else unknown."""
    if judged.forbidden and (not judged.allowed or judged.forbidden[0].rank > judged.allowed[0].rank):
        return judged.forbidden[0].guard or "unknown"
    return "unknown"


def _distinct(ranked: Iterable[Ranked]) -> list[Ranked]:
    """One candidate for each different answer."""
    kept: list[Ranked] = []
    for one in ranked:
        if not any(same_answer(one.pair, other.pair) for other in kept):
            kept.append(one)
    return kept


def _spread(ranked: Sequence[Ranked], ambiguous: bool) -> list[Ranked]:
    """The best of each article first, so that whoever asked about either finds it."""
    heads = list({one.pair.article: one for one in reversed(ranked)}.values())
    heads.sort(key=lambda one: -one.rank)
    return [*heads, *(one for one in ranked if one not in heads)] if ambiguous else list(ranked)


def _matches(judged: Judged, ranked: Sequence[Ranked]) -> tuple[Match, ...]:
    """The best keeps its probability; the others have theirs by their ranks, as a softmax would share it."""
    if not ranked:
        return ()
    top = ranked[0].rank
    return tuple(
        Match(one.pair.id, judged.asked, round(judged.answer * min(1.0, math.exp(one.rank - top)), 6)) for one in ranked
    )


def explain(judged: Judged) -> Explanation:
    """What `--explain` shows of one question."""
    ranked = sorted((*judged.allowed, *judged.silent, *judged.forbidden), key=lambda one: -one.rank)[:SHOWN]
    candidates = tuple(
        Candidate(
            one.pair.id,
            one.phrasing,
            match.confidence,
            {"rank": one.rank} | dict(zip(SCORES, one.scored.scores, strict=True)),
            one.guard,
        )
        for one, match in zip(ranked, _matches(judged, ranked), strict=True)
    )
    return Explanation(judged.asked, judged.text.folded, candidates)
