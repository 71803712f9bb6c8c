"""Text -> the same as people may type it: typos of ear, eye and finger, scripts, pinyin. Pure; the seed is the chance.

It makes trials for fits and cases for tests. Every variation keeps the meaning: what negates or counts stays.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from opencc import OpenCC

from bot.evaluation.spelling import spell
from bot.matching.fold import has_han, plain
from bot.matching.lookalikes import lookalikes
from bot.matching.numerals import arabic
from bot.matching.pinyin import blur, readings, spoken_digits
from bot.matching.text import analyse_all, is_form

COMMON = range(0xB0A1, 0xD7FA)
"""The 3,755 characters of GB 2312's first level: what a typist picks from."""
NAME = range(3, 6)
"""Characters of a name that is written by its initials."""
PART = (2, 4)
"""Characters that are typed in pinyin amid Chinese ones."""
OPENINGS = ("请问", "想问下", "你好,", "麻烦问一下", "我想知道", "话说", "那个,")
CLOSINGS = ("啊", "呀", "呢", ",谢谢", ",谢谢啦", "来着", ",在线等")
_FIXED = frozenset("零〇一二两三四五六七八九十百千万亿半不没未无非别莫谁哪几何")
"""What a variation leaves alone: another one of these asks or says something else."""
MARKS = "?？。!！ "
"""What ends a question, and gives way to a closing word."""
_WORDS = re.compile(r"[a-zA-Z]{5,}")

Change = Callable[[str, random.Random], str]
"""Gives the text itself where there is nothing to change."""


def variations(text: str, seed: int) -> Iterator[tuple[str, str]]:
    """A text as others may type it.

    Args:
        text: a question as written, in any script.
        seed: chooses among the ways; the same seed gives the same variations.

    Yields:
        The kind of variation (a key of `CHANGES`) and the changed text; kinds that don't change the text are left out.
    """
    for kind, change in CHANGES.items():
        changed = change(text, random.Random(f"{seed} {kind} {text}"))  # noqa: S311 - a sample, not a secret
        if changed != text:
            yield kind, changed


@cache
def _common() -> Mapping[str, str]:
    """Each toneless syllable to the common characters that are read so first."""
    spoken: dict[str, str] = {}
    for code in COMMON:
        char = code.to_bytes(2, "big").decode("gb2312", "ignore")
        if len(char) == 1 and char not in _FIXED:
            sound = readings(char)[0]
            spoken[sound] = spoken.get(sound, "") + char
    return spoken


@cache
def _near() -> Mapping[str, tuple[str, ...]]:
    """Each syllable to the others that an accent makes of it."""
    blurred: dict[str, list[str]] = {}
    for sound in _common():
        blurred.setdefault(blur(sound), []).append(sound)
    return {sound: tuple(s for s in alike if s != sound) for alike in blurred.values() for sound in alike}


def _places(text: str) -> list[int]:
    return [at for at, char in enumerate(text) if has_han(char) and char not in _FIXED]


