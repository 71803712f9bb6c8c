"""Occurrences whose deliveries have all ended end, and announcements with nothing left to do are done. Only SQL."""

import time
from collections.abc import Callable, Collection
from typing import Final

from sqlalchemy import Connection, bindparam, exists, null, select, update

from bot.announcements.ledger import Time
from bot.announcements.model import Occurrence
from bot.announcements.plans import fixed, occurrence_of
from bot.store.announced import ENDED, UNDER_WAY, announcements, deliveries, occurrences
from bot.store.database import Database

_PUT_OFF: Final = (
    select(deliveries.c.chat)
    .where(
        deliveries.c.bot == bindparam("of_bot"),
        deliveries.c.state == fixed(0),
        deliveries.c.not_before > fixed(0),
        deliveries.c.occurrence == bindparam("of_occurrence"),
    )
    .order_by(deliveries.c.not_before)
    .limit(1)
)
_OPEN: Final = exists().where(deliveries.c.occurrence == occurrences.c.id, deliveries.c.state <= fixed(2))
_OPEN_OCCURRENCE: Final = exists().where(
    occurrences.c.announcement == announcements.c.id, occurrences.c.state <= fixed(2)
)


class Ending:
    """Ends what has come to its end, in transactions of the caller.

    Args:
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(self, database: Database, bot: int, clock: Callable[[], float] = time.time) -> None:
        self._bot = bot
        self._time = Time(database, clock)
        one = (occurrences.c.id == bindparam("of_occurrence"), occurrences.c.state == fixed(UNDER_WAY))
        ended = {"state": fixed(ENDED), "ended_at": self._time.now}
        self._end = update(occurrences).where(*one, ~_OPEN).values(ended).returning(*occurrences.c)
        idle = (announcements.c.state == fixed("active"), announcements.c.next_at.is_(null()), ~_OPEN_OCCURRENCE)
        done = {"state": fixed("done"), "changed_at": self._time.now}
        self._done = update(announcements).where(announcements.c.id == bindparam("of_id"), *idle).values(done)

    def end(self, connection: Connection, idle: Collection[int]) -> list[Occurrence]:
        """Of occurrences of which nothing is in hand and nothing could be claimed, end those that wait for nothing."""
        return [found for one in idle if (found := self._end_one(connection, one))]

    def see_announcement(self, connection: Connection, announcement: int) -> None:
        """An announcement is done if it is never due again and nothing of it is open."""
        connection.execute(self._done, self._time.at(of_id=announcement))

    def _end_one(self, connection: Connection, occurrence: int) -> Occurrence | None:
        which = {"of_occurrence": occurrence}
        if connection.execute(_PUT_OFF, which | {"of_bot": self._bot}).first():
            return None
        row = connection.execute(self._end, self._time.at(**which)).one_or_none()
        if row is None:
            return None
        self.see_announcement(connection, row.announcement)
        return occurrence_of(row)
