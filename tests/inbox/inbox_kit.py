"""What the inbox's tests share: updates, an inbox at work, and what the table then says."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager

from sqlalchemy import select

from bot.inbox.inbox import Inbox
from bot.inbox.ledger import Ledger
from bot.inbox.marks import Marks
from bot.inbox.rows import Stored, Wanted
from bot.store.tables import updates
from bot.store.writer import Writer

BOT = 42
SOON = 20.0
"""Seconds after which a test that waits for something has failed."""


def message(update_id, chat=1, text="六大工程有哪些"):
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id % 2**31,
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, "is_bot": False, "first_name": "李"},
            "text": text,
        },
    }


class Handled:
    """A handler that remembers what it was given.

    Args:
        during: awaited with each update; what it returns is written.
    """

    def __init__(self, during=None):
        self._during = during
        self.begun, self.ended, self.now = [], [], 0
        self.most = 0
        self._changed = asyncio.Event()

    async def __call__(self, update, _):
        self.begun.append(update["update_id"])
        self.now += 1
        self.most = max(self.most, self.now)
        self._changed.set()
        try:
            writes = await self._during(update) if self._during else None
        finally:
            self.now -= 1
        self.ended.append(update["update_id"])
        self._changed.set()
        return writes or ()

    async def until(self, condition):
        """Wait until a condition holds that only changes when an update begins or ends."""
        async with asyncio.timeout(SOON):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    @property
    def counts(self):
        return Counter(self.begun)


@asynccontextmanager
async def at_work(database, handle, *, drain=SOON, **settings):
    """An inbox that serves until the block ends, then is drained."""
    stop = asyncio.Event()
    async with Writer(database) as writer:
        inbox = Inbox(database, writer, BOT, handle, **settings)
        serving = asyncio.create_task(inbox.serve(stop))
        try:
            yield inbox
        finally:
            stop.set()
            await serving
            await inbox.drain(drain)


async def rows(database, *columns):
    """The stored updates in order, or some columns of them."""
    async with database.read() as connection:
        found = await connection.execute(select(*(columns or (updates,))).order_by(updates.c.update_id))
        return found.all()


async def states(database):
    return {row.update_id: row.state for row in await rows(database)}


async def until(condition):
    """Wait for what nothing announces: another connection's or process's doing."""
    async with asyncio.timeout(SOON):
        while not await condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)


def all_ended(database, total):
    """A condition: so many updates are stored, and all of them done or set aside."""

    async def condition():
        found = await states(database)
        return len(found) == total and all(state >= 2 for state in found.values())

    return condition


def in_lanes(numbers, lane_of):
    """What was handled, by lane."""
    lanes = {}
    for number in numbers:
        lanes.setdefault(lane_of(number), []).append(number)
    return lanes


class Process:
    """A ledger and its marks, each call in a transaction of its own."""

    def __init__(self, database):
        self.ledger = Ledger(database, BOT)
        self._marks = Marks(database.dialect, BOT, self.ledger.owner)
        self._database = database

    async def __call__(self, name, *arguments):

        def work(connection):
            self.ledger.lock(connection)
            return getattr(self.ledger, name)(connection, *arguments)

        return await self._database.work(work)

    async def put(self, *numbers, lane=None):
        await self("put", [Stored(number, number if lane is None else lane, "{}") for number in numbers])

    async def claim(self, rows=100, share=100, full=()):
        claim = await self("claim", Wanted(rows, share, frozenset(full)))
        return [row.update_id for row in claim.rows]

    async def mark(self, name, *arguments):
        write = getattr(self._marks, name)(*arguments)
        async with self._database.write() as connection:
            await connection.execute(write.statement, [write.row])

    async def lanes(self):
        """The lanes of what it has claimed."""
        mine = select(updates.c.lane).where(updates.c.state == 1, updates.c.owner == self.ledger.owner)
        async with self._database.read() as connection:
            return set((await connection.execute(mine)).scalars())
