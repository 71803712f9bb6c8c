"""The script in which a question is written, and so the form in which it is compared. Pure."""

import re
from typing import Literal

from bot.matching.fold import plain
from bot.matching.pinyin import is_pinyin, keyed, slips

Script = Literal["han", "latin", "pinyin"]
"""Chinese characters, another script, or Chinese in pinyin letters."""

PINYIN_SHARE = 0.8
"""Share of a question's Latin letters that must read as pinyin for it to be compared by letters."""
MIN_LETTERS = 4
"""Fewer Latin letters than this are an abbreviation (H5, PPT), not pinyin."""
LETTERS_A_SLIP = 10
"""Letters of a run of pinyin, at least, for each syllable that may be mistyped: other words would need more of them."""
LATIN = 3
"""Latin letters for each Chinese character above which a mixed question counts as Latin."""


def script_of(asked: str) -> Script:
    """The script of a question; in mixed ones that of the Latin letters, if these are pinyin and outweigh it."""
    text = plain(asked)
    words = re.findall(r"[a-z]+", text)
    total = sum(map(len, words))
    han = sum(char >= "\u3400" for char in text)
    if total >= max(MIN_LETTERS, han):
        pinyin = sum(len(word) for word in map(keyed, words) if is_pinyin(word) or _mistyped(word))
        if pinyin >= PINYIN_SHARE * total:
            return "pinyin"
    return "latin" if total > LATIN * han else "han"


def _mistyped(word: str) -> bool:
    return len(word) > LETTERS_A_SLIP and slips(word) * LETTERS_A_SLIP <= len(word)
