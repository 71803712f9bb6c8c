"""How well a question fits its candidates: every score of each of their phrasings. Pure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.matching.index import GramIndex
from bot.matching.probe import Held, Marks, Places, Probe
from bot.matching.retrieval import Candidates
from bot.matching.scope import negates_folded
from bot.matching.text import FIGURE, WORD_OF_LETTERS
from bot.matching.view import View, bits_of

STRETCH = 6
"""A stretch of so many bigrams, a long name, counts fully."""
MANY = 5.0
"""So much weight of characters that stand on one side only counts fully."""
FEW = 2
"""So many numbers or words that stand on one side only count fully."""

OF_PHRASING = (
    "bm25", "near", "echo", "dice", "match", "heard", "bag", "lacks", "adds", "lacking", "adding",
    "ratio", "core", "order", "length", "form", "numbers", "words", "negation",
)  # fmt: skip
"""Scores of one phrasing.

`bm25`: BM25 with every n-gram once, over the question's own; `near`, `echo`: the share of the question's weight that
the phrasing holds, and of the phrasing's that the question holds; `dice`: the same of both together; `match`: that of
content alone; `heard`: that of sounds; `bag`: that of characters and words, all alike; `lacks`, `adds`: the rarest
character or word that only the question, only the phrasing has; `lacking`, `adding`: all of these together; `ratio`,
`core`: rapidfuzz's ratio, of all and of the content; `order`: the longest common subsequence; `length`: the shorter
length over the longer; `form`: whether both ask with the same kind of question, 0.5 when one of them has none;
`numbers`, `words`: how many of them stand on one side only; `negation`: whether only one of both negates.
"""
OF_PAIR = (
    "cover", "told", "sound", "elsewhere", "strange", "kind", "focus", "figure", "foreign", "alien", "votes",
)  # fmt: skip
"""Scores of a pair: its phrasings, what it quotes, and its article's title.

`cover`, `told`, `sound`: the share of the question's content that the pair holds, that its quotation holds (as `cover`
where it quotes nothing, so that it ranks beside those that do), and that sounds like something in the pair;
`elsewhere`: the share that only other pairs hold; `strange`: the share that none holds; `kind`: as `form`, of all
phrasings; `focus`: the share of the words next to the question word that the pair holds or sounds like; `figure`: the
share of the question's numbers of two digits and more that it quotes; `foreign`, `alien`: the longest stretch of the
question that only others know, and that nobody knows; `votes`: the share of the phrasings nearest to the question that
are the pair's.
"""
OF_MEANING = ("cosine", "meaning", "meanings", "quoted", "agreed")
"""With an encoder: the cosine with the phrasing, with the pair's best phrasing, with the mean of its best three, and
with what it quotes; `agreed`: as `votes`, by cosine.
"""

SCORES = (*OF_PHRASING, *OF_PAIR, *OF_MEANING)
"""The names of the scores, in the order of the ranking's coefficients; those of meaning are 0 without an encoder."""
AGAINST = frozenset(("lacks", "adds", "lacking", "adding", "numbers", "words", "negation", "elsewhere", "strange",
                     "foreign", "alien"))  # fmt: skip
"""The scores of which more is worse."""

PERFECT = tuple(float(name not in AGAINST) for name in SCORES)
"""The scores of a question that is literally a phrasing, and holds nothing else."""


Column = NDArray[np.floating[Any]]
"""One score of every row."""
Counts = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """The candidates with their scores.

    Attributes:
        pairs, phrasings: their numbers, one for each row.
        scores: a column for each of `SCORES`, all between 0 and 1; cosines may be below.
    """

    pairs: NDArray[np.int64]
    phrasings: NDArray[np.int64]
    scores: NDArray[np.float64]


def score(probe: Probe, view: View, found: Candidates) -> Field:
    """Score candidates."""
    rows = np.array(found.rows, dtype=np.int64)
    numbers = np.array(found.phrasings, dtype=np.int64)
    texts, firsts = view.texts_of(found.pairs)
    held = probe.held(view.index.ends[texts], view.index.ends[texts + 1])
    places = firsts[rows] + numbers - texts[firsts[rows]]
    scores = np.zeros((len(SCORES), len(rows)))
    with np.errstate(invalid="ignore"):  # products look past the end of small arrays; of finite numbers all are finite
        scores[: len(OF_PHRASING)] = _of_phrasings(probe, view, numbers, held, places)
        scores[len(OF_PHRASING) : -len(OF_MEANING)] = np.array(_of_pairs(probe, view, found, held, firsts))[:, rows]
    if found.likeness is not None:
        like = found.likeness
        scores[-len(OF_MEANING) :] = (
            like.phrasings, *(one[rows] for one in (like.best, like.some, like.quoted, like.votes)),
        )  # fmt: skip
    return Field(np.array(found.pairs, dtype=np.int64)[rows], numbers, scores.T)


