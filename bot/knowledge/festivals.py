"""The festivals that announcements may be planned by: their names on the command line and what fixes their day. Data.

It stands here because `announcements.yaml` names festivals; `bot.announcements.calendar` finds their days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

MAX_DAYS: Final = 60
"""By which something may come before a festival: two months are a date of their own."""

Fixed = Literal["date", "lunar", "term", "eve"]
"""By a date of the year; by a date of the lunar year; by one of the sun's 24 terms; as the day before 正月初一."""


@dataclass(frozen=True, slots=True)
class Festival:
    """A day that comes once a year.

    Attributes:
        month, day: of the year or the lunar year; 0 where neither fixes the festival.
        statutory: whether it brings days off, which are announced a year at a time.
    """

    fixed: Fixed
    month: int = 0
    day: int = 0
    statutory: bool = False


FESTIVALS: Final[Mapping[str, Festival]] = MappingProxyType(
    {
        "new-year": Festival("date", 1, 1, statutory=True),
        "laba": Festival("lunar", 12, 8),
        "new-years-eve": Festival("eve", statutory=True),
        "spring-festival": Festival("lunar", 1, 1, statutory=True),
        "lantern": Festival("lunar", 1, 15),
        "womens-day": Festival("date", 3, 8),
        "qingming": Festival("term", statutory=True),
        "labour-day": Festival("date", 5, 1, statutory=True),
        "youth-day": Festival("date", 5, 4),
        "childrens-day": Festival("date", 6, 1),
        "dragon-boat": Festival("lunar", 5, 5, statutory=True),
        "party-day": Festival("date", 7, 1),
        "army-day": Festival("date", 8, 1),
        "qixi": Festival("lunar", 7, 7),
        "zhongyuan": Festival("lunar", 7, 15),
        "teachers-day": Festival("date", 9, 10),
        "mid-autumn": Festival("lunar", 8, 15, statutory=True),
        "national-day": Festival("date", 10, 1, statutory=True),
        "double-ninth": Festival("lunar", 9, 9),
        "constitution-day": Festival("date", 12, 4),
        "anti-corruption-day": Festival("date", 12, 9),
        "winter-solstice": Festival("term"),
    }
)
"""In the order in which they come in most years. 除夕 has been statutory since 2025."""
