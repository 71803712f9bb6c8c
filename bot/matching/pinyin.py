"""Pinyin for comparing: toneless, blind to the accents that people confuse. Pure text to text.

pypinyin is imported on first use and without its phrase table, which takes longer to read than all the rest of a
start; a text written in pinyin is the only one that needs it.
"""

import functools
import math
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping

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


LONGEST = 6
"""Letters of the longest syllable: zhuang."""
STRAY = 1.5
"""How many mistyped syllables a letter counts for that belongs to none."""
TONED = 0.5
"""The share of words with a tone's number from which on these numbers are tones."""
_LETTERS = re.compile(r"[a-z]+")
_NUMBERED = re.compile(r"(?<![a-z])([a-z]+)[1-5](?![\d.%])")
_TONE = re.compile(r"(?<=[a-z])[1-5](?![\d.%])")
_H_AS_F = {
    "hun": "fen",
    "hu": "fu",
    "hui": "fei",
    "hong": "feng",
    "huo": "fo",
    "hua": "fa",
    "huan": "fan",
    "huang": "fang",
}
_F_AS_H = {other: one for one, other in _H_AS_F.items()}
_U_AS_V = {"lu": "lv", "lue": "lve", "nu": "nv", "nue": "nve", "lyu": "lv", "nyu": "nv"}
_V_AS_U = re.compile("(?<=[jqxy])v")


@functools.cache
def all_syllables() -> frozenset[str]:
    """Every syllable of pinyin, toneless."""
    found = {_toneless(r) for value in _readings().values() for r in value.split(",")}
    return frozenset(one for one in found if one.isascii() and one.isalpha() and set(one) & set("aeiouv"))


def is_pinyin(word: str) -> bool:
    """Whether a run of letters can be cut into pinyin syllables."""
    reach = {0}
    for end in range(1, len(word) + 1):
        if any(start in reach and word[start:end] in all_syllables() for start in range(max(0, end - LONGEST), end)):
            reach.add(end)
    return len(word) in reach


@functools.lru_cache(maxsize=1024)
def confused(syllable: str) -> tuple[str, ...]:
    """The other syllables that some accents, or keyboards without ü, make of one: h and f, r and l, u and v."""
    found = [one[syllable] for one in (_H_AS_F, _F_AS_H, _U_AS_V) if syllable in one]
    swapped = {"r": "l", "l": "r"}.get(syllable[0], syllable[0]) + syllable[1:]
    return tuple(one for one in (*found, swapped) if one != syllable and one in all_syllables())


@functools.cache
def mistyped() -> Mapping[str, tuple[str, ...]]:
    """What is no syllable to those that a slip of the finger makes it of: a letter lost, doubled, out of place."""
    found: dict[str, dict[str, None]] = {}
    for one in sorted(all_syllables()):
        for wrong in _slips(one):
            if len(wrong) > 1 and wrong not in all_syllables():
                found.setdefault(wrong, {})[one] = None
    return {wrong: tuple(ones) for wrong, ones in found.items()}


def _slips(one: str) -> Iterator[str]:
    for at in range(len(one)):
        yield one[:at] + one[at + 1 :]
        yield one[:at] + one[at] + one[at:]
        yield one[:at] + one[at + 1 : at + 2] + one[at] + one[at + 2 :]


def slips(word: str) -> float:
    """How many syllables of a run of letters must be mistyped for it to be pinyin."""
    least = [0.0] + [math.inf] * len(word)
    for end in range(1, len(word) + 1):
        least[end] = least[end - 1] + STRAY
        for start in range(max(0, end - LONGEST - 1), end):
            part = word[start:end]
            cost = 0.0 if part in all_syllables() else 1.0 if part in mistyped() else math.inf
            least[end] = min(least[end], least[start] + cost)
    return least[-1]


def keyed(word: str) -> str:
    """Letters with ü in one spelling: after j, q, x and y it is u."""
    return _V_AS_U.sub("u", word)


def without_tones(text: str) -> str:
    """A text without the numbers of tones (luo2 rong2 huan2), where at least two words and most of all end in one.

    Args:
        text: in small letters.
    """
    marked = [word for word in _NUMBERED.findall(text) if keyed(word) in all_syllables()]
    if len(marked) < 2 or len(marked) < TONED * len(_LETTERS.findall(text)):
        return text
    return re.sub(" +", " ", _TONE.sub(" ", text)).strip()
