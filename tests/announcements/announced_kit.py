"""What the tests of the ledger share: chats in bulk, plans, a way out in memory, a runner at work."""

import asyncio
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy import func, select, update

from bot.announcements.model import Audience, Content, Message, Plan, Schedule
from bot.announcements.plans import insert
from bot.announcements.runner import Runner
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.store.announced import announcements, declined, deliveries, occurrences, subscriptions
from bot.store.tables import chats
from bot.store.writer import Writer

BOT = 42
SOON = 20.0
"""Seconds after which a test that waits for something has failed."""

FIRST = -1_001_000_000_000
"""The id of the first supergroup; the others follow downwards."""

TEXT = Message("明天上午九点全体大会")


def group(number):
    """The id of one of the groups that `subscribe` makes."""
    return FIRST - number


def a_plan(audience=None, when=None, message=TEXT, **others):
    audience, when = audience or Audience("all"), when or Schedule("now", "Asia/Shanghai")
    return Plan(Content("message", message=message), audience, when, **others)


async def subscribe(database, numbers, *, bot=BOT, status="member", known=True, **values):
    """Groups in which the bot is, subscribed as many as there are numbers."""
    ids = [group(number) for number in numbers]
    met = [
        {"bot": bot, "chat": chat, "kind": "supergroup", "title": f"组{chat}", "status": status, "rights": "{}"}
        | {"forum": False, "changed_at": 1.0}
        for chat in ids
    ]
    wanted = [{"bot": bot, "chat": chat, "subscribed": True, "changed_at": 1.0} | values for chat in ids]

    def work(connection):
        connection.execute(database.insert(chats).on_conflict_do_nothing(), met)
        if known:
            connection.execute(database.insert(subscriptions).on_conflict_do_nothing(), wanted)

    if ids:
        await database.work(work)
    return ids


async def decline(database, number, *categories):
    rows = [{"bot": BOT, "chat": group(number), "category": category} for category in categories]
    await database.work(lambda connection: connection.execute(declined.insert(), rows))


async def take_down(database, plan, *, due=None, bot=BOT, state="active"):
    """Plan an announcement that is due now, unless it is told when."""
    now = time.time()
    at = now - 0.01 if due is None else due
    return await database.work(lambda connection: insert(connection, bot, plan, state, by=None, next_at=at, now=now))


async def rows_of(database, table, *where, by=None):
    """All rows of a table that meet conditions."""
    return await database.rows(select(table).where(*where).order_by(*(by or table.primary_key)))


async def ledger_of(database, occurrence=None):
    """The deliveries, by chat; those of one occurrence if there are several."""
    where = () if occurrence is None else (deliveries.c.occurrence == occurrence,)
    return {row.chat: row for row in await rows_of(database, deliveries, *where)}


async def states_of(database, *where):
    """How many deliveries are in which state."""
    found = await database.rows(
        select(deliveries.c.state, func.count().label("many")).where(*where).group_by(deliveries.c.state)
    )
    return {row.state: row.many for row in found}


async def change(database, table, *where, **values):
    await database.work(lambda connection: connection.execute(update(table).where(*where).values(**values)))


async def the_announcement(database, announcement):
    return (await rows_of(database, announcements, announcements.c.id == announcement))[0]


async def the_occurrences(database, announcement=None):
    where = () if announcement is None else (occurrences.c.announcement == announcement,)
    return await rows_of(database, occurrences, *where, by=[occurrences.c.id])


async def until(condition, seconds=SOON):
    """Wait for what nothing announces: the runner's doing, or another process's."""
    async with asyncio.timeout(seconds):
        while not (found := await condition()):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)
    return found


def ended(database, many=1, state=3):
    """A condition: so many occurrences have ended."""

    async def condition():
        found = [row for row in await the_occurrences(database) if row.state == state]
        return len(found) >= many

    return condition


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was made."""

    what: str
    chat: int
    message_id: int | None = None
    thread: int | None = None
    text: str | None = None
    silent: bool = False


class MemoryOut:
    """A way out that remembers what went over it.

    Args:
        before: awaited with each call before it counts as made; may raise what Telegram would have raised.
        after: the same, once it counts as made.
    """

    def __init__(self, before=None, after=None):
        self.before, self.after = before, after
        self.calls = []
        self.now = self.most = 0
        self.chats_at_once = set()
        self.doubled = []
        self._number = 0

    async def post(self, chat, thread, message, *, silent):
        self._number += 1
        number = self._number
        await self._made(Call("post", chat, number, thread, message.text, silent))
        return number

    async def edit(self, chat, message_id, message):
        await self._made(Call("edit", chat, message_id, text=message.text))

    async def delete(self, chat, message_id):
        await self._made(Call("delete", chat, message_id))

    async def pin(self, chat, message_id, *, silent):
        await self._made(Call("pin", chat, message_id, silent=silent))

    async def _made(self, call):
        self.now += 1
        self.most = max(self.most, self.now)
        if call.chat in self.chats_at_once:
            self.doubled.append(call)
        self.chats_at_once.add(call.chat)
        try:
            if self.before:
                await self.before(call)
            self.calls.append(call)
            if self.after:
                await self.after(call)
        finally:
            self.now -= 1
            self.chats_at_once.discard(call.chat)

    def made(self, what="post"):
        return [call for call in self.calls if call.what == what]

    @property
    def counts(self):
        """How often each chat got a message."""
        return Counter(call.chat for call in self.made())


class Quick(Pace):
    """A pace that lets everything out at once: what these tests are about isn't the pace."""

    def wait_of_all(self, now):
        return self.held_until - now

    def wait(self, chat, urgency, now):  # noqa: ARG002 - as the pace has them
        return self.held_until - now

    def wait_of(self, chat, many, now):  # noqa: ARG002 - as the pace has them
        return 0.0


@asynccontextmanager
async def at_work(database, out, *, sender=None, knowledge=None, **settings):
    """A runner that runs until the block ends."""
    stop = asyncio.Event()
    async with Writer(database) as writer:
        sender = sender or Sender(Quick())
        runner = Runner(database, writer, BOT, sender, out, lambda: knowledge, **settings)
        running = asyncio.create_task(runner.run(stop))
        try:
            yield runner
        finally:
            stop.set()
            await running


async def delivered(database, out, plan, *, many=1, **settings):
    """Plan an announcement, and run until so many occurrences have ended."""
    announcement = await take_down(database, plan)
    async with at_work(database, out, **settings):
        await until(ended(database, many))
    return announcement


def without(plan, **changes):
    return replace(plan, **changes)
