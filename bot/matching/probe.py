"""A question made ready to be compared with many texts of one view. Pure."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Floats, GramIndex, Ints
from bot.matching.text import FIGURE, WORD_OF_LETTERS, Text, flag_of, sound_of_gram

Places = NDArray[np.int64]
Marks = NDArray[np.bool_]
"""A row a text, a column an n-gram of the question: whether it is held."""


@dataclass(frozen=True, slots=True)
class Held:
    """Which n-grams and sounds of a question some texts hold.

    Attributes:
        grams, sounds: by text, each with a column more in which nothing is held.
        ids, rows: the n-grams of all the texts, one behind the other, and the text of each.
        shared: which of these the question has.
    """

    grams: Marks
    sounds: Marks
    ids: Ints
    rows: NDArray[np.int64]
    shared: Marks


class Probe:
    """A question in the numbers of an index.

    The n-grams that the index knows come first, in the order of their numbers; then those that it doesn't.

    Attributes:
        text: the question.
        known: the numbers of the n-grams that the index knows, ascending.
        raw, content: the weight of each n-gram, and its weight as content.
        strangers: the n-grams that the index doesn't know.
        heard: the numbers of the sounds of all n-grams, ascending; loud: their weights; said: as content.
    """

    def __init__(self, text: Text, index: GramIndex) -> None:
        self.text = text
        self._index = index
        number = index.number
        found = sorted((number[gram], gram) for gram in text.every if gram in number)
        self.strangers = [gram for gram in text.every if gram not in number]
        self.grams = [gram for _, gram in found] + self.strangers
        self.known: Ints = np.array([one for one, _ in found], dtype=np.int32)
        rare = np.ones(len(self.grams), dtype=np.float32)
        rare[: len(found)] = index.rare[self.known]
        self.raw: Floats = rare
        self.content: Floats = rare * np.array([text.grams.get(gram, 0.0) for gram in self.grams], dtype=np.float32)
        self._hear()

    def _hear(self) -> None:
        sound, spoken = self._index.sound, self.text.sounds
        own: list[int] = self._index.sounds[self.known].tolist()
        strange = [(gram, sound_of_gram(gram)) for gram in self.strangers]
        new = [(gram, sound[heard]) for gram, heard in strange if heard in sound]
        said = {sound[heard]: weight for heard, weight in spoken.items() if heard in sound}
        heard = sorted({*own, *(number for _, number in new), *said})
        column = {number: at for at, number in enumerate(heard)}
        self.heard: Ints = np.array(heard, dtype=np.int32)
        self.loud: Floats = self._index.loud[self.heard]
        self.said: Floats = np.array([said.get(number, 0.0) for number in heard], dtype=np.float32)
        self.loudness = float(self.loud.sum()) + len({heard for _, heard in strange if heard not in sound})
        self.said_in_all = sum(spoken.values()) or 1.0
        heard_at = [column[number] for number in own]
        self._columns = {gram: (at, heard_at[at]) for at, gram in enumerate(self.grams[: len(own)])}
        self._columns |= {gram: (len(own) + at, len(heard)) for at, gram in enumerate(self.strangers)}
        self._columns |= {gram: (self._columns[gram][0], column[number]) for gram, number in new}

    @cached_property
    def weight(self) -> float:
        """The weight of all n-grams."""
        return float(self.raw.sum()) or 1.0

    @cached_property
    def substance(self) -> float:
        """The weight of the content."""
        return float(self.content.sum())

    @cached_property
    def strange(self) -> float:
        """The share of the content that the index doesn't know."""
        return float(self.content[len(self.known) :].sum()) / (self.substance or 1.0)

    @cached_property
    def flags(self) -> NDArray[np.uint8]:
        """What each n-gram is (`flag_of`)."""
        strange = np.array([flag_of(gram) for gram in self.strangers], dtype=np.uint8)
        return np.concatenate((self._index.flags[self.known], strange))

    @cached_property
    def measures(self) -> NDArray[np.float64]:
        """What each n-gram counts, a row each.

        Its weight; that as content; 1 if it is a character, a number or a word, and its weight if it is; 1 if it is a
        number; 1 if it is a word.
        """
        units = self.flags > 0
        columns = (self.raw, self.content, units, units * self.raw, self.flags == FIGURE, self.flags == WORD_OF_LETTERS)
        return np.stack(columns, axis=1).astype(np.float64)

    @cached_property
    def long_figures(self) -> Marks:
        """Which n-grams are numbers of two digits and more."""
        marks: Marks = np.array([len(gram) > 1 for gram in self.grams], dtype=np.bool_) & (self.flags == FIGURE)
        return marks

    @cached_property
    def chain(self) -> list[tuple[int, int]]:
        """The bigrams in order, each as its column and the column of its sound; (-1, -1) where a run ends."""
        nowhere = len(self.grams), len(self.heard)
        return [self._columns.get(gram, nowhere) if gram else (-1, -1) for gram in self.text.chain]

    @cached_property
    def focus(self) -> list[tuple[int, int]]:
        """The tokens of the focus, each as its column and the column of its sound."""
        nowhere = len(self.grams), len(self.heard)
        return [self._columns.get(token, nowhere) for token, _ in self.text.focus]

    def held(self, starts: Places, ends: Places) -> "Held":
        """Which n-grams and sounds of the question some texts hold.

        Args:
            starts, ends: where in `index.ids` the n-grams of each text stand.
        """
        sizes = ends - starts
        rows = np.repeat(np.arange(len(starts)), sizes)
        ids = self._index.ids[np.arange(len(rows)) + (starts - np.cumsum(sizes) + sizes)[rows]]
        grams, shared = _marks(self._places[ids], rows, (len(starts), len(self.grams) + 1))
        sounds, _ = _marks(self._sound_places[self._index.sounds[ids]], rows, (len(starts), len(self.heard) + 1))
        return Held(grams, sounds, ids, rows, shared)

    @cached_property
    def _places(self) -> NDArray[np.int16]:
        """For each n-gram of the index its column, -1 for those that the question hasn't."""
        return _table(len(self._index.flags), self.known)

    @cached_property
    def _sound_places(self) -> NDArray[np.int16]:
        return _table(len(self._index.loud), self.heard)


def _table(size: int, known: Ints) -> NDArray[np.int16]:
    table = np.full(size, -1, dtype=np.int16)
    table[known] = np.arange(len(known))
    return table


def _marks(columns: NDArray[np.int16], rows: NDArray[np.int64], shape: tuple[int, int]) -> tuple[Marks, Marks]:
    marks = np.zeros(shape, dtype=np.bool_)
    mine = columns >= 0
    marks[rows[mine], columns[mine]] = True
    return marks, mine
