"""The three zones: answer, did you mean, no answer. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.knowledge.model import Pair
from bot.matching.calibration import Calibration
from bot.matching.features import Ranked, same_answer
from bot.matching.fold import has_han
from bot.matching.forms import is_asking, is_bare, is_remark, points
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
from bot.matching.ranking import Judged
from bot.matching.rivals import rivals
from bot.matching.scores import SCORES
from bot.matching.text import PARTICLE

SHARED = 0.3
"""What a question and its best pair have in common (`common`) at least: of 1,700 questions in common form hardly one
had a right answer below, and four of five questions about anything else."""
CLOSE = 0.5
"""The same below which an answer must be as probable as where a question without an answer fits better."""
LONG = 40
"""Characters of a message that tells so much beside its question that what is strange in it says nothing."""
MEANT = 0.5
"""Cosine above which meaning counts for a question without Chinese characters."""
_COVER, _SOUND, _STRANGE, _MEANING = (SCORES.index(name) for name in ("cover", "sound", "strange", "meaning"))
_TOLD = ("rank", *SCORES)
SHOWN = 12
"""Candidates that an explanation shows."""
NEAREST = 3
"""Nearest pairs that go with no answer."""


def is_answered(judged: Judged, fitted: Calibration) -> bool:
    """Whether the best pair of a question is its answer."""
    if not judged.allowed or _common(judged) < SHARED or judged.answer < _needed(judged, fitted):
        return False
    return not rivals(judged, fitted)


def shares(judged: Judged) -> bool:
    """Whether a question and its best pair have enough in common to offer it, whatever the probability says of it.

    A typo is strange to the eye, not to the ear: it may be offered.
    """
    scores = judged.allowed[0].scores
    return _common(judged) + scores[_STRANGE] * scores[_SOUND] >= SHARED


def _common(judged: Judged) -> float:
    """What a question and its best pair have in common: content, by characters and by sound, more than no pair knows.

    An encoder finds something alike in anything: it counts for what isn't written in Chinese, of which characters
    can't tell. In a long message everything is strange but the question: there the probability must tell.
    """
    if len(judged.text.folded) > LONG or judged.exact:
        return math.inf
    if not judged.text.kinds and max(judged.text.grams.values(), default=0.0) <= PARTICLE:  # nothing but form
        return 0.0
    scores = judged.allowed[0].scores
    meant = 0.0 if has_han(judged.asked) else max(0.0, scores[_MEANING] - MEANT)
    return scores[_COVER] + scores[_SOUND] - scores[_STRANGE] + meant


def _needed(judged: Judged, fitted: Calibration) -> float:
    """The probability that a question must reach to be answered."""
    if is_silenced(judged, fitted):
        return math.inf
    if is_remark(judged.asked):
        return fitted.remark
    is_doubtful = _lead(judged) > fitted.hush or _common(judged) < CLOSE or is_bare(judged.asked)
    return fitted.hushed if is_doubtful else fitted.answer


def is_silenced(judged: Judged, fitted: Calibration) -> bool:
    """Whether a question that is known to have no answer fits so much better that there is none.

    A keyword alone asks nothing, so nothing that is asked fits it better.
    """
    return _lead(judged) > fitted.silence and (is_asking(judged.asked) or not is_bare(judged.asked))


def _lead(judged: Judged) -> float:
    """How much better than the best pair a question fits that is known to have no answer."""
    return judged.silent[0].rank - judged.allowed[0].rank if judged.silent else -math.inf


def follow_up(query: str, judged: Judged, fitted: Calibration) -> Outcome:
    """The outcome for a question that leans on an earlier one: its best pair, or why there is none."""
    explanations = (explain(judged, fitted),)
    if not judged.allowed:
        return _no_answer(query, judged, explanations)
    match = Match(judged.allowed[0].pair.id, judged.asked, max(judged.answer, fitted.answer))
    return Answer(query, "follow-up", (match,), match.confidence, (), explanations)


def decide(query: str, judged: Judged, fitted: Calibration) -> Outcome:
    """The outcome for a message that asks one question.

    Args:
        query: the message as written.
    """
    explanations = (explain(judged, fitted),)
    if not judged.allowed:
        return _no_answer(query, judged, explanations)
    best = judged.allowed[0]
    if is_answered(judged, fitted) and (judged.exact or not points(query)):
        match = Match(best.pair.id, judged.asked, judged.answer)
        return Answer(query, "exact" if judged.exact else "confident", (match,), judged.answer, (), explanations)
    far = judged.offer < fitted.offer or is_silenced(judged, fitted) or not shares(judged)
    if far or is_remark(judged.asked):
        return _no_answer(query, judged, explanations)
    ambiguous = rivals(judged, fitted)
    options = _matches(judged, _spread(judged))[:MAX_OPTIONS]
    if len(options) < 2 and judged.answer >= fitted.offer:
        return Choices(query, "unsure", options, judged.answer, (), explanations)
    return Choices(query, "ambiguous" if ambiguous else "unsure", options, judged.answer, (), explanations)


def _no_answer(query: str, judged: Judged, explanations: tuple[Explanation, ...]) -> NoAnswer:
    """The nearest pairs, those that a guard forbids among them, with a confidence of 0."""
    sure = {match.pair: match for match in _matches(judged, judged.allowed)}
    ranked = sorted((*judged.allowed, *judged.forbidden), key=lambda one: -one.rank)
    nearest = tuple(sure.get(one.pair.id, Match(one.pair.id, judged.asked, 0.0)) for one in _distinct(ranked)[:NEAREST])
    confidence = nearest[0].confidence if nearest else 0.0
    return NoAnswer(query, _why_not(judged), nearest, confidence, (judged.asked,), explanations)


def nothing(query: str, judged: Judged, fitted: Calibration) -> NoAnswer:
    """The outcome for a message that asks nothing, with what it comes near.

    Args:
        query: the message as written.
    """
    return replace(_no_answer(query, judged, (explain(judged, fitted),)), reason="unknown")


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


def _spread(judged: Judged) -> list[Ranked]:
    """The options: the best one, unless a place tells which article is meant the best ones of others, then the rest.

    Before the rest come pairs that give the answer of one of all these, and quote more.
    """
    ranked = _distinct(judged.allowed)
    more = [one for one in judged.allowed if not any(is_within(one.pair, other.pair) for other in ranked)]
    heads = {one.pair.article: one for one in reversed(ranked)}.values() if not judged.placed else ()
    if len(heads) < 2:
        return [*ranked, *more]
    first = [one for one in ranked if one in heads][: MAX_OPTIONS - 1]
    return [*first, *more, *(one for one in ranked if one not in first)]


def is_within(one: Pair, other: Pair) -> bool:
    """Whether all that a pair quotes is quoted by another one as well."""
    return all(
        any(a.article == b.article and b.start <= a.start and a.end <= b.end for b in other.excerpts)
        for a in one.excerpts
    )


def _matches(judged: Judged, ranked: Sequence[Ranked]) -> tuple[Match, ...]:
    """The best keeps its probability; the others have theirs by their ranks, as a softmax would share it."""
    if not ranked:
        return ()
    top = ranked[0].rank
    return tuple(
        Match(one.pair.id, judged.asked, round(judged.answer * min(1.0, math.exp(one.rank - top)), 6)) for one in ranked
    )


def explain(judged: Judged, fitted: Calibration) -> Explanation:
    """What is told to whoever asks why."""
    others = (*judged.allowed[1:], *judged.silent, *judged.forbidden)
    shown = [*judged.allowed[:1], *sorted(others, key=lambda one: -one.rank)[: SHOWN - 1]]
    shown.sort(key=lambda one: -one.rank)
    candidates = tuple(
        Candidate(
            one.pair.id,
            one.phrasing,
            match.confidence,
            dict(zip(_TOLD, (one.rank, *one.scores), strict=True)),
            one.guard,
        )
        for one, match in zip(shown, _matches(judged, shown), strict=True)
    )
    limits = {"answer": _needed(judged, fitted), "offer": fitted.offer} if judged.allowed else {}
    weights = dict(zip(SCORES, judged.weights, strict=True)) if judged.weights else {}
    return Explanation(
        judged.asked, judged.text.folded, candidates, judged.answer, judged.offer, limits=limits, weights=weights
    )
