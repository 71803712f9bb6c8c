"""Lengths and cuts of plain text: UTF-16 units, graphemes, width on a screen. Pure, of the standard library alone."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

ELLIPSIS: Final = "…"
MAX_MARKS: Final = 2
"""Accents that a letter keeps when someone's words are shown again: Vietnamese needs two, zalgo has dozens."""
MAX_SIGN: Final = 12
"""Code points that one sign keeps then: the longest family emoji with skin tones has eleven."""

_ZWJ: Final = "\u200d"
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Categories that are not shown: controls, bidi overrides and other format signs, lone surrogates, private use."""
_LINKING = re.compile(r"(?<=[@/#$.:])(?=[^\W_]|_)")


def units(text: str) -> int:
    """How many UTF-16 units a text has: the measure of every limit of the Bot API."""
    return len(text) + sum(character > "\uffff" for character in text)


def joins(before: str, after: str) -> bool:
    """Whether two code points belong to one visible sign, seen from these two alone (flags: see `graphemes`)."""
    if _ZWJ in {before, after} or unicodedata.category(after).startswith("M"):
        return True
    return "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f"


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def graphemes(text: str) -> Iterator[str]:
    """The visible signs of a text in order, none cut: letters with accents, emoji with joiners, flags of two halves."""
    if not text:
        return
    start, halves = 0, int(_is_flag_half(text[0]))
    for end, (before, after) in enumerate(pairwise(text), start=1):
        completes_flag = _is_flag_half(after) and halves % 2 == 1
        halves = halves + 1 if _is_flag_half(after) else 0
        if not completes_flag and not joins(before, after):
            yield text[start:end]
            start = end
    yield text[start:]


def _width(grapheme: str) -> int:
    return 2 if unicodedata.east_asian_width(grapheme[0]) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """A text on one line of at most `width` columns (a Chinese sign takes two), with … where it is cut."""
    line = " ".join(text.split())
    kept, used = "", 0
    for grapheme in graphemes(line):
        used += _width(grapheme)
        if used < width:  # the … needs a column
            kept += grapheme
        if used > width:
            return kept.rstrip() + ELLIPSIS
    return line


def _tame(grapheme: str) -> str:
    shown = [c for c in grapheme if c == _ZWJ or unicodedata.category(c) not in _UNSEEN]
    marks = [c for c in shown[1:] if unicodedata.category(c) == "Mn"]
    return "".join(shown[:MAX_SIGN]) if len(marks) <= MAX_MARKS else shown[0] + "".join(marks[:MAX_MARKS])


def tame(text: str) -> str:
    """A text on one line, as it is seen: without hidden signs, its accents thinned."""
    line = " ".join("".join(" " if c.isspace() else c for c in text).split())
    return "".join(_tame(grapheme) for grapheme in graphemes(line)).strip(_ZWJ + " ")


def echo(text: str, width: int) -> str:
    """Someone's own words, safe to show again: one short line without hidden signs, live links or mentions.

    A bot that repeats @name, a link or a bidi override does in its own name what the person wanted done, so hidden
    signs go, accents are thinned, and a word joiner keeps Telegram from making links and mentions of the rest.
    """
    return _LINKING.sub("\u2060", shorten(tame(text), width))
