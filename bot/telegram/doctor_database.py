"""What `yuanwen doctor` finds out about the database. Reads it, and its disk; writes nothing, takes no lasting lock."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store.address import file_of, parse_url, shown
from bot.store.chats import Chat, known
from bot.store.database import Database
from bot.store.migrations import HEAD
from bot.store.opening import version_of
from bot.store.tables import updates
from bot.store.trouble import sentence
from bot.telegram.findings import Finding

MEGABYTE: Final = 1_000_000
LITTLE_SPACE: Final = 500 * MEGABYTE
NO_SPACE: Final = 50 * MEGABYTE
"""Of a disk: a day of a busy bot takes some ten megabytes, and its journal as much again."""

LATE_SECONDS: Final = 600.0
"""An update that has waited for longer waits for a bot that isn't running."""

REASONS: Final = 5
"""Reasons for which updates were set aside that are shown, the most frequent first."""

_WAITING: Final = select(func.count().label("times"), func.min(updates.c.stored_at).label("since")).where(
    updates.c.state == literal_column("0"), updates.c.bot == bindparam("of_bot")
)
_SET_ASIDE: Final = (
    select(updates.c.reason, func.count().label("times"))
    .where(updates.c.state >= literal_column("2"), updates.c.state == literal_column("3"))
    .where(updates.c.bot == bindparam("of_bot"))
    .group_by(updates.c.reason)
    .order_by(func.count().desc(), updates.c.reason)
)


@dataclass(slots=True)
class Store:
    """What was found.

    Attributes:
        findings: in order.
        chats: those that the bot is or was in, as far as they could be read.
    """

    findings: list[Finding] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)

    def find(self, finding: Finding) -> None:
        """One more."""
        self.findings.append(finding)


async def examine_database(address: str, bot: int, now: float) -> Store:
    """Look into the database.

    Args:
        address: the setting; empty for the default.
        bot: whose rows are looked at.
        now: seconds since the epoch.
    """
    store = Store()
    try:
        url = parse_url(address)
    except StoreError as error:
        store.find(Finding("database", "bad", "sentence", {"said": str(error)}))
        return store
    if url.get_backend_name() == "sqlite":
        store.find(_disk(file_of(url)))
        if not file_of(url).exists():
            store.find(_no_file(file_of(url)))
            return store
    async with Database(url) as database:
        try:
            await _look_into(database, bot, now, store)
        except Exception as error:  # noqa: BLE001 - whatever the driver raises is what the person wants to know
            store.find(Finding("database", "bad", "sentence", {"said": sentence(error, url)}))
    return store


async def _look_into(database: Database, bot: int, now: float, store: Store) -> None:
    async with database.read() as connection:
        version = await connection.run_sync(version_of)
    store.find(_migrations(version))
    if version is None:
        return
    store.find(await _soundness(database))
    if version == HEAD:
        for finding in await _updates(database, bot, now):
            store.find(finding)
        store.chats = await known(database, bot)


def _migrations(version: str | None) -> Finding:
    values = {"version": version or "", "head": HEAD}
    if version is None:
        return Finding("migrations", "warning", "migrations-none")
    if version == HEAD:
        return Finding("migrations", "ok", "migrations-good", values)
    if version > HEAD:
        return Finding("migrations", "bad", "migrations-newer", values)
    return Finding("migrations", "warning", "migrations-older", values)


async def _soundness(database: Database) -> Finding:
    """Whether the database is whole and can be written; for the latter its write lock is held for a moment."""
    where = shown(database.url)
    sqlite = database.dialect == "sqlite"
    async with database.read() as connection:
        whole = "ok" if not sqlite else (await connection.execute(text("PRAGMA quick_check(1)"))).scalar_one()
    if whole != "ok":
        return Finding("database", "bad", "database-damaged", {"where": where})
    async with database.write() as connection:
        statement = "SELECT 0" if sqlite else "SELECT current_setting('transaction_read_only')::boolean::integer"
        if (await connection.execute(text(statement))).scalar_one():
            return Finding("database", "bad", "database-readonly", {"where": where})
        size = await _size(connection, database)
    return Finding("database", "ok", "database-good", {"where": where, "size": _megabytes(size)})


async def _size(connection: AsyncConnection, database: Database) -> int:
    if database.dialect == "postgresql":
        return int((await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one())
    file = file_of(database.url)
    return sum(part.stat().st_size for part in (file, Path(f"{file}-wal")) if part.exists())


async def _updates(database: Database, bot: int, now: float) -> list[Finding]:
    waiting = (await database.rows(_WAITING, {"of_bot": bot}))[0]
    reasons = await database.rows(_SET_ASIDE, {"of_bot": bot})
    minutes = round(max(0.0, now - (waiting.since or now)) / 60)
    late = minutes * 60 >= LATE_SECONDS
    values = {"count": int(waiting.times), "minutes": minutes}
    found = [Finding("updates", "warning" if late else "ok", "updates-late" if late else "updates-good", values)]
    if reasons:
        count = sum(row.times for row in reasons)
        first = "; ".join(f"{row.times} × {row.reason}" for row in reasons[:REASONS])
        found.append(Finding("updates", "warning", "updates-aside", {"count": count, "reasons": first}))
    return found


def _disk(file: Path) -> Finding:
    """The room on the disk that the file is on, or will be."""
    folder = _existing(file.parent)
    free = shutil.disk_usage(folder).free
    values = {"folder": str(folder), "free": _megabytes(free)}
    if free < LITTLE_SPACE:
        return Finding("disk", "bad" if free < NO_SPACE else "warning", "disk-full", values)
    return Finding("disk", "ok", "disk-good", values)


def _no_file(file: Path) -> Finding:
    """Before the first start there is no file, but there has to be a place for it."""
    if os.access(_existing(file.parent), os.W_OK | os.X_OK):
        return Finding("database", "ok", "database-none", {"where": str(file)})
    return Finding("database", "bad", "database-forbidden", {"where": str(file)})


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.exists())


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}"
