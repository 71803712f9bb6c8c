"""A template's own schedule, and its text as it goes out at a time. Pure."""

from datetime import date

from bot.announcements.calendar import day_of
from bot.announcements.model import Schedule
from bot.announcements.schedule_forms import wall_of, zone_of
from bot.knowledge.blanks import filled
from bot.knowledge.model import Template
from bot.replies.words import Words


def schedule_of(template: Template, zone: str) -> Schedule | None:
    """When a template is sent unless the operator says otherwise; None when it has no schedule of its own.

    Args:
        template: it may hold a cron expression that isn't sound: whoever plans asks `schedule.problems`.
        zone: an IANA time zone, since a template names none.
    """
    every = template.every
    if every is None:
        return None
    if every.at:
        return Schedule("at", zone, at=every.at)
    if every.cron:
        return Schedule("cron", zone, cron=every.cron)
    return Schedule("before", zone, festival=every.before, days=every.days, time=every.time)


def text_of(template: Template, due: float, zone: str, words: Words) -> str:
    """The editor's own words as they go out, the places in them filled.

    Args:
        template: of the festival that it comes before, the next day counts, whenever it is sent.
        due: when it goes out, in seconds since the epoch; zone: whose day that is then.
        words: the language of dates and names.

    Returns:
        The text; a place that can't be filled stays as it stands.
    """
    known = zone_of(zone)
    wall = wall_of(due, known) if known else None
    if wall is None:
        return template.text
    festival = template.every.before if template.every else ""
    if not festival:
        return filled(template.text, {"date": _date(wall.date(), words)})
    day = _next(festival, wall.date())
    values = {"date": _date(day, words), "festival": words.text(f"announce.festival.{festival}")}
    return filled(template.text, {**values, "days": str((day - wall.date()).days)})


def _next(festival: str, today: date) -> date:
    """The next day of a festival, today's included."""
    # A lunar year reaches into the next one: last year's 腊八 may be ahead still.
    days = (day_of(festival, year) for year in range(today.year - 1, today.year + 2))
    return next((day for day in days if day and day >= today), today)


def _date(day: date, words: Words) -> str:
    return words.text("date.day", year=day.year, month=words.text(f"month.{day.month}"), day=day.day)