def _of_phrasings(probe: Probe, view: View, numbers: Places, held: Held, places: Places) -> list[Column]:
    """The scores of some phrasings, by their numbers.

    Args:
        places: where they stand among the texts that `held` tells of.
    """
    index = view.index
    grams = held.grams[places, :-1]
    shared, content, units, common, figures, words = (grams @ probe.measures).T
    _, _, all_units, all_common, all_figures, all_words = probe.measures.sum(axis=0)
    loud = held.sounds[places, :-1] @ probe.loud
    added = _added(index, held, places)
    near = shared / probe.weight
    return [
        near * np.minimum(view.norms[numbers], 2.0) / 2,
        near,
        shared / np.maximum(index.weights[numbers], 1e-6),
        2 * shared / (probe.weight + index.weights[numbers]),
        2 * content / np.maximum(probe.substance + index.content[numbers], 1e-6),
        2 * loud / np.maximum(probe.loudness + index.noise[numbers], 1e-6),
        2 * units / np.maximum(all_units + view.units[numbers], 1),
        np.where(grams, 0.0, probe.measures[:, 3]).max(axis=1, initial=0.0),
        added.rarest,
        np.clip((all_common - common) / MANY, 0.0, 1.0),
        np.minimum(1.0, added.rare / MANY),
        *_strings(probe, view, numbers.tolist()),
        _forms(bits_of(probe.text.kinds), view.kinds[numbers]),
        np.minimum(1.0, (all_figures - figures + added.figures) / FEW),
        np.minimum(1.0, (all_words - words + added.words) / FEW),
        (view.negated[numbers] != negates_folded(probe.text.folded)).astype(np.float64),
    ]


@dataclass(frozen=True, slots=True)
class _Added:
    """What only phrasings have of characters, numbers and words, for each phrasing.

    Attributes:
        rarest, rare: how much the rarest of these tells, and all together; figures, words: how many there are.
    """

    rarest: Column
    rare: Column
    figures: Counts
    words: Counts


def _added(index: GramIndex, held: Held, places: Places) -> _Added:
    """What phrasings have that the question hasn't; `places` as in `_of_phrasings`."""
    size = len(places)
    row_of = np.full(len(held.grams), -1)
    row_of[places] = np.arange(size)
    rows = row_of[held.rows]
    mine = np.flatnonzero((rows >= 0) & ~held.shared)
    ids, rows = held.ids[mine], rows[mine]
    flags = index.flags[ids]
    rare = np.where(flags > 0, index.rare[ids], 0.0)
    rarest = np.zeros(size)
    np.maximum.at(rarest, rows, rare)
    return _Added(
        rarest,
        np.bincount(rows, rare, size).astype(np.float64, copy=False),
        *(np.bincount(rows[flags == flag], minlength=size) for flag in (FIGURE, WORD_OF_LETTERS)),
    )


def _strings(probe: Probe, view: View, numbers: list[int]) -> list[Column]:
    """The scores that compare whole texts: `ratio`, `core`, `order`, `length`."""
    folded, core = probe.text.folded, probe.text.core
    texts, cores = view.phrasings.some(numbers), view.cores.some(numbers)
    ratio = _ratios(folded, texts)
    own, lengths = len(folded), np.array(list(map(len, texts)))
    longer = np.maximum(np.maximum(own, lengths), 1)
    common = ratio * (own + lengths) / 2  # the longest common subsequence, of which the ratio is made
    return [ratio, _ratios(core, cores), common / longer, np.minimum(own, lengths) / longer]


def _ratios(text: str, others: list[str]) -> NDArray[np.float64]:
    """The ratio of rapidfuzz with many texts, between 0 and 1."""
    ratios: NDArray[np.float64] = process.cdist([text], others, scorer=fuzz.ratio, dtype=np.float64)[0] / 100
    return ratios


def _forms(own: int, kinds: NDArray[np.uint32]) -> Column:
    """Whether the same is asked for, by kinds of question as bits."""
    if not own:
        return np.full(len(kinds), 0.5)
    alike: Column = np.where(kinds == 0, 0.5, (kinds & own) != 0)
    return alike


def _of_pairs(probe: Probe, view: View, found: Candidates, held: Held, firsts: Places) -> list[Column]:
    """The scores of the pairs; `firsts`: where the texts of each begin, of which the last but one is its quotation."""
    grams: Marks = np.logical_or.reduceat(held.grams, firsts, axis=0)
    heard: Marks = np.logical_or.reduceat(held.sounds, firsts, axis=0)
    quoted = held.grams[np.append(firsts[1:], len(held.grams)) - 2, :-1]
    content, substance, figures = probe.measures[:, 1], probe.substance or 1.0, probe.long_figures
    cover = grams[:, :-1] @ content / substance
    foreign, alien = _stretches(probe, grams, heard)
    return [
        cover,
        np.where(view.quotes[found.pairs], quoted @ content / substance, cover),
        heard[:, :-1] @ probe.said / probe.said_in_all,
        np.maximum(0.0, 1 - cover - probe.strange),
        np.full(len(cover), probe.strange),
        _forms(bits_of(probe.text.kinds), view.pair_kinds[found.pairs]),
        _focus(probe, grams, heard),
        quoted[:, figures].sum(axis=1) / max(1, int(figures.sum())),
        foreign,
        alien,
        found.votes,
    ]


def _focus(probe: Probe, grams: Marks, heard: Marks) -> Column:
    if not probe.focus:
        return np.full(len(grams), 0.5)
    columns, sounds = np.array(probe.focus).T
    explained: Column = (grams[:, columns] | heard[:, sounds]).sum(axis=1) / len(columns)
    return explained


def _stretches(probe: Probe, grams: Marks, heard: Marks) -> tuple[Column, Column]:
    """The longest runs of unexplained bigrams: of those that other pairs know, and of those that none knows."""
    if not probe.chain:
        return np.zeros(len(grams)), np.zeros(len(grams))
    columns, sounds = np.array(probe.chain).T
    missed = ~(grams[:, columns] | heard[:, sounds])
    alien = columns >= len(probe.known)
    ran = np.stack((missed & (~alien & (columns >= 0)), missed & alien))
    counted = np.cumsum(ran, axis=2)
    before = np.maximum.accumulate(np.where(ran, 0, counted), axis=2)
    foreign, strange = np.minimum(1.0, (counted - before).max(axis=2) / STRETCH)
    return foreign, strange
