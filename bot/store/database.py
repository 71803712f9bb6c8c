"""A connection to the database, on SQLite or PostgreSQL: how transactions begin, and how durable they are."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Literal, Self, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, Executable, Insert, Row, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.direct import Direct
from bot.store.patience import patiently

T = TypeVar("T")
Dialect = Literal["sqlite", "postgresql"]

READERS: Final = 4
WRITERS: Final = 4
"""Connections: SQLite has one writer at a time whatever one asks for."""

BUSY_SECONDS: Final = 1.0
"""How long SQLite waits for another process's transaction."""

CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 30.0
"""How long PostgreSQL may take to let in and to answer, before the connection counts as lost."""


class Database:
    """The one database of a bot.

    Args:
        url: of a dialect that `dialect_of` knows, with its driver.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.dialect = dialect_of(url)
        self._statements: dict[object, Executable] = {}
        self._one_writer = asyncio.Lock()
        self._direct = (_direct(url, writes=False), _direct(url, writes=True)) if self.dialect == "sqlite" else None
        self._writers = _engine(url, writes=True)
        self._readers = (
            _engine(url, writes=False)
            if self.dialect == "sqlite"
            else self._writers.execution_options(isolation_level="AUTOCOMMIT")
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        for direct in self._direct or ():
            await direct.close()
        await self._writers.dispose()
        await self._readers.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; on SQLite it holds the write lock from its beginning."""
        async with self._turn(), self._writers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads, each statement by itself."""
        async with self._readers.connect() as connection:
            yield connection

    async def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """What a statement selects; tried again a few times when a lost connection or the like has prevented it."""

        async def fetch() -> Sequence[Row[Any]]:
            if self._direct:
                return await self._direct[0].rows(statement, parameters)
            async with self.read() as connection:
                return (await connection.execute(statement, parameters)).all()

        return await patiently(fetch)

    async def work(self, work: Callable[[Connection], T]) -> T:
        """Some work that waits for nothing else, in a write transaction of its own."""
        if self._direct:
            async with self._turn():
                return await self._direct[1].work(work)
        async with self.write() as connection:
            return await connection.run_sync(work)

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """The same as `work`, tried again like `rows`, so it may be done twice."""
        return await patiently(lambda: self.work(work))

    async def checkpoint(self) -> None:
        """Have nothing left of what was deleted: SQLite's journal keeps it until its pages are in the file.

        While another program reads, some of it stays until the next time. PostgreSQL's journal is its operator's.

        Raises:
            DBAPIError: the file can't be written.
        """
        if self._direct:
            async with self._turn():
                await self._direct[1].outside("PRAGMA wal_checkpoint(TRUNCATE)")

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Whoever writes to SQLite from this process waits here for the others: SQLite's own waiting is a slow poll."""
        if self.dialect == "postgresql":
            yield
            return
        async with self._one_writer:
            yield

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert of this dialect, for `on_conflict_do_…`."""
        return sqlite.insert(table) if self.dialect == "sqlite" else postgresql.insert(table)

    def upsert(self, table: Table) -> Insert:
        """An insert that replaces the row of the same primary key; the same object each time, for `Write`."""
        if table not in self._statements:
            self._statements[table] = self._upsert(table)
        return cast("Insert", self._statements[table])

    def statement(self, make: "Callable[[Database], Executable]") -> Executable:
        """What a function makes for this database; the same object each time, for `Write`."""
        if make not in self._statements:
            self._statements[make] = make(self)
        return self._statements[make]

    def _upsert(self, table: Table) -> Insert:
        insert = self.insert(table)
        keys = [column.name for column in table.primary_key]
        others = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys}
        return insert.on_conflict_do_update(index_elements=keys, set_=others)


def dialect_of(url: URL) -> Dialect:
    """Which of the two databases a URL is of."""
    return "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"


def _engine(url: URL, *, writes: bool) -> AsyncEngine:
    """Connections of one kind. What is written stays out of error texts: it is people's words."""
    if dialect_of(url) == "postgresql":
        settings = {
            "application_name": "yuanwen",
            "synchronous_commit": "on",
            "idle_in_transaction_session_timeout": "10s",  # a process that was stopped in one would block all others
        }
        waits = {"timeout": CONNECT_SECONDS, "command_timeout": ANSWER_SECONDS}
        return create_async_engine(
            url,
            pool_size=READERS + WRITERS,
            max_overflow=0,
            hide_parameters=True,
            connect_args={**waits, "server_settings": settings},
        )
    logging.getLogger("aiosqlite").setLevel(logging.INFO)  # below, it writes down every value
    engine = create_async_engine(
        url,
        pool_size=1 if writes else READERS,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS},
    )
    _listen(engine.sync_engine, writes=writes)
    return engine


def _direct(url: URL, *, writes: bool) -> Direct:
    direct = Direct(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    _listen(direct.engine, writes=writes)
    return direct


def _listen(engine: Engine, *, writes: bool) -> None:
    event.listen(engine, "connect", _prepare_writer if writes else _prepare_reader)
    event.listen(engine, "begin", _begin_immediate if writes else _begin_nothing)


def _prepare_writer(connection: Any, _: object) -> None:
    """WAL lets readers read while one writes; FULL makes every commit survive a power cut."""
    _prepare(
        connection,
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA secure_delete = ON",
    )


def _prepare_reader(connection: Any, _: object) -> None:
    _prepare(connection, "PRAGMA query_only = ON")


def _prepare(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own
    cursor = connection.cursor()
    try:
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
    except BaseException:
        connection.close()  # nobody else would
        raise


def _begin_immediate(connection: Any) -> None:
    """A transaction that reads first and writes later is refused when another one wrote in between; this one waits."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_nothing(_: object) -> None:
    """Each read is a transaction of its own."""
