"""SQLite in one step: a thread does the whole of a read or of a transaction, so that the event loop waits for it once.

The asynchronous driver changes threads for each call that a statement is made of, some ten times a transaction; that
costs several times what SQLite itself does. Work that awaits something within a transaction still goes over it.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, Row, create_engine

T = TypeVar("T")


class Direct:
    """One thread with one connection.

    Args:
        url: of SQLite, with whatever driver.
        settings: of the engine.
    """

    def __init__(self, url: URL, **settings: Any) -> None:
        self.engine: Engine = create_engine(url.set(drivername="sqlite+pysqlite"), pool_size=1, **settings)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    async def rows(self, statement: Executable, parameters: Mapping[str, Any] | None) -> Sequence[Row[Any]]:
        """What a statement selects."""

        def select() -> Sequence[Row[Any]]:
            with self.engine.connect() as connection:
                return connection.execute(statement, parameters).all()

        return await self._do(select)

    async def work(self, work: Callable[[Connection], T]) -> T:
        """Some work in a transaction."""

        def transact() -> T:
            with self.engine.begin() as connection:
                return work(connection)

        return await self._do(transact)

    async def outside(self, statement: str) -> None:
        """A statement that can't be run in a transaction."""

        def run() -> None:
            with closing(self.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
                cursor.execute(statement)

        await self._do(run)

    async def close(self) -> None:
        """Give the connection back, once what is under way is done."""
        await self._do(self.engine.dispose)
        self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
