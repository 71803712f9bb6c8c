"""The three zones: answer, did you mean, no answer. Pure."""

from collections.abc import Iterable, Sequence

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
from bot.matching.ranking import Calibration, Judged, Ranked, same_answer
from bot.matching.scores import SCORES

SHOWN = 8
"""Candidates that an explanation shows."""
NEAREST = 3
"""Nearest pairs that go with no answer."""


def is_answered(judged: Judged, fitted: Calibration) -> bool:
    """Whether the best pair of a question is its answer."""
    return bool(judged.allowed) and judged.answer >= fitted.answer and not rivals(judged, fitted)


def rivals(judged: Judged, fitted: Calibration) -> tuple[Ranked, ...]:
    """The pairs that fit as well as the best one and say something else."""
    best = judged.allowed[0]
    if judged.exact:
        alike = [one for one in judged.allowed[1:] if one.phrasing == best.phrasing == judged.text.folded]
    else:
        alike = [one for one in judged.allowed[1:] if best.rank - one.rank < fitted.ambiguous]
    return tuple(one for one in alike if not same_answer(best.pair, one.pair))


def decide(query: str, judged: Judged, fitted: Calibration, reason: Reason = "confident") -> Outcome:
    """The outcome for a message that asks one question.

    Args:
        query: the message as written.
        reason: why it is answered, if it is, unless it is literally a phrasing.
    """
    explanations = (explain(judged),)
    if not judged.allowed:
        return _no_answer(query, judged, explanations)
    best = judged.allowed[0]
    if is_answered(judged, fitted):
        match = Match(best.pair.id, judged.asked, judged.answer)
        return Answer(query, "exact" if judged.exact else reason, (match,), judged.answer, (), explanations)
    if judged.offer < fitted.offer:
        return _no_answer(query, judged, explanations)
    ambiguous = rivals(judged, fitted)
    options = _matches(judged, _spread(_distinct(judged.allowed), bool(ambiguous)))[:MAX_OPTIONS]
    if len(options) < 2 and judged.answer >= fitted.offer:
        return Choices(query, "unsure", options, judged.answer, (), explanations)
    return Choices(query, "ambiguous" if ambiguous else "unsure", options, judged.answer, (), explanations)


def _no_answer(query: str, judged: Judged, explanations: tuple[Explanation, ...]) -> NoAnswer:
    nearest = _matches(judged, _distinct(judged.allowed))[:NEAREST]
    confidence = nearest[0].confidence if nearest else 0.0
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
        Match(one.pair.id, judged.asked, round(judged.answer * min(1.0, 2.718281828 ** (one.rank - top)), 6))
        for one in ranked
    )


def explain(judged: Judged) -> Explanation:
    """What `--explain` shows of one question."""
    ranked = sorted((*judged.allowed, *judged.silent, *judged.forbidden), key=lambda one: -one.rank)[:SHOWN]
    candidates = tuple(
        Candidate(
            one.pair.id,
            one.phrasing,
            match.confidence,
            {"rank": one.rank} | dict(zip(SCORES, one.scored.vector(), strict=True)),
            one.guard,
        )
        for one, match in zip(ranked, _matches(judged, ranked), strict=True)
    )
    return Explanation(judged.asked, judged.text.folded, candidates)
