"""When an announcement is due: what is wrong with a schedule, what to know of it, its times. Pure.

Times come and go as seconds since the epoch. A time that a zone's clocks skip comes in the first minute after the
gap; one that they show twice comes once, the first time.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from bot.announcements.calendar import FESTIVALS, MAX_YEAR, MIN_YEAR, day_of, leap_month, lunar_day, workdays_announced
from bot.announcements.model import Schedule
from bot.announcements.problems import Problem
from bot.announcements.schedule_cron import cron_problems, cron_times, is_working_week
from bot.announcements.schedule_forms import epoch_of, moment_of, quoted, time_of, wall_of, zone_of
from bot.knowledge.festivals import MAX_DAYS

MAX_YEARS: Final = 10
"""Ahead: a later date is a slip of the keyboard."""

FORESEEN: Final = 5
"""Coming times that warnings look at: as many as a preview shows."""

LUNAR_FORESEEN: Final = 10
"""Lunar years that warnings look at."""

_SEARCHED_YEARS: Final = 60
"""In which a lunar date comes, whichever it is: that is how long the cycle of the years is."""


def problems(schedule: Schedule, now: float) -> list[Problem]:
    """Everything that is wrong with a schedule; nothing is raised, whatever stands in it.

    Args:
        schedule: as an operator gives it.
        now: seconds since the epoch; what is `at` a time must be later.
    """
    found = [] if zone_of(schedule.zone) else [Problem("zone-unknown", {"zone": quoted(schedule.zone)})]
    match schedule.when:
        case "now":
            pass
        case "at":
            found += _at_problems(schedule, now)
        case "cron":
            found += cron_problems(schedule.cron)
        case "before":
            found += [*_before_problems(schedule), *_time_problems(schedule)]
        case "lunar":
            found += [*_lunar_problems(schedule), *_time_problems(schedule)]
    return found


def next_due(schedule: Schedule, after: float) -> float | None:
    """When a schedule is due next.

    Args:
        schedule: one that isn't sound is never due. One for `now` neither: whoever plans it sets its time.
        after: seconds since the epoch; the answer is strictly later.
    """
    return next(_dues(schedule, after), None)


def upcoming(schedule: Schedule, after: float, count: int) -> list[float]:
    """The next times of a schedule, at most `count`, in order, each strictly later than `after` and the one before."""
    return list(islice(_dues(schedule, after), count))


def warnings(schedule: Schedule, now: float) -> list[Problem]:
    """What an operator should know of a sound schedule: days off not announced, years without it, leap months."""
    if problems(schedule, now):
        return []
    match schedule.when:
        case "cron":
            return [Problem("working-week")] if is_working_week(schedule.cron) else []
        case "before":
            return _days_off_warnings(schedule, now)
        case "lunar":
            return _lunar_warnings(schedule, now)
        case _:
            return []


def _at_problems(schedule: Schedule, now: float) -> list[Problem]:
    wall, zone = moment_of(schedule.at), zone_of(schedule.zone)
    if wall is None:
        return [Problem("at-form", {"at": quoted(schedule.at)})]
    here = wall_of(now, zone) if zone else None
    if here is None:  # without a zone, which is reported, nobody can say whether it has passed
        return []
    values = {"at": f"{wall:%Y-%m-%d %H:%M}", "now": f"{here:%Y-%m-%d %H:%M}", "zone": schedule.zone}
    if wall.year > here.year + MAX_YEARS:
        return [Problem("at-far", {"at": values["at"], "years": MAX_YEARS})]
    return [Problem("at-past", values)] if next_due(schedule, now) is None else []


def _before_problems(schedule: Schedule) -> list[Problem]:
    found = []
    if schedule.festival not in FESTIVALS:
        known = ", ".join(FESTIVALS)
        found.append(Problem("festival-unknown", {"festival": quoted(schedule.festival), "known": known}))
    if not 0 <= schedule.days <= MAX_DAYS:
        found.append(Problem("days-range", {"days": quoted(str(schedule.days)), "most": MAX_DAYS}))
    return found


def _lunar_problems(schedule: Schedule) -> list[Problem]:
    found = []
    if not 1 <= schedule.month <= 12:
        found.append(Problem("lunar-month", {"month": quoted(str(schedule.month))}))
    if not 1 <= schedule.day <= 30:
        found.append(Problem("lunar-day", {"day": quoted(str(schedule.day))}))
    return found


def _time_problems(schedule: Schedule) -> list[Problem]:
    return [] if time_of(schedule.time) else [Problem("time-form", {"time": quoted(schedule.time)})]


def _days_off_warnings(schedule: Schedule, now: float) -> list[Problem]:
    """The days off around a festival are announced a year at a time; the festival's own day is certain."""
    if not FESTIVALS[schedule.festival].statutory:
        return []
    zone = zone_of(schedule.zone)
    walls = [wall_of(due, zone) for due in upcoming(schedule, now, FORESEEN) if zone]
    years = sorted({(wall + timedelta(days=schedule.days)).year for wall in walls if wall})
    unknown = [year for year in years if not workdays_announced(year)]
    return [Problem("days-off-unknown", {"years": _spans(unknown)})] if unknown else []


