"""Cron expressions: five fields, on the clock of the wall, by cronsim. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from cronsim import CronSim, CronSimError

from bot.announcements.problems import Problem
from bot.announcements.schedule_forms import quoted

FIELDS: Final = 5
"""cronsim takes a sixth for seconds, in front, where other programs have it at the end: nobody means that here."""

MIN_MINUTES: Final = 10
"""Between two times of one announcement. A group takes 20 messages a minute from a bot at most, and 1,000 chats take
40 seconds: more often would crowd out answers and other announcements, and no reader wants it."""

MAX_SIGNS: Final = 200
"""Of a field: a list of all 60 minutes has 169."""

WORKING_WEEK: Final = {1, 2, 3, 4, 5}
"""Monday is 1."""

_START: Final = datetime(2024, 1, 1)  # noqa: DTZ001 - the clock of the wall; a leap year, so that 29 February is near


@dataclass(frozen=True, slots=True)
class Regular:
    """Once a day, on all days or some days of the week or one day of the month.

    Attributes:
        time: `HH:MM`.
        weekdays: 1 is Monday; empty when the weekday doesn't matter.
        day: of the month; 0 when it doesn't matter.
    """

    time: str
    weekdays: tuple[int, ...] = ()
    day: int = 0


def cron_problems(cron: str) -> list[Problem]:
    """What is wrong with an expression: not five fields, unreadable, never due, or due too often."""
    fields = cron.split()
    shown = {"cron": quoted(cron)}
    if len(fields) != FIELDS:
        return [Problem("cron-fields", {**shown, "count": len(fields)})]
    if bad := _first_bad(fields):
        return [Problem("cron-form", {**shown, "field": bad})]
    try:
        parsed = CronSim(cron, _START)
    except CronSimError:  # each field is sound: no month of these has such a day
        return [Problem("cron-never", shown)]
    if next(parsed, None) is None:
        return [Problem("cron-never", shown)]
    if _shortest_gap(parsed) < MIN_MINUTES:
        return [Problem("cron-often", {**shown, "minutes": MIN_MINUTES})]
    return []


def cron_times(cron: str, after: datetime) -> Iterator[datetime]:
    """The times at which a sound expression is due, in order and strictly later than `after`, on the wall's clock.

    The clock of the wall has no gap and no overlap, so each time comes once; whoever maps it to the world's time
    decides what a change to summer time does.
    """
    try:
        yield from CronSim(cron, after)
    except OverflowError:  # beyond the year 9999
        return


def is_working_week(cron: str) -> bool:
    """Whether a sound expression means Monday to Friday."""
    parsed = CronSim(cron, _START)
    return parsed.parts[3] == "*" and parsed.weekdays == WORKING_WEEK


def regular(cron: str) -> Regular | None:
    """What an expression says, when it is sound and as plain as `Regular`."""
    if cron_problems(cron):
        return None
    parsed = CronSim(cron, _START)
    _, minutes, hours, day, month, weekday = parsed.parts
    if not (minutes.isdecimal() and hours.isdecimal() and month == "*" and "*" in {day, weekday}):
        return None
    days = tuple(number for number in parsed.days if isinstance(number, int)) if day.isdecimal() else ()
    # Sunday is 0 or 7; what counts weeks of a month (1#2) or lasts (5L) is a pair and no number.
    weekdays = tuple(sorted({number % 7 or 7 for number in parsed.weekdays if isinstance(number, int)}))
    if (day != "*" and not days) or len(weekdays) < len(parsed.weekdays - {0}):
        return None
    return Regular(f"{int(hours):02}:{int(minutes):02}", () if weekday == "*" else weekdays, *days)


def _first_bad(fields: list[str]) -> int | None:
    """The number, from 1, of the first field that can't be read."""
    for index, field in enumerate(fields):
        if len(field) > MAX_SIGNS:
            return index + 1
        alone = ["*"] * FIELDS
        alone[index] = field
        try:
            CronSim(" ".join(alone), _START)
        except CronSimError:
            return index + 1
    return None


def _shortest_gap(parsed: CronSim) -> int:
    """Minutes between the two nearest times of an expression, as though each day were due."""
    times = sorted(hour * 60 + minute for hour in parsed.hours for minute in parsed.minutes)
    return min(later - earlier for earlier, later in pairwise([*times, times[0] + 24 * 60]))
