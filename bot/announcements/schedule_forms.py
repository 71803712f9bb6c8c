"""What a schedule's texts mean: time zones, dates and times of the day, wall clock to epoch. Pure."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.knowledge.files import printable

SHOWN: Final = 40
"""Signs of what somebody wrote that a problem repeats."""

_TIME: Final = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")  # Python from 3.13 on would take 24:00
_AT: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T]{_TIME.pattern}")


def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name; None when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; leads out of the folder; a folder, or too long for a file
        return None


def moment_of(at: str) -> datetime | None:
    """`YYYY-MM-DD HH:MM` (or with a T, as ISO has it) on the wall's clock; None when it isn't one."""
    if not _AT.fullmatch(at.strip()):
        return None
    day, clock = at.strip()[:10], at.strip()[11:]
    try:
        return datetime.fromisoformat(f"{day}T{clock.zfill(5)}")
    except ValueError:  # no such day
        return None


def time_of(text: str) -> time | None:
    """`HH:MM` of a day of 24 hours, `9:00` included; None when it isn't one."""
    return time.fromisoformat(text.strip().zfill(5)) if _TIME.fullmatch(text.strip()) else None


def epoch_of(wall: datetime, zone: ZoneInfo) -> float:
    """The moment at which a zone's clocks show a time first; the first minute after a gap for one that they skip.

    Raises:
        OverflowError: outside of the years that can be counted.
    """
    while (moment := wall.replace(tzinfo=zone).astimezone(UTC)).astimezone(zone).replace(tzinfo=None) != wall:
        wall += timedelta(minutes=1)
    return moment.timestamp()


def wall_of(moment: float, zone: ZoneInfo) -> datetime | None:
    """What a zone's clocks show, without the zone; None outside of the years that can be counted."""
    try:
        return datetime.fromtimestamp(moment, zone).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def quoted(text: str) -> str:
    """What somebody wrote, as a problem repeats it: in one line, and not at length."""
    return printable(text if len(text) <= SHOWN else text[:SHOWN] + "…")
