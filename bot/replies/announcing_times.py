"""The steps in which an operator says when an announcement goes out; see `announcing`. Pure."""

from collections.abc import Sequence
from typing import Final

from bot.replies.announcing import Frame
from bot.replies.buttons import rows
from bot.replies.model import Reply

CLOCK: Final = ("07:00", "08:00", "09:00", "12:00", "18:00", "20:00")
DAYS: Final = (0, 1, 2, 3, 5, 7, 14)
"""What is offered; anything else may be typed."""


def time_reply(frame: Frame) -> Reply:
    """When? Once, or again and again."""
    steps = {kind: ("go", kind) for kind in ("now", "at", "daily", "weekday", "festival", "month", "cron")}
    presses = steps | {"now": ("now", ""), "daily": ("daily", "")}
    return frame.reply(rows([frame.named(f"time-{kind}", *press) for kind, press in presses.items()], 2))


def at_reply(frame: Frame) -> Reply:
    """At which moment? The next message says it, unless a button does."""
    soon = [frame.named(f"in-{minutes}", "in", str(minutes)) for minutes in (10, 60)]
    return frame.reply(((*soon, frame.named("tomorrow", "tomorrow")),))


def weekday_reply(frame: Frame) -> Reply:
    """On which day of the week?"""
    days = [(frame.words.text(f"announce.weekday.{day}"), str(day)) for day in range(1, 8)]
    return frame.reply(frame.choices(days, "weekday", 4))


def festival_reply(frame: Frame, festivals: Sequence[str]) -> Reply:
    """Before which festival? By their names in the calendar."""
    named = [(frame.words.text(f"announce.festival.{name}"), name) for name in festivals]
    return frame.reply(frame.choices(named, "festival", 3))


def days_reply(frame: Frame) -> Reply:
    """How many days before?"""
    text = frame.words.text
    offered = [
        (text("announce.button.days-0") if not day else text("announce.button.days", count=day), str(day))
        for day in DAYS
    ]
    return frame.reply(frame.choices(offered, "days", 4))


def month_reply(frame: Frame) -> Reply:
    """In which month of the lunar year?"""
    months = [(frame.words.text(f"announce.lunar-month.{month}"), str(month)) for month in range(1, 13)]
    return frame.reply(frame.choices(months, "month", 4))


def day_reply(frame: Frame) -> Reply:
    """On which day of the lunar month?"""
    days = [(frame.words.text(f"announce.lunar-day.{day}"), str(day)) for day in range(1, 31)]
    return frame.reply(frame.choices(days, "day", 6))


def clock_reply(frame: Frame) -> Reply:
    """At what time of the day?"""
    return frame.reply(frame.choices([(time, time.replace(":", "-")) for time in CLOCK], "clock", 3))
