"""How the pairs of characters of an index sound: from two syllables, or two first letters, to those that are read so.

Made for the first question that is typed in letters; it holds numbers only.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import SEPARATOR, GramIndex
from bot.matching.pinyin import blur, readings

READINGS = 3
"""Readings of one character that count; the fourth of a character is in no dictionary for schools."""
COMMON = 4
"""Characters of one syllable that stand for it where no pair with its neighbours is known."""
CLASSES = 1 << 10
"""More than there are syllables."""
HAN = (0x3400, 0x9FFF)


class Spoken:
    """The characters and pairs of characters of an index by their sounds.

    Attributes:
        index: whose they are.
        counted: the characters that it has behind numbers.
    """

    def __init__(self, index: GramIndex) -> None:
        self.index = index
        codes = np.frombuffer(index.grams.joined.encode("utf-32-le"), dtype=np.uint32)
        ends = np.flatnonzero(codes == ord(SEPARATOR))
        starts = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
        han = (codes >= HAN[0]) & (codes <= HAN[1])
        pairs = np.flatnonzero(ends - starts == 2)
        pairs = pairs[han[starts[pairs]] & han[starts[pairs] + 1]]
        self._chars, inverse = np.unique(codes[han], return_inverse=True)
        at = np.zeros(len(codes), dtype=np.int32)
        at[han] = inverse
        figures = (codes[starts] >= ord("0")) & (codes[starts] <= ord("9")) & han[ends - 1]
        self.counted = frozenset(map(chr, np.unique(codes[ends[figures] - 1]).tolist()))
        self._pairs = pairs.astype(np.int32)
        self._first, self._second = at[starts[pairs]], at[starts[pairs] + 1]

    def count(self, gram: str) -> int:
        """How many texts hold a character or a pair; 0 where it is unknown."""
        number = self.index.number.get(gram)
        return int(self.index.starts[number + 1] - self.index.starts[number]) if number is not None else 0

    @cached_property
    def _classes(self) -> dict[str, int]:
        return {}

    @cached_property
    def _read(self) -> NDArray[np.int32]:
        """The blurred syllables of each character, -1 where it has fewer."""
        classes = self._classes
        table = np.full((len(self._chars), READINGS), -1, dtype=np.int32)
        for row, code in enumerate(self._chars.tolist()):
            sounds = dict.fromkeys(map(blur, readings(chr(code))[:READINGS]))
            for column, sound in enumerate(sounds):
                table[row, column] = classes.setdefault(sound, len(classes))
        return table

    @cached_property
    def _by_sound(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The sounds of pairs, ascending, and the pairs."""
        keys, pairs = [], []
        for one in range(READINGS):
            for other in range(READINGS):
                first, second = self._read[self._first, one], self._read[self._second, other]
                able = (first >= 0) & (second >= 0)
                keys.append(first[able].astype(np.int64) * CLASSES + second[able])
                pairs.append(self._pairs[able])
        return _sorted(np.concatenate(keys), np.concatenate(pairs))

    @cached_property
    def _by_initials(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The first letters of pairs, ascending, and the pairs."""
        letters = np.array([ord(readings(chr(code))[0][0]) for code in self._chars.tolist()], dtype=np.int64)
        return _sorted(letters[self._first] * CLASSES + letters[self._second], self._pairs)

    @cached_property
    def _of_class(self) -> dict[str, str]:
        """Each blurred syllable to its characters, the most common first."""
        found: dict[str, list[str]] = {}
        for code in self._chars.tolist():
            for sound in dict.fromkeys(map(blur, readings(chr(code))[:READINGS])):
                found.setdefault(sound, []).append(chr(code))
        return {sound: "".join(sorted(chars, key=self.count, reverse=True)) for sound, chars in found.items()}

    def chars(self, syllable: str) -> str:
        """The characters that may sound like a syllable, the most common first."""
        return self._of_class.get(blur(syllable), "")

    def pairs(self, one: str, other: str) -> Iterator[str]:
        """The pairs of characters that may sound like two syllables."""
        first, second = self._class(one), self._class(other)
        if first >= 0 and second >= 0:
            yield from self._at(self._by_sound, first * CLASSES + second)

    def abbreviated(self, one: str, other: str) -> Iterator[str]:
        """The pairs of characters whose pinyin begins with two letters."""
        yield from self._at(self._by_initials, ord(one) * CLASSES + ord(other))

    def _class(self, syllable: str) -> int:
        _ = self._read
        return self._classes.get(blur(syllable), -1)

    def _at(self, table: tuple[NDArray[np.int64], NDArray[np.int32]], key: int) -> Iterator[str]:
        keys, pairs = table
        start, end = np.searchsorted(keys, (key, key + 1))
        return (self.index.grams[number] for number in pairs[start:end].tolist())


def _sorted(keys: NDArray[np.int64], pairs: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    order = np.argsort(keys, kind="stable")
    return keys[order], pairs[order]
