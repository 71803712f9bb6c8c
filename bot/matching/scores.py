"""How well a question fits a pair: the candidates of a question, and each one's scores. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from bot.matching.corpus import Entry, View
from bot.matching.index import Floats
from bot.matching.pinyin import syllables
from bot.matching.text import Text

CANDIDATES = 16
"""Entries that get the costly scores; ten lost nothing against scoring all in our measurements."""
PHRASINGS = 4
"""Phrasings of a candidate that get the costly scores."""

SCORES = ("dice", "cover", "heard", "ratio", "elsewhere", "strange", "kind", "focus", "near", "echo", "figure", "foreign", "alien")
"""The scores of a candidate, in the order of the ranking's coefficients."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One candidate with its scores, each between 0 and 1.

    Attributes:
        entry: its number in the view.
        phrasing: the number of its nearest phrasing.
        dice: weight shared with the nearest phrasing, over both weights.
        cover: the share of the question's weight that the pair explains.
        heard: the same, with what only sounds alike.
        ratio: rapidfuzz's ratio of the nearest phrasing.
        elsewhere: the share that this pair doesn't explain and another pair does.
        strange: the share that no pair explains.
        focus: the share of the question's focus that the pair explains, by character or by sound.
        near: the share of the question's weight that the nearest phrasing alone explains.
        echo: the share of the nearest phrasing's weight that the question holds.
        figure: the share of the question's numbers that the pair's excerpts hold; 0 without any.
        foreign: the longest stretch of the question that other pairs know and this one doesn't.
        alien: the longest stretch of it that no pair knows.
        kind: whether the pair is asked with the same kind of question: 1 yes, 0.5 when one of them has none, 0 no.
    """

    entry: int
    phrasing: int
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

    def vector(self) -> tuple[float, ...]:
        """The scores in the order of `SCORES`."""
        return (self.dice, self.cover, self.heard, self.ratio, self.elsewhere, self.strange, self.kind, self.focus, self.near, self.echo, self.figure, self.foreign, self.alien)


def candidates(question: Text, view: View) -> list[Scored]:
    """The candidates of a question with their scores, in no order of merit.

    Args:
        question: as `view.read` gives it.
    """
    weight = view.rarity.total(question.grams)
    if not view.entries or weight <= 0:
        return []
    dice = 2 * view.phrasings.shared(question.grams) / (weight + view.phrasings.totals)
    cover = view.pairs.shared(question.grams) / weight
    nearest = np.maximum.reduceat(dice, view.first[:-1])
    chosen = _best(nearest + cover, CANDIDATES)
    return [_score(question, weight, view, int(number), dice, float(cover[number])) for number in chosen]


def _best(values: Floats, count: int) -> list[int]:
    if len(values) > count:
        top = np.argpartition(values, -count)[-count:]
        return [int(i) for i in top if values[i] > 0]
    return [int(i) for i in np.flatnonzero(values > 0)]


def _score(question: Text, weight: float, view: View, number: int, dice: Floats, cover: float) -> Scored:
    entry = view.entries[number]
    first, end = int(view.first[number]), int(view.first[number + 1])
    order = sorted(range(end - first), key=lambda i: -dice[first + i])[:PHRASINGS]
    ratios = [fuzz.ratio(question.core, entry.texts[i].core) / 100 for i in order]
    best = max(range(len(order)), key=lambda i: float(dice[first + order[i]]) + ratios[i])
    total = float(view.phrasings.totals[first + order[best]])
    shared = float(dice[first + order[best]]) * (weight + total) / 2
    elsewhere, strange = _unexplained(question, weight, view, entry)
    return Scored(
        entry=number,
        phrasing=order[best],
        dice=float(dice[first + order[best]]),
        cover=cover,
        heard=_heard(question, entry),
        ratio=ratios[best],
        elsewhere=elsewhere,
        strange=strange,
        kind=_kind(question, entry),
        focus=_focus(question, entry),
        foreign=_stretch(question, lambda gram: gram in view.known and not _explains(entry, gram)),
        alien=_stretch(question, lambda gram: gram not in view.known and not _explains(entry, gram)),
        near=shared / weight,
        echo=shared / total if total else 0.0,
        figure=_figure(question, entry),
    )


def _unexplained(question: Text, weight: float, view: View, entry: Entry) -> tuple[float, float]:
    elsewhere = strange = 0.0
    for gram, base in question.grams.items():
        if gram not in entry.grams:
            if gram in view.known:
                elsewhere += base * view.rarity.of(gram)
            else:
                strange += base * view.rarity.of(gram)
    return elsewhere / weight, strange / weight


def _heard(question: Text, entry: Entry) -> float:
    total = sum(question.sounds.values())
    return sum(w for sound, w in question.sounds.items() if sound in entry.sounds) / total if total else 0.0


def _kind(question: Text, entry: Entry) -> float:
    if not question.kinds or not entry.kinds:
        return 0.5
    return float(bool(question.kinds & entry.kinds))


def _focus(question: Text, entry: Entry) -> float:
    if not question.focus:
        return 0.5
    explained = sum(token in entry.grams or sound in entry.sounds for token, sound in question.focus)
    return explained / len(question.focus)


STRETCH = 6
"""A stretch of so many bigrams, a long name, counts fully."""


def _explains(entry: Entry, gram: str) -> bool:
    return gram in entry.grams or " ".join(syllables(c)[0] for c in gram) in entry.sounds


def _stretch(question: Text, unexplained: Callable[[str], bool]) -> float:
    """The longest run of bigrams that fulfil a condition, between 0 and 1."""
    longest = run = 0
    for gram in question.chain:
        run = run + 1 if gram and unexplained(gram) else 0
        longest = max(longest, run)
    return min(1.0, longest / STRETCH)


def _figure(question: Text, entry: Entry) -> float:
    figures = [gram for gram in question.grams if gram[0].isdigit() and gram.strip("0123456789.%") == ""]
    return sum(figure in entry.excerpts.grams for figure in figures) / len(figures) if figures else 0.0
