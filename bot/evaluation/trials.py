"""Questions asked of a corpus -> trials: what a calibration is fitted to. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.questions import Question, quotes
from bot.evaluation.regression import Floats, Group
from bot.evaluation.retrieval import Query, Retrieval
from bot.knowledge.model import Pair
from bot.matching.calibration import WITH_MEANING
from bot.matching.corpus import Corpus
from bot.matching.enumerations import things
from bot.matching.fold import fold, plain
from bot.matching.forms import is_order, is_remark, is_small_talk
from bot.matching.guards import prepare
from bot.matching.message import asked_of, bare
from bot.matching.outcome import Reason
from bot.matching.ranking import SCOPES, compared
from bot.matching.scores import Field
from bot.matching.script import script_of
from bot.matching.text import Text
from bot.matching.view import View

Right = Callable[[Pair], bool]
"""Whether a pair is right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is known of its answer.

    Attributes:
        right: whether a pair answers it.
        answered: whether anything answers it, be it several pairs together.
        name: tells it from others that no pair answers: those of one name are left out together.
        kind: its sort.
        readings: of a question that can be read in several ways, whether a pair belongs to each; none is right alone.
        weight: how much it counts.
        generated: whether nobody asked it: it is made of what the knowledge holds.
        stranger: whether it was asked of something else.
    """

    text: str
    right: Right
    answered: bool
    name: str
    kind: str
    readings: tuple[Right, ...] = ()
    weight: float = 1.0
    generated: bool = False
    stranger: bool = False


@dataclass(frozen=True, repr=False)
class Trial:
    """One question with its candidates, for one model.

    Attributes:
        model: the name of the model.
        asked: the question.
        message: how the matcher reads it: without greetings and the like.
        field: its candidates; None where it has nothing in common with any pair.
        is_right, guard: by a pair's number, whether it is right, and what forbids it; each pair is looked at once.
        placed: whether the question names a place.
    """

    model: str
    asked: Asked
    message: str
    text: Text
    corpus: Corpus
    view: View
    field: Field | None
    is_right: Callable[[int], bool]
    guard: Callable[[int], Reason | None]
    placed: bool

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The scores of the candidates, and which are to be ranked first; none unless some are and some aren't.

        Of what the knowledge has no answer to, these are the questions that are known to have none, unless a guard
        makes them others: so they rank behind the answer where there is one, and before all else where there is none.
        Of a question that can be read in several ways there is one for each reading, without the answers to the others.
        """
        if self.field is None or (self.asked.stranger and not self.asked.answered):
            return ()
        numbers = self.field.pairs.tolist()
        if not self.asked.readings:
            first = self.is_right if self.asked.answered else self._is_silent
            return _group(self.field.scores, np.array([first(number) for number in numbers]))
        pairs = [self.corpus.pairs[number] for number in numbers]
        fits = np.array([[reads(pair) for pair in pairs] for reads in self.asked.readings])
        asked = ~fits.any(axis=0)
        return tuple(one for own in fits for one in _group(self.field.scores[own | asked], own[own | asked]))

    def _is_silent(self, number: int) -> bool:
        return not self.corpus.pairs[number].excerpts and self.guard(number) not in SCOPES

    @cached_property
    def about(self) -> str:
        """What it asks for, as far as can be told: trials about the same thing are left out together."""
        numbers = set(self.field.pairs.tolist()) if self.field else set[int]()
        return min((self.corpus.pairs[one].id for one in numbers if self._fits(one)), default=self.asked.name)

    def _fits(self, number: int) -> bool:
        """Whether a pair is right, or belongs to one of several readings."""
        return self.is_right(number) or any(reads(self.corpus.pairs[number]) for reads in self.asked.readings)

    def fold(self, count: int) -> int:
        """The part in which it is left out."""
        return int.from_bytes(blake2b(self.about.encode(), digest_size=4).digest()) % count


def asked_in(name: str, questions: Iterable[Question]) -> Iterator[Asked]:
    """What a question set asks.

    Args:
        name: the set's.
    """
    for one in questions:
        readings = tuple(map(_quoting, one.options))
        yield Asked(one.text, one.is_answered_by, bool(one.gold), f"{name}/{one.id}", one.kind, readings)


def queried_in(name: str, queries: Iterable[Query], retrieval: Retrieval | None = None) -> Iterator[Asked]:
    """What a set of queries asks.

    Args:
        name: the set's.
        retrieval: where the knowledge comes from that answers them; without it nothing does.
    """
    for one in queries:
        right = frozenset(retrieval.ids[cid] for cid in one.right) if retrieval else frozenset[str]()
        yield Asked(one.text, _named(right), bool(right), f"{name}/{one.id}", one.kind, stranger=retrieval is None)


def _group(scores: Floats, first: NDArray[np.bool_]) -> tuple[Group, ...]:
    """Some candidates, and which are to be ranked first; none unless some are and some aren't."""
    return ((scores, first),) if first.any() and not first.all() else ()


def _quoting(spans: Iterable[str]) -> Right:
    return lambda pair: quotes(pair, spans)


def _named(names: Collection[str]) -> Right:
    return lambda pair: pair.id in names


def trials(asked: Asked, corpus: Corpus) -> Iterator[Trial]:
    """The trials of a question: one for each model that may have to judge it, with and without an encoder.

    There are none of what the matcher answers before it judges, or doesn't judge whole: it would teach nothing.
    """
    message = bare(asked.text)
    if not _is_judged(message):
        return
    message = corpus.understood(message)
    script = "han" if script_of(message) == "han" else "latin"  # as `Calibration.model` has it
    view = corpus.words
    text = view.read(message)
    prepared = prepare(message, "", corpus.places)
    guard = cache(lambda number: prepared.forbids(corpus.facts(number)))
    is_right = cache(lambda number: bool(corpus.pairs[number].excerpts) and asked.right(corpus.pairs[number]))
    placed = bool(corpus.places.named(plain(message)))
    meaning = corpus.meaning(message)
    named = {script: None} if meaning is None else {script: None, f"{script}{WITH_MEANING}": meaning}
    fields = {name: compared(text, corpus, view, vector) for name, vector in named.items()}
    if asked.answered and _is_several(message) and not any(map(is_right, _pairs_of(fields.values()))):
        return  # its questions have an answer each, and no pair has them all
    for name, found in fields.items():
        yield Trial(name, asked, message, text, corpus, view, found, is_right, guard, placed)


def _pairs_of(fields: Iterable[Field | None]) -> set[int]:
    return {number for one in fields if one for number in one.pairs.tolist()}


def _is_judged(message: str) -> bool:
    """Whether the matcher judges a message as a whole; in a story it looks for the question first."""
    if is_small_talk(message) or not fold(message) or is_order(message) or is_remark(message):
        return False
    return not asked_of(message).story


def _is_several(message: str) -> bool:
    return len(asked_of(message).questions) > 1 or bool(things(message)[0])
