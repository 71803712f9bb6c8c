"""The pairs in one form of text, ready to be compared with a question in the same form. Built once, then read only."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import Knowledge, Pair
from bot.matching.index import Arrays, Floats, GramIndex, Ints, Strings, as_arrays, build, from_arrays, kept, restored
from bot.matching.lexicon import lexicon
from bot.matching.scope import negates_folded
from bot.matching.text import Text

K1, B = 1.5, 0.75
"""BM25's saturation and length parameters, at their usual values (Robertson and Zaragoza 2009)."""
CHUNK = 2_000
"""Texts that are read together: many at once take less time, all at once too much memory."""

Allowed = NDArray[np.bool_]
"""Of each pair, by number, whether it may be found."""
Reading = Callable[[Iterable[str]], list[Text]]
"""Brings texts into the form in which a view compares them."""


@dataclass(frozen=True)
class View:
    """All pairs in one form.

    The texts of its index are first the phrasings, pair by pair, then what each pair quotes, then each article's title.

    Attributes:
        read_all: brings texts into this form.
        first: the first phrasing of each pair, and one past the last.
        titles: the text that is the title of each pair's article.
        phrasings, cores: the phrasings, folded, and without fillers and question words.
        kinds: the kinds of question that each phrasing asks, one bit each (`bits_of`).
        negated: whether each phrasing negates.
    """

    read_all: Reading
    index: GramIndex
    first: Ints
    titles: Ints
    phrasings: Strings
    cores: Strings
    kinds: NDArray[np.uint32]
    negated: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.first) - 1

    @cached_property
    def owners(self) -> Ints:
        """The pair of each phrasing."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first))

    @cached_property
    def quotes(self) -> NDArray[np.bool_]:
        """Of each pair whether it quotes anything: what is known to have no answer doesn't."""
        ends = self.index.ends[self.size : self.size + len(self) + 1]
        held: NDArray[np.bool_] = ends[1:] > ends[:-1]
        return held

    @cached_property
    def pair_kinds(self) -> NDArray[np.uint32]:
        """The kinds of question that a pair's phrasings ask together."""
        return np.bitwise_or.reduceat(self.kinds, self.first[:-1]) if len(self) else self.kinds

    @cached_property
    def units(self) -> Floats:
        """How many characters, numbers and words each text holds, each once."""
        counts = np.concatenate(([0], np.cumsum(self.index.flags[self.index.ids] > 0)))[self.index.ends]
        return np.diff(counts).astype(np.float32)

    @cached_property
    def norms(self) -> NDArray[np.float64]:
        """What BM25 makes of each phrasing's length, where every n-gram stands once: over 1 for short ones.

        In the type of what they are multiplied with: to bring them into it takes as long as the product.
        """
        lengths = np.diff(self.index.ends[: self.size + 1])
        mean = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
        return (K1 + 1) / (1 + K1 * (1 - B + B * lengths / mean)).astype(np.float64)

    @property
    def alone(self) -> float:
        """Pairs for each phrasing: 1 where each has a single one, near 0 where they have very many."""
        return len(self) / max(1, self.size)

    @property
    def size(self) -> int:
        """How many phrasings there are: what the first pair quotes has this number."""
        return len(self.phrasings)

    def read(self, text: str) -> Text:
        """A question, as written, in the form in which this view compares."""
        return self.read_all([text])[0]

    def speaks_of(self, pair: int, words: Iterable[tuple[str, str]]) -> bool:
        """Whether a pair, what it quotes or its article's title holds each of some words.

        Args:
            pair: its number.
            words: each a token, and how that sounds: either will do.
        """
        held = np.concatenate([self.index.ids[start:end] for start, end in zip(*self.spans([pair]), strict=True)])
        heard = set(self.index.sounds[held].tolist())
        grams = set(held.tolist())
        number, sound = self.index.number, self.index.sound
        return all(number.get(token, -1) in grams or sound.get(spoken, -1) in heard for token, spoken in words)

    def texts_of(self, pairs: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The texts of pairs, of each its phrasings, its quotation and its article's title; where each pair's begin."""
        at = np.array(pairs, dtype=np.int64)
        starts, ends, titles = (one.tolist() for one in (self.first[at], self.first[at + 1], self.titles[at]))
        texts: list[int] = []
        firsts: list[int] = []
        for pair, start, end, title in zip(pairs, starts, ends, titles, strict=True):
            firsts.append(len(texts))
            texts += (*range(start, end), pair + self.size, title)
        return np.array(texts, dtype=np.int64), np.array(firsts, dtype=np.int64)

    def spans(self, pairs: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where in `index.ids` the phrasings, the quotation and the title of each pair start and end, in this order."""
        at = np.array(pairs, dtype=np.int64)
        quotes, titles, ends = at + self.size, self.titles[at], self.index.ends
        starts = np.stack((ends[self.first[at]], ends[quotes], ends[titles]), axis=1)
        stops = np.stack((ends[self.first[at + 1]], ends[quotes + 1], ends[titles + 1]), axis=1)
        return starts.ravel(), stops.ravel()


def bits_of(kinds: Iterable[str]) -> int:
    """Kinds of question as a number, one bit each."""
    order = lexicon().kinds
    return sum(1 << order.index(kind) for kind in kinds)


def view_of(knowledge: Knowledge, pairs: Sequence[Pair], read_all: Reading) -> View:
    """Build a view."""
    asked = [(pair.question, *pair.phrasings) for pair in pairs]
    first = np.cumsum([0, *map(len, asked)]).astype(np.int32)
    articles = {name: number for number, name in enumerate(knowledge.articles)}
    at = np.array([articles[pair.article] for pair in pairs], dtype=np.int32)
    quoted = (" ".join(excerpt.text for excerpt in pair.excerpts) for pair in pairs)
    titles = [article.title for article in knowledge.articles.values()]
    owners = np.repeat(np.arange(len(pairs), dtype=np.int32), np.diff(first))
    seen = _Seen()
    chunks = chain(seen.through(_read(chain.from_iterable(asked), read_all)), _read(chain(quoted, titles), read_all))
    index = build(chunks, owners)
    return View(
        read_all,
        index,
        first,
        at + int(first[-1]) + len(pairs),
        Strings.of(seen.folded),
        Strings.of(seen.cores),
        np.array(seen.kinds, dtype=np.uint32),
        np.array(seen.negated, dtype=np.bool_),
    )


def _read(texts: Iterable[str], read_all: Reading) -> Iterator[list[Text]]:
    rest = iter(texts)
    while chunk := list(islice(rest, CHUNK)):
        yield read_all(chunk)


class _Seen:
    """What a view keeps of its phrasings beside their n-grams."""

    def __init__(self) -> None:
        self.folded: list[str] = []
        self.cores: list[str] = []
        self.kinds: list[int] = []
        self.negated: list[bool] = []

    def through(self, chunks: Iterable[list[Text]]) -> Iterator[list[Text]]:
        for chunk in chunks:
            self.folded += [text.folded for text in chunk]
            self.cores += [text.core for text in chunk]
            self.kinds += [bits_of(text.kinds) for text in chunk]
            self.negated += [negates_folded(text.folded) for text in chunk]
            yield chunk


def view_arrays(view: View) -> dict[str, NDArray[np.generic]]:
    """A view as arrays that a file can keep."""
    return as_arrays(view.index) | {
        "first": view.first,
        "titles": view.titles,
        "phrasings": kept(view.phrasings),
        "cores": kept(view.cores),
        "kinds": view.kinds,
        "negated": view.negated,
    }


def view_from(arrays: Arrays, read_all: Reading) -> View:
    """The view that `view_arrays` gave."""
    own = {name: arrays[name] for name in ("first", "titles", "kinds", "negated")}
    texts = {name: restored(arrays[name]) for name in ("phrasings", "cores")}
    return View(read_all, from_arrays(arrays), **own, **texts)  # type: ignore[arg-type]