def _replaced(text: str, chance: random.Random, others: Callable[[str], str]) -> str:
    """One character of the content, for long texts two, for another one of its kind."""
    able = [at for at in _places(text) if not is_form(text[at]) and others(text[at])]
    chars = list(text)
    for at in chance.sample(able, min(len(able), 1 + len(text) // 16)):
        chars[at] = chance.choice(others(chars[at]))
    return "".join(chars)


def _homophones(char: str) -> str:
    return _common().get(readings(char)[0], "").replace(char, "")


def _near_homophones(char: str) -> str:
    return "".join(_common()[sound] for sound in _near().get(readings(char)[0], ()))


def _lookalikes(char: str) -> str:
    return "".join(other for other in lookalikes().get(char, "") if other not in _FIXED)


def _inner(text: str) -> list[int]:
    """The places at which a finger slips: Chinese characters, and letters within longer words."""
    return _places(text) or [at for word in _WORDS.finditer(text) for at in range(word.start() + 1, word.end() - 1)]


def _dropped(text: str, chance: random.Random) -> str:
    able = _inner(text)
    at = chance.choice(able) if len(able) > 4 else len(text)
    return text[:at] + text[at + 1 :]


def _doubled(text: str, chance: random.Random) -> str:
    able = _inner(text)
    at = chance.choice(able) if able else 0
    return text[:at] + text[at] + text[at:] if able else text


def _swapped(text: str, chance: random.Random) -> str:
    places = _inner(text)
    able = [at for at in places if at + 1 in places]
    if not able:
        return text
    at = chance.choice(able)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _names(text: str) -> list[str]:
    """What may be a name: how the runs of content in a text begin."""
    runs = ("".join(run) for found in analyse_all([plain(text)], lambda folded: folded) for run in found.runs)
    bare = (run[1:] if run and is_form(run[0]) else run for run in runs)
    cut = (run[:length] for run in bare for length in NAME if len(run) >= length)
    return [part for part in dict.fromkeys(cut) if part in text and all(map(has_han, part))]


def _initials(text: str, chance: random.Random) -> str:
    names = _names(text)
    name = chance.choice(names) if names else ""
    return text.replace(name, "".join(readings(char)[0][0] for char in name), 1) if name else text


def _mixed(text: str, chance: random.Random) -> str:
    able = [m.start() for n in (chance.randint(*PART),) for m in re.finditer(rf"(?=[\u3400-\u9fff]{{{n}}})", text)]
    if not able:
        return text
    at = chance.choice(able)
    end = min(len(text), at + chance.randint(*PART))
    while not has_han(text[end - 1]):
        end -= 1
    return text[:at] + spell(text[at:end], "glued") + text[end:]


@cache
def _toned() -> Mapping[str, str]:
    """Combining marks to the numbers of tones."""
    return dict(zip("\u0304\u0301\u030c\u0300", "1234", strict=True))


def _marked(text: str) -> str:
    """In pinyin with tones: luó róng huán."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - heavy, and of use here alone

    spell("", "glued")  # which has pypinyin read phrases, not characters
    return " ".join(lazy_pinyin(text, style=Style.TONE))


def _numbered(text: str) -> str:
    """In pinyin with numbers for tones: luo2 rong2 huan2."""
    marked = [unicodedata.normalize("NFD", word).replace("u\u0308", "v") for word in _marked(text).split(" ")]
    return " ".join(_number_last(word) for word in marked)


def _number_last(word: str) -> str:
    found = [_toned()[char] for char in word if char in _toned()]
    return "".join(char for char in word if char not in _toned()) + "".join(found)


def _slipped(text: str, chance: random.Random) -> str:
    """In pinyin of a southern accent, with a letter missing, doubled or out of place."""
    words = spell(text, "spaced").split(" ")
    words = [blur(word) if chance.random() < 0.2 and word.isalpha() else word for word in words]
    glued = "".join(words)
    return chance.choice((_dropped, _doubled, _swapped))(glued, chance)


def _numerals(text: str, _: random.Random) -> str:
    """Chinese numerals in digits; where there are none, small numbers in Chinese."""
    return (
        changed
        if (changed := arabic(text)) != text
        else re.sub(r"(?<![\d.])\d{1,2}(?![\d.%])|(?<!\d)\d{4}(?=年)", lambda m: spoken_digits(m[0]), text)
    )


def _han_only(change: Change) -> Change:
    return lambda text, chance: change(text, chance) if has_han(text) else text


CHANGES: Mapping[str, Change] = {
    "homophone": lambda text, chance: _replaced(text, chance, _homophones),
    "near-homophone": lambda text, chance: _replaced(text, chance, _near_homophones),
    "lookalike": lambda text, chance: _replaced(text, chance, _lookalikes),
    "dropped": _dropped,
    "doubled": _doubled,
    "swapped": _swapped,
    "traditional": _han_only(lambda text, _: _converter().convert(text)),
    "full-width": lambda text, _: _full_width(text),
    "filler": _han_only(lambda text, chance: f"{chance.choice(OPENINGS)}{text.rstrip(MARKS)}{chance.choice(CLOSINGS)}"),
    "numerals": _han_only(_numerals),
    "initials": _initials,
    "mixed": _han_only(_mixed),
    "spaced": _han_only(lambda text, _: spell(text, "spaced")),
    "glued": _han_only(lambda text, _: spell(text, "glued")),
    "toned": _han_only(lambda text, _: _marked(text)),
    "numbered": _han_only(lambda text, _: _numbered(text)),
    "slipped": _han_only(_slipped),
}
"""Each kind of variation to what makes it: of characters, of form, and of pinyin."""
