"""Plain scorers, to measure the matcher against; it uses none of them. Pure."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

K1, B = 1.5, 0.75
"""BM25's usual parameters: how soon more of the same gram counts no more, and how much long texts are held back."""

Floats = NDArray[np.float32]
Scorer = Callable[[Sequence[str]], Floats]
"""Folded queries -> a row for each, with a score from 0 to 1 for each text."""


def baselines(texts: Sequence[str]) -> Mapping[str, Scorer]:
    """Scorers over folded texts, by name."""

    def ratio(queries: Sequence[str]) -> Floats:
        return _shares(process.cdist(queries, texts, scorer=fuzz.ratio, dtype=np.float32, workers=-1))

    def weighted(queries: Sequence[str]) -> Floats:
        return _shares(process.cdist(queries, texts, scorer=fuzz.WRatio, dtype=np.float32, workers=-1))

    return {"ratio": ratio, "WRatio": weighted, "BM25": Bm25(texts)}


def _shares(percents: NDArray[Any]) -> Floats:
    return np.asarray(percents, dtype=np.float32) / np.float32(100)


class Bm25:
    """BM25 (Robertson, Zaragoza 2009) over single characters and neighbouring pairs of them.

    A score is a share of what the query itself would get as a text, so that those of different queries compare.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(_grams(text)) for text in texts]
        lengths = np.array([max(count.total(), 1) for count in counts], dtype=np.float32)
        self._count, self._mean = len(texts), float(lengths.mean()) if texts else 1.0
        found: dict[str, list[tuple[int, int]]] = {}
        for number, count in enumerate(counts):
            for gram, times in count.items():
                found.setdefault(gram, []).append((number, times))
        self._postings = {gram: self._posting(np.array(rows), lengths) for gram, rows in found.items()}

    def __call__(self, queries: Sequence[str]) -> Floats:
        """The scores of queries."""
        scores = np.zeros((len(queries), self._count), dtype=np.float32)
        for number, query in enumerate(queries):
            grams = Counter(_grams(query))
            for gram in grams.keys() & self._postings.keys():
                texts, values = self._postings[gram]
                scores[number, texts] += values * grams[gram]
            scores[number] /= self._own(grams)
        return np.minimum(scores, 1, out=scores)

    def _posting(self, rows: NDArray[np.int64], lengths: Floats) -> tuple[NDArray[np.int64], Floats]:
        numbers, times = rows[:, 0], rows[:, 1]
        norm = K1 * (1 - B + B * lengths[numbers] / self._mean)
        return numbers, (self._rarity(len(numbers)) * times * (K1 + 1) / (times + norm)).astype(np.float32)

    def _rarity(self, texts: int) -> float:
        return math.log1p((self._count - texts + 0.5) / (texts + 0.5))

    def _own(self, grams: Counter[str]) -> float:
        """What a query would get as a text; 1 where there is nothing in it."""
        norm = K1 * (1 - B + B * grams.total() / self._mean)
        own = (
            self._rarity(len(self._postings[gram][0]) if gram in self._postings else 0)
            * times
            * times
            * (K1 + 1)
            / (times + norm)
            for gram, times in grams.items()
        )
        return sum(own) or 1.0


def _grams(text: str) -> list[str]:
    return [*text, *map("".join, pairwise(text))]
