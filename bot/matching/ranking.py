"""One question against the knowledge: candidates ranked, guarded, and how sure we are of them. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bot.matching.calibration import Calibration, Model, probability
from bot.matching.corpus import Corpus
from bot.matching.features import MAX_GAP, Ranked, features, same_answer
from bot.matching.fold import fold, plain
from bot.matching.guards import prepare
from bot.matching.index import Floats
from bot.matching.outcome import Reason
from bot.matching.probe import Probe
from bot.matching.retrieval import retrieve
from bot.matching.scores import PERFECT, Field, score
from bot.matching.script import script_of
from bot.matching.text import Text
from bot.matching.view import Allowed, View

LOOKED_AT = 8
"""Allowed candidates after which the rest is left alone, but for the best one of another article: more than any outcome
shows."""
SCOPES: frozenset[Reason] = frozenset({"guard:name", "guard:year", "guard:number"})
"""Guards that make a question without an answer another question; it has no excerpts to fail the others by."""


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
        weights: by which its candidates were ranked; none where it is literally a phrasing.
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
    weights: tuple[float, ...] = ()


def judge(asked: str, corpus: Corpus, fitted: Calibration, beside: str = "") -> Judged:
    """Rank the candidates of one question and say how sure we are.

    Args:
        asked: the question as written, without the rest of the message.
        beside: the rest of the message, or all of it; its places count where the question names none.
    """
    literal = None if beside else _literally(asked, corpus)
    return literal or judge_text(asked, corpus.words.read(asked), corpus, fitted, beside=beside)


def _literally(asked: str, corpus: Corpus) -> Judged | None:
    """What a question gets that is literally a phrasing: no score or guard knows better than the curator."""
    folded = fold(asked)
    found = [
        Ranked(number, corpus.pairs[number], folded, MAX_GAP, PERFECT, None) for number in corpus.exact.get(folded, ())
    ]
    if not found:
        return None
    allowed = tuple(one for one in found if one.pair.excerpts)
    silent = tuple(one for one in found if not one.pair.excerpts)
    different = [one for i, one in enumerate(allowed) if not any(same_answer(one.pair, o.pair) for o in allowed[:i])]
    sure = 1 / len(different) if different else 0.0
    text = Text(folded, (), frozenset(), (), {}, ())
    return Judged(asked, text, allowed, silent, (), placed=False, answer=sure, offer=float(bool(allowed)), exact=True)


def judge_text(  # noqa: PLR0913 - two are by name only, and each is a thing of its own
    asked: str,
    text: Text,
    corpus: Corpus,
    fitted: Calibration,
    *,
    beside: str = "",
    allowed: Allowed | None = None,
) -> Judged:
    """The same for a question that was already read, perhaps with the content of an earlier one behind it.

    Args:
        allowed: which pairs may answer at all; all by default.
    """
    return guarded(ordered(asked, text, corpus, fitted, allowed), beside, corpus)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A question with its candidates as they are before any guard: whatever else its message says changes nothing.

    Attributes:
        asked, text: as in `Judged`.
        model: by which they were ranked.
        ranked: the candidates, best first.
    """

    asked: str
    text: Text
    model: Model
    ranked: tuple[Ranked, ...]


def ordered(asked: str, text: Text, corpus: Corpus, fitted: Calibration, allowed: Allowed | None = None) -> Ordered:
    """Rank the candidates of a question; as `judge_text`."""
    meaning = corpus.meaning(asked)
    model = fitted.model(script_of(asked), meaning=meaning is not None).at(corpus.words.alone)
    field = compared(text, corpus, corpus.words, meaning, allowed)
    return Ordered(asked, text, model, tuple(ranked_by(field, model.rank, corpus, corpus.words)))