def _lunar_warnings(schedule: Schedule, now: float) -> list[Problem]:
    zone = zone_of(schedule.zone)
    here = wall_of(now, zone) if zone else None
    if here is None:
        return []
    date = {"month": schedule.month, "day": schedule.day}
    years = [
        year
        for year in range(here.year - 1, min(here.year + LUNAR_FORESEEN, MAX_YEAR + 1))
        if (day := lunar_day(year, schedule.month, min(schedule.day, 29))) and day >= here.date()
    ]
    found = []
    if missing := [year for year in years if lunar_day(year, schedule.month, schedule.day) is None]:
        found.append(Problem("lunar-missing", {**date, "years": _spans(missing)}))
        if schedule.month == 12:  # who says 腊月三十 means the year's last evening
            found.append(Problem("lunar-eve"))
    if doubled := [year for year in years if leap_month(year) == schedule.month]:
        found.append(Problem("lunar-leap", {**date, "years": _spans(doubled)}))
    return found


def _spans(years: list[int]) -> str:
    """Years in order, neighbours put together: 2027–2029, 2031."""
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][-1] == year - 1:
            spans[-1] = [spans[-1][0], year]
        else:
            spans.append([year])
    return ", ".join("–".join(map(str, span)) for span in spans)


def _dues(schedule: Schedule, after: float) -> Iterator[float]:
    """All times of a schedule after a moment, strictly rising."""
    zone = zone_of(schedule.zone)
    here = wall_of(after, zone) if zone else None
    if not zone or not here:
        return
    last = after
    for wall in _walls(schedule, here):
        try:
            due = epoch_of(wall, zone)
        except OverflowError:  # the year 9999 ends sooner elsewhere
            return
        if due > last:  # not so for a clock's second hour of one name, and for times that one gap has moved together
            yield due
            last = due


def _walls(schedule: Schedule, here: datetime) -> Iterator[datetime]:
    """Times on the wall's clock in order, all that come after `here` among them."""
    match schedule.when:
        case "at" if at := moment_of(schedule.at):
            yield at
        case "cron" if not cron_problems(schedule.cron):
            yield from cron_times(schedule.cron, here)
        case "before" if not _before_problems(schedule):
            yield from _yearly(schedule, here)
        case "lunar" if not _lunar_problems(schedule):
            yield from _yearly(schedule, here)


def _yearly(schedule: Schedule, here: datetime) -> Iterator[datetime]:
    time = time_of(schedule.time)
    if not time:
        return
    # From the year before: a lunar year reaches into the next one.
    for year in range(max(here.year - 1, MIN_YEAR), min(here.year + _SEARCHED_YEARS, MAX_YEAR + 1)):
        if schedule.when == "lunar":
            day = lunar_day(year, schedule.month, schedule.day)
        else:
            day = day_of(schedule.festival, year)
            day = day and day - timedelta(days=schedule.days)
        if day:
            yield datetime.combine(day, time)
