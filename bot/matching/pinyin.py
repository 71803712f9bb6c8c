"""Pinyin for comparing: toneless, blind to the accents that people confuse. Pure text to text.

pypinyin is imported on first use and without its phrase table, which takes longer to read than all the rest of a
start; a text written in pinyin is the only one that needs it.
"""

import functools
import os
import re
import unicodedata
from collections.abc import Mapping

_ACCENT = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@functools.cache
def _readings() -> Mapping[int, str]:
    switch = "PYPINYIN_NO_PHRASES"
    before = os.environ.get(switch)
    os.environ[switch] = "1"
    try:
        from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - late, see above
    finally:
        if before is None:
            del os.environ[switch]
    readings: Mapping[int, str] = PINYIN_DICT
    return readings


def _toneless(reading: str) -> str:
    """One syllable in the letters of a keyboard: lǜ is lv."""
    decomposed = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ǜ", "v").replace("ǚ", "v"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ǘ", "v").replace("ǖ", "v")


@functools.lru_cache(maxsize=20_000)
def readings(char: str) -> tuple[str, ...]:
    """The toneless readings of one character, most common first; the character itself when it has none."""
    found = _readings().get(ord(char))
    return tuple(dict.fromkeys(_toneless(r) for r in found.split(","))) if found else (char,)


@functools.lru_cache(maxsize=20_000)
def syllables(char: str) -> tuple[str, ...]:
    """The readings of one character with confusable sounds made one: zh/z, ch/c, sh/s, -ng/-n, n-/l-."""
    return tuple(dict.fromkeys(blur(r) for r in readings(char)))


def blur(syllable: str) -> str:
    """Make sounds one that speakers of southern Mandarin, and their keyboards, confuse."""
    for strict, loose in _ACCENT:
        if syllable.startswith(strict):
            syllable = loose + syllable[2:]
    syllable = re.sub(r"(?<=[aei])ng$", "n", syllable)
    return "l" + syllable[1:] if syllable[:1] == "n" and len(syllable) > 1 else syllable


@functools.lru_cache(maxsize=4096)
def sound(text: str) -> str:
    """A text as it sounds, syllable by syllable, so that a homophone typo can be told from another name."""
    return "".join(f" {syllables(char)[0]}" for char in text)


def letters(text: str) -> str:
    """Han characters as glued pinyin letters, a to z and digits as they are, the rest dropped."""
    spelled = "".join(readings(char)[0] if char >= "\u3400" else char for char in text)
    return "".join(char for char in spelled if char.isascii() and char.isalnum())


def spoken_digits(text: str) -> str:
    """Digits as the characters that one says: 10 is 十, 83 is 八十三, 510 is 五一零."""
    return re.sub(r"\d+", lambda match: _spoken(match[0]), text)


def _spoken(digits: str) -> str:
    if len(digits) != 2 or digits[0] == "0":
        return "".join("零一二三四五六七八九"[int(d)] for d in digits)
    tens, ones = (int(d) for d in digits)
    return (
        ("" if tens == 1 else "零一二三四五六七八九"[tens]) + "十" + ("" if ones == 0 else "零一二三四五六七八九"[ones])
    )


@functools.cache
def _syllables() -> frozenset[str]:
    found = {_toneless(r) for value in _readings().values() for r in value.split(",")}
    return frozenset(syllable for syllable in found if set(syllable) & set("aeiouv"))


def is_pinyin(word: str) -> bool:
    """Whether a run of letters can be cut into pinyin syllables."""
    reach = {0}
    for end in range(1, len(word) + 1):
        if any(start in reach and word[start:end] in _syllables() for start in range(max(0, end - 6), end)):
            reach.add(end)
    return len(word) in reach
