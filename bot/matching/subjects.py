"""What tells articles apart where no place does: words that stand in one's title and in no other article. Pure."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.matching.corpus import Corpus
from bot.matching.text import PAIRED, Text

SPOKEN_OF = 3
"""Texts of an article that hold a word of its title, at least, for the article to be about it."""
COMMON = 2_000
"""Texts that hold a word so common that it tells no articles apart."""


class Subjects:
    """The subjects of a knowledge's articles; made for the first question."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def named(self, text: Text) -> str | None:
        """The article whose subject a question names, if it is one alone.

        Args:
            text: the question as compared.
        """
        if len(self._corpus.knowledge.articles) < 2:
            return None
        found = {self._owner(gram) for gram, weight in text.grams.items() if weight >= PAIRED} - {None}
        return found.pop() if len(found) == 1 else None

    def _owner(self, gram: str) -> str | None:
        """The article that alone speaks of something, and in its title."""
        index = self._corpus.words.index
        number = index.number.get(gram)
        if number is None or number not in self._in_titles:
            return None
        texts = index.postings[index.starts[number] : index.starts[number + 1]]
        if not SPOKEN_OF <= len(texts) <= COMMON:
            return None
        articles = np.unique(self._articles[texts])
        return self._names[articles[0]] if len(articles) == 1 else None

    @cached_property
    def _names(self) -> list[str]:
        return list(self._corpus.knowledge.articles)

    @cached_property
    def _articles(self) -> NDArray[np.int32]:
        """The article of each text of the index, by number."""
        numbers = {name: number for number, name in enumerate(self._names)}
        pairs = np.array([numbers[pair.article] for pair in self._corpus.pairs], dtype=np.int32)
        own = np.arange(len(self._names), dtype=np.int32)
        return np.concatenate((pairs[self._corpus.words.owners], pairs, own))

    @cached_property
    def _in_titles(self) -> frozenset[int]:
        index = self._corpus.words.index
        return frozenset(index.ids[index.ends[-1 - len(self._names)] :].tolist())
