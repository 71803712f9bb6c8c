"""The groups and channels in which the bot is, with whether they get announcements. Only reads; knows no Telegram."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, bindparam, exists, select

from bot.store.announced import subscriptions
from bot.store.database import Database
from bot.store.tables import chats

_INSIDE: Final = ("creator", "administrator", "member", "restricted")
"""What the bot is in a chat in which it is (Bot API, ChatMember)."""

_SUBSCRIBED: Final = exists().where(
    subscriptions.c.bot == chats.c.bot, subscriptions.c.chat == chats.c.chat, subscriptions.c.subscribed
)
_HOMES: Final = select(chats, _SUBSCRIBED.label("subscribed")).where(
    chats.c.bot == bindparam("of_bot"), chats.c.status.in_(_INSIDE), chats.c.kind != "private"
)
_HOME: Final = _HOMES.where(chats.c.chat == bindparam("of_chat"))
_NEWEST: Final = _HOMES.order_by(chats.c.changed_at.desc(), chats.c.chat).limit(bindparam("count"))


@dataclass(frozen=True, slots=True)
class Home:
    """A group or channel in which the bot is.

    Attributes:
        id: its number.
        kind: group, supergroup or channel.
        title: its name.
        forum: whether it has topics.
        writable: whether the bot may send messages there, as far as is known.
        subscribed: whether it receives announcements.
    """

    id: int
    kind: str
    title: str
    forum: bool = False
    writable: bool = True
    subscribed: bool = False


async def home(database: Database, bot: int, chat: int) -> Home | None:
    """A group or channel; None unless the bot is there."""
    found = await database.rows(_HOME, {"of_bot": bot, "of_chat": chat})
    return _home(found[0]) if found else None


async def homes(database: Database, bot: int, count: int) -> list[Home]:
    """At most so many groups and channels, those first in which the bot's place changed last."""
    return [_home(row) for row in await database.rows(_NEWEST, {"of_bot": bot, "count": count})]


def may_write(kind: str, status: str, rights: Mapping[str, bool]) -> bool:
    """Whether the bot may send messages to a chat in which it is, by what is known of it there."""
    if kind == "channel":
        return rights.get("can_post_messages", True)
    return status != "restricted" or rights.get("can_send_messages", False)


def _home(row: Row[Any]) -> Home:
    writable = may_write(row.kind, row.status, json.loads(row.rights))
    return Home(row.chat, row.kind, row.title, row.forum, writable, row.subscribed)
