"""Of several processes one does what only one may do, and another soon takes over when it can't. Needs PostgreSQL.

The leader holds a lock of its session with PostgreSQL, on a connection apart from the pool and outside a transaction,
and lets itself be heard every second. A process that is stopped, or cut off, is silent: PostgreSQL ends its session
then, and with it the lock. One that is cut off knows before that; one that was stopped, as soon as it goes on.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.apart import engine_apart
from bot.store.database import Database

LOOK: Final = 0.5
"""Seconds between two tries to become the leader."""

BEAT: Final = 1.0
"""Seconds between two signs of life."""

PATIENCE: Final = 2.0
"""Seconds in which PostgreSQL answers, or else the lead counts as lost."""

SILENCE_SECONDS: Final = 5
"""After which PostgreSQL ends the session of a leader that it doesn't hear of: more than `BEAT` and `PATIENCE`, so that
whoever is cut off has stopped before another one begins."""

_TAKE: Final = text("SELECT pg_try_advisory_lock(CAST(:key AS bigint))")
_BEAT: Final = text("SELECT true")

Work = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
Told = Callable[[bool, Exception | None], None]


async def while_leading(
    database: Database, name: str, work: Work, stop: asyncio.Event, told: Told = lambda _, __: None
) -> None:
    """Do some work whenever this process is the leader, until `stop` is set or the work is done.

    SQLite has one process, which leads.

    Args:
        name: of what is led; processes that give the same name share it.
        work: begun each time that this process becomes the leader. It returns soon after the event that it is given is
            set, or when there is no more to do.
        told: whether this process leads now, each time that this changes; and what is wrong with the database, if that
            is why it doesn't.

    Raises:
        Exception: what the work raises.
    """
    if database.dialect == "sqlite":
        await work(stop)
        return
    candidate = _Candidate(database.url, name, work, stop, told)
    while not stop.is_set():
        try:
            working = await candidate.stand()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, it may pass
            candidate.tell(False, error)
            await _unless(stop, LOOK)
            continue
        if working:
            working.result()
        return


class _Candidate:
    """A process that would lead."""

    def __init__(self, url: URL, name: str, work: Work, stop: asyncio.Event, told: Told) -> None:
        self._url = url
        self._key = int.from_bytes(hashlib.blake2b(f"yuanwen {name}".encode(), digest_size=8).digest(), signed=True)
        self._work = work
        self._stop = stop
        self._told = told
        self._last: tuple[bool, bool] | None = None

    async def stand(self) -> "asyncio.Task[None] | None":
        """Wait to become the leader, and work.

        Returns:
            The work, done; None if it wasn't begun before `stop`.

        Raises:
            Exception: the database is away, and with it the lead; the work has ended.
        """
        async with _session(self._url) as session:
            while not self._stop.is_set():
                if await session.scalar(_TAKE, {"key": self._key}):
                    return await self._lead(session)
                self.tell(False)
                await _unless(self._stop, LOOK)
        return None

    def tell(self, leads: bool, error: Exception | None = None) -> None:
        """Say what has become of this process, unless it has been said."""
        if self._last != (news := (leads, error is None)):
            self._last = news
            self._told(leads, error)

    async def _lead(self, session: AsyncConnection) -> "asyncio.Task[None]":
        self.tell(True)
        until = asyncio.Event()
        working = asyncio.create_task(self._work(until))
        stopped = asyncio.create_task(self._stop.wait())
        stopped.add_done_callback(lambda _: until.set())
        try:
            await self._be_heard(session, working, until)
        except asyncio.CancelledError:
            working.cancel()
            raise
        finally:
            stopped.cancel()
            until.set()
            await asyncio.wait({working})
            working.cancelled() or working.exception()  # looked at, lest it is complained of when the lead was lost
        return working

    async def _be_heard(self, session: AsyncConnection, working: "asyncio.Task[None]", until: asyncio.Event) -> None:
        """Give signs of life until the work is done; whatever becomes of one, the work ends in time without it."""
        while True:
            ending = asyncio.get_running_loop().call_later(BEAT + PATIENCE, until.set)
            try:
                await asyncio.wait({working}, timeout=BEAT)
                if until.is_set() and not self._stop.is_set():
                    raise TimeoutError("this process has been silent for too long")
                if working.done():
                    return
                await session.execute(_BEAT)
            finally:
                ending.cancel()


@asynccontextmanager
async def _session(url: URL) -> AsyncIterator[AsyncConnection]:
    """A connection that PostgreSQL ends when it hears nothing of it."""
    engine = engine_apart(url, 1, PATIENCE, idle_session_timeout=f"{SILENCE_SECONDS}s")
    try:
        async with engine.connect() as session:
            yield session
    finally:
        await engine.dispose()


async def _unless(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
