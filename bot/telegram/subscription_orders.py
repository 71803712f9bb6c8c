"""What a message orders about a chat's announcements, and the hours and time zones that people type. Pure."""

import re
from dataclasses import dataclass
from typing import Final, cast, get_args
from zoneinfo import ZoneInfo

from telegram import Message, User
from telegram.constants import ChatType

from bot.replies.subscription_ids import Setting
from bot.replies.subscriptions import Command
from bot.telegram.questions import GROUPS
from bot.telegram.said import Said, said_in

COMMANDS: Final = frozenset(get_args(Command))

LINK: Final = "settings_"
"""Begins what `/start` is given by an address that opens a chat's settings in private; the chat's id follows."""

_LINKED: Final = re.compile(rf"{LINK}(-[1-9]\d{{0,15}})", re.ASCII)
_NAMED: Final = re.compile(r"(-[1-9]\d{0,15})(?!\S)\s*", re.ASCII)

_TIME: Final = r"(\d{1,2})(?:[:：](\d{2}))?"
_HOURS: Final = re.compile(rf"{_TIME}\s*[-–—~～至到]\s*{_TIME}", re.ASCII)
_ZONE: Final = re.compile(r"[A-Za-z][\w+-]{1,30}(/[A-Za-z][\w+-]{1,30}){0,2}", re.ASCII)

HOUR: Final = 60
DAY: Final = 24 * HOUR
"""In minutes."""


@dataclass(frozen=True, slots=True)
class Order:
    """A command about announcements.

    Attributes:
        chat: the group's or channel's id; None when a private message names none.
        text: what else was typed.
    """

    command: Command
    chat: int | None
    text: str = ""


def order_in(message: Message, me: User) -> Order | None:
    """What a new message orders; None when it is another's business.

    Nobody orders by passing a message on, through a bot, or as a bot. A group's own members mean that group.
    """
    if message.forward_origin or message.via_bot or message.is_automatic_forward or _is_of_bot(message):
        return None
    said = said_in(message, me)
    if said.bot is False or said.command is None:
        return None
    command = cast("Command", said.command) if said.command in COMMANDS else None
    if message.chat.type in {*GROUPS, ChatType.CHANNEL}:
        return Order(command, message.chat.id, said.rest) if command else None
    return _in_private(command, said) if message.chat.type == ChatType.PRIVATE else None


def _in_private(command: Command | None, said: Said) -> Order | None:
    """In private a chat is named by its number, or by the address that a card in it showed."""
    linked = _LINKED.fullmatch(said.rest) if said.command == "start" else None
    if linked:
        return Order("settings", int(linked[1]))
    if command is None:
        return None
    named = _NAMED.match(said.rest)
    return Order(command, int(named[1]), said.rest[named.end() :]) if named else Order(command, None, said.rest)


def _is_of_bot(message: Message) -> bool:
    """Telegram has bots stand in for admins who hide their names, and for channels; those speak for a chat."""
    return message.sender_chat is None and (message.from_user is None or message.from_user.is_bot)


def setting_of(order: Order, chat: int) -> Setting | None:
    """The change that an order asks for; None when what was typed says nothing."""
    if order.command != "settings":
        return Setting(chat, order.command)
    if not order.text:
        return Setting(chat, "open")
    hours = quiet_hours(order.text)
    if hours:
        return Setting(chat, "quiet", shown_hours(hours))
    return Setting(chat, "zone", order.text) if is_zone(order.text) else None


def quiet_hours(text: str) -> tuple[int, int] | None:
    """Minutes of the day from `22:30-07:00`, `22-7` and the like; None for anything else, and for no hours at all."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    hours = [int(found[1]) * HOUR + int(found[2] or 0), int(found[3]) * HOUR + int(found[4] or 0)]
    if any(int(minutes or 0) >= HOUR for minutes in (found[2], found[4])) or max(hours) > DAY:
        return None
    start, end = (minute % DAY for minute in hours)
    return (start, end) if start != end else None


def shown_hours(hours: tuple[int, int]) -> str:
    """The way back: `22:30-07:00`."""
    return "-".join(f"{minute // HOUR:02}:{minute % HOUR:02}" for minute in hours)


def is_zone(text: str) -> bool:
    """Whether a text is the name of an IANA time zone."""
    if not _ZONE.fullmatch(text):
        return False
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return False
    return True
