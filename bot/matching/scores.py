"""How well a question fits a pair: the candidates of a question, and each one's scores. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz

from bot.knowledge.model import Pair
from bot.matching.corpus import Entry, View
from bot.matching.index import Floats
from bot.matching.text import Text, sound_of

CANDIDATES = 20
"""Entries that are looked at more closely."""
FINALISTS = 8
"""Entries of these that get the costly scores; so few lost nothing against scoring all in our measurements."""
PHRASINGS = 3
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


def candidates(question: Text, view: View, allows: Callable[[Pair], bool] | None = None) -> list[Scored]:
    """The candidates of a question with their scores, in no order of merit.

    Args:
        question: as `view.read` gives it.
        allows: which pairs may be candidates; all by default.
    """
    probe = _Probe(question, view)
    if not view.entries or probe.weight <= 0:
        return []
    dice = 2 * view.phrasings.shared(question.grams) / (probe.weight + view.phrasings.totals)
    cover = view.pairs.shared(question.grams) / probe.weight
    promise = np.maximum.reduceat(dice, view.first[:-1]) + cover
    if allows:
        promise *= [allows(entry.pair) for entry in view.entries]
    chosen = [probe.meet(number, dice, float(cover[number])) for number in _best(promise, CANDIDATES)]
    chosen.sort(key=_Meeting.promise, reverse=True)
    return [probe.score(meeting) for meeting in chosen[:FINALISTS]]


def _best(values: Floats, count: int) -> list[int]:
    if len(values) > count:
        top = np.argpartition(values, -count)[-count:]
        return [int(i) for i in top if values[i] > 0]
    return [int(i) for i in np.flatnonzero(values > 0)]


@dataclass(frozen=True, slots=True)
class _Meeting:
    """One entry with its cheap scores."""

    entry: int
    phrasing: int
    dice: float
    cover: float
    ratio: float
    kind: float

    def promise(self) -> float:
        """How likely it is worth the costly ones."""
        return self.dice + self.cover + self.ratio + self.kind / 2


class _Probe:
    """A question made ready to be compared with many entries of one view."""

    def __init__(self, question: Text, view: View) -> None:
        self._question = question
        self._view = view
        self.weight = view.rarity.total(question.grams)
        unknown = {gram: base for gram, base in question.grams.items() if gram not in view.known}
        self._strange = view.rarity.total(unknown) / self.weight if self.weight else 0.0

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

    def meet(self, number: int, dice: Floats, cover: float) -> _Meeting:
        """The cheap scores of one entry.

        Args:
            number: the entry's.
            dice: for all phrasings of the view.
            cover: for this entry.
        """
        entry = self._view.entries[number]
        first, end = self._view.first[number], self._view.first[number + 1]
        own: list[float] = dice[first:end].tolist()
        order = sorted(range(len(own)), key=own.__getitem__, reverse=True)[:PHRASINGS]
        core = self._question.core
        ratios = [fuzz.ratio(core, entry.texts[i].core) / 100 for i in order]
        at = max(range(len(order)), key=lambda i: own[order[i]] + ratios[i])
        best = order[at]
        return _Meeting(number, best, own[best], cover, ratios[at], self._kind(entry))

    def score(self, meeting: _Meeting) -> Scored:
        """All scores of one entry."""
        entry = self._view.entries[meeting.entry]
        total = float(self._view.phrasings.totals[self._view.first[meeting.entry] + meeting.phrasing])
        shared = meeting.dice * (self.weight + total) / 2
        foreign, alien = self._stretches(entry)
        scores = Scores(
            dice=meeting.dice,
            cover=meeting.cover,
            heard=self._heard(entry),
            ratio=meeting.ratio,
            elsewhere=max(0.0, 1 - meeting.cover - self._strange),
            strange=self._strange,
            kind=meeting.kind,
            focus=self._focus(entry),
            near=shared / self.weight,
            echo=shared / total if total else 0.0,
            figure=self._figure(entry),
            foreign=foreign,
            alien=alien,
        )
        return Scored(meeting.entry, meeting.phrasing, scores)

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
        sounds = self._question.sounds
        return sum(map(sounds.__getitem__, sounds.keys() & entry.sounds)) / (self._loud or 1.0)

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
