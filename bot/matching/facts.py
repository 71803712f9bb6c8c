"""What a pair says, in the forms in which guards look at it; each form is made once, when it is first asked for.

What its question and phrasings ask, its curator vouches for; what a phrasing only claims (是39个还是45个?) he doesn't,
unless the question itself is of that kind.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from bot.knowledge.model import Article, Pair
from bot.matching.finding import Finder
from bot.matching.fold import fold_all, normalised
from bot.matching.names import sounds_named
from bot.matching.pinyin import letters, sound
from bot.matching.quantities import Quantity, count_before, quantities
from bot.matching.sayings import quoted_by
from bot.matching.scope import asks, claims, excludes, is_claimed, may_negate, negates, ordinals
from bot.matching.times import Day, article_days, beginning, days, relative, years

ARTICLES = 1024
"""Articles whose titles are remembered: the pairs of one article come together."""
UNDONE = ("没", "未", "无")
"""What says that something was not done, or that there is none."""

T = TypeVar("T")


@dataclass(frozen=True)
class Facts:
    """A pair and its article as guards see them. Making one costs nothing: no text is looked at before a guard asks.

    Attributes:
        folded: gives the question and the phrasings, folded, a line each, where somebody keeps them.
        told: gives the excerpts, normalised, where somebody keeps them.
        claimed: gives of each line of `folded` whether it only claims something, where somebody keeps that.
    """

    pair: Pair
    article: Article
    folded: Callable[[], str] | None = None
    told: Callable[[], str] | None = None
    claimed: Callable[[], Sequence[bool]] | None = None

    @cached_property
    def asks(self) -> str:
        """The question and the phrasings, folded, a line each."""
        return self.folded() if self.folded else "\n".join(fold_all((self.pair.question, *self.pair.phrasings)))

    @cached_property
    def quoted(self) -> str:
        """The excerpts, normalised."""
        return self.told() if self.told else quoted_by(self.pair)

    @property
    def title(self) -> str:
        """The title of the article, normalised."""
        return _title(self.article.title)

    @cached_property
    def question(self) -> str:
        """The question alone, folded."""
        return self.asks.partition("\n")[0]

    @cached_property
    def core(self) -> str:
        """The question and the excerpts: what the pair is sure to say."""
        return f"{self.question}\n{self.quoted}"

    @cached_property
    def heard(self) -> str:
        """The same as it sounds."""
        return sound(self.core)

    @cached_property
    def spelled(self) -> str:
        """The same in letters, with the article's title."""
        return letters(f"{self.core}\n{self.title}")

    @cached_property
    def vouched(self) -> str:
        """Those of `asks` that don't only claim something; all of them where the pair is about a claim."""
        lines = self.asks.split("\n")
        claimed = self.claimed() if self.claimed else [claims(line) for line in lines]
        if claimed[0] or not any(claimed):
            return self.asks
        return "\n".join(line for line, only in zip(lines, claimed, strict=True) if not only)

    def asked_in(self, places: Iterable[int]) -> Iterator[str]:
        """The phrasings at some places of `asks` that don't only claim something."""
        seen = set()
        every = self.vouched is self.asks
        for at in places:
            start, end = self.asks.rfind("\n", 0, at) + 1, self.asks.find("\n", at)
            line = self.asks[start : end if end >= 0 else None]
            if start not in seen and (every or not claims(line)):
                yield line
            seen.add(start)

    def vouches(self, words: Finder) -> bool:
        """Whether a phrasing that doesn't only claim something holds some words."""
        return words.is_in(self.vouched)

    def tells(self, words: Finder, *, claimed: bool = False) -> bool:
        """Whether the pair or its article's title holds some words.

        Args:
            claimed: whether they count where a phrasing only claims them.
        """
        if words.is_in(self.asks) if claimed else self.vouches(words):
            return True
        return words.is_in(self.quoted) or words.is_in(self.title)

    def says(self, word: str) -> bool:
        """Whether the pair names something, other than in a claim."""
        return word in self.vouched or word in self.quoted

    def names(self, person: str) -> bool:
        """Whether the pair names someone, other than in a claim; what sounds alike may be a typo."""
        if self.says(person[:2]) or sounds_named(self.core, person):
            return True
        return any(sounds_named(line, person) for line in self.asked_in(places_of(person[0], self.asks)))

    def settles(self, name: str, question: str) -> bool:
        """Whether the pair can settle a yes/no question that names something.

        The beginning of its article must know it, or a phrasing of the pair claims it like the question.
        """
        if self.says(name) or (name in self.asks and is_claimed(name, question)):
            return True
        return name in beginning(self.article)

    @cached_property
    def year(self) -> int | None:
        """The year of publication, where the source says it."""
        published = self.article.published
        return int(published[:4]) if published else None

    def _stated(self, read: Callable[[str], frozenset[T]]) -> frozenset[T]:
        """What is read in the pair, phrasings that only claim something aside."""
        found = read(self.core)
        if read(self.asks) <= found:
            return found
        return found.union(*map(read, self.asked_in(_starts(self.asks))))

    @cached_property
    def relative(self) -> frozenset[int]:
        """The years that the pair names by their distance from the article's."""
        return self._stated(relative)

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that the pair states, in figures or by their distance from the article's own."""
        own = self.year
        named = (str(own + offset) for offset in self.relative) if own else ()
        return self._stated(years) | frozenset(named)

    @cached_property
    def days(self) -> frozenset[Day]:
        """The months and days that the pair states."""
        return self._stated(days)

    @cached_property
    def article_days(self) -> frozenset[Day]:
        """The months and days that the beginning of its article names."""
        return article_days(self.article)

    @cached_property
    def ordinals(self) -> frozenset[str]:
        """The ordinals that the pair states."""
        return self._stated(ordinals)

    @cached_property
    def sums(self) -> tuple[Quantity, ...]:
        """The numbers of its question and its excerpts, with their units."""
        return quantities(self.core)

    def quantities(self, figures: Iterable[str]) -> tuple[Quantity, ...]:
        """The numbers of its phrasings that hold one of some figures, with their units."""
        places = (at for figure in figures for at in places_of(figure, self.asks))
        return tuple(one for line in self.asked_in(places) for one in quantities(line))

    def counts(self, thing: str) -> frozenset[str]:
        """The small numbers that the pair states of a thing."""
        lines = (self.core, *self.asked_in(places_of(thing, self.asks)))
        return frozenset().union(*(count_before(line, at) for line in lines for at in places_of(thing, line)))

    @cached_property
    def is_asking(self) -> bool:
        """Whether the pair's question has the form of one."""
        return asks(self.pair.question)

    @cached_property
    def denies(self) -> bool:
        """Whether the pair's question holds anything like a negation, or the rest of it negates."""
        return may_negate(self.pair.question) or self.negated

    @cached_property
    def negated(self) -> bool:
        """Whether the pair says what is not so."""
        told = (self.pair.question, *(excerpt.text for excerpt in self.pair.excerpts))
        return any(may_negate(text) and negates(text) and not claims(text) for text in told)

    def negates(self, words: Iterable[str], *, undone: bool = False) -> bool:
        """Whether the pair says what is not so, or a phrasing asks for that of some words.

        Args:
            undone: whether it must say what was not done, other than what is not to be done.
        """
        if self.negated and (not undone or any(map(self.core.__contains__, UNDONE))):
            return True
        lines = (line for word in words for line in self.asked_in(places_of(word, self.asks)))
        return any(map(excludes, lines))


def _starts(lines: str) -> Iterator[int]:
    """Where each line starts."""
    at = 0
    for line in lines.split("\n"):
        yield at
        at += len(line) + 1


def places_of(word: str, text: str) -> Iterator[int]:
    """Where a word stands."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


@functools.lru_cache(maxsize=ARTICLES)
def _title(title: str) -> str:
    return normalised(title)
