"""The deliveries of an occurrence are made: one for each chat of its audience, or for each message that it changes.

In chunks with a cursor in the same transaction, so that whoever is stopped in between goes on from there and nobody
else waits for long. Chats come in falling order of their ids: a group that becomes a supergroup meanwhile has a lower
one, which is still to come. Touches `deliveries` and `occurrences`.
"""

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, Row, Select, bindparam, func, literal, null, select, text, update

from bot.announcements.audience import recipients_of
from bot.announcements.ending import Ending
from bot.announcements.faults import is_of_row, reason_of
from bot.announcements.ledger import HIGHEST, IN_HAND, SPREAD, spreading
from bot.announcements.model import Occurrence, Plan
from bot.announcements.plans import fixed
from bot.announcements.putting_off import PuttingOff
from bot.store.announced import (
    SEND,
    SENDING,
    SENT,
    UNDER_WAY,
    announcements,
    declined,
    deliveries,
    occurrences,
    subscriptions,
)
from bot.store.database import Database
from bot.store.tables import chats

CHUNK: Final = 2_500
"""Deliveries made in one transaction: some 40 ms, of which the disk takes ten however few there are."""

OCCURRENCES: Final = 20
"""Occurrences whose deliveries are made in one transaction, where there are few of each."""

TURNS: Final = 8
"""Transactions before it is looked again at what else there is to do."""

LARGE: Final = 10_000
"""Deliveries after which PostgreSQL should look at the table anew, to plan well."""

_ANALYZE_CHATS: Final = text(f"ANALYZE {chats.name}, {subscriptions.name}, {declined.name}")
_ANALYZE_DELIVERIES: Final = text(f"ANALYZE {deliveries.name}")
"""PostgreSQL takes its time to see by itself how many rows there are, and may read all for each chunk until then."""

log = structlog.get_logger("bot.announcements")


