"""Typos of eye and finger in Chinese -> what the knowledge has there: 衔东 is 衡东, 东衡县 is 衡东县. Pure.

Only what the knowledge holds nowhere is mended, and only into what it does hold.
"""

from collections.abc import Callable
from itertools import pairwise

from bot.matching.figures import FIGURES
from bot.matching.fold import has_han
from bot.matching.lexicon import lexicon
from bot.matching.lookalikes import lookalikes
from bot.matching.text import is_form

SWAPPED = 2
"""Pairs of characters around two that may have changed places that must be known afterwards."""

Known = Callable[[str], bool]
"""Whether the knowledge holds a character or a pair of characters."""


def mend(text: str, known: Known) -> str:
    """A text with its typos mended.

    Args:
        text: simplified.
    """
    chars = list(text)
    strange = [_strange(one + other, known) for one, other in pairwise(text)]
    for at, char in enumerate(text):
        sides = strange[max(0, at - 1) : at + 1]
        if sides and all(sides) and not is_form(char) and (other := _lookalike(chars, at, known)):
            chars[at] = other
        elif at + 1 < len(chars) and strange[at] and _swapped(chars, at, known):
            chars[at], chars[at + 1] = chars[at + 1], chars[at]
            strange[at : at + 2] = [False] * len(strange[at : at + 2])
    return "".join(chars)


def _strange(pair: str, known: Known) -> bool:
    """Whether two characters stand together neither in the knowledge nor in a word of form, or a number."""
    return not known(pair) and all(map(has_han, pair)) and pair not in lexicon().starts and FIGURES.isdisjoint(pair)


def _pairs(chars: list[str], start: int, end: int) -> list[str]:
    """The pairs of neighbours from one place to before another, with those outside."""
    return list(map("".join, pairwise(chars[max(0, start - 1) : end + 1])))


def _lookalike(chars: list[str], at: int, known: Known) -> str:
    """The lookalike of a character that makes most pairs with its neighbours known; empty if none does."""
    found = [(_telling(chars, at, other, known), other) for other in lookalikes().get(chars[at], "")]
    best = max(found, default=(0, ""))
    return best[1] if best[0] else ""


def _telling(chars: list[str], at: int, other: str, known: Known) -> int:
    """How many known pairs of content another character makes with its neighbours."""
    pairs = _pairs([*chars[:at], other, *chars[at + 1 :]], at, at + 1)
    return sum(known(pair) and not any(map(is_form, pair)) for pair in pairs)


def _swapped(chars: list[str], at: int, known: Known) -> bool:
    """Whether two neighbours changed places: what was known nowhere is known then."""
    one, other = chars[at : at + 2]
    if is_form(one) or is_form(other) or any(map(known, _pairs(chars, at, at + 2))):
        return False
    turned = [*chars[:at], other, one, *chars[at + 2 :]]
    return known(other + one) and sum(map(known, _pairs(turned, at, at + 2))) >= SWAPPED
