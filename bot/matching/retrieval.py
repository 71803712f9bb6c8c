"""Which pairs are worth a closer look: the candidates of a question, by shared n-grams and by meaning. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Floats, Ints
from bot.matching.probe import Probe
from bot.matching.view import Allowed, View

CANDIDATES = 20
"""Pairs that are looked at closely, of each kind of candidate."""
PHRASINGS = 3
"""Phrasings of each that are looked at."""
POSTINGS, SHARE = 20_000, 6
"""Places of n-grams that are gathered, the rarest first, or that share of the texts if there are more: what is left out
is so common that it tells little."""
VOTES = 10
"""Nearest phrasings of all that count for their pairs."""
SOME = 3
"""Phrasings of a pair whose mean counts."""
NEAREST = 4
"""Phrasings that are looked at for each pair that is wanted, at least: where pairs have more, more are alike."""
BLOCK = 16
"""Texts whose best is looked at first: most have nothing in common with a question."""
FORM = 0.35
"""The share of its weight with which an n-gram without content counts."""
QUOTED = 0.5
"""The share of its weight with which what stands only in a quotation counts."""

Values = NDArray[np.float64] | Floats


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is worth a closer look: some phrasings of some pairs.

    Attributes:
        pairs: the numbers of the pairs, each once.
        rows: for each phrasing the place of its pair in `pairs`.
        phrasings: the numbers of the phrasings, pair by pair.
        votes: for each pair the share of the nearest phrasings of all that are its own, by shared n-grams.
        likeness: what an encoder makes of them; None without one.
    """

    pairs: list[int]
    rows: list[int]
    phrasings: list[int]
    votes: Floats
    likeness: "Likeness | None"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near candidates come by meaning: cosines with the question.

    Attributes:
        phrasings: for each phrasing.
        best, some: for each pair the best of its phrasings, and the mean of its best `SOME`.
        quoted: for what each pair quotes.
        votes: for each pair the share of the nearest phrasings of all that are its own.
    """

    phrasings: Floats
    best: Floats
    some: Floats
    quoted: Floats
    votes: Floats


def retrieve(
    probe: Probe, view: View, cosines: Floats | None = None, allowed: Allowed | None = None, *, exhaustive: bool = False
) -> Candidates:
    """The candidates of a question.

    Args:
        cosines: with the view's phrasings and quotations, from an encoder.
        allowed: which pairs may be candidates; all by default.
        exhaustive: whether every pair that shares anything is one: to measure what is lost otherwise.
    """
    search = _Search(view, len(view) if exhaustive else CANDIDATES, allowed)
    shared = gather(probe, view, len(view.index.ids) if exhaustive else max(POSTINGS, len(view.index.ends) // SHARE))
    near = shared[: view.size]
    near *= view.norms
    nearest = [search.nearest(near)]
    pairs = search.pairs(nearest[0], near, shared[view.size : view.size + len(view)])
    if cosines is not None:
        nearest.append(search.nearest(cosines[: view.size]))
        pairs = list(dict.fromkeys((*pairs, *search.pairs(nearest[1], cosines, cosines[view.size :]))))
    rows, phrasings = _phrasings(pairs, nearest, near, view)
    likeness = _likeness(pairs, phrasings, cosines, nearest[1], view) if cosines is not None else None
    return Candidates(pairs, rows, phrasings, _votes(pairs, nearest[0], view), likeness)


@dataclass(frozen=True, slots=True)
class _Search:
    """Finds the nearest, by whatever nearness.

    Attributes:
        count: how many pairs are wanted.
    """

    view: View
    count: int
    allowed: Allowed | None

    def nearest(self, values: Values) -> list[int]:
        """The phrasings with the greatest values above zero, best first."""
        if self.allowed is not None:  # what is allowed may stand behind any number of those that aren't
            values = np.where(self.allowed[self.view.owners], values, 0.0)
        count = self.count * max(NEAREST, -(-self.view.size // max(1, len(self.view))))
        at = top(values, count)
        if self.allowed is not None and len(at):  # of those that are as near, the first ones: in one article many are
            at = np.flatnonzero(values >= values[at].min())
        found: list[int] = at[np.argsort(-values[at], kind="stable")].tolist()
        return found[:count]

    def pairs(self, nearest: Sequence[int], near: Values, quoted: Values) -> list[int]:
        """The pairs whose best phrasing and quotation come nearest together, best first.

        What is known to have no answer takes no place from what answers.
        """
        promise: dict[int, float] = {}
        for value, pair in zip(near[nearest].tolist(), self.view.owners[nearest].tolist(), strict=True):
            promise.setdefault(pair, value)
        for pair in top(quoted, self.count).tolist():
            if pair not in promise and (self.allowed is None or self.allowed[pair]):
                promise[pair] = 0.0
        told = (QUOTED * quoted[list(promise)]).tolist()
        ranked = sorted(zip(promise, promise.values(), told, strict=True), key=lambda one: -one[1] - one[2])
        best = [pair for pair, _, _ in ranked]
        quotes = self.view.quotes[best].tolist()
        answers = [pair for pair, one in zip(best, quotes, strict=True) if one][: self.count]
        silent = [pair for pair, one in zip(best, quotes, strict=True) if not one][: self.count]
        wanted = {*answers, *silent}
        return [pair for pair in best if pair in wanted]


def gather(probe: Probe, view: View, most: int) -> NDArray[np.float64]:
    """For each text of a view the weight that it shares with a question."""
    index = view.index
    size = len(index.ends) - 1
    weights = np.maximum(probe.raw * FORM, probe.content)[: len(probe.known)]
    slices: list[Ints] = []
    shares: list[float] = []
    total = 0
    for at in np.argsort(-probe.raw[: len(probe.known)], kind="stable").tolist():
        number = probe.known[at]
        part = index.postings[index.starts[number] : index.starts[number + 1]]
        total += len(part)
        if total > most and slices:
            break
        slices.append(part)
        shares.append(float(weights[at]))
    if not slices:
        return np.zeros(size)
    weight = np.repeat(np.array(shares), list(map(len, slices)))
    return np.bincount(np.concatenate(slices), weight, minlength=size).astype(np.float64, copy=False)


def top(values: Values, count: int) -> NDArray[np.int64]:
    """The places of the greatest values above zero.

    The best of blocks come first, since whoever is among the best of all is in a block among the best.
    """
    blocks = len(values) // BLOCK
    whole = blocks * BLOCK
    if blocks > count:
        tops = values[:whole].reshape(BLOCK, blocks).max(axis=0)
        chosen = np.argpartition(tops, -count)[-count:]
        at = np.concatenate(((chosen + blocks * np.arange(BLOCK)[:, None]).ravel(), np.arange(whole, len(values))))
    else:
        at = np.arange(len(values))
    if len(at) > count:
        at = at[np.argpartition(values[at], -count)[-count:]]
    return at[values[at] > 0]


def _phrasings(
    pairs: Sequence[int], nearest: Sequence[Sequence[int]], near: Values, view: View
) -> tuple[list[int], list[int]]:
    """The best phrasings of each pair, of every kind of nearness; at least one of each."""
    own: dict[int, dict[int, None]] = {pair: {} for pair in pairs}
    for found, most in zip(nearest, (PHRASINGS, PHRASINGS + 1), strict=False):
        for phrasing, pair in zip(found, view.owners[found].tolist(), strict=True):
            if pair in own and len(own[pair]) < most:
                own[pair][phrasing] = None
    rows: list[int] = []
    phrasings: list[int] = []
    for row, pair in enumerate(pairs):
        first, end = int(view.first[pair]), int(view.first[pair + 1])
        best = list(own[pair]) or [first + int(near[first:end].argmax())]
        phrasings += best
        rows += [row] * len(best)
    return rows, phrasings


def _votes(pairs: Sequence[int], nearest: Sequence[int], view: View) -> Floats:
    """The share of the nearest phrasings of all that each pair has."""
    counts = Counter(view.owners[nearest[:VOTES]].tolist())
    return np.array([counts[pair] / VOTES for pair in pairs], dtype=np.float32)


def _likeness(
    pairs: Sequence[int], phrasings: Sequence[int], cosines: Floats, nearest: Sequence[int], view: View
) -> Likeness:
    own = [cosines[view.first[pair] : view.first[pair + 1]] for pair in pairs]
    some = [float((np.partition(one, -SOME)[-SOME:] if len(one) > SOME else one).mean()) for one in own]
    return Likeness(
        cosines[phrasings],
        np.array([one.max() for one in own], dtype=np.float32),
        np.array(some, dtype=np.float32),
        cosines[[view.size + pair for pair in pairs]],
        _votes(pairs, nearest, view),
    )
