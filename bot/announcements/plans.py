"""Announcements and their occurrences as values: reads and writes the rows of `announcements` and `occurrences`.

What may change them, and when, is `control`'s and the ledger's business.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, Connection, Row, bindparam, literal_column, select

from bot.announcements.faults import reason_of
from bot.announcements.model import Announcement, Message, Occurrence, Plan, State
from bot.store.announced import announcements, occurrences
from bot.store.database import Database
from bot.store.text import as_json

log = structlog.get_logger("bot.announcements")

LARGEST_ID: Final = 2**31 - 1
"""Of an announcement or an occurrence, on PostgreSQL."""

_OF_BOT: Final = announcements.c.bot == bindparam("of_bot")
_ONE: Final = select(announcements).where(_OF_BOT, announcements.c.id == bindparam("of_id"))
_LOCKED: Final = _ONE.with_for_update(key_share=True)
"""Of two operators who act at once, one waits for the other; SQLite's transactions wait anyway."""
_EVERY: Final = select(announcements).where(_OF_BOT).order_by(announcements.c.id.desc())
_OCCURRENCES: Final = (
    select(occurrences)
    .where(occurrences.c.bot == bindparam("of_bot"), occurrences.c.announcement == bindparam("of_id"))
    .order_by(occurrences.c.due.desc(), occurrences.c.id.desc())
)


def fixed(value: int | str) -> ColumnElement[Any]:
    """A state as a literal of the statement: PostgreSQL plans a bound one without the partial index."""
    return literal_column(str(value) if isinstance(value, int) else f"'{value}'")


def announcement_of(row: Row[Any]) -> Announcement:
    """A row of `announcements`.

    Raises:
        Exception: it can't be read, since a newer version of the bot wrote it, or somebody's hand.
    """
    return Announcement(
        row.id,
        Plan.of_json(json.loads(row.plan)),
        row.state,
        row.planned_by,
        row.approved_by,
        row.next_at,
        tuple((str(person), int(message)) for person, message in json.loads(row.cards)),
        row.created_at,
    )


def readable(rows: Iterable[Row[Any]]) -> list[Announcement]:
    """Rows of `announcements`, without those that can't be read: one of them hides no other."""
    found: list[Announcement] = []
    for row in rows:
        try:
            found.append(announcement_of(row))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it
            log.error("announcement unreadable", announcement=row.id, reason=reason_of(error))  # noqa: TRY400 - no words
    return found


def occurrence_of(row: Row[Any]) -> Occurrence:
    """A row of `occurrences`; a message that can't be read is none."""
    return Occurrence(
        row.id,
        row.announcement,
        row.kind,
        row.due,
        row.of,
        row.state,
        _message_of(row),
        row.pair,
        row.reason,
        row.started_at,
        row.ended_at,
    )


async def get(database: Database, bot: int, announcement: int) -> Announcement | None:
    """One announcement; None when the bot has none of that id, or can't read it."""
    if not 0 < announcement <= LARGEST_ID:
        return None
    rows = await database.rows(_ONE, {"of_bot": bot, "of_id": announcement})
    return next(iter(readable(rows)), None)


async def every(database: Database, bot: int) -> list[Announcement]:
    """All that can be read, the newest first."""
    return readable(await database.rows(_EVERY, {"of_bot": bot}))


async def occurrences_of(database: Database, bot: int, announcement: int) -> list[Occurrence]:
    """Those of one announcement, the newest first."""
    rows = await database.rows(_OCCURRENCES, {"of_bot": bot, "of_id": announcement})
    return [occurrence_of(row) for row in rows]


def locked(connection: Connection, bot: int, announcement: int) -> Announcement | None:
    """One announcement, which nobody else changes until the transaction ends."""
    if not 0 < announcement <= LARGEST_ID:
        return None
    return next(iter(readable(connection.execute(_LOCKED, {"of_bot": bot, "of_id": announcement}))), None)


def runs(connection: Connection, bot: int, announcement: int) -> Sequence[Occurrence]:
    """The occurrences of one announcement within a transaction, the newest first."""
    found = connection.execute(_OCCURRENCES, {"of_bot": bot, "of_id": announcement})
    return [occurrence_of(row) for row in found]


def insert(  # noqa: PLR0913 - each of them is a column
    connection: Connection, bot: int, plan: Plan, state: State, *, by: str | None, next_at: float | None, now: float
) -> int:
    """Write a plan down.

    Returns:
        The new announcement's id.
    """
    row = {
        "bot": bot,
        "plan": as_json(plan.as_json()),
        "state": state,
        "planned_by": by,
        "next_at": next_at,
        "created_at": now,
        "changed_at": now,
    }
    return int(connection.execute(announcements.insert().values(row).returning(announcements.c.id)).scalar_one())


def _message_of(row: Row[Any]) -> Message | None:
    try:
        return Message.of_json(json.loads(row.message)) if row.message else None
    except Exception:  # noqa: BLE001 - whatever is wrong with it; who was to send it says so
        return None
