"""The knowledge as the matcher sees it: every phrasing and every pair's words, indexed. Built once, then read only."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from bot.knowledge.model import Knowledge, Pair
from bot.matching.facts import Facts
from bot.matching.fold import fold, fold_all, has_han
from bot.matching.index import GramIndex, Rarity
from bot.matching.places import Places
from bot.matching.script import Script
from bot.matching.text import Text, analyse_all, spell

Reading = Callable[[Iterable[str]], list[Text]]
"""Brings texts into the form in which a view compares them."""


@dataclass(frozen=True)
class Entry:
    """A pair as the matcher sees it.

    Attributes:
        texts: its question and phrasings.
        excerpts: its excerpts, one text.
        title: its article's title.
    """

    pair: Pair
    texts: tuple[Text, ...]
    excerpts: Text
    title: Text

    @cached_property
    def asked(self) -> dict[str, float]:
        """The n-grams of the question and its phrasings together."""
        merged: dict[str, float] = {}
        for text in self.texts:
            merged |= text.grams
        return merged

    @cached_property
    def grams(self) -> dict[str, float]:
        """The n-grams of everything that the pair says, and of its article's title."""
        return self.title.grams | self.excerpts.grams | self.asked

    @cached_property
    def sounds(self) -> frozenset[str]:
        """The sounds of everything that the pair says."""
        return frozenset().union(self.title.sounds, self.excerpts.sounds, *(text.sounds for text in self.texts))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of question that the pair's phrasings ask."""
        return frozenset().union(*(text.kinds for text in self.texts))


class View:
    """All pairs in one form of text, ready to be compared with a question in the same form.

    Attributes:
        first: the first phrasing of each entry, and one past the last.
    """

    def __init__(
        self, knowledge: Knowledge, pairs: Sequence[Pair], read_all: Reading, wanted: Callable[[str], bool]
    ) -> None:
        self._read_all = read_all
        asked = [tuple(filter(wanted, (pair.question, *pair.phrasings))) or (pair.question,) for pair in pairs]
        quoted = read_all(" ".join(excerpt.text for excerpt in pair.excerpts) for pair in pairs)
        texts = iter(read_all(text for texts in asked for text in texts))
        titles = dict(zip(knowledge.articles, read_all(a.title for a in knowledge.articles.values()), strict=True))
        self.entries = tuple(
            Entry(pair, tuple(islice(texts, len(own))), excerpts, titles[pair.article])
            for pair, own, excerpts in zip(pairs, asked, quoted, strict=True)
        )
        self.rarity = Rarity(Counter(gram for entry in self.entries for gram in entry.asked), len(self.entries))
        self.first: list[int] = np.cumsum([0, *map(len, asked)]).tolist()
        self.phrasings = GramIndex([text.grams for entry in self.entries for text in entry.texts], self.rarity)
        self.pairs = GramIndex([entry.grams for entry in self.entries], self.rarity)

    def read(self, text: str) -> Text:
        """A question, as written, in the form in which this view compares."""
        return self._read_all([text])[0]

    @cached_property
    def known(self) -> frozenset[str]:
        """Every n-gram that some pair holds."""
        return frozenset().union(*(entry.grams for entry in self.entries))


def _silent(knowledge: Knowledge) -> Iterator[Pair]:
    """The questions that have no answer, as pairs without excerpts: they compete, and who loses to one is silent."""
    for number, one in enumerate(knowledge.unanswered):
        yield Pair(f"{one.article}/#{number}", one.article, one.question, one.phrasings, ())


class Corpus:
    """A knowledge in all the forms in which questions are compared; each form is made for its first question.

    Attributes:
        pairs: what competes, by number: the pairs, then the questions without an answer as pairs without excerpts.
        facts: the same for the guards.
        exact: each question and phrasing, folded, to the numbers of its pairs.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.places = Places(knowledge)
        self.pairs = (*knowledge.pairs.values(), *_silent(knowledge))
        self._rewrite = synonym_rewriter(knowledge.synonyms)
        self.facts = tuple(Facts(pair, knowledge.articles[pair.article]) for pair in self.pairs)
        asked = [(number, text) for number, pair in enumerate(self.pairs) for text in (pair.question, *pair.phrasings)]
        exact: dict[str, dict[int, None]] = {}
        for (number, _), folded in zip(asked, fold_all(text for _, text in asked), strict=True):
            exact.setdefault(folded, {})[number] = None
        self.exact: Mapping[str, tuple[int, ...]] = {folded: tuple(numbers) for folded, numbers in exact.items()}

    def view(self, script: Script) -> "View":
        """The pairs in the form in which a question of some script is compared."""
        if script == "pinyin":
            return self.letters
        return self.latin if script == "latin" else self.han

    @cached_property
    def han(self) -> "View":
        """The phrasings with Chinese characters, by characters and pairs of them."""
        return View(self.knowledge, self.pairs, lambda texts: analyse_all(texts, self._rewrite), has_han)

    @cached_property
    def latin(self) -> "View":
        """The phrasings in other scripts, by words and their beginnings."""
        return View(
            self.knowledge, self.pairs, lambda texts: analyse_all(texts, self._rewrite), lambda text: not has_han(text)
        )

    @cached_property
    def letters(self) -> "View":
        """The phrasings with Chinese characters spelled in pinyin."""
        return View(self.knowledge, self.pairs, lambda texts: [spell(text) for text in texts], has_han)


def synonym_rewriter(groups: tuple[tuple[str, ...], ...]) -> Callable[[str], str]:
    """A function that puts every synonym in folded text into the first form of its group."""
    forms: Mapping[str, str] = {fold(word): fold(group[0]) for group in groups for word in group}
    if not forms:
        return lambda folded: folded
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
    return lambda folded: pattern.sub(lambda match: forms[match[0]], folded)
