"""What the tests of the inbox share."""

import asyncio

import pytest
from inbox_kit import Handled

from bot.store.database import Database
from bot.store.tables import metadata


@pytest.fixture
def gate():
    """Set to let go what is held up."""
    return asyncio.Event()


@pytest.fixture
def held_up(gate):
    """A handler that waits for the gate."""

    async def wait(_):
        await gate.wait()

    return Handled(wait)


@pytest.fixture
async def shared(postgresql_url):
    """A database that several processes may share."""
    async with Database(postgresql_url) as database:
        async with database.write() as connection:
            await connection.run_sync(metadata.create_all)
        yield database