class Spreading:
    """Makes deliveries for one bot; several processes may do so side by side.

    Args:
        zone: of quiet hours of chats that named none.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(self, database: Database, bot: int, zone: ZoneInfo, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._bot = bot
        self._quiet = PuttingOff(database, bot, zone, clock)
        self._ending = Ending(database, bot, clock)
        self._ended: list[Occurrence] = []
        self._made: Counter[int] = Counter()
        self._insert = database.insert(deliveries).on_conflict_do_nothing()
        self._open = select(occurrences.c.id).where(spreading(bot)).order_by(occurrences.c.id)
        self._one = (
            select(occurrences, announcements.c.plan)
            .join(announcements, announcements.c.id == occurrences.c.announcement)
            .where(spreading(bot), occurrences.c.id == bindparam("of_id"))
            .with_for_update(skip_locked=True, of=occurrences)
        )

    async def spread(self) -> bool:
        """Do a piece of the work for the occurrences whose deliveries are still to be made.

        Returns:
            Whether something was done, so that there may be more to do.
        """
        todo = deque(row.id for row in await self._database.rows(self._open))
        done = 0
        for _ in range(TURNS):
            if not todo:
                break
            finished, made, ended = await self._database.work(lambda connection: self._turn(connection, todo))
            self._ended += ended
            done += len(finished) + made + len(ended)
            await self._analyze(finished)
        return done > 0

    def take_ended(self) -> list[Occurrence]:
        """The occurrences that have ended since the last call, as they can't be read."""
        ended, self._ended = self._ended, []
        return ended

    def _turn(self, connection: Connection, todo: deque[int]) -> tuple[list[int], int, list[Occurrence]]:
        """Make about one chunk of deliveries, for as many occurrences as that takes; one that needs more comes last.

        Returns:
            The occurrences all of whose deliveries are made now, how many were made, and what can't be read.
        """
        finished: list[int] = []
        ended: list[Occurrence] = []
        made = 0
        for _ in range(min(OCCURRENCES, len(todo))):
            occurrence = todo.popleft()
            try:
                with connection.begin_nested():
                    many = self._chunk(connection, occurrence, CHUNK - made)
            except Exception as error:
                if not is_of_row(error):
                    raise
                log.error("occurrence unreadable", occurrence=occurrence, reason=reason_of(error))  # noqa: TRY400 - no words
                ended += self._ending.give_up(connection, occurrence)
                continue
            if many is None:
                continue
            made += many
            if many and made >= CHUNK:
                todo.append(occurrence)
                break
            finished.append(occurrence)
        return finished, made, ended

    def _chunk(self, connection: Connection, occurrence: int, most: int) -> int | None:
        """Make the next few deliveries of an occurrence; fewer than `most` are the last, and then they go out.

        Returns:
            How many; None if it isn't the time, or another process is at it.
        """
        row = connection.execute(self._one, {"of_id": occurrence}).one_or_none()
        if row is None or _is_early(connection, row):
            return None
        below = HIGHEST if row.cursor is None else row.cursor
        recipients = self._recipients(row, below).subquery()
        next_ones = select(recipients.c.chat).where(recipients.c.chat < below).order_by(recipients.c.chat.desc())
        chunk = next_ones.limit(most).subquery()
        low, many = connection.execute(select(func.min(chunk.c.chat), func.count()).select_from(chunk)).one()
        if many:
            names = ["occurrence", "bot", *(column.name for column in recipients.c)]
            own = (literal(row.id), literal(self._bot, deliveries.c.bot.type))
            rows = select(*own, *recipients.c).where(recipients.c.chat < below, recipients.c.chat >= low)
            connection.execute(self._insert.from_select(names, rows))
        if many and row.kind == SEND:
            self._quiet.put_off(connection, row.id, low, below)
        self._move(connection, row.id, low if many == most else None)
        self._made[row.id] += many
        return int(many)

    def _recipients(self, row: Row[Any], below: int) -> Select[Any]:
        """Who the deliveries of an occurrence are for; a change is for the messages that were sent.

        Args:
            row: the occurrence with its plan.
            below: the chats that are left, said of the joined table too: PostgreSQL doesn't see that it follows.
        """
        if row.kind == SEND:
            plan = Plan.of_json(json.loads(row.plan))
            wanted = recipients_of(self._bot, plan)
            return wanted if plan.audience.reach == "chats" else wanted.where(subscriptions.c.chat < below)
        sent = select(deliveries.c.chat, deliveries.c.thread, deliveries.c.message_id)
        return sent.where(
            deliveries.c.occurrence == row.of,
            deliveries.c.state == fixed(SENT),
            deliveries.c.message_id.is_not(null()),
        )

    def _move(self, connection: Connection, occurrence: int, cursor: int | None) -> None:
        """Set the cursor; without one all deliveries are made and go out."""
        begun = {"cursor": SPREAD, "state": fixed(UNDER_WAY)}
        values = begun if cursor is None else {"cursor": cursor}
        connection.execute(update(occurrences).where(occurrences.c.id == occurrence).values(values))

    async def _analyze(self, finished: Sequence[int]) -> None:
        """See to it that PostgreSQL knows how large tables are that are read or were filled."""
        made = sum(self._made.pop(occurrence, 0) for occurrence in finished)
        first = [one for one, many in self._made.items() if many == CHUNK]
        if self._database.dialect != "postgresql":
            return
        if first:
            await self._database.work(lambda connection: connection.execute(_ANALYZE_CHATS))
        if made >= LARGE:
            await self._database.work(lambda connection: connection.execute(_ANALYZE_DELIVERIES))


def _is_early(connection: Connection, row: Row[Any]) -> bool:
    """Whether messages that a change is about are on their way at this moment."""
    if row.kind == SEND:
        return False
    under_way = select(deliveries.c.chat).where(
        deliveries.c.bot == row.bot,
        IN_HAND,
        deliveries.c.state == fixed(SENDING),
        deliveries.c.occurrence == row.of,
    )
    return connection.execute(under_way.limit(1)).first() is not None
