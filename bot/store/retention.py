"""How long rows are kept. Touches every table that holds what people did, a few rows at a time."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Delete,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    literal_column,
    select,
    true,
)

from bot.store.announced import announcements, deliveries, occurrences
from bot.store.database import Database
from bot.store.tables import DONE, SET_ASIDE, feedback, missed, notes, pace, updates

DAY: Final = 86_400.0

KEEP_DONE: Final = DAY
"""Telegram offers an update for a day at most (getUpdates); so long a number must be known as handled."""

KEEP_SET_ASIDE: Final = 7 * DAY
"""With its text, for the operator to look into."""

KEEP_MISSED: Final = 30 * DAY
KEEP_FEEDBACK: Final = 365 * DAY
KEEP_PACE: Final = DAY
KEEP_ANNOUNCED: Final = 365 * DAY
"""After the last message of it went out, so that it can be corrected and recalled, and so that nobody wonders."""

CHUNK: Final = 500
"""Rows in one transaction, so that nobody who writes waits for long: some ten milliseconds."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Rows go some seconds after a time of theirs, or of what they belong to, those that a further condition takes in.

    What has no time of its own has None: its condition alone decides.
    """

    table: Table
    time: Column[float] | None
    seconds: float
    condition: ColumnElement[bool] = field(default_factory=true)

    def find(self) -> Select[Any]:
        """A few rows that may go, by primary key."""
        table = self.table
        found = select(*table.primary_key).where(self._old).limit(CHUNK)
        return found if self.time is None else found.order_by(self.time)

    def drop(self) -> Delete:
        """One of them, unless it has been renewed since."""
        keys = (column == bindparam(f"of_{column.name}") for column in self.table.primary_key)
        return delete(self.table).where(*keys, self._old)

    @property
    def _old(self) -> ColumnElement[bool]:
        return self.condition if self.time is None else and_(self.condition, self.time <= bindparam("before"))


def _ended(state: int) -> ColumnElement[bool]:
    """In literals, and with the index's condition word for word, or a plan does without the index."""
    return and_(updates.c.state >= literal_column("2"), updates.c.state == literal_column(str(state)))


_ENDED: Final = select(occurrences.c.id).where(
    occurrences.c.state >= literal_column("3"), occurrences.c.ended_at <= bindparam("before")
)
_RULES: Final = (
    _Rule(notes, notes.c.until, 0.0),
    _Rule(updates, updates.c.ended_at, KEEP_DONE, _ended(DONE)),
    _Rule(updates, updates.c.ended_at, KEEP_SET_ASIDE, _ended(SET_ASIDE)),
    _Rule(missed, missed.c.at, KEEP_MISSED),
    _Rule(feedback, feedback.c.at, KEEP_FEEDBACK),
    _Rule(pace, pace.c.changed_at, KEEP_PACE, pace.c.chat != 0),
    _Rule(deliveries, None, KEEP_ANNOUNCED, deliveries.c.occurrence.in_(_ENDED)),
    _Rule(
        occurrences,
        occurrences.c.ended_at,
        KEEP_ANNOUNCED,
        and_(occurrences.c.state >= literal_column("3"), ~exists().where(deliveries.c.occurrence == occurrences.c.id)),
    ),
    _Rule(
        announcements,
        announcements.c.changed_at,
        KEEP_ANNOUNCED,
        and_(
            announcements.c.state.in_([literal_column("'done'"), literal_column("'cancelled'")]),
            ~exists().where(occurrences.c.announcement == announcements.c.id),
        ),
    ),
)
_STATEMENTS: Final = tuple((rule.find(), rule.drop(), rule.seconds) for rule in _RULES)


async def tidy(database: Database, now: float) -> int:
    """Drop whatever is past its time, from the journal too.

    Args:
        database: where.
        now: seconds since the epoch.

    Returns:
        How many rows went.
    """
    gone = sum([await _drop_all(database, find, drop, now - seconds) for find, drop, seconds in _STATEMENTS])
    await database.checkpoint()  # whatever went, and what others have deleted since the last time
    return gone


async def _drop_all(database: Database, find: Select[Any], drop: Delete, before: float) -> int:
    gone = 0
    while True:
        found = await database.rows(find, {"before": before})
        keys = [f"of_{column.name}" for column in find.selected_columns]
        rows = [dict(zip(keys, row, strict=True)) | {"before": before} for row in found]
        if rows:
            await database.transact(partial(_drop_some, drop, rows))
        gone += len(rows)
        if len(rows) < CHUNK:
            return gone


def _drop_some(drop: Delete, rows: list[dict[str, Any]], connection: Connection) -> None:
    connection.execute(drop, rows)
