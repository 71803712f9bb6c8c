"""The arguments of `announce` and `announcements`. Imports nothing but argparse: every command pays for it."""

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

PUNCTUAL: Final = 60
"""Seconds that `--grace miss` allows: whoever is woken for a time needs a moment."""

ACTIONS: Final = ("pause", "resume", "cancel", "retry", "settle", "edit", "recall")

_TOPIC: Final = re.compile(r"-\d+:\d+", re.ASCII)
_LUNAR: Final = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_SECONDS: Final = re.compile(r"-?\d{1,12}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,30}", re.ASCII)

Call = Callable[[argparse.Namespace], int]


def add_announce(commands: Any, call: Call) -> None:
    """Add `announce` to the commands.

    Args:
        commands: as `add_subparsers` gives them.
        call: what runs it.
    """
    announce = commands.add_parser("announce", help="plans an announcement to groups and channels", allow_abbrev=False)
    content = announce.add_mutually_exclusive_group(required=True)
    content.add_argument("--text", metavar="T", help="these words, as they stand")
    content.add_argument("--pair", metavar="ID", help="a pair of the knowledge: question, excerpt, source")
    content.add_argument("--template", metavar="NAME", help="one of the templates in announcements.yaml")
    announce.add_argument(
        "--to",
        nargs="+",
        action="extend",
        required=True,
        metavar="WHOM",
        help="all (every subscribed chat), categories, or ids of chats like -1001234567890, with :TOPIC if wanted",
    )
    announce.add_argument(
        "--category",
        metavar="NAME",
        help="of what kind it is, with --to all and chats, which get it whatever they declined; news unless given",
    )
    _add_times(announce)
    _add_manners(announce)
    announce.add_argument("--yes", action="store_true", help="don't ask after the preview")
    announce.add_argument("--json", action="store_true", help="print a line of JSON")
    announce.set_defaults(call=call, misuse=announce.error)


def add_announcements(commands: Any, call: Call) -> None:
    """Add `announcements` to the commands; the arguments are those of `add_announce`."""
    announcements = commands.add_parser(
        "announcements", help="announcements: planned, under way and done", allow_abbrev=False
    )
    announcements.add_argument("id", nargs="?", type=_id, metavar="ID", help="one of them; all unless given")
    announcements.add_argument("action", nargs="?", choices=ACTIONS, metavar="ACTION", help=" | ".join(ACTIONS))
    how = announcements.add_mutually_exclusive_group()
    how.add_argument("--resend", action="store_true", help="settle: send again what may not have arrived")
    how.add_argument("--drop", action="store_true", help="settle: leave it at that")
    announcements.add_argument("--text", metavar="T", help="edit: the words that take the place of what was sent")
    announcements.add_argument("--json", action="store_true", help="print JSON")
    announcements.set_defaults(call=call, misuse=announcements.error)


def readable(arguments: Sequence[str]) -> list[str]:
    """Arguments as argparse can read them: it takes `-1001234567890:7`, a chat with a topic, for an option."""
    return [f" {argument}" if _TOPIC.fullmatch(argument) else argument for argument in arguments]


def _add_times(announce: argparse.ArgumentParser) -> None:
    when = announce.add_mutually_exclusive_group()
    when.add_argument("--now", action="store_true", help="at once")
    when.add_argument("--at", metavar='"YYYY-MM-DD HH:MM"', help="once")
    when.add_argument("--cron", metavar='"M H D M W"', help="again and again, by five fields of cron")
    when.add_argument("--before", metavar="FESTIVAL", help="each year before a festival: spring-festival, mid-autumn …")
    when.add_argument("--lunar", type=_lunar, metavar="MONTH-DAY", help="each year on a date of the lunar calendar")
    announce.add_argument("--days", type=_days, metavar="N", help="so many days before the festival; 0 unless given")
    announce.add_argument("--time", metavar="HH:MM", help="with --before and --lunar; 09:00 unless given")
    announce.add_argument("--zone", metavar="ZONE", help="of all times, like Asia/Shanghai; YUANWEN_ZONE unless given")


def _add_manners(announce: argparse.ArgumentParser) -> None:
    announce.add_argument("--silent", action="store_true", help="without a sound")
    announce.add_argument("--pin", action="store_true", help="at the top of the chat, where the bot may pin")
    announce.add_argument("--preview-links", action="store_true", help="show what a link in it leads to")
    announce.add_argument(
        "--grace", type=_grace, metavar="SECONDS|miss", help="how late it may be sent; an hour unless given"
    )
    announce.add_argument(
        "--unknown",
        choices=("ask", "resend"),
        default="ask",
        help="what to do where nobody knows whether it arrived: ask an operator, or send it again",
    )


def _id(text: str) -> int:
    if not _NUMBER.fullmatch(text.strip()):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no announcement's number, like 7")
    return int(text)


def _days(text: str) -> int:
    if not _SECONDS.fullmatch(text.strip()):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no number of days, like 3")
    return int(text)


def _grace(text: str) -> int:
    if text.strip() == "miss":
        return PUNCTUAL
    if not _SECONDS.fullmatch(text.strip()):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is neither a number of seconds nor the word miss")
    return int(text)


def _lunar(text: str) -> tuple[int, int]:
    found = _LUNAR.fullmatch(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no lunar date: write 8-15 for the 15th of the 8th month")
    return int(found[1]), int(found[2])
