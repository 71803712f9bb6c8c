"""The knowledge as the matcher sees it: every phrasing and every pair's words, indexed. Built once, then read only."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

import numpy as np

from bot.encoding.cached import CachedEncoder
from bot.encoding.packed import Packed, pack
from bot.knowledge.model import Knowledge, Pair
from bot.matching.facts import Facts
from bot.matching.fold import fold, plain
from bot.matching.index import Arrays, Floats, Ints
from bot.matching.mending import mend
from bot.matching.places import Places
from bot.matching.rewriting import Rewriter
from bot.matching.sayings import Sayings, sayings_arrays, sayings_from
from bot.matching.text import Text, analyse_all
from bot.matching.view import Allowed, View, view_arrays, view_from, view_of

FAMILIAR = 4_096
"""Pairs whose facts are remembered: those that are asked for are few."""

Keep = Callable[[str, Knowledge, Callable[[], Arrays]], Arrays]
"""Makes the arrays of some name, or finds them where those of the same knowledge were kept."""


def made(_: str, __: Knowledge, make: Callable[[], Arrays]) -> Arrays:
    """Keeps nothing."""
    return make()


class Corpus:
    """A knowledge in all the forms in which questions are compared; each form is made for its first question.

    Args:
        encoder: makes vectors of texts, if there is one.
        keep: where the forms are kept between runs; nowhere by default.

    Attributes:
        pairs: what competes, by number: the pairs, then the questions without an answer as pairs without excerpts.
        exact: each question and phrasing, folded, to the numbers of its pairs.
    """

    def __init__(self, knowledge: Knowledge, encoder: CachedEncoder | None = None, keep: Keep = made) -> None:
        self.knowledge = knowledge
        self.encoder = encoder
        self.places = Places(knowledge)
        self.pairs = (*knowledge.pairs.values(), *_silent(knowledge))
        self._rewrite = synonym_rewriter(knowledge.synonyms)
        self._keep = keep
        self.facts = lru_cache(maxsize=FAMILIAR)(self._facts)

    def _facts(self, number: int) -> Facts:
        """A pair as guards see it."""
        pair = self.pairs[number]
        first, end = self.words.first[number : number + 2].tolist()
        said = self._sayings
        return Facts(
            pair,
            self.knowledge.articles[pair.article],
            lambda: said.asked.lines(first, end),
            lambda: said.quoted[number],
            said.claims[first:end].tolist,
        )

    def allowed(self, article: str | None, but: str | None = None) -> Allowed:
        """Of each pair whether it is of an article, and isn't one that is named.

        Args:
            article: its name; None for any.
            but: the id of a pair.
        """
        allowed = np.ones(len(self.pairs), np.bool_) if article is None else self._articles == self._order[article]
        if but:
            allowed[self._numbers[but]] = False
        return allowed

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """The number of each pair that has an answer."""
        return {pair: number for number, pair in enumerate(self.knowledge.pairs)}

    @cached_property
    def _order(self) -> Mapping[str, int]:
        """The number of each article."""
        return {name: number for number, name in enumerate(self.knowledge.articles)}

    @cached_property
    def _articles(self) -> Ints:
        """The number of each pair's article."""
        return np.array([self._order[pair.article] for pair in self.pairs], dtype=np.int32)

    @cached_property
    def exact(self) -> Mapping[str, tuple[int, ...]]:
        """Each question and phrasing, folded, to the numbers of its pairs."""
        exact: dict[str, tuple[int, ...]] = {}
        for text, number in zip(self._sayings.asked, self.words.owners.tolist(), strict=True):
            others = exact.get(text, ())
            exact[text] = others if number in others else (*others, number)
        return exact

    @cached_property
    def _sayings(self) -> Sayings:
        """What the pairs say, as `words` has it but for synonyms."""
        return sayings_from(self._keep("asked", self.knowledge, lambda: sayings_arrays(self.pairs)))

    @cached_property
    def words(self) -> View:
        """The phrasings by characters, words and pairs of them."""

        def make() -> Arrays:
            return view_arrays(view_of(self.knowledge, self.pairs, self._read))

        return view_from(self._keep("words", self.knowledge, make), self._read)

    def _read(self, texts: Iterable[str]) -> list[Text]:
        return analyse_all(texts, self._rewrite)

    def understood(self, message: str) -> str:
        """A message, as written, with what it says in letters in Chinese characters, and its typos mended."""
        if fold(message) in self.exact:  # a curator knows what he wrote
            return message
        read = self._rewriter.rewrite(message)
        simple = plain(read)
        mended = mend(simple, self.words.index.number.__contains__)
        return read if mended == simple else mended

    @cached_property
    def _rewriter(self) -> Rewriter:
        return Rewriter(self.words.index)

    @cached_property
    def vectors(self) -> Packed | None:
        """The vectors of the texts of `words`: its phrasings, then what each pair quotes; None without an encoder."""
        encoder = self.encoder
        if encoder is None:
            return None

        def make() -> Arrays:
            asked = (text for pair in self.pairs for text in (pair.question, *pair.phrasings))
            quoted = (" ".join(excerpt.text for excerpt in pair.excerpts) for pair in self.pairs)
            texts = [plain(text) for text in (*asked, *quoted)]
            places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
            return {"": pack(encoder.encode_kept(list(places)))[[places[text] for text in texts]]}

        return Packed(
            self._keep(f"packed vectors {encoder.name}", self.knowledge, make)[""].astype(np.int8, copy=False)
        )

    def meaning(self, asked: str) -> Floats | None:
        """The vector of a question, as written; None without an encoder."""
        return self.encoder.encode([plain(asked)])[0] if self.encoder else None

    def prepare(self) -> None:
        """Make now what the first questions would wait for."""
        _ = self.exact, self.words, self.vectors
        self.places.prepare()


def _silent(knowledge: Knowledge) -> Iterator[Pair]:
    """The questions that have no answer, as pairs without excerpts: they compete, and who loses to one is silent."""
    for number, one in enumerate(knowledge.unanswered):
        yield Pair(f"{one.article}/#{number}", one.article, one.question, one.phrasings, ())


def synonym_rewriter(groups: tuple[tuple[str, ...], ...]) -> Callable[[str], str]:
    """A function that puts every synonym in folded text into the first form of its group."""
    forms: Mapping[str, str] = {fold(word): fold(group[0]) for group in groups for word in group}
    if not forms:
        return lambda folded: folded
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
    return lambda folded: pattern.sub(lambda match: forms[match[0]], folded)
