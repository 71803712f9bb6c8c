"""From ranked candidates to what a probability is computed of. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.knowledge.model import Pair
from bot.matching.forms import is_asking, is_remark
from bot.matching.outcome import Reason
from bot.matching.scope import scope_of
from bot.matching.scores import SCORES
from bot.matching.text import Text

SAME_ANSWER = 0.5
"""Two pairs give the same answer when their excerpts share this much of the shorter one."""
MAX_GAP = 8.0
"""Ranks apart beyond which it makes no difference how far."""
LEADS = ("match", "bag", "heard", "cover", "cosine", "meaning")
"""Scores by which the best candidate may lead the next different one, or trail it."""
HUSHES = ("bag", "ratio", "votes", "lacks", "adds", "lacking", "adding", "cosine", "meaning", "agreed")
"""Scores by which it may lead the best question without an answer: of surface and meaning, which these have as pairs
do, and of what only one side says."""

FEATURES = (
    *SCORES, "margin", "twin", "hush", *(f"lead:{name}" for name in LEADS), "agreement", "evidence", "size",
    *(f"hush:{name}" for name in HUSHES), "asks", "settles", "remark", "forbidden", "bias",
)  # fmt: skip
"""What the probabilities are computed from, in the order of their coefficients.

The best candidate's scores; `margin`, `twin`, `hush`: by how much it outranks the next different one, the next of
another article, the best of those without an answer; `lead:…`: the same in one score; `agreement`: the share of these
scores by which none outdoes it; `evidence`: how much content it holds; `size`: how long the question is; `hush:…`: as
`lead:…`, over the best of those without an answer; `asks`, `settles`, `remark`: the question's form; `forbidden`: how
much better the best forbidden one is.
"""
_LEADS, _HUSHES = (tuple(SCORES.index(name) for name in names) for names in (LEADS, HUSHES))
_HEARD = SCORES.index("sound")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place.

    Attributes:
        number: the pair's number in the corpus.
        phrasing: the one that came nearest, folded.
        rank: higher is better; a logit, comparable within one question only.
        scores: its scores, in the order of `SCORES`.
        guard: what forbids it, if anything.
    """

    number: int
    pair: Pair
    phrasing: str
    rank: float
    scores: tuple[float, ...]
    guard: Reason | None


def same_answer(one: Pair, other: Pair) -> bool:
    """Whether two pairs quote the same words: to whoever asks, they are one answer."""
    shared = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for a in one.excerpts
        for b in other.excerpts
        if a.article == b.article
    )
    shorter = min(sum(e.end - e.start for e in pair.excerpts) for pair in (one, other))
    return shared >= SAME_ANSWER * shorter


def features(
    asked: str, text: Text, allowed: Sequence[Ranked], silent: Sequence[Ranked], forbidden: Sequence[Ranked]
) -> tuple[float, ...]:
    """The values behind the probabilities, in the order of `FEATURES`; all zero without an allowed candidate."""
    if not allowed:
        return (0.0,) * len(FEATURES)
    best = allowed[0]
    others = [one for one in allowed[1:] if not same_answer(best.pair, one.pair)]
    leads = _over(best, others, _LEADS)
    return (
        *best.scores,
        _gap(best, others),
        _gap(best, [one for one in others if one.pair.article != best.pair.article]),
        _gap(best, silent),
        *leads,
        sum(lead >= 0 for lead in leads) / len(leads),
        math.log1p(best.scores[_HEARD] * sum(text.grams.values())),
        math.log1p(len(text.folded)),
        *_over(best, silent[:1], _HUSHES),
        float(is_asking(asked)),
        float(scope_of(asked).settles),
        float(is_remark(asked)),
        max(0.0, -_gap(best, forbidden)) if forbidden else 0.0,
        1.0,
    )


def _over(best: Ranked, others: Sequence[Ranked], places: Iterable[int]) -> list[float]:
    """By how much a candidate leads the best of others in each of some scores; all of it where there is none."""
    return [best.scores[at] - max((one.scores[at] for one in others), default=0.0) for at in places]


def _gap(best: Ranked, others: Sequence[Ranked]) -> float:
    return max(-MAX_GAP, min(MAX_GAP, best.rank - others[0].rank)) if others else MAX_GAP
