"""An inverted index of n-grams over many short texts, as arrays: who holds what, and how rare it is. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.text import Text, flag_of, sound_of_gram

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Arrays = Mapping[str, NDArray[np.generic]]

CODE = 100
"""Steps to 1 in which weights are kept: all of them are multiples of 0.05, and 2.55 fits a byte."""
FLOOR = 0.1
"""The least that an n-gram counts, however common."""
SEPARATOR = "\u241e"
"""Between the strings that are kept as one; no folded text holds it."""


def rarity(counts: NDArray[np.int64], documents: int) -> Floats:
    """How much something tells that so many documents hold: BM25's inverse document frequency over its largest value.

    log(1 + (N - n + 0.5) / (n + 0.5)) (Robertson and Zaragoza 2009); what none holds counts as if one did.

    Returns:
        Between `FLOOR` and 1.
    """
    n = np.maximum(counts, 1)
    idf = np.log1p((documents - n + 0.5) / (n + 0.5))
    top = np.log1p((documents - 0.5) / 1.5)
    return np.clip(idf / top if top > 0 else np.ones_like(idf), FLOOR, 1.0).astype(np.float32)


class Strings:
    """Many strings kept as one: a tenth of the memory."""

    def __init__(self, joined: str) -> None:
        self.joined = joined
        at = np.flatnonzero(np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32) == ord(SEPARATOR))
        self._starts = np.concatenate(([0], at + 1)).tolist() if joined else [0]

    @classmethod
    def of(cls, strings: Iterable[str]) -> "Strings":
        """Keep strings, none of which holds the separator."""
        return cls("".join(string + SEPARATOR for string in strings))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        return self.joined[self._starts[number] : self._starts[number + 1] - 1]

    def some(self, numbers: Iterable[int]) -> list[str]:
        """Those of some numbers; many at once take half the time."""
        joined, starts = self.joined, self._starts
        return [joined[starts[number] : starts[number + 1] - 1] for number in numbers]

    def lines(self, start: int, end: int) -> str:
        """Those from one number to before another, a line each."""
        return self.joined[self._starts[start] : self._starts[end] - 1].replace(SEPARATOR, "\n")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))


@dataclass(frozen=True)
class GramIndex:
    """Texts and their n-grams, each as numbers.

    Attributes:
        grams: every n-gram; `flags` says what each is (`flag_of`), `sounds` which one of `heard` it sounds like.
        ids, codes, ends: the n-grams of text d and their weights are ids[ends[d]:ends[d + 1]] and codes[…] / CODE.
        postings, starts: the texts that hold n-gram g are postings[starts[g]:starts[g + 1]].
        rare, loud: how much each n-gram, and each sound, tells.
    """

    grams: Strings
    heard: Strings
    flags: NDArray[np.uint8]
    sounds: Ints
    ids: Ints
    codes: NDArray[np.uint8]
    ends: NDArray[np.int64]
    postings: Ints
    starts: NDArray[np.int64]
    rare: Floats
    loud: Floats

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Each n-gram to its number."""
        return {gram: number for number, gram in enumerate(self.grams)}

    @cached_property
    def sound(self) -> Mapping[str, int]:
        """Each sound to its number."""
        return {sound: number for number, sound in enumerate(self.heard)}

    @cached_property
    def weights(self) -> Floats:
        """The weight of all that a text holds: of n-grams whatever they are."""
        return self._totals(self.rare[self.ids])

    @cached_property
    def content(self) -> Floats:
        """The weight of a text's content."""
        return self._totals(self.rare[self.ids] * self.codes.astype(np.float32) / CODE)

    @cached_property
    def noise(self) -> Floats:
        """The weight of a text's sounds."""
        return self._totals(self.loud[self.sounds[self.ids]])

    def _totals(self, values: NDArray[np.floating[Any]]) -> Floats:
        ends = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))[self.ends]
        return np.diff(ends).astype(np.float32)


def build(texts: Iterable[Sequence[Text]], owners: Ints) -> GramIndex:
    """Index texts.

    Args:
        texts: as many chunks as one likes, so that not all must be in memory at once.
        owners: to whom the first texts belong, those of one owner in a row: rarity counts the owners that hold an
            n-gram, not the texts. Later texts are nobody's.
    """
    numbers: dict[str, int] = {}
    ids: list[NDArray[np.int32]] = []
    codes: list[NDArray[np.uint8]] = []
    lengths: list[int] = []
    for chunk in texts:
        found = [numbers.setdefault(gram, len(numbers)) for text in chunk for gram in text.every]
        ids.append(np.array(found, dtype=np.int32))
        values = [round(text.grams.get(gram, 0.0) * CODE) for text in chunk for gram in text.every]
        codes.append(np.array(values, dtype=np.uint8))
        lengths += [len(text.every) for text in chunk]
    return _indexed(numbers, np.concatenate([*ids, np.empty(0, np.int32)]), codes, lengths, owners)


def _indexed(
    numbers: Mapping[str, int], ids: Ints, codes: Sequence[NDArray[np.uint8]], lengths: Sequence[int], owners: Ints
) -> GramIndex:
    ends = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    documents = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    spoken: dict[str, int] = {}
    sounds = np.array([spoken.setdefault(sound_of_gram(gram), len(spoken)) for gram in numbers], dtype=np.int32)
    holders = np.repeat(owners, lengths[: len(owners)])
    count = int(owners.max(initial=-1)) + 1
    return GramIndex(
        grams=Strings.of(numbers),
        heard=Strings.of(spoken),
        flags=np.array([flag_of(gram) for gram in numbers], dtype=np.uint8),
        sounds=sounds,
        ids=ids,
        codes=np.concatenate([*codes, np.empty(0, np.uint8)]),
        ends=ends,
        postings=documents[np.argsort(ids, kind="stable")],
        starts=np.concatenate(([0], np.cumsum(np.bincount(ids, minlength=len(numbers))))),
        rare=rarity(_held(ids[: len(holders)], holders, len(numbers)), count),
        loud=rarity(_held(sounds[ids[: len(holders)]], holders, len(spoken)), count),
    )


def _held(values: Ints, holders: Ints, size: int) -> NDArray[np.int64]:
    """By how many different holders each value is held; in parts, so that the numbers of pairs fit in little memory."""
    held = np.zeros(size, dtype=np.int64)
    start = 0
    while start < len(values):
        last = holders[min(start + PART, len(values)) - 1]
        end = int(np.searchsorted(holders, last, side="right"))
        wide = holders[start:end].astype(np.int64) * size + values[start:end]
        held += np.bincount(np.unique(wide) % size, minlength=size)
        start = end
    return held


PART = 1_000_000
"""Values that are counted together."""


STRINGS = ("grams", "heard")
"""The fields that are no arrays."""


def as_arrays(index: GramIndex) -> dict[str, NDArray[np.generic]]:
    """The index as arrays that a file can keep."""
    own = {name: getattr(index, name) for name in GramIndex.__dataclass_fields__}
    return {name: kept(value) if name in STRINGS else value for name, value in own.items()}


def from_arrays(arrays: Arrays) -> GramIndex:
    """The index that `as_arrays` gave."""
    values = {name: arrays[name] for name in GramIndex.__dataclass_fields__}
    return GramIndex(**{name: restored(value) if name in STRINGS else value for name, value in values.items()})  # type: ignore[arg-type]


def kept(strings: Strings) -> NDArray[np.uint8]:
    """Strings as bytes."""
    return np.frombuffer(strings.joined.encode(), dtype=np.uint8)


def restored(data: NDArray[np.generic]) -> Strings:
    """The strings that `kept` gave."""
    return Strings(data.tobytes().decode())
