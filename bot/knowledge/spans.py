"""Where words stand in a text, and why they don't. Pure."""

from array import array
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, islice

from bot.knowledge.reader import clip

INDEXED_FROM = 1_000
"""Searches from which an index (about 0.5 µs a character, once) costs less than reading the text each time."""

_GRAM = 4
_BUCKETS = 1 << 18

_SEED = 4
_COMPARED = 200
"""Of a lost excerpt, the first 200 characters are looked for in spans of 4."""

_SHIFT = 8
_SHOWN = 12
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans({**_WIDE, **dict(zip("。、“”„「」『』‘’‚—–−\u3000\u00a0", '.,"""""""\'\'\'---  ', strict=True))})


class Spans:
    """The places of words in one text, overlapping ones included."""

    def __init__(self, text: str, searches: int) -> None:
        """Prepare for about so many searches."""
        self.text = text
        self._index = _Index(text) if searches >= INDEXED_FROM else None

    def find(self, words: str, most: int) -> list[int]:
        """Where the words begin, in order, at most so many places."""
        if self._index and len(words) >= _GRAM:
            return list(islice(self._index.find(words), most))
        return list(islice(_scan(self.text, words), most))

    def line(self, position: int) -> int:
        """The line of the text's file, from 1."""
        return self.text.count("\n", 0, position) + 1

    def why_lost(self, words: str) -> str:
        """One clause that says how words that don't stand in the text differ from it."""
        wanted = words.translate(_SIGNS)
        if (found := self._plain.find(wanted)) >= 0:
            there = self.text[found : found + len(words)]
            return f"only signs differ, at {self._difference(words, there)} (line {self.line(found)})"
        if "".join(wanted.split()) in self._glued:
            return "only spaces or line breaks differ: write it under |- as the article has it"
        nearest = self._nearest(words[:_COMPARED])
        if nearest is None:
            return "nothing like it stands there"
        there = self.text[nearest : nearest + len(words)]
        return f"it differs at {self._difference(words, there)} (line {self.line(nearest)})"

    @cached_property
    def _plain(self) -> str:
        return self.text.translate(_SIGNS)

    @cached_property
    def _glued(self) -> str:
        return "".join(self._plain.split())

    def _nearest(self, words: str) -> int | None:
        """Where the words would begin if they stood where most of their parts stand."""
        votes: Counter[int] = Counter()
        first: dict[int, int] = {}
        if (prefix := self._longest_prefix(words)) >= _SEED:
            start = self.text.find(words[:prefix])
            votes[start] = prefix // _SEED
            first[start] = 0
        for offset in range(0, len(words) - _SEED + 1, 2):
            start = self.text.find(words[offset : offset + _SEED]) - offset
            if start >= 0:
                votes[start] += 1
                first.setdefault(start, offset)
        if not votes:
            return None
        best = max(votes, key=lambda start: (votes[start], -start))
        near = (start for start in votes if abs(start - best) <= _SHIFT)  # words left out or put in move what follows
        return min(near, key=first.__getitem__)

    def _longest_prefix(self, words: str) -> int:
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if words[:middle] in self.text else (low, middle - 1)
        return low

    def _difference(self, words: str, there: str) -> str:
        pairs = zip(words, there, strict=False)
        at = next((i for i, (mine, its) in enumerate(pairs) if mine != its), min(len(words), len(there)))
        begin = max(0, at - 4)
        mine, its = clip(words[begin:], _SHOWN), clip(there[begin:], _SHOWN)
        return f"“{mine}”, where the article has “{its}”"


def _scan(text: str, words: str) -> Iterator[int]:
    found = text.find(words)
    while found >= 0:
        yield found
        found = text.find(words, found + 1)


class _Index:
    """All positions of a text, grouped by the hash of the 4 characters that begin there."""

    def __init__(self, text: str) -> None:
        self._text = text
        codes = array("I", (_code(text, at) for at in range(len(text) - _GRAM + 1)))
        sizes = Counter(codes)
        self._ends = array("I", accumulate(sizes[code] for code in range(_BUCKETS)))
        self._sizes = sizes
        free = array("I", (self._ends[code] - sizes[code] for code in range(_BUCKETS)))
        self._positions = array("I", bytes(codes.itemsize * len(codes)))
        for at, code in enumerate(codes):
            self._positions[free[code]] = at
            free[code] += 1

    def find(self, words: str) -> Iterator[int]:
        """Look only where the rarest part of the words stands."""
        size, offset = min((self._sizes[_code(words, at)], at) for at in range(len(words) - _GRAM + 1))
        end = self._ends[_code(words, offset)]
        for slot in range(end - size, end):
            start = self._positions[slot] - offset
            if start >= 0 and self._text.startswith(words, start):
                yield start


def _code(text: str, at: int) -> int:
    return hash(text[at : at + _GRAM]) & (_BUCKETS - 1)
