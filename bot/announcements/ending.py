"""Occurrences whose deliveries have all ended end, and announcements with nothing left to do are done. Only SQL."""

import time
from collections.abc import Callable, Collection
from typing import Final

from sqlalchemy import Connection, bindparam, case, exists, null, select, update

from bot.announcements.faults import UNREADABLE
from bot.announcements.ledger import Time
from bot.announcements.model import Occurrence
from bot.announcements.plans import fixed, occurrence_of
from bot.store.announced import DROPPED, ENDED, HELD, IMPOSSIBLE, UNDER_WAY, announcements, deliveries, occurrences
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
_WAITING: Final = exists().where(deliveries.c.occurrence == occurrences.c.id, deliveries.c.state == fixed(0))
_IS_HELD: Final = exists().where(
    announcements.c.id == occurrences.c.announcement, announcements.c.state == fixed("paused")
)
_REOPEN: Final = (
    update(occurrences)
    .where(occurrences.c.id == bindparam("of_occurrence"), occurrences.c.state == fixed(ENDED), _WAITING)
    .values(state=case((_IS_HELD, fixed(HELD)), else_=fixed(UNDER_WAY)), ended_at=null())
    .returning(occurrences.c.announcement)
)
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
        active = {"state": fixed("active"), "changed_at": self._time.now}
        again = (announcements.c.id == bindparam("of_id"), announcements.c.state == fixed("done"))
        self._active = update(announcements).where(*again).values(active)
        impossible = {"state": fixed(IMPOSSIBLE), "reason": UNREADABLE, "ended_at": self._time.now}
        one_open = (occurrences.c.id == bindparam("of_occurrence"), occurrences.c.state <= fixed(2))
        self._give_up = update(occurrences).where(*one_open).values(impossible).returning(*occurrences.c)
        waiting = (deliveries.c.occurrence == bindparam("of_occurrence"), deliveries.c.state == fixed(0))
        self._drop = update(deliveries).where(*waiting).values(state=fixed(DROPPED), at=self._time.now)

    def end(self, connection: Connection, idle: Collection[int]) -> list[Occurrence]:
        """Of occurrences of which nothing is in hand and nothing could be claimed, end those that wait for nothing."""
        return [found for one in idle if (found := self._end_one(connection, one))]

    def give_up(self, connection: Connection, occurrence: int) -> list[Occurrence]:
        """End an occurrence that can't be read; what waits of it is dropped. Empty if it isn't open."""
        given = self._time.at(of_occurrence=occurrence)
        row = connection.execute(self._give_up, given).one_or_none()
        if row is None:
            return []
        connection.execute(self._drop, given)
        self.see_announcement(connection, row.announcement)
        return [occurrence_of(row)]

    def reopen(self, connection: Connection, strays: Collection[int]) -> int:
        """Of occurrences let those that have ended and have something that waits go on.

        Returns:
            How many.
        """
        found = [connection.execute(_REOPEN, {"of_occurrence": one}).one_or_none() for one in strays]
        reopened = [row.announcement for row in found if row]
        for announcement in reopened:
            connection.execute(self._active, self._time.at(of_id=announcement))
        return len(reopened)

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