def guarded(found: Ordered, beside: str, corpus: Corpus) -> Judged:
    """Sort the candidates of a question out, and say how sure we are; as `judge_text`."""
    guards = prepare(found.asked, beside, corpus.places)
    placed = bool(corpus.places.named(plain(found.asked)))
    elsewhere = may_be_elsewhere(corpus, placed=placed)
    allowed, silent, forbidden = sorted_out(
        found.ranked, lambda number: guards.forbids(corpus.facts(number)), elsewhere=elsewhere
    )
    values = features(found.asked, found.text, allowed, silent, forbidden)
    return Judged(
        found.asked,
        found.text,
        allowed,
        silent,
        forbidden,
        placed,
        answer=probability(found.model.answer, values),
        offer=probability(found.model.offer, values),
        weights=found.model.rank,
    )


def compared(
    text: Text, corpus: Corpus, view: View, meaning: Floats | None, allowed: Allowed | None = None
) -> Field | None:
    """A question's candidates with their scores; None where it has nothing in common with any pair.

    Args:
        text: as the view reads it.
        meaning: its vector, if there is an encoder.
    """
    probe = Probe(text, view.index)
    if not len(view) or not probe.grams:
        return None
    vectors = corpus.vectors
    cosines = vectors.cosines(meaning) if meaning is not None and vectors is not None else None
    found = retrieve(probe, view, cosines, allowed)
    return score(probe, view, found) if found.pairs else None


def ranked_by(field: Field | None, weights: Sequence[float], corpus: Corpus, view: View) -> Iterator[Ranked]:
    """The candidates, best first, each with its best phrasing."""
    if field is None:
        return
    ranks = field.scores @ np.array(weights)
    best: dict[int, int] = {}
    pairs = field.pairs.tolist()
    for row in np.argsort(-ranks, kind="stable").tolist():
        best.setdefault(pairs[row], row)
    rows = list(best.values())
    phrasings = view.phrasings.some(field.phrasings[rows].tolist())
    for number, phrasing, rank, scores in zip(
        best, phrasings, ranks[rows].tolist(), field.scores[rows].tolist(), strict=True
    ):
        yield Ranked(number, corpus.pairs[number], phrasing, rank, tuple(scores), None)


def may_be_elsewhere(corpus: Corpus, *, placed: bool) -> bool:
    """Whether a question may mean another article than that of its best pairs: no place tells, and there is another."""
    return not placed and len(corpus.knowledge.articles) > 1


def sorted_out(
    ranked: Iterable[Ranked], guards: Callable[[int], Reason | None], *, elsewhere: bool
) -> tuple[tuple[Ranked, ...], tuple[Ranked, ...], tuple[Ranked, ...]]:
    """Candidates, best first, into allowed, silent and forbidden ones; those beyond the first few don't matter.

    Where these are of one article and another one may be meant, its best one comes behind them.

    Args:
        guards: the guard that forbids a pair, by its number, if one does.
        elsewhere: whether another article may be meant than that of the best ones.
    """
    allowed: list[Ranked] = []
    silent: list[Ranked] = []
    forbidden: list[Ranked] = []
    rest = iter(ranked)
    for one in rest:
        forbids = guards(one.number)
        if not one.pair.excerpts:
            silent += [one] if forbids not in SCOPES else []
        elif forbids:
            forbidden.append(Ranked(one.number, one.pair, one.phrasing, one.rank, one.scores, forbids))
        else:
            allowed.append(one)
        if len(allowed) == LOOKED_AT:
            break
    if elsewhere and len({one.pair.article for one in allowed}) == 1:
        allowed += _elsewhere(rest, allowed[0].pair.article, guards)
    return tuple(allowed), tuple(silent), tuple(forbidden)


def _elsewhere(rest: Iterable[Ranked], article: str, guards: Callable[[int], Reason | None]) -> list[Ranked]:
    """The best allowed candidate of another article, if there is one."""
    found = (one for one in rest if one.pair.article != article and one.pair.excerpts and not guards(one.number))
    return list(islice(found, 1))
