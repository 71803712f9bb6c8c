"""Numbers in pinyin: which of them may begin at a place of a run of letters. Pure.

An index holds numbers as digits, so it can't tell how they sound.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.matching.pinyin import LONGEST

_SOUNDS = {
    **dict(zip(("ling", "er", "liang", "san", "wu", "liu", "qi", "ba", "jiu"), "零二两三五六七八九", strict=True)),
    "yi": "一亿",
    "si": "四十",
    "shi": "十四",
    "bai": "百",
    "qian": "千",
    "wan": "万",
}
"""Syllables to numerals, the exact one first; s and sh are confused."""
_DIGIT = "[一二两三四五六七八九]"
_BELOW = f"(?:{_DIGIT}千零?)?(?:{_DIGIT}百零?)?(?:{_DIGIT}?十)?{_DIGIT}?"
_NUMBER = re.compile(f"(?=.)(?:{_BELOW}亿)?(?:{_BELOW}万)?{_BELOW}|[一二][零一二三四五六七八九]{{3}}")
_WRONG = re.compile("[亿万]$(?<=^.)|[万亿]零?[万亿]")
"""A scale alone, or one on another."""
DICTATED = re.compile("[一二三四五六七八九][零一二三四五六七八九]{2}")
"""A number that is said figure by figure: names that are numbers are (五一零), and few others."""
MOST = 9
"""Numerals of a number."""
FIGURES = frozenset("".join(_SOUNDS.values()))


@lru_cache(maxsize=2_048)
def numbers(typed: str, *, dictated: bool = False) -> tuple[tuple[int, str], ...]:
    """The numbers with which some letters may begin: how many letters each takes, and the number in Chinese.

    Args:
        dictated: those that are said figure by figure instead.
    """
    form = DICTATED if dictated else _NUMBER
    return tuple(
        (end, found) for end, found in _numerals(typed, 0, "") if form.fullmatch(found) and not _WRONG.search(found)
    )


def _numerals(typed: str, at: int, so_far: str) -> Iterator[tuple[int, str]]:
    for end in range(at + 2, min(len(typed), at + LONGEST) + 1):
        for figure in _SOUNDS.get(typed[at:end], ""):
            yield end, so_far + figure
            if len(so_far) + 1 < MOST:
                yield from _numerals(typed, end, so_far + figure)
