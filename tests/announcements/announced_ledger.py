"""A process's view of the ledger for tests: its claims, its marks, its recovery, each call in a transaction."""

import math
import time
from zoneinfo import ZoneInfo

from announced_kit import BOT, a_plan, take_down
from sqlalchemy import and_

from bot.announcements.marks import Marks
from bot.announcements.recovery import Recovery
from bot.announcements.rounds import Rounds, Wanted
from bot.announcements.scheduler import Scheduler
from bot.announcements.spreading import Spreading
from bot.store.announced import deliveries

ZONE = ZoneInfo("Asia/Shanghai")


class Process:
    """One of those that work on a database.

    Args:
        clock: seconds since the epoch; SQLite's alone.
    """

    def __init__(self, database, owner, clock=time.time):
        self.owner = owner
        self.held = {}
        self._database = database
        self._rounds = Rounds(database, BOT, owner, ZONE, clock)
        self._rounds._renew_at = math.inf  # leases and recovery are called by name here
        self._recovery = Recovery(database, BOT, owner, clock)
        self.marks = Marks(database, BOT, owner, clock)

    async def round(self, room=8, recent=()):
        found = await self._rounds.round(Wanted(room, recent, set(self.held)))
        self.held |= {(one.occurrence, one.chat): one for one in found.claim.deliveries}
        await self._rounds.tidy(found)
        return found

    async def claim(self, room=8, recent=()):
        """What it then has got, as occurrence and chat."""
        found = await self.round(room, recent)
        return [(one.occurrence, one.chat) for one in found.claim.deliveries]

    async def mark(self, name, key, *arguments):
        write = getattr(self.marks, name)(self.held[key], *arguments)
        writes = write if isinstance(write, tuple) else (write,)

        def work(connection):
            for one in writes:
                connection.execute(one.statement, [one.row])

        await self._database.work(work)

    async def finish(self, key):
        """Send one, and have it in hand no more."""
        await self.mark("sending", key)
        await self.mark("sent", key, 1)
        del self.held[key]

    async def recover(self):
        return await self._database.work(self._recovery.recover)

    async def renew(self):
        await self._database.work(lambda connection: self._recovery.renew(connection, set(self.held)))


async def spread(database, *, zone=ZONE, clock=time.time):
    """Make all deliveries there are to make."""
    spreading = Spreading(database, BOT, zone, clock)
    while await spreading.spread():
        pass


async def under_way(database, plan=None):
    """An announcement whose deliveries are made; its occurrence."""
    announcement = await take_down(database, plan or a_plan())
    await Scheduler(database, BOT, lambda: None).fire()
    await spread(database)
    return announcement


def one(key):
    """The condition for one delivery."""
    occurrence, chat = key
    return and_(deliveries.c.occurrence == occurrence, deliveries.c.chat == chat)
