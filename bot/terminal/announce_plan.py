"""The arguments of `announce` as a plan. Pure; what is wrong with the plan itself is found by `planning`."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.announcements.model import GRACE_SECONDS, Audience, Content, Message, Plan, Schedule
from bot.announcements.schedule_templates import schedule_of
from bot.knowledge.model import Knowledge

_CHAT: Final = re.compile(r"(-?[1-9]\d{0,17})(?::([1-9]\d{0,9}))?", re.ASCII)
_NEWS: Final = "news"


class Misuse(ValueError):  # noqa: N818 - the caller's mistake, and no error of the program
    """Arguments that don't go together, in a sentence."""


def plan_of(arguments: argparse.Namespace, knowledge: Knowledge, zone: str) -> Plan:
    """What is to be planned.

    Args:
        arguments: of the command.
        knowledge: whose templates have schedules and categories of their own.
        zone: of times, unless the arguments say otherwise.

    Raises:
        Misuse: they don't go together.
    """
    template = knowledge.templates.get(arguments.template or "")
    category = arguments.category or (template.category if template else _NEWS)
    own = schedule_of(template, arguments.zone or zone) if template else None
    return Plan(
        _content(arguments),
        _audience(arguments.to, category, is_named=arguments.category is not None),
        _schedule(arguments, zone, own),
        silent=arguments.silent,
        pin=arguments.pin,
        grace=GRACE_SECONDS if arguments.grace is None else arguments.grace,
        uncertain=arguments.unknown,
        template=arguments.template or "",
    )


def _content(arguments: argparse.Namespace) -> Content:
    if arguments.text is not None:
        return Content("message", message=Message(arguments.text, preview=arguments.preview_links))
    if arguments.preview_links:
        raise Misuse("--preview-links goes with --text: a source's link opens no preview")
    if arguments.pair is not None:
        return Content("pair", arguments.pair)
    return Content("template", arguments.template)


def _audience(whom: Sequence[str], category: str, *, is_named: bool) -> Audience:
    words = [word.strip() for word in whom]
    if words == ["all"]:
        return Audience("all", (category,))
    chats = [found for word in words if (found := _CHAT.fullmatch(word))]
    if len(chats) == len(words):
        chosen = {int(chat[1]): int(chat[2]) if chat[2] else None for chat in chats}
        return Audience("chats", (category,), tuple(chosen.items()))
    if chats or "all" in words:
        raise Misuse("--to takes all, or categories, or chats, but not several of these: plan one announcement each")
    strange = [word for word in words if word.startswith(("@", "-")) or not word]
    if strange:
        raise Misuse(f"--to can't take {strange[0][:40]!r}: a chat is named by its id, like -1001234567890")
    if is_named:
        raise Misuse("--category goes with --to all and with chats: here --to names the categories already")
    return Audience("categories", tuple(dict.fromkeys(words)))


def _schedule(arguments: argparse.Namespace, zone: str, own: Schedule | None) -> Schedule:
    zone = arguments.zone or zone
    if arguments.days is not None and arguments.before is None:
        raise Misuse("--days goes with --before: it counts the days before a festival")
    if arguments.time is not None and arguments.before is None and arguments.lunar is None:
        raise Misuse('--time goes with --before and --lunar: give --at "YYYY-MM-DD HH:MM" the time itself')
    time = arguments.time or "09:00"
    if arguments.now:
        return Schedule("now", zone)
    if arguments.at is not None:
        return Schedule("at", zone, at=arguments.at)
    if arguments.cron is not None:
        return Schedule("cron", zone, cron=arguments.cron)
    if arguments.before is not None:
        return Schedule("before", zone, festival=arguments.before, days=arguments.days or 0, time=time)
    if arguments.lunar is not None:
        return Schedule("lunar", zone, month=arguments.lunar[0], day=arguments.lunar[1], time=time)
    if own is None:
        template = arguments.template
        lacking = "no time" if template is None else f"no time, and no template {template[:40]!r} that has its own"
        raise Misuse(f"{lacking}: give one of --now, --at, --cron, --before and --lunar")
    return replace(own, zone=zone)
