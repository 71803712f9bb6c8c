"""Days of the Chinese calendar: festivals, lunar dates, days off and shifted workdays. Pure; asks two libraries.

lunar_python knows the lunar year and the sun's terms, without limit; holidays knows the days off and the shifted
workdays (调休), which the State Council announces a year at a time, late in the year before. Of a year that isn't
announced, holidays tells guesses: nothing here passes them on. Both are imported when first asked.
"""

from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import Any, Final

from bot.knowledge.festivals import FESTIVALS, Festival

__all__ = ["FESTIVALS", "Festival", "day_of", "is_workday", "leap_month", "lunar_day", "workdays_announced"]

MIN_YEAR: Final = 1900
MAX_YEAR: Final = MAXYEAR - 2
"""Years that are looked into; a lunar year's last days fall in the next year, and a time zone may need one more."""

_TERMS: Final = {"qingming": "清明", "winter-solstice": "DONG_ZHI"}
"""As lunar_python calls them in the table of a lunar year; its 冬至 is the one of the December before."""


def day_of(festival: str, year: int) -> date | None:
    """The day of a festival.

    Args:
        festival: one of `FESTIVALS`.
        year: for a lunar date the lunar year that begins in it; 腊八 mostly falls in the January after.

    Returns:
        None beyond `MIN_YEAR` and `MAX_YEAR`.

    Raises:
        KeyError: there is no such festival.
    """
    rule = FESTIVALS[festival]
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    match rule.fixed:
        case "date":
            return date(year, rule.month, rule.day)
        case "lunar":
            return lunar_day(year, rule.month, rule.day)
        case "term":
            return _term(_TERMS[festival], year)
        case "eve":
            first = lunar_day(year, 1, 1)
            return first and first - timedelta(days=1)


@lru_cache(maxsize=1024)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """A date of the lunar year that begins in `year`, in the ordinary month where a leap month has the same number.

    Returns:
        None when that year doesn't have it (a month has 29 or 30 days), and beyond `MIN_YEAR` and `MAX_YEAR`.
    """
    from lunar_python import Lunar, LunarMonth  # noqa: PLC0415 - heavy, and seldom needed

    if not (MIN_YEAR <= year <= MAX_YEAR and 1 <= month <= 12):
        return None
    if not 1 <= day <= LunarMonth.fromYm(year, month).getDayCount():
        return None
    return _date(Lunar.fromYmd(year, month, day).getSolar())


@lru_cache(maxsize=256)
def leap_month(year: int) -> int:
    """The number of the month that a lunar year has twice; 0 when it has none."""
    from lunar_python import LunarYear  # noqa: PLC0415 - heavy, and seldom needed

    return int(LunarYear.fromYear(year).getLeapMonth())


def workdays_announced(year: int) -> bool:
    """Whether the days off and the shifted workdays of a year are known here; new ones come with new releases."""
    # The library's set holds strays of other years whatever year it is asked about.
    return any(day.year == year for day in _statutory(year).weekend_workdays)


def is_workday(day: date) -> bool | None:
    """Whether people in mainland China work on a day; None when its year isn't announced."""
    return bool(_statutory(day.year).is_working_day(day)) if workdays_announced(day.year) else None


@lru_cache(maxsize=256)
def _term(name: str, year: int) -> date:
    from lunar_python import Lunar  # noqa: PLC0415 - heavy, and seldom needed

    return _date(Lunar.fromYmd(year, 1, 1).getJieQiTable()[name])


@lru_cache(maxsize=32)
def _statutory(year: int) -> Any:
    import holidays  # noqa: PLC0415 - heavy, and seldom needed

    return holidays.country_holidays("CN", years=year, expand=False)


def _date(solar: Any) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
