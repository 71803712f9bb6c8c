"""First letters of pinyin -> the name that they abbreviate, as an index has it: lrh is 罗荣桓. Pure."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from bot.matching.spoken import Spoken

LENGTH = range(2, 9)
"""Letters of an abbreviation."""
ALONE = 3
"""Letters that it has at least where no character beside it says what it belongs to."""
OFTEN = 2
"""Texts that hold a name, at least: what is asked about stands in a question and in what is quoted."""
LOOKED_AT = 20
"""Names that are looked up: the likeliest, by their rarest pair."""
WIDE = 300
"""Beginnings of names that are followed, the commonest first."""

NAMELESS = frozenset("的了是着吗呢吧么有也都就还把被与及和为这那您你我他她它")
"""Characters that no name holds."""


def expand(typed: str, before: str, after: str, spoken: Spoken) -> str:
    """The name that some letters abbreviate.

    Args:
        typed: small letters.
        before, after: the Chinese characters on either side, if there are any.

    Returns:
        The name that most texts hold, those before all that hold it with its neighbours; empty if none does.
    """
    if len(typed) not in LENGTH:
        return ""
    return _whole(typed, before, after, spoken) or _beginning(typed, before, spoken)


def _beginning(typed: str, before: str, spoken: Spoken) -> str:
    """A name that a title follows (xmxsj): the longest known beginning, with the rest as it is."""
    for end in range(len(typed) - 1, max(ALONE, len(typed) - ALONE) - 1, -1):
        if name := _whole(typed[:end], before, "", spoken):
            return name + typed[end:]
    return ""


def _whole(typed: str, before: str, after: str, spoken: Spoken) -> str:
    chains = sorted(_chains(typed, before, after, spoken), key=lambda one: (-one[0], one[1]))
    best = max(((_texts(name, before, after, spoken), name) for _, name in chains[:LOOKED_AT]), default=None)
    if best is None or best[0][1] < OFTEN or (len(typed) < ALONE and not best[0][0]):
        return ""
    return best[1]


def _chains(typed: str, before: str, after: str, spoken: Spoken) -> Iterator[tuple[int, str]]:
    """The names whose pairs of neighbours are all known, with the count of the rarest; neighbours outside count too."""
    found = [(spoken.count(pair), pair) for pair in spoken.abbreviated(*typed[:2])]
    found = sorted(found, reverse=True)[:WIDE]
    for one, other in pairwise(typed[1:]):
        following: dict[str, list[tuple[int, str]]] = {}
        for pair in spoken.abbreviated(one, other):
            following.setdefault(pair[0], []).append((spoken.count(pair), pair[1]))
        found = [(min(count, more), name + char) for count, name in found for more, char in following.get(name[-1], ())]
        found = sorted(found, reverse=True)[:WIDE]
    for count, name in found:
        if not NAMELESS.isdisjoint(name):
            continue
        beside = [pair for pair in (before + name[0], name[-1] + after) if len(pair) > 1]
        yield count + len(spoken.index.ends) * sum(spoken.count(pair) > 0 for pair in beside), name


def _texts(name: str, before: str, after: str, spoken: Spoken) -> tuple[int, int]:
    """How many texts hold all pairs of a name: with a neighbour, and without."""
    inside = _holding(name, spoken)
    beside = [pair for pair in (before + name[0], name[-1] + after) if len(pair) > 1]
    return max((len(np.intersect1d(inside, _holding(pair, spoken))) for pair in beside), default=0), len(inside)


def _holding(name: str, spoken: Spoken) -> np.ndarray:
    index = spoken.index
    held = np.empty(0, dtype=np.int32)
    for at in range(len(name) - 1):
        number = index.number.get(name[at : at + 2])
        texts = index.postings[index.starts[number] : index.starts[number + 1]] if number is not None else held[:0]
        held = np.intersect1d(held, texts) if at else texts
    return held
