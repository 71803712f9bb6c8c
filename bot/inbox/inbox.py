"""The way in: updates are stored, then handed on, each until it is done or set aside. The only module others call.

An update that comes twice is handled once. One that was being handled when the process stopped is handled again.
"""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

import structlog

from bot.inbox.desk import Desk
from bot.inbox.handling import WAITS, Handle, Handling, Later, Unreadable
from bot.inbox.lanes import Json, is_numbered, lane_of
from bot.inbox.lease import RENEW, Lease
from bot.inbox.ledger import Ledger
from bot.inbox.marks import Marks
from bot.inbox.rows import Status, Stored
from bot.inbox.turns import Turns
from bot.store.database import Database
from bot.store.patience import pauses
from bot.store.trouble import is_passing, sentence
from bot.store.writer import Writer

__all__ = ["Handle", "Inbox", "Later", "Unreadable"]

WORKERS: Final = 128
"""Updates handled at once: most of their time they wait for Telegram."""

BACKLOG: Final = 10_000
"""Updates waiting beyond which no more should be fetched; Telegram keeps the rest for a day."""

BLOCKED_PAUSE: Final = 0.5
"""Seconds after which is looked again at chats of which another process has updates in hand."""

_LAST_SECONDS: Final = 1.0
"""How long a transaction may take that was under way when the inbox was drained."""

T = TypeVar("T")

log = structlog.get_logger("bot.inbox")


class Inbox:
    """Keeps the updates of one bot and has them handled.

    Args:
        writer: commits what the handler returns, with the mark that the update is done.
        handle: handles one update; see `Handle`. `Unreadable` sets it aside, `Later` puts it off, and any other error
            costs one of its tries.
        workers: updates handled at once.
        backlog: updates waiting beyond which the inbox is full.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
        waits: seconds before each further try of an update that failed.
    """

    def __init__(  # noqa: PLR0913 - what it works with, and what its bounds are
        self,
        database: Database,
        writer: Writer,
        bot: int,
        handle: Handle,
        *,
        workers: int = WORKERS,
        backlog: int = BACKLOG,
        clock: Callable[[], float] = time.time,
        waits: Sequence[float] = WAITS,
    ) -> None:
        self._url = database.url
        self._backlog = backlog
        self._wake = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()
        ledger = Ledger(database, bot, clock)
        self._shared = ledger.shared
        marks = Marks(database.dialect, bot, ledger.owner, clock)
        handling = Handling(handle, writer, marks, waits, self._wake.set)
        lease = Lease(self._wake.set, shared=ledger.shared)
        self._desk = Desk(handling, workers, lease.certain, self._wake.set)
        self._turns = Turns(database, ledger, self._desk, lease)
        self._acting: set[asyncio.Future[Any]] = set()

    @property
    def full(self) -> bool:
        """Whether so many updates wait that no more should be fetched."""
        return self._turns.waiting > self._backlog

    async def room(self) -> None:
        """Return when the inbox isn't full."""
        await self._roomy.wait()

    async def put(self, updates: Sequence[Json]) -> int:
        """Store updates, and return once they are durable and may be confirmed. May be given up at any time.

        Returns:
            How many were stored, now or before: all but those without a number by which they could be confirmed.

        Raises:
            Exception: the database refuses, and trying again would be of no use; whatever the driver says.
        """
        stored = [_stored(update) for update in updates if is_numbered(update)]
        if len(stored) < len(updates):
            log.warning("updates without a number dropped", count=len(updates) - len(stored))
        if stored:
            await self._persistently(lambda: self._turns.put(stored))
            self._see_room()
            if self.full or (self._shared and self._turns.waiting):
                self._wake.set()
        return len(stored)

    async def serve(self, stop: asyncio.Event) -> None:
        """Have updates handled until `stop` is set; those in hand then go on, see `drain`."""
        working = asyncio.create_task(self._work())
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            self._turns.claiming = False
            for task in (working, stopped):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def drain(self, seconds: float) -> bool:
        """Give back what isn't begun, let what is begun finish for so long, and leave the rest to the next start.

        Returns:
            Whether everything that was begun came to its end.
        """
        self._turns.claiming = False
        self._desk.close()
        finished = await self._desk.finish(seconds)
        if self._acting:
            await asyncio.wait(self._acting, timeout=_LAST_SECONDS)
        return finished

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            self._turns.claiming = True
            status = await self._persistently(self._turns.look)
            self._see_room()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause(status)):
                    await self._wake.wait()

    def _pause(self, status: Status) -> float | None:
        """Seconds until there may be something to do that nobody wakes us for."""
        pauses = [] if status.next_in is None else [max(0.0, status.next_in)]
        if self._shared:
            pauses.append(RENEW)
            if status.due and self._desk.room:
                pauses.append(BLOCKED_PAUSE)
        return min(pauses, default=None)

    async def _persistently(self, action: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Act until it succeeds. An action isn't cancelled half-way, since its claims would be forgotten."""
        for pause in pauses():
            turn = asyncio.create_task(action())
            self._acting.add(turn)
            turn.add_done_callback(self._acting.discard)
            try:
                return await asyncio.shield(turn)
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("updates can't be stored or claimed", error=sentence(error, self._url), retry_in=pause)
            await asyncio.sleep(pause)
        raise AssertionError("there is always a next pause")

    def _see_room(self) -> None:
        if self.full:
            self._roomy.clear()
        else:
            self._roomy.set()


def _stored(update: Json) -> Stored:
    try:  # in ASCII, so that no sign of it, however broken, is one that a database refuses
        payload = json.dumps(update, ensure_ascii=True, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError):
        payload = "null"  # nested too deeply: it is set aside when its turn comes
    return Stored(int(update["update_id"]), lane_of(update), payload)
