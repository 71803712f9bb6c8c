"""Deliveries to chats in their quiet hours are put off until these end. Touches `deliveries`, reads `subscriptions`."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, and_, bindparam, func, null, select, update

from bot.announcements.ledger import HIGHEST, Time
from bot.announcements.plans import fixed
from bot.announcements.quiet import quiet_until
from bot.announcements.schedule_forms import zone_of
from bot.store.announced import deliveries, subscriptions
from bot.store.database import Database
from bot.store.sql import among, listed

CHUNK: Final = 1_000
"""Deliveries that are looked at in one transaction."""


class PuttingOff:
    """Puts deliveries of one bot off.

    Args:
        zone: of chats that named none.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(self, database: Database, bot: int, zone: ZoneInfo, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._zone = zone
        self._time = Time(database, clock)
        columns = (subscriptions.c.chat, subscriptions.c.quiet_from, subscriptions.c.quiet_to, subscriptions.c.zone)
        wishes = select(*columns, self._time.now.label("now")).where(
            subscriptions.c.bot == bot, subscriptions.c.quiet_from.is_not(null())
        )
        self._some = wishes.where(among(database.dialect, subscriptions.c.chat, "chats"))
        self._between = wishes.where(
            subscriptions.c.chat >= bindparam("low"), subscriptions.c.chat < bindparam("below")
        )
        own = deliveries.c.occurrence == bindparam("of_occurrence")
        next_ones = select(deliveries.c.chat).where(own, deliveries.c.chat < bindparam("below"))
        chunk = next_ones.order_by(deliveries.c.chat.desc()).limit(CHUNK).subquery()
        self._lowest = select(func.min(chunk.c.chat))
        # The chats are listed: joined to their wishes, PostgreSQL may read all wishes for each delivery.
        those = and_(own, among(database.dialect, deliveries.c.chat, "chats"))
        pending = and_(deliveries.c.state == fixed(0), deliveries.c.not_before < bindparam("until"))
        self._put_off = update(deliveries).where(those, pending).values(not_before=bindparam("until"))

    def quiet_among(self, connection: Connection, chats: Iterable[int]) -> dict[int, float]:
        """Of some chats those in which it is quiet now, with the end of that."""
        given = self._time.at(chats=listed(self._database.dialect, chats))
        return self._quiet(connection.execute(self._some, given))

    def put_off(self, connection: Connection, occurrence: int, low: int, below: int) -> None:
        """Put pending deliveries off for the chats with ids from `low` to before `below` in which it is quiet now."""
        quiet = self._quiet(connection.execute(self._between, self._time.at(low=low, below=below)))
        alike: defaultdict[float, list[int]] = defaultdict(list)
        for chat, until in quiet.items():
            alike[until].append(chat)
        for until, chats in alike.items():
            which = {"of_occurrence": occurrence, "chats": listed(self._database.dialect, chats)}
            connection.execute(self._put_off, which | {"until": until})

    async def put_all_off(self, occurrence: int) -> None:
        """Put all pending deliveries of an occurrence off where it is quiet now, a few at a time."""
        below: int | None = HIGHEST

        def work(connection: Connection) -> int | None:
            low: int | None = connection.execute(self._lowest, {"of_occurrence": occurrence, "below": below}).scalar()
            if low is not None and below is not None:
                self.put_off(connection, occurrence, low, below)
            return low

        while below is not None:
            below = await self._database.work(work)

    def _quiet(self, rows: Iterable[Row[Any]]) -> dict[int, float]:
        known: dict[tuple[int, int, str | None], float | None] = {}
        found: dict[int, float] = {}
        for row in rows:
            hours = (row.quiet_from, row.quiet_to, row.zone)
            if hours not in known:
                known[hours] = self._until(*hours, row.now)
            if (until := known[hours]) is not None:
                found[row.chat] = until
        return found

    def _until(self, start: int, end: int, name: str | None, now: float) -> float | None:
        zone = (zone_of(name) if name else None) or self._zone
        return quiet_until(start, end, zone, now)
