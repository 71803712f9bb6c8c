"""Group commit: what finishes at the same time is written in one transaction, so that a commit costs many little."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Self

from sqlalchemy import Connection, Executable

from bot.errors import StoreError
from bot.store.address import shown
from bot.store.database import Database
from bot.store.patience import pauses
from bot.store.trouble import is_passing

LARGEST: Final = 500
"""Submissions in one transaction, so that none waits long for the others."""

LEAVING_SECONDS: Final = 1.5
"""How long leaving may take while the database can't be written: less than a service manager waits for a program."""


@dataclass(frozen=True, slots=True)
class Write:
    """One row for one statement. Writes are made so that doing one twice is the same as doing it once.

    Attributes:
        statement: the same object for the same kind of write: rows of one statement are written together.
    """

    statement: Executable
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Submission:
    writes: Sequence[Write]
    done: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def settle(self, error: Exception | None) -> None:
        """Tell whoever waits, unless they have given up."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


class Writer:
    """Commits what is handed to it, in order, while it is entered; leaving it commits what waits.

    Args:
        database: where.
        complain: told of each failure that may pass, and of the seconds until the next try.
        sleep: waits for some seconds.
    """

    def __init__(
        self,
        database: Database,
        complain: Callable[[Exception, float], None] = lambda _, __: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._complain = complain
        self._sleep = sleep
        self._waiting: deque[_Submission] = deque()
        self._called = asyncio.Event()
        self._leaving = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leaving = True
        self._called.set()
        if self._task:
            await asyncio.wait([self._task], timeout=LEAVING_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        while self._waiting:
            self._waiting.popleft().settle(self._refusal())

    def submit(self, writes: Sequence[Write]) -> "asyncio.Future[None]":
        """Hand writes over; the future is done once they are durable, or holds why they can't be written."""
        submission = _Submission(writes)
        if not writes:
            submission.settle(None)
        elif self._leaving:
            submission.settle(self._refusal())
        else:
            self._waiting.append(submission)
            self._called.set()
        return submission.done

    async def commit(self, *writes: Write) -> None:
        """Write, and return once it is durable.

        Raises:
            StoreError: the writer has left, or left before it could write.
            Exception: these writes can't be written, ever; whatever the driver says of them.
        """
        await asyncio.shield(self.submit(writes))

    async def _run(self) -> None:
        """What is being written stays in the queue until it is, so that leaving finds it there."""
        while self._waiting or not self._leaving:
            self._called.clear()
            batch = list(islice(self._waiting, LARGEST))
            if batch:
                await self._write(batch)
            else:
                await self._called.wait()

    async def _write(self, batch: list[_Submission]) -> None:
        """Write a batch; when something in it can't be written, each submission by itself."""
        try:
            await self._persistently([write for submission in batch for write in submission.writes])
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits is told
            if len(batch) > 1:
                for submission in batch:
                    await self._write([submission])
                return
            self._settle(batch, error)
        else:
            self._settle(batch, None)

    def _settle(self, batch: list[_Submission], error: Exception | None) -> None:
        for submission in batch:
            self._waiting.popleft()
            submission.settle(error)

    async def _persistently(self, writes: Sequence[Write]) -> None:
        for pause in pauses():
            try:
                return await self._transact(writes)
            except Exception as error:
                if not is_passing(error):
                    raise
                self._complain(error, pause)
            await self._sleep(pause)
        return None

    async def _transact(self, writes: Sequence[Write]) -> None:
        groups = grouped(writes)

        def work(connection: Connection) -> None:
            for statement, rows in groups:
                connection.execute(statement, rows)

        await self._database.work(work)

    def _refusal(self) -> StoreError:
        return StoreError(f"{shown(self._database.url)} was closed before everything was written")


def grouped(writes: Sequence[Write]) -> list[tuple[Executable, list[Mapping[str, Any]]]]:
    """Rows by statement, so that each goes out once; those of one table keep their order, different tables don't mind.

    A statement that isn't an insert, update or delete counts as one of a table of its own.
    """
    groups: list[tuple[Executable, list[Mapping[str, Any]]]] = []
    newest: dict[object, tuple[Executable, list[Mapping[str, Any]]]] = {}
    for write in writes:
        table = getattr(write.statement, "table", write.statement)
        group = newest.get(table)
        if group is None or group[0] is not write.statement:
            group = newest[table] = (write.statement, [])
            groups.append(group)
        group[1].append(write.row)
    return groups
