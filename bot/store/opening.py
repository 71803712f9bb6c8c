"""Opens the database: makes the file, checks what is there, and brings its tables up to date under a lock."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreError
from bot.store.address import SETTING, file_of, shown
from bot.store.database import Database
from bot.store.migrations import HEAD, upgrade
from bot.store.trouble import sentence

OLDEST_POSTGRESQL: Final = 15
"""The oldest version that the tests would run on and that gets repairs (PostgreSQL's versioning policy: five years)."""

_PATIENCE: Final = text("SET LOCAL lock_timeout = '30s'")
_LOCK: Final = text("SELECT pg_advisory_xact_lock(2037801326)")
"""Whoever changes PostgreSQL's tables holds this lock; the number is "yuan" in ASCII, lest others take the same."""


@asynccontextmanager
async def open_database(url: URL) -> AsyncIterator[Database]:
    """The database, with its tables as this version of the program knows them.

    Args:
        url: from `parse_url`.

    Raises:
        StoreError: it can't be used, or what is done with it fails in a way that trying again doesn't mend; one
            sentence that says how to mend it.
    """
    async with Database(url) as database:
        try:
            await _prepare(database)
        except StoreError:
            raise
        except Exception as error:
            raise StoreError(sentence(error, url)) from error
        try:
            yield database
        except DBAPIError as error:
            raise StoreError(sentence(error, url)) from error


def make_file(path: Path) -> None:
    """Make an SQLite file and its folder, for nobody else's eyes: it holds people's words."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def version_of(connection: Connection) -> str | None:
    """The newest step that a database has taken; None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


async def _prepare(database: Database) -> None:
    if database.dialect == "sqlite":
        make_file(file_of(database.url))
    async with database.write() as connection:
        if database.dialect == "postgresql":
            await connection.run_sync(_check_age)
        version = await connection.run_sync(version_of)
    _check_version(database.url, version)
    if version != HEAD:
        await _migrate(database)


async def _migrate(database: Database) -> None:
    """Bring the tables up to date; of several processes one does it, and the others find it done."""
    async with database.write() as connection:  # which is SQLite's lock already
        if database.dialect == "postgresql":
            await connection.execute(_PATIENCE)
            await connection.execute(_LOCK)
        version = await connection.run_sync(version_of)
        _check_version(database.url, version)
        if version != HEAD:
            await connection.run_sync(upgrade)


def _check_version(url: URL, version: str | None) -> None:
    if version is not None and version > HEAD:
        raise StoreError(
            f"{shown(url)} was made by a newer yuanwen (its tables are {version}, this one knows {HEAD}):"
            f" upgrade yuanwen, or name another database in {SETTING}"
        )


def _check_age(connection: Connection) -> None:
    number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if number < OLDEST_POSTGRESQL * 10_000:
        raise StoreError(
            f"{shown(connection.engine.url)} is on PostgreSQL {number // 10_000}:"
            f" yuanwen needs {OLDEST_POSTGRESQL} or later"
        )
