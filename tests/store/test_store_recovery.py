"""What may pass while the bot runs: a full disk, a lost connection, a PostgreSQL that starts anew. Nothing is lost."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from store_kit import everything, size

from bot.store.database import Database
from bot.store.opening import open_database
from bot.store.patience import TRIES, patiently
from bot.store.tables import meta
from bot.store.trouble import is_passing, sentence
from bot.store.writer import Write, Writer

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = '{}'"


class Complaints:
    """What a writer complains of; `first` is set by the first one."""

    def __init__(self, url):
        self.url = url
        self.sentences = []
        self.first = asyncio.Event()

    def __call__(self, error, _):
        self.sentences.append(sentence(error, self.url))
        self.first.set()


def row(database, name, value=""):
    return Write(database.upsert(meta), {"name": name, "value": value})


async def test_a_full_disk_is_waited_out(sqlite_url):
    complaints = Complaints(sqlite_url)
    async with open_database(sqlite_url) as database, Writer(database, complaints) as writer:
        await writer.commit(row(database, "before"))
        await limit(database, 1)
        pending = writer.submit([row(database, "large", "x" * 100_000)])
        await complaints.first.wait()
        assert not pending.done()
        assert await everything(database, meta.c.name) == [("before",)]
        await limit(database, 1_000_000)
        await pending
        assert await everything(database, meta.c.name) == [("before",), ("large",)]
    assert "its disk is full: make room" in complaints.sentences[0]


async def limit(database, pages):
    """SQLite never takes fewer than it has: one means that there is no room for more."""
    await database.work(lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}").all())


async def test_connections_that_are_cut_are_made_anew(postgresql, postgresql_url):
    async with open_database(postgresql_url) as database, Writer(database) as writer:
        await asyncio.gather(*(database.rows(text("SELECT pg_sleep(0.02)")) for _ in range(8)))  # a full pool
        for number in range(3):
            postgresql.run(CUT.format(postgresql_url.database))
            await writer.commit(row(database, str(number)))
            postgresql.run(CUT.format(postgresql_url.database))
            assert await size(database, meta) == number + 1


async def test_a_statement_that_is_cut_while_it_runs_is_tried_again(postgresql, postgresql_url):
    async with open_database(postgresql_url) as database:
        reading = asyncio.create_task(database.rows(text("SELECT count(*) AS rows, pg_sleep(0.5) FROM meta")))
        await asyncio.sleep(0.2)
        postgresql.run(CUT.format(postgresql_url.database))
        assert (await reading)[0].rows == 0


async def test_a_postgresql_that_starts_anew_is_waited_out(postgresql, postgresql_url):
    complaints = Complaints(postgresql_url)
    async with open_database(postgresql_url) as database, Writer(database, complaints) as writer:
        await writer.commit(row(database, "before"))
        postgresql.stop()
        try:
            pending = [writer.submit([row(database, f"while {number}")]) for number in range(5)]
            reading = asyncio.create_task(size(database, meta))
            await complaints.first.wait()
        finally:
            postgresql.start()
        await asyncio.gather(*pending)
        assert await reading in {1, 6}
        assert await size(database, meta) == 6
    assert "can't be reached" in complaints.sentences[-1] or "starting or stopping" in complaints.sentences[-1]


async def test_deadlocks_pass(postgresql_url):
    """Two processes that take the same rows in different order: one of them is told to try again, and does."""
    met = asyncio.Barrier(2)

    async def both(database, first, second):
        tried = []

        async def work(connection):
            await connection.execute(meta.update().where(meta.c.name == first).values(value=first))
            if not tried:
                tried.append(True)
                await met.wait()
            await connection.execute(meta.update().where(meta.c.name == second).values(value=first))

        async def once():
            async with database.write() as connection:
                await work(connection)

        await patiently(once)

    async with open_database(postgresql_url) as one, Database(postgresql_url) as two:
        async with one.write() as connection:
            await connection.execute(meta.insert(), [{"name": "a", "value": ""}, {"name": "b", "value": ""}])
        await asyncio.gather(both(one, "a", "b"), both(two, "b", "a"))
        assert {value for (value,) in await everything(one, meta.c.value)} in ({"a"}, {"b"})


async def test_patience_ends():
    pauses, tries = [], []

    async def work():
        tries.append(1)
        raise ConnectionRefusedError

    async def sleep(seconds):
        pauses.append(seconds)

    with pytest.raises(ConnectionRefusedError):
        await patiently(work, sleep)
    assert len(tries) == TRIES
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6]


async def test_what_will_not_pass_is_not_tried_again(database):
    tries = []

    def work(connection):
        tries.append(1)
        connection.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(DBAPIError) as failed:
        await database.transact(work)
    assert len(tries) == 1
    assert not is_passing(failed.value)
