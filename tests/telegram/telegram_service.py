"""What the handlers share, for tests: a database of one's own and a sender, by a clock that the test moves."""

import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL

from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.store.database import Database
from bot.store.keys import Keyring
from bot.store.tables import metadata
from bot.store.writer import Writer
from bot.telegram.library import Library
from bot.telegram.service import Service


@asynccontextmanager
async def a_service(matcher, clock, sleep, *, bot=7000, groups=None, path=None):
    """A service on a new database, or on one that a test goes on with."""
    with tempfile.TemporaryDirectory() as folder:
        url = URL.create("sqlite+aiosqlite", database=str(path or Path(folder) / "yuanwen.db"))
        async with Database(url) as database, Writer(database) as writer:
            async with database.write() as connection:
                await connection.run_sync(metadata.create_all)
            yield Service(
                bot=bot,
                database=database,
                writer=writer,
                keyring=await Keyring.load(database),
                library=Library(matcher, Path(folder), lambda: matcher),
                sender=Sender(Pace(), clock, sleep),
                allowed=set(groups) if groups else None,
                clock=clock,
                sleep=sleep,
            )
