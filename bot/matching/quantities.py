"""Numbers with their units: what a text counts or measures. Pure."""

import re
from decimal import Decimal
from typing import NamedTuple

from bot.matching.times import DATE

_UNITS = {
    "percent": ("%", "个百分点"),
    "money": ("元", "块钱", "块", "美元", "yuan", "rmb", "dollars"),
    "people": ("人次", "人", "名", "位", "口人", "people", "persons"),
    "household": ("户", "households", "families"),
    "time": (
        "天",
        "日",
        "小时",
        "钟头",
        "分钟",
        "个月",
        "周",
        "星期",
        "年",
        "days",
        "hours",
        "minutes",
        "months",
        "years",
    ),
    "length": ("公里", "千米", "里", "米", "厘米", "km", "metres", "meters"),
    "area": ("平方公里", "平方米", "平米", "平方", "公顷", "亩", "mu", "hectares", "m2"),
    "weight": ("吨", "公斤", "千克", "斤", "克", "kg", "tons", "tonnes"),
}
_KIND = {word: kind for kind, words in _UNITS.items() for word in words}
_WORDS = "|".join(sorted(map(re.escape, _KIND), key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![\d.a-z第])(\d+(?:\.\d+)?)(?!\.?\d|号)(亿|万)?([多余几来])?(?:个(?=人|小时|钟头))?({_WORDS})?"
)
_SCALE = {"万": Decimal(10_000), "亿": Decimal(100_000_000), None: Decimal(1)}
_COUNT = r"(?<![\d.第哪这那同每任另])(\d)[个名位家所座项条次期篇章栋辆册本集部层字种类张大]?"
_COUNTED = re.compile(rf"{_COUNT}([\u4e00-\u9fff]{{2}})")
_COUNT_BEFORE = re.compile(rf"{_COUNT}$")
MEASURES = frozenset({"percent", "money", "length", "area", "weight", "household"})
"""Kinds of units whose numbers are never words, but for 一块 and the like."""
SMALL = 10
"""Whole numbers below this are too often words (两个, 三不) to limit a question by themselves."""


class Quantity(NamedTuple):
    """A number and what it measures: a kind of unit, or None where it counts things or the text doesn't say."""

    value: Decimal
    kind: str | None
    vague: bool = False


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a normalised text, dates and ordinals aside."""
    return tuple(
        Quantity(Decimal(digits) * _SCALE[scale or None], _KIND.get(unit), bool(vague))
        for digits, scale, vague, unit in _QUANTITY.findall(DATE.sub(" ", text))
        if len(digits) < 20
    )


def limits(text: str) -> tuple[Quantity, ...]:
    """The numbers by which a question limits itself: shares, sums and sizes, and other large ones.

    Vague ones don't, nor small ones that count, nor fractions of nothing (105.3 is a station, 2.0 a version).
    """
    return tuple(one for one in quantities(text) if not one.vague and _limits(one))


def _limits(one: Quantity) -> bool:
    whole = one.value == one.value.to_integral_value()
    if one.kind in MEASURES:
        return one.kind == "percent" or not whole or one.value > 1
    return one.value >= SMALL and (whole or one.kind is not None)


def holds(said: tuple[Quantity, ...], asked: Quantity) -> bool:
    """Whether a number stands among others, with a unit that doesn't contradict its own."""
    return any(one.value == asked.value and (asked.kind is None or one.kind in (None, asked.kind)) for one in said)


def counted(text: str) -> frozenset[tuple[str, str]]:
    """Small numbers with the two characters of what they count: 4个企业 is ("4", "企业")."""
    return frozenset(_COUNTED.findall(text))


def count_before(text: str, at: int) -> frozenset[str]:
    """The small number that stands before a place of a normalised text and counts what stands there, if one does."""
    found = _COUNT_BEFORE.search(text[max(0, at - 3) : at])
    return frozenset(found.groups()) if found else frozenset()
