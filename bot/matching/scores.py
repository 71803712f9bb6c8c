"""How well a question fits a pair: the candidates of a question, and each one's scores. Pure."""

from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz

from bot.matching.corpus import Entry, View
from bot.matching.index import Floats
from bot.matching.text import Text, sound_of

CANDIDATES = 24
"""Entries that get the costly scores; ten lost nothing against scoring all in our measurements."""
PHRASINGS = 4
"""Phrasings of a candidate that get the costly scores."""
STRETCH = 6
"""A stretch of so many bigrams, a long name, counts fully."""


class Scores(NamedTuple):
    """The scores of a candidate, each between 0 and 1.

    Attributes:
        dice: weight shared with the nearest phrasing, over both weights.
        cover: the share of the question's weight that the pair explains.
        heard: the same, with what only sounds alike.
        ratio: rapidfuzz's ratio of the nearest phrasing.
        elsewhere: the share that this pair doesn't explain and another pair does.
        strange: the share that no pair explains.
        kind: whether the pair is asked with the same kind of question: 1 yes, 0.5 when one of them has none, 0 no.
        focus: the share of the question's focus that the pair explains, by character or by sound.
        near: the share of the question's weight that the nearest phrasing alone explains.
        echo: the share of the nearest phrasing's weight that the question holds.
        figure: the share of the question's numbers of two digits and more that the pair's excerpts hold.
        foreign: the longest stretch of the question that other pairs know and this one doesn't.
        alien: the longest stretch of it that no pair knows.
    """

    dice: float
    cover: float
    heard: float
    ratio: float
    elsewhere: float
    strange: float
    kind: float
    focus: float
    near: float
    echo: float
    figure: float
    foreign: float
    alien: float


SCORES = Scores._fields
"""The names of the scores, in the order of the ranking's coefficients."""


PERFECT = Scores(1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0)
"""The scores of a question that is literally a phrasing."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One candidate.

    Attributes:
        entry: its number in the view.
        phrasing: the number of its nearest phrasing.
    """

    entry: int
    phrasing: int
    scores: Scores


def candidates(question: Text, view: View) -> list[Scored]:
    """The candidates of a question with their scores, in no order of merit.

    Args:
        question: as `view.read` gives it.
    """
    probe = _Probe(question, view)
    if not view.entries or probe.weight <= 0:
        return []
    dice = 2 * view.phrasings.shared(question.grams) / (probe.weight + view.phrasings.totals)
    cover = view.pairs.shared(question.grams) / probe.weight
    nearest = np.maximum.reduceat(dice, view.first[:-1])
    return [probe.score(number, dice, float(cover[number])) for number in _best(nearest + cover, CANDIDATES)]


def _best(values: Floats, count: int) -> list[int]:
    if len(values) > count:
        top = np.argpartition(values, -count)[-count:]
        return [int(i) for i in top if values[i] > 0]
    return [int(i) for i in np.flatnonzero(values > 0)]


class _Probe:
    """A question made ready to be compared with many entries of one view."""

    def __init__(self, question: Text, view: View) -> None:
        self._question = question
        self._view = view
        rare = view.rarity.of
        self._grams = [(gram, base * rare(gram), gram in view.known) for gram, base in question.grams.items()]
        self.weight = sum(map(itemgetter(1), self._grams))

    @cached_property
    def _chain(self) -> list[tuple[str, str, bool]]:
        """Each bigram with its sound, and whether any pair knows it."""
        return [(gram, " ".join(map(sound_of, gram)), gram in self._view.known) for gram in self._question.chain]

    @cached_property
    def _loud(self) -> float:
        return sum(self._question.sounds.values())

    @cached_property
    def _figures(self) -> list[str]:
        return [gram for gram in self._question.grams if len(gram) > 1 and not gram.strip("0123456789.%")]

    def score(self, number: int, dice: Floats, cover: float) -> Scored:
        """The scores of one entry.

        Args:
            number: the entry's.
            dice: for all phrasings of the view.
            cover: for this entry.
        """
        entry = self._view.entries[number]
        first, end = int(self._view.first[number]), int(self._view.first[number + 1])
        own = dice[first:end]
        order = np.argsort(-own, kind="stable")[:PHRASINGS].tolist()
        ratios = {i: fuzz.ratio(self._question.core, entry.texts[i].core) / 100 for i in order}
        best = max(order, key=lambda i: float(own[i]) + ratios[i])
        total = float(self._view.phrasings.totals[first + best])
        shared = float(own[best]) * (self.weight + total) / 2
        elsewhere, strange = self._unexplained(entry)
        foreign, alien = self._stretches(entry)
        scores = Scores(
            dice=float(own[best]),
            cover=cover,
            heard=self._heard(entry),
            ratio=ratios[best],
            elsewhere=elsewhere,
            strange=strange,
            kind=self._kind(entry),
            focus=self._focus(entry),
            near=shared / self.weight,
            echo=shared / total if total else 0.0,
            figure=self._figure(entry),
            foreign=foreign,
            alien=alien,
        )
        return Scored(number, best, scores)

    def _unexplained(self, entry: Entry) -> tuple[float, float]:
        elsewhere = strange = 0.0
        for gram, weight, known in self._grams:
            if gram not in entry.grams:
                if known:
                    elsewhere += weight
                else:
                    strange += weight
        return elsewhere / self.weight, strange / self.weight

    def _stretches(self, entry: Entry) -> tuple[float, float]:
        """The longest runs of unexplained bigrams: of those that other pairs know, and of those that none knows."""
        longest, runs = [0, 0], [0, 0]
        for gram, sound, known in self._chain:
            if gram and gram not in entry.grams and sound not in entry.sounds:
                runs[known] += 1
                runs[not known] = 0
                longest[known] = max(longest[known], runs[known])
            else:
                runs = [0, 0]
        return min(1.0, longest[True] / STRETCH), min(1.0, longest[False] / STRETCH)

    def _heard(self, entry: Entry) -> float:
        sounds = entry.sounds
        return sum(w for sound, w in self._question.sounds.items() if sound in sounds) / (self._loud or 1.0)

    def _focus(self, entry: Entry) -> float:
        focus = self._question.focus
        explained = sum(token in entry.grams or sound in entry.sounds for token, sound in focus)
        return explained / len(focus) if focus else 0.5

    def _figure(self, entry: Entry) -> float:
        held = sum(figure in entry.excerpts.grams for figure in self._figures)
        return held / len(self._figures) if self._figures else 0.0

    def _kind(self, entry: Entry) -> float:
        if not self._question.kinds or not entry.kinds:
            return 0.5
        return float(not self._question.kinds.isdisjoint(entry.kinds))
