"""How well a question fits its candidates: every score of each of their phrasings. Pure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from bot.matching.probe import Marks, Probe
from bot.matching.retrieval import Candidates
from bot.matching.scope import negates
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
    pairs = np.array(found.pairs, dtype=np.int64)[rows]
    columns = [*_of_phrasings(probe, view, found), *(column[rows] for column in _of_pairs(probe, view, found))]
    if found.likeness is None:
        columns += [np.zeros(len(rows))] * len(OF_MEANING)
    else:
        like = found.likeness
        columns += [like.phrasings, *(one[rows] for one in (like.best, like.some, like.quoted, like.votes))]
    return Field(pairs, np.array(found.phrasings, dtype=np.int64), np.array(columns, dtype=np.float64).T)


def _of_phrasings(probe: Probe, view: View, found: Candidates) -> list[Column]:
    index = view.index
    numbers = np.array(found.phrasings, dtype=np.int64)
    found_in = probe.held(index.ends[numbers], index.ends[numbers + 1])
    held = found_in.grams[:, :-1]
    shared, content = held @ probe.raw, held @ probe.content
    loud = found_in.sounds[:, :-1] @ probe.loud
    units = probe.flags > 0
    near = shared / probe.weight
    lost = np.where(held, 0.0, probe.raw)[:, units]
    flags = np.where(found_in.shared, 0, index.flags[found_in.ids])
    added = np.where(flags > 0, index.rare[found_in.ids], 0.0)
    return [
        near * np.minimum(view.norms[numbers], 2.0) / 2,
        near,
        shared / np.maximum(index.weights[numbers], 1e-6),
        2 * shared / (probe.weight + index.weights[numbers]),
        2 * content / np.maximum(probe.substance + index.content[numbers], 1e-6),
        2 * loud / np.maximum(probe.loudness + index.noise[numbers], 1e-6),
        2 * held[:, units].sum(axis=1) / np.maximum(units.sum() + view.units[numbers], 1),
        lost.max(axis=1, initial=0.0),
        _greatest(added, found_in.rows, len(numbers)),
        np.minimum(1.0, lost.sum(axis=1) / MANY),
        np.minimum(1.0, np.bincount(found_in.rows, added, len(numbers)) / MANY),
        *_strings(probe, view, found.phrasings),
        _forms(probe, view.kinds[numbers]),
        *(_apart(probe, held, flags, found_in.rows, flag) for flag in (FIGURE, WORD_OF_LETTERS)),
        (view.negated[numbers] != negates(probe.text.folded)).astype(np.float32),
    ]


def _greatest(values: NDArray[np.float64], rows: NDArray[np.int64], count: int) -> Column:
    """The greatest value of each row; 0 for rows without any. Those of one row stand together, in order."""
    greatest = np.zeros(count, dtype=np.float32)
    if len(rows):
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        greatest[rows[starts]] = np.maximum.reduceat(values, starts)
    return greatest


def _strings(probe: Probe, view: View, numbers: list[int]) -> list[Column]:
    """The scores that compare whole texts: `ratio`, `core`, `order`, `length`."""
    folded, core = probe.text.folded, probe.text.core
    texts = [view.phrasings[number] for number in numbers]
    values = (
        [fuzz.ratio(folded, text) / 100 for text in texts],
        [fuzz.ratio(core, view.cores[number]) / 100 for number in numbers],
        [LCSseq.normalized_similarity(folded, text) for text in texts],
        [min(len(folded), len(text)) / (max(len(folded), len(text)) or 1) for text in texts],
    )
    return [np.array(column, dtype=np.float32) for column in values]


def _forms(probe: Probe, kinds: NDArray[np.uint32]) -> Column:
    own = bits_of(probe.text.kinds)
    same = ((kinds & own) != 0).astype(np.float32)
    alike: Column = np.where((kinds == 0) | (own == 0), np.float32(0.5), same)
    return alike


def _apart(probe: Probe, held: Marks, added: NDArray[np.uint8], rows: NDArray[np.int64], flag: int) -> Column:
    """How many n-grams of some flag stand on one side only.

    Args:
        added: the flags of those that only the phrasings have, 0 for the others; rows: whose they are.
    """
    here = (~held[:, probe.flags == flag]).sum(axis=1)
    there = np.bincount(rows, added == flag, len(held))
    apart: Column = np.minimum(1.0, (here + there) / FEW)
    return apart


def _of_pairs(probe: Probe, view: View, found: Candidates) -> list[Column]:
    starts, ends = view.spans(found.pairs)
    held = probe.held(starts, ends)
    silent = (ends - starts)[1::3] == 0
    parts = held.grams.reshape(len(found.pairs), 3, -1)
    grams: Marks = np.logical_or.reduce(parts, axis=1)
    heard: Marks = np.logical_or.reduce(held.sounds.reshape(len(found.pairs), 3, -1), axis=1)
    substance = probe.substance or 1.0
    cover = grams[:, :-1] @ probe.content / substance
    quoted = parts[:, 1, :-1]
    figures = probe.long_figures
    foreign, alien = _stretches(probe, grams, heard)
    return [
        cover,
        np.where(silent, cover, quoted @ probe.content / substance),
        heard[:, :-1] @ probe.said / probe.said_in_all,
        np.maximum(0.0, 1 - cover - probe.strange),
        np.full(len(cover), probe.strange),
        _forms(probe, view.pair_kinds[found.pairs]),
        _focus(probe, grams, heard),
        quoted[:, figures].sum(axis=1) / max(1, int(figures.sum())),
        foreign,
        alien,
        found.votes,
    ]


def _focus(probe: Probe, grams: Marks, heard: Marks) -> Column:
    if not probe.focus:
        return np.full(len(grams), 0.5, dtype=np.float32)
    columns, sounds = map(list, zip(*probe.focus, strict=True))
    explained: Column = (grams[:, columns] | heard[:, sounds]).mean(axis=1, dtype=np.float32)
    return explained


def _stretches(probe: Probe, grams: Marks, heard: Marks) -> tuple[Column, Column]:
    """The longest runs of unexplained bigrams: of those that other pairs know, and of those that none knows."""
    longest = np.zeros((2, len(grams)))
    if probe.chain:
        columns, sounds = map(list, zip(*probe.chain, strict=True))
        missed = ~(grams[:, columns] | heard[:, sounds]).T
        runs = np.zeros((2, len(grams)))
        for column, miss in zip(columns, missed, strict=True):
            alien = int(column >= len(probe.known))
            runs[alien] = (runs[alien] + 1) * miss
            runs[1 - alien] = 0
            if column < 0:
                runs[:] = 0
            np.maximum(longest, runs, out=longest)
    foreign, strange = np.minimum(1.0, longest / STRETCH).astype(np.float32)
    return foreign, strange
