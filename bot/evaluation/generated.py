"""A knowledge -> questions that nobody asked: its own, varied, asked of what is left without them. Pure.

Each round takes some pairs away, and of some others one phrasing. What was taken is asked of the rest: a phrasing of a
pair that is still there is answered by it, one of a pair that is gone by none. So no score has anything of what is
asked, as none has of what people ask. Chance is seeded: the same knowledge gives the same questions.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.evaluation.trials import Asked
from bot.evaluation.variations import variations
from bot.knowledge.model import Knowledge, Pair, Unanswered
from bot.matching.features import same_answer
from bot.matching.fold import fold_all

ROUNDS = 3
"""How often a knowledge is thinned out: its index is built anew for each."""
THINNED = 0.2
"""The share of the pairs that a round takes away, and of the questions without an answer, at most."""
MOST, FEW = 75, 12
"""Pairs that a round takes a phrasing from, and pairs whose answer it takes away, at most; of questions without an
answer half as many as the latter lose a phrasing, and half as many go. So about a quarter of what is generated has no
answer: more than people ask in earnest, but it is all hard to tell."""
CELL = 64
"""Characters of an article that are looked up together."""
AS_WRITTEN = "phrasing"
"""The kind of a question that isn't varied; others have the kind of their variation."""
SEED = 7

Entry = TypeVar("Entry", Pair, Unanswered)
Owners = Mapping[str, int]
"""How many entries have each phrasing."""


@dataclass(frozen=True, slots=True)
class Round:
    """A knowledge without some of its questions, and these."""

    knowledge: Knowledge
    asked: tuple[Asked, ...]


def rounds(knowledge: Knowledge) -> Iterator[Round]:
    """A knowledge, thinned out in some ways; none where there is too little of it."""
    owners = _owners((*knowledge.pairs.values(), *knowledge.unanswered))
    for number in range(ROUNDS):
        chance = random.Random(f"{SEED} {number}")  # noqa: S311 - a sample, not a secret
        left, taken = _thinned(knowledge, owners, chance)
        if left.pairs and taken:
            yield Round(left, tuple(one for asked in taken for one in (asked, *_varied(asked, chance))))


def _owners(entries: Iterable[Pair | Unanswered]) -> Owners:
    texts = [(number, text) for number, one in enumerate(entries) for text in _texts(one)]
    folded = fold_all(text for _, text in texts)
    owners = Counter(text for _, text in {(number, one) for (number, _), one in zip(texts, folded, strict=True)})
    return {text: owners[one] for (_, text), one in zip(texts, folded, strict=True)}


def _texts(one: Pair | Unanswered) -> tuple[str, ...]:
    return (one.question, *one.phrasings)


def _thinned(knowledge: Knowledge, owners: Owners, chance: random.Random) -> tuple[Knowledge, list[Asked]]:
    """A knowledge without some of its questions, and these."""
    pairs, silent = tuple(knowledge.pairs.values()), knowledge.unanswered
    drawn, said = _drawn(pairs, owners, chance), _drawn(silent, owners, chance)
    going, gone = _families([pairs[number] for number in drawn], pairs)
    staying = [number for number in drawn if pairs[number].phrasings and pairs[number].id not in gone][:MOST]
    few = min(FEW // 2, int(THINNED * len(said)))
    hushed, hushing = list(said)[:few], [number for number in said if silent[number].phrasings][few : 2 * few]
    taken = [
        *(_answered(drawn[number], pairs[number]) for number in staying),
        *(_unanswered(drawn[number], pairs[number].id) for number in drawn if pairs[number].id in going),
        *(_unanswered(said[number], silent[number].question) for number in (*hushed, *hushing)),
    ]
    left = _left(pairs, drawn, set(staying))
    kept = {pair.id: pair for pair in left if pair.id not in gone}
    rest = [one for number, one in enumerate(_left(silent, said, set(hushing))) if number not in hushed]
    return replace(knowledge, pairs=kept, unanswered=tuple(rest)), taken


def _left(entries: Sequence[Entry], drawn: Mapping[int, str], losing: Collection[int]) -> list[Entry]:
    """Entries, some of which lose the phrasing that was drawn of them."""
    return [_without(one, drawn[number]) if number in losing else one for number, one in enumerate(entries)]


def _drawn(entries: Sequence[Pair | Unanswered], owners: Owners, chance: random.Random) -> dict[int, str]:
    """A phrasing of each entry, by the entry's number, in an order of chance; what others say too asks for either."""
    own = {number: [text for text in _texts(one) if owners[text] == 1] for number, one in enumerate(entries)}
    order = [number for number, texts in own.items() if texts]
    chance.shuffle(order)
    return {number: chance.choice(own[number]) for number in order}


def _families(drawn: Iterable[Pair], pairs: Sequence[Pair]) -> tuple[set[str], set[str]]:
    """The ids of the first `FEW` pairs that may go, and of all that go with them since they give the same answer."""
    cells: defaultdict[tuple[str, int], dict[str, Pair]] = defaultdict(dict)
    for pair in pairs:
        for cell in _cells(pair):
            cells[cell][pair.id] = pair
    going: set[str] = set()
    gone: set[str] = set()
    for pair in drawn:
        near = {other.id: other for cell in _cells(pair) for other in cells[cell].values()}
        family = {name for name, other in near.items() if same_answer(pair, other)}
        if len(going) < FEW and len(gone | family) <= THINNED * len(pairs):
            going.add(pair.id)
            gone |= family
    return going, gone


def _cells(pair: Pair) -> Iterator[tuple[str, int]]:
    for one in pair.excerpts:
        yield from ((one.article, cell) for cell in range(one.start // CELL, one.end // CELL + 1))


def _without(one: Entry, drawn: str) -> Entry:
    """An entry without the phrasing that was drawn of it; where that is its question, the next one takes its place."""
    question, *phrasings = (text for text in _texts(one) if text != drawn)
    return replace(one, question=question, phrasings=tuple(phrasings))


def _answered(text: str, pair: Pair) -> Asked:
    return Asked(text, lambda other: same_answer(pair, other), True, pair.id, AS_WRITTEN, generated=True)


def _unanswered(text: str, name: str) -> Asked:
    return Asked(text, lambda _: False, False, name, AS_WRITTEN, generated=True)


def _varied(asked: Asked, chance: random.Random) -> Iterator[Asked]:
    """A question in another form, if there is one."""
    if found := list(variations(asked.text, SEED)):
        kind, text = chance.choice(found)
        yield replace(asked, text=text, kind=kind)
