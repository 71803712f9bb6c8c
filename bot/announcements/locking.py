"""One operator at a time: a transaction that locks an announcement, and what several of those need. Only SQL."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, bindparam, null, select, tuple_, update

from bot.announcements import plans
from bot.announcements.model import Announcement
from bot.announcements.plans import fixed
from bot.announcements.problems import Problem
from bot.store.announced import (
    CANCELLED,
    CLAIMED,
    DROPPED,
    HELD,
    PENDING,
    announcements,
    deliveries,
    occurrences,
)
from bot.store.database import Database

Changed: TypeAlias = Announcement | Problem
"""The announcement as it is now, or why nothing has changed."""

CHUNK: Final = 1_000
"""Deliveries that one transaction drops, so that nobody who writes waits for long."""

_WAITING: Final = (
    select(deliveries.c.occurrence, deliveries.c.chat)
    .join(occurrences, occurrences.c.id == deliveries.c.occurrence)
    .where(
        occurrences.c.bot == bindparam("of_bot"),
        occurrences.c.announcement == bindparam("of_id"),
        occurrences.c.state == fixed(CANCELLED),
        deliveries.c.state.in_([fixed(PENDING), fixed(CLAIMED)]),
    )
    .limit(CHUNK)
)
_DROP: Final = (
    update(deliveries)
    .where(
        tuple_(deliveries.c.occurrence, deliveries.c.chat).in_(_WAITING),
        deliveries.c.state.in_([fixed(PENDING), fixed(CLAIMED)]),
    )
    .values(state=fixed(DROPPED), owner=null(), lease=null(), at=bindparam("at"))
)


def is_open() -> ColumnElement[bool]:
    """Whether something of an occurrence is still to come; word for word as the index has it."""
    return occurrences.c.state <= fixed(HELD)


async def act(
    database: Database, bot: int, announcement: int, do: Callable[[Connection, Announcement], Problem | None]
) -> Changed:
    """Change an announcement while nobody else does.

    Args:
        database: where.
        bot: whose it is.
        announcement: its id.
        do: changes it, or says why not and changes nothing.
    """

    def work(connection: Connection) -> Changed:
        found = plans.locked(connection, bot, announcement)
        missing = Problem("no-announcement", {"announcement": announcement})
        if found is None:
            return missing
        return do(connection, found) or plans.locked(connection, bot, announcement) or missing

    return await database.transact(work)


def reopen(connection: Connection, found: Announcement, now: float) -> None:
    """Something of an announcement is under way again: when that ends, it is done again."""
    done = update(announcements).where(announcements.c.id == found.id, announcements.c.state == fixed("done"))
    connection.execute(done.values(state=fixed("active"), changed_at=now))


async def drop_cancelled(database: Database, bot: int, announcement: int, now: float) -> None:
    """Drop what still waits of the occurrences that were called off; nobody claims it meanwhile."""
    if not 0 < announcement <= plans.LARGEST_ID:
        return
    parameters: dict[str, Any] = {"of_bot": bot, "of_id": announcement, "at": now}

    def work(connection: Connection) -> int:
        return connection.execute(_DROP, parameters).rowcount

    while await database.transact(work) == CHUNK:
        pass
