"""What is remembered of a chat for a while, by key: reads and writes the table `notes`."""

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, exists, select, update

from bot.store.database import Database
from bot.store.tables import notes
from bot.store.text import as_json
from bot.store.writer import Write

_OF_CHAT: Final = and_(notes.c.bot == bindparam("of_bot"), notes.c.chat == bindparam("of_chat"))
_LOAD: Final = select(notes.c.key, notes.c.value).where(
    _OF_CHAT, notes.c.key.in_(bindparam("keys", expanding=True)), notes.c.until > bindparam("now")
)
_DROP: Final = delete(notes).where(_OF_CHAT, notes.c.key == bindparam("of_key"))
_DROP_ALL: Final = delete(notes).where(_OF_CHAT)

_there = notes.alias("there")
_TAKEN: Final = exists().where(
    _there.c.bot == bindparam("of_bot"), _there.c.chat == bindparam("new"), _there.c.key == notes.c.key
)
_MOVE: Final = update(notes).where(_OF_CHAT, ~_TAKEN).values(chat=bindparam("new"))


async def load(database: Database, bot: int, chat: int, keys: Sequence[str], now: float) -> dict[str, Any]:
    """The values of those keys that are known and not out of date, in one look."""
    if not keys:
        return {}
    asked = {"of_bot": bot, "of_chat": chat, "keys": list(keys), "now": now}
    return {row.key: json.loads(row.value) for row in await database.rows(_LOAD, asked)}


def put(  # noqa: PLR0913 - each of them is a column
    database: Database, bot: int, chat: int, key: str, value: Any, *, until: float, person: str | None = None
) -> Write:
    """Remember a value.

    Args:
        database: where it will be written.
        bot: whose note it is.
        chat: of which chat; 0 is for what is of none.
        key: up to 200 characters.
        value: what JSON can say; any text in it comes back as it was.
        until: when it is out of date, in seconds since the epoch.
        person: who it is about, as the keyring hashes them, so that they can have it forgotten.
    """
    row = {"bot": bot, "chat": chat, "key": key, "value": as_json(value), "person": person, "until": until}
    return Write(database.upsert(notes), row)


def drop(bot: int, chat: int, key: str) -> Write:
    """Forget a value."""
    return Write(_DROP, {"of_bot": bot, "of_chat": chat, "of_key": key})


def move(bot: int, old: int, new: int) -> tuple[Write, ...]:
    """A group became a supergroup: its notes go along; where the new id has one of a key already, that one stays."""
    if old == new:
        return ()
    row = {"of_bot": bot, "of_chat": old}
    return Write(_MOVE, {**row, "new": new}), Write(_DROP_ALL, row)
