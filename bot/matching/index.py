"""An inverted index of n-grams over many short texts: how much of a query's weight each text shares. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class GramIndex:
    """Shared weight between a query and every text, in one pass over the postings of the query's n-grams."""

    def __init__(self, texts: Sequence[Mapping[str, float]], rarity: "Rarity") -> None:
        ids: dict[str, int] = {}
        grams = np.asarray([ids.setdefault(gram, len(ids)) for text in texts for gram in text], dtype=np.int64)
        weights = np.asarray([weight for text in texts for weight in text.values()], dtype=np.float32)
        documents = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])
        self._postings = documents[np.argsort(grams, kind="stable")]
        self._ends = np.cumsum(np.bincount(grams, minlength=len(ids))).tolist()
        self._ids = ids
        self._rare = [rarity.of(gram) for gram in ids]
        shares = weights * np.asarray(self._rare, dtype=np.float32)[grams] if ids else weights
        self.totals: Floats = np.bincount(documents, weights=shares, minlength=len(texts)).astype(np.float32)
        """The weight of each text's own n-grams."""

    def shared(self, query: Mapping[str, float]) -> Floats:
        """For each text the weight of the n-grams that it shares with the query."""
        ids, ends = self._ids, self._ends
        known = [(ids[gram], weight) for gram, weight in query.items() if gram in ids]
        if not known:
            return np.zeros(len(self.totals), dtype=np.float32)
        slices = [self._postings[ends[gram - 1] if gram else 0 : ends[gram]] for gram, _ in known]
        shares = np.repeat([weight * self._rare[gram] for gram, weight in known], [len(part) for part in slices])
        return np.bincount(np.concatenate(slices), weights=shares, minlength=len(self.totals)).astype(np.float32)


class Rarity:
    """How much an n-gram tells: inverse document frequency over the pairs, between `FLOOR` and 1.

    The BM25 form, log(1 + (N - n + 0.5) / (n + 0.5)) (Robertson and Zaragoza 2009), over its value for n = 1; what
    no pair holds counts as much as what one holds.
    """

    FLOOR = 0.12

    def __init__(self, counts: Mapping[str, int], documents: int) -> None:
        n = np.arange(documents + 1, dtype=np.float64)
        n[0] = 1.0
        idf = np.log1p((documents - n + 0.5) / (n + 0.5))
        self._by_count: list[float] = np.maximum(idf / idf[0] if idf[0] > 0 else idf * 0 + 1, self.FLOOR).tolist()
        self._counts = counts

    def of(self, gram: str) -> float:
        """The rarity of one n-gram."""
        return self._by_count[self._counts.get(gram, 0)]

    def total(self, grams: Mapping[str, float]) -> float:
        """The weight of several n-grams together."""
        return sum(weight * self.of(gram) for gram, weight in grams.items())
