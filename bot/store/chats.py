"""The groups and channels that a bot is or was in: reads and writes the table `chats`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, literal, null, select

from bot.store.database import Database
from bot.store.tables import chats
from bot.store.text import as_json, storable
from bot.store.writer import Write

LOST: Final = "lost"
"""The status of a chat that refuses the bot without having said goodbye."""

MOVED: Final = "moved"
"""The status of a group that became a supergroup, its successor."""

_LONGEST_REASON: Final = 200
_LONGEST_WORD: Final = 16
"""Of a kind or a status, as the table has room for; Telegram's own are shorter."""

_KNOWN: Final = select(chats).where(chats.c.bot == bindparam("of_bot")).order_by(chats.c.chat)
_MOVED: Final = select(chats.c.chat, chats.c.successor).where(
    chats.c.bot == bindparam("of_bot"), chats.c.successor.is_not(null())
)
_DROP: Final = delete(chats).where(chats.c.bot == bindparam("of_bot"), chats.c.chat == bindparam("of_chat"))


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat and what the bot may do there.

    Attributes:
        id: its number.
        kind: private, group, supergroup or channel.
        title: its name.
        status: the bot's, in Telegram's words (member, administrator, left, kicked …), or `LOST` or `MOVED`.
        rights: by Telegram's names of them.
        forum: whether it has topics.
        reason: why it is lost, in Telegram's words.
        successor: the supergroup that it became.
    """

    id: int
    kind: str
    title: str
    status: str
    rights: Mapping[str, bool]
    forum: bool = False
    reason: str | None = None
    successor: int | None = None


async def known(database: Database, bot: int) -> list[Chat]:
    """All of them, those that it left, lost or saw move included."""
    return [_chat(row) for row in await database.rows(_KNOWN, {"of_bot": bot})]


async def successors(database: Database, bot: int, groups: Iterable[int]) -> set[int]:
    """The supergroups that some groups have become."""
    moved = {row.chat: row.successor for row in await database.rows(_MOVED, {"of_bot": bot})}
    return {moved[group] for group in groups if group in moved}


def put(database: Database, bot: int, chat: Chat, at: float) -> Write:
    """What is now known of a chat, in place of what was."""
    return Write(database.statement(_put), _row(bot, chat, at))


def meet(database: Database, bot: int, chat: Chat, at: float) -> Write:
    """A chat has shown itself: it is known from now on, and if it was known already, that stays."""
    return Write(database.statement(_meet), _row(bot, chat, at))


def drop(bot: int, chat: int) -> Write:
    """Know nothing of a chat any more."""
    return Write(_DROP, {"of_bot": bot, "of_chat": chat})


def lost(database: Database, bot: int, chat: int, reason: str, at: float) -> Write:
    """A chat refuses the bot; a person's chat with it becomes known by that.

    Args:
        database: where it will be written.
        bot: who is refused.
        chat: its number.
        reason: in Telegram's words.
        at: seconds since the epoch.
    """
    kind = "private" if chat > 0 else "group"
    told = storable(reason)[:_LONGEST_REASON]
    return Write(database.statement(_lose), _row(bot, Chat(chat, kind, "", LOST, {}, reason=told), at))


def move(database: Database, bot: int, old: int, new: int, at: float) -> tuple[Write, ...]:
    """A group became a supergroup: what is known of it goes along, unless more is known of the new id already."""
    if old == new:
        return ()
    copied = Write(database.statement(_copy), {"of_bot": bot, "of_chat": old, "new": new, "at": at})
    return copied, Write(database.statement(_leave), _row(bot, Chat(old, "group", "", MOVED, {}, successor=new), at))


def _meet(database: Database) -> Any:
    return database.insert(chats).on_conflict_do_nothing()


def _put(database: Database) -> Any:
    """A group that has moved on stays so, whatever else is heard of it."""
    return _marking(database, "kind", "title", "status", "rights", "forum", "reason", "changed_at")


def _lose(database: Database) -> Any:
    return _marking(database, "status", "reason", "changed_at")


def _leave(database: Database) -> Any:
    return _marking(database, "status", "successor", "changed_at")


def _marking(database: Database, *columns: str) -> Any:
    """An insert that changes only some columns of a row that is there already."""
    insert = database.insert(chats)
    changed = {name: insert.excluded[name] for name in columns}
    return insert.on_conflict_do_update(index_elements=["bot", "chat"], set_=changed)


def _copy(database: Database) -> Any:
    kept = ("title", "status", "rights", "forum")
    source = select(
        chats.c.bot, bindparam("new"), literal("supergroup"), *(chats.c[name] for name in kept), bindparam("at")
    ).where(chats.c.bot == bindparam("of_bot"), chats.c.chat == bindparam("of_chat"))
    columns = ["bot", "chat", "kind", *kept, "changed_at"]
    return database.insert(chats).from_select(columns, source).on_conflict_do_nothing()


def _row(bot: int, chat: Chat, at: float) -> dict[str, Any]:
    return {
        "bot": bot,
        "chat": chat.id,
        "kind": storable(chat.kind)[:_LONGEST_WORD],
        "title": storable(chat.title),
        "status": storable(chat.status)[:_LONGEST_WORD],
        "rights": as_json(dict(chat.rights)),
        "forum": chat.forum,
        "reason": chat.reason,
        "successor": chat.successor,
        "changed_at": at,
    }


def _chat(row: Row[Any]) -> Chat:
    return Chat(row.chat, row.kind, row.title, row.status, json.loads(row.rights), row.forum, row.reason, row.successor)
