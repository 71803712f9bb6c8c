"""A schedule and its times in words, for chat and shell alike. Pure."""

from bot.announcements.calendar import FESTIVALS, is_workday
from bot.announcements.model import Schedule
from bot.announcements.schedule_cron import WORKING_WEEK, regular
from bot.announcements.schedule_forms import wall_of, zone_of
from bot.knowledge.files import printable
from bot.replies.words import Words


def schedule_words(schedule: Schedule, words: Words) -> str:
    """A schedule as people say it: 每年春节前 3 天 09:00（Asia/Shanghai）."""
    if schedule.when == "now":
        return words.text("announce.when.now")
    return words.text("announce.when.in-zone", when=_when(schedule, words), zone=schedule.zone)


def due_words(due: float, zone: str, words: Words) -> str:
    """A time with its weekday, and whether people work against the rule then: 2026-02-14 周六 09:00（调休上班）.

    Args:
        due: seconds since the epoch.
        zone: that of a sound schedule.
        words: the language.
    """
    known = zone_of(zone)
    wall = wall_of(due, known) if known else None
    if wall is None:
        return "–"
    weekday = wall.isoweekday()
    named = words.text(f"announce.weekday.{weekday}")
    line = words.text("announce.when.due", date=f"{wall:%Y-%m-%d}", weekday=named, time=f"{wall:%H:%M}")
    works = is_workday(wall.date())
    if works is None or works == (weekday in WORKING_WEEK):
        return line
    return words.text("announce.when.due-works" if works else "announce.when.due-off", due=line)


def _when(schedule: Schedule, words: Words) -> str:
    match schedule.when:
        case "cron":
            return _cron(schedule.cron, words)
        case "before":
            festival = schedule.festival
            festival = words.text(f"announce.festival.{festival}") if festival in FESTIVALS else printable(festival)
            key = "announce.when.before" if schedule.days else "announce.when.on"
            key = "announce.when.one-before" if schedule.days == 1 else key
            return words.text(key, festival=festival, days=schedule.days, time=schedule.time)
        case "lunar":
            month = words.text(f"announce.lunar-month.{schedule.month}")
            day = words.text(f"announce.lunar-day.{schedule.day}")
            return words.text("announce.when.lunar", month=month, day=day, time=schedule.time)
        case _:
            return schedule.at


def _cron(cron: str, words: Words) -> str:
    plain = regular(cron)
    if plain is None:
        return words.text("announce.when.cron", cron=printable(cron))
    if plain.day:
        return words.text("announce.when.monthly", day=plain.day, time=plain.time)
    if not plain.weekdays:
        return words.text("announce.when.daily", time=plain.time)
    named = [words.text(f"announce.weekday.{weekday}") for weekday in plain.weekdays]
    return words.text("announce.when.weekly", weekdays=words.text("list.separator").join(named), time=plain.time)
