"""Folding: the form in which texts are compared, never shown. Pure text to text."""

import functools
import re
import unicodedata
from collections.abc import Iterable

from opencc import OpenCC

from bot.matching.numerals import arabic

MAX_LENGTH = 4096
"""Code points of a message that are looked at, before and after normalisation: Telegram's longest text, and one
U+FDFA alone becomes 18 characters under NFKC."""
RECENT = 512
"""Texts whose forms are remembered: a message's clauses are looked at from many sides in a row."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WORD_BREAK = re.compile(r"[^\w%.\u241e]+|_+")
_LOOSE_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<!\d)%")
_HAN_SPACE = re.compile(r"(?<![a-z0-9.%]) | (?![a-z0-9.%])")
_GAPS = re.compile(r" {2,}")
_MIDDLE_DOT = re.compile(r"[·•・‧∙](?<=\d.)(?=\d)")
_CLITIC = re.compile(r"['’](?<=[a-z].)(?=[a-z])")


_RADICALS = dict(
    zip(
        "⺠⻄⻅⻆⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻱⻁⺝",
        "民西见角车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟虎月",
        strict=True,
    )
)
"""Radicals that stand for characters in what is copied from a PDF, and of which NFKC knows nothing."""
_KEYCAP_TEN = "\U0001f51f"
_SPELLINGS = dict(zip("妳牠祂衹祇祗粧銲隣櫈痠犂岀帐著麽", "你它他只只只妆焊邻凳酸犁出账着么", strict=True)) | {
    "甚么": "什么",
    "部份": "部分",
    "身分": "身份",
    "成份": "成分",
    "其它": "其他",
    "惟一": "唯一",
    "想像": "想象",
    "记念": "纪念",
    "连络": "联络",
    "执著": "执着",
}
"""Spellings of one word that are left when the characters are simplified."""
_SPELLED = re.compile(
    r"著(?<![名原显编卓土专巨译遗论合昭]著)(?![名作称述者书录])|"
    + "|".join(word for word in _SPELLINGS if word != "著")
)
_DOUBLED = re.compile(r"([的了吗呢吧啊呀哦嘛])\1+(?![确之])|([\u3400-\u9fff])\2{2,}")
"""A particle typed twice; any character from the third time on (哈哈哈哈)."""


class _Cleaner(dict[int, str | None]):
    """A translation table that learns each character once: spaces for line breaks, 0 to 9 for every script's digits."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        kept = " " if char in "\n\r\t" else _RADICALS.get(char) or _cleaned(char)
        self[code] = kept
        return kept


def _cleaned(char: str) -> str | None:
    """A character without what can't be seen; whole numbers of every script, circled ones too, in digits."""
    category = unicodedata.category(char)
    if category[0] == "C" or category in ("Mn", "Me"):
        return None
    if category in ("Nd", "No") and unicodedata.numeric(char).is_integer():
        return str(int(unicodedata.numeric(char)))
    return "10" if char == _KEYCAP_TEN else char


_CLEAN = _Cleaner()


@functools.cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def has_han(text: str) -> bool:
    """Whether any Chinese character stands in the text."""
    return _HAN.search(text) is not None


@functools.lru_cache(maxsize=RECENT)
def plain(text: str) -> str:
    """NFKC, lower case, simplified characters; punctuation, spaces and numerals stay.

    Args:
        text: anything a person may write.

    Returns:
        At most `MAX_LENGTH` code points, without control, format and combining characters.
    """
    return _plain(unicodedata.normalize("NFKC", text[:MAX_LENGTH])[:MAX_LENGTH])


def _plain(text: str) -> str:
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFD", text)
    text = text.translate(_CLEAN)
    if not has_han(text):
        return text
    return _SPELLED.sub(lambda match: _SPELLINGS[match[0]], _converter().convert(text))


@functools.lru_cache(maxsize=RECENT)
def normalise(text: str) -> str:
    """`plain` with numerals, dates and percentages in one form."""
    return _counted(plain(text))


def normalised(text: str) -> str:
    """`normalise` for a text of the knowledge, of any length: it is not remembered, whoever asks keeps it."""
    return _counted(_plain(unicodedata.normalize("NFKC", text)))


def _counted(text: str) -> str:
    return arabic(_MIDDLE_DOT.sub("", text))


@functools.lru_cache(maxsize=RECENT)
def fold(text: str) -> str:
    """The form in which two texts are the same text: `normalise` without punctuation, symbols and emoji.

    Args:
        text: anything a person may write.

    Returns:
        Han characters without gaps, words and numbers of other scripts with single spaces between; may be empty.
    """
    return _bare(normalise(text).replace(_SEPARATOR, " "))


def fold_all(texts: Iterable[str]) -> list[str]:
    """`fold` for many texts, several times faster than one by one.

    What was folded stays remembered for a while: a phrasing is folded when it is proven and again when it is indexed.
    """
    wanted = list(texts)
    new = [text for text in dict.fromkeys(wanted) if text not in _FOLDED]
    if len(_FOLDED) + len(new) > REMEMBERED:
        _FOLDED.clear()
        new = list(dict.fromkeys(wanted))
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        joined = _SEPARATOR.join(text[:MAX_LENGTH].replace(_SEPARATOR, " ") for text in chunk)
        folded = _bare(_counted(_plain(unicodedata.normalize("NFKC", joined)))).split(_SEPARATOR)
        _FOLDED.update(zip(chunk, folded, strict=True))
    return [_FOLDED[text] for text in wanted]


_FOLDED: dict[str, str] = {}
REMEMBERED = 20_000
"""Texts whose folded form is remembered."""
_SEPARATOR = "\u241e"
"""A symbol that keeps two texts apart while they are folded together; in a text it counts as a space."""
CHUNK = 1_000
"""Texts that are folded together."""


def _bare(text: str) -> str:
    text = _LOOSE_POINT.sub(" ", _WORD_BREAK.sub(" ", _CLITIC.sub("", text)))
    text = _HAN_SPACE.sub("", _GAPS.sub(" ", text).strip())
    return _DOUBLED.sub(lambda match: match[1] or match[2] * 2, text)
