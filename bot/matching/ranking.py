"""One question against the knowledge: candidates ranked, guarded, and how sure we are of them. Pure."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.knowledge.model import Pair
from bot.matching.calibration import FEATURES, Calibration, Model, probability
from bot.matching.corpus import Corpus, View
from bot.matching.fold import fold, plain
from bot.matching.forms import is_asking, is_remark
from bot.matching.guards import guard
from bot.matching.outcome import Reason
from bot.matching.scope import scope_of
from bot.matching.scores import PERFECT, Scored, candidates
from bot.matching.script import script_of
from bot.matching.text import Text

LOOKED_AT = 8
"""Allowed candidates after which the rest is left alone: more than any outcome shows."""
SCOPES: frozenset[Reason] = frozenset({"guard:name", "guard:year", "guard:number"})
"""Guards that make a question without an answer another question; it has no excerpts to fail the others by."""
SAME_ANSWER = 0.5
"""Two pairs give the same answer when their excerpts share this much of the shorter one."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place.

    Attributes:
        number: the pair's number in the corpus.
        rank: higher is better; a logit, comparable within one question only.
        guard: what forbids it, if anything.
    """

    number: int
    pair: Pair
    phrasing: str
    rank: float
    scored: Scored
    guard: Reason | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its ranked candidates.

    Attributes:
        asked: the question as written; text: as compared.
        allowed: the pairs that no guard forbids; silent: the questions that are known to have no answer;
            forbidden: the pairs that a guard forbids; each best first.
        placed: whether the question names a place.
        answer: the probability that the best allowed one is right.
        offer: the probability that one of the allowed ones is.
        exact: whether the question is literally a phrasing of the best one.
    """

    asked: str
    text: Text
    allowed: tuple[Ranked, ...]
    silent: tuple[Ranked, ...]
    forbidden: tuple[Ranked, ...]
    placed: bool
    answer: float
    offer: float
    exact: bool = False


def judge(asked: str, corpus: Corpus, fitted: Calibration, beside: str = "") -> Judged:
    """Rank the candidates of one question and say how sure we are.

    Args:
        asked: the question as written, without the rest of the message.
        beside: the rest of the message, or all of it; its places count where the question names none.
    """
    literal = None if beside else _literally(asked, corpus)
    return literal or judge_text(asked, corpus.view(script_of(asked)).read(asked), corpus, fitted, beside=beside)


def _literally(asked: str, corpus: Corpus) -> Judged | None:
    """What a question gets that is literally a phrasing: no score or guard knows better than the curator."""
    folded = fold(asked)
    found = [
        Ranked(number, corpus.pairs[number], folded, MAX_GAP, Scored(number, 0, PERFECT), None)
        for number in corpus.exact.get(folded, ())
    ]
    if not found:
        return None
    allowed = tuple(one for one in found if one.pair.excerpts)
    silent = tuple(one for one in found if not one.pair.excerpts)
    different = [one for i, one in enumerate(allowed) if not any(same_answer(one.pair, o.pair) for o in allowed[:i])]
    sure = 1 / len(different) if different else 0.0
    text = Text(folded, (), frozenset(), (), {})
    return Judged(asked, text, allowed, silent, (), placed=False, answer=sure, offer=float(bool(allowed)), exact=True)


def judge_text(  # noqa: PLR0913 - two are by name only, and each is a thing of its own
    asked: str,
    text: Text,
    corpus: Corpus,
    fitted: Calibration,
    *,
    beside: str = "",
    allows: Callable[[Pair], bool] | None = None,
) -> Judged:
    """The same for a question that was already read, perhaps with the content of an earlier one behind it.

    Args:
        allows: which pairs may answer at all; all by default.
    """
    script = script_of(asked)
    view = corpus.view(script)
    model = fitted.models[script]
    scored = candidates(text, view, allows)
    ranked = sorted((_ranked(one, model, view) for one in scored), key=lambda one: -one.rank)
    allowed, silent, forbidden = _sorted_out(asked, beside, ranked, corpus)
    values = features(asked, text, allowed, silent, forbidden)
    return Judged(
        asked,
        text,
        allowed,
        silent,
        forbidden,
        bool(corpus.places.named(plain(asked))),
        answer=probability(model.answer, values),
        offer=probability(model.offer, values),
    )


def _ranked(scored: Scored, model: Model, view: View) -> Ranked:
    entry = view.entries[scored.entry]
    rank = sum(weight * value for weight, value in zip(model.rank, scored.scores, strict=True))
    return Ranked(scored.entry, entry.pair, entry.texts[scored.phrasing].folded, rank, scored, None)


def _sorted_out(
    asked: str, beside: str, ranked: Iterable[Ranked], corpus: Corpus
) -> tuple[tuple[Ranked, ...], tuple[Ranked, ...], tuple[Ranked, ...]]:
    """Candidates, best first, into allowed, silent and forbidden ones; those beyond the first few don't matter."""
    allowed: list[Ranked] = []
    silent: list[Ranked] = []
    forbidden: list[Ranked] = []
    for one in ranked:
        if len(allowed) == LOOKED_AT:
            break
        forbids = guard(asked, beside, corpus.facts[one.number], corpus.places)
        if not one.pair.excerpts:
            silent += [one] if forbids not in SCOPES else []
        elif forbids:
            forbidden.append(replace(one, guard=forbids))
        else:
            allowed.append(one)
    return tuple(allowed), tuple(silent), tuple(forbidden)


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
    return (
        *best.scored.scores,
        _gap(best, others),
        _gap(best, [one for one in others if one.pair.article != best.pair.article]),
        _gap(best, silent),
        math.log1p(best.scored.scores.heard * sum(text.grams.values())),
        float(is_asking(asked)),
        float(scope_of(asked).settles),
        float(is_remark(asked)),
        max(0.0, forbidden[0].rank - best.rank) if forbidden else 0.0,
        1.0,
    )


MAX_GAP = 8.0
"""Ranks apart beyond which it makes no difference how far."""


def _gap(best: Ranked, others: Sequence[Ranked]) -> float:
    return max(-MAX_GAP, min(MAX_GAP, best.rank - others[0].rank)) if others else MAX_GAP
