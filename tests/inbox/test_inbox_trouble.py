"""The database fails while updates are put in and handled: it is waited for, and nothing is lost or done twice."""

import asyncio
import random
from contextlib import asynccontextmanager

import pytest
from inbox_kit import BOT, SOON, Handled, all_ended, at_work, message, states, until
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.inbox.inbox import Inbox
from bot.store.database import Database
from bot.store.tables import metadata
from bot.store.writer import Writer

COMPLAINT = "updates can't be stored or claimed"
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = '{name}'"


async def pages(database, most):
    """Let the file have so many pages; None for as many as it likes. Returns how many it has."""

    def work(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most or 1_000_000}")
        return connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    return await database.work(work)


@pytest.fixture
async def sqlite(sqlite_url):
    async with Database(sqlite_url) as database:
        async with database.write() as connection:
            await connection.run_sync(metadata.create_all)
        yield database


async def test_a_full_disk_is_waited_for_and_nothing_is_confirmed_meanwhile(sqlite):
    handled = Handled()
    async with at_work(sqlite, handled) as inbox:
        await inbox.put([message(1)])
        await until(all_ended(sqlite, 1))
        await pages(sqlite, await pages(sqlite, None))
        with capture_logs() as logs:
            putting = asyncio.create_task(inbox.put([message(2, text="长" * 100_000), message(3)]))
            await until(lambda: has_complained(logs))
        assert not putting.done()
        assert "长" not in str(logs)
        await pages(sqlite, None)
        assert await asyncio.wait_for(putting, SOON) == 2
        await until(all_ended(sqlite, 3))
    assert handled.begun == [1, 2, 3]


async def has_complained(logs):
    return any(line["event"] == COMPLAINT for line in logs)


async def test_putting_can_be_given_up_while_the_database_fails(sqlite):
    async with at_work(sqlite, handled := Handled()) as inbox:
        await pages(sqlite, await pages(sqlite, None))
        with capture_logs() as logs:
            putting = asyncio.create_task(inbox.put([message(1, text="长" * 100_000)]))
            await until(lambda: has_complained(logs))
            putting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await putting
        await pages(sqlite, None)
        await inbox.put([message(2)])
        await until(all_ended(sqlite, 1))
    assert handled.begun == [2]


async def test_an_inbox_stops_though_the_database_fails(sqlite):
    async with at_work(sqlite, Handled()) as inbox:
        await pages(sqlite, await pages(sqlite, None))
        with capture_logs() as logs:
            putting = asyncio.create_task(inbox.put([message(1, text="长" * 100_000)]))
            await until(lambda: has_complained(logs))
        assert await asyncio.wait_for(inbox.drain(1), SOON)
        putting.cancel()
        await asyncio.gather(putting, return_exceptions=True)
        await pages(sqlite, None)
    assert await states(sqlite) == {}


async def test_what_can_never_be_stored_is_raised(database):
    async with database.write() as connection:
        await connection.run_sync(metadata.drop_all)
    async with Writer(database) as writer:
        with pytest.raises(DBAPIError):
            await Inbox(database, writer, BOT, Handled()).put([message(1)])


async def test_serving_ends_with_what_never_passes(database):
    async with database.write() as connection:
        await connection.run_sync(metadata.drop_all)
    async with Writer(database) as writer:
        with pytest.raises(DBAPIError):
            await asyncio.wait_for(Inbox(database, writer, BOT, Handled()).serve(asyncio.Event()), SOON)


async def test_connections_are_cut_again_and_again_and_each_update_is_handled_once(postgresql, shared):
    cut = CUT.format(name=shared.url.database)
    handled = Handled()
    async with at_work(shared, handled, workers=8) as inbox:
        with capture_logs():
            for start in range(0, 300, 30):
                putting = asyncio.create_task(inbox.put([message(n, n % 11) for n in range(start, start + 30)]))
                await asyncio.to_thread(postgresql.run, cut)
                await putting
            await until_ended_despite_cuts(shared, 300)
    assert handled.counts == dict.fromkeys(range(300), 1)


async def until_ended_despite_cuts(database, total):
    """A connection that was cut fails once more when it is used."""
    condition = all_ended(database, total)

    async def patient():
        try:
            return await condition()
        except DBAPIError:
            return False

    await until(patient)


async def test_a_restart_of_postgresql_is_waited_for(postgresql, shared):
    async with at_work(shared, handled := Handled()) as inbox:
        await inbox.put([message(1)])
        await until(all_ended(shared, 1))
        await asyncio.to_thread(postgresql.stop)
        with capture_logs() as logs:
            putting = asyncio.create_task(inbox.put([message(2)]))
            await until(lambda: has_complained(logs))
            await asyncio.to_thread(postgresql.start)
            await putting
            await until_ended_despite_cuts(shared, 2)
    assert handled.begun == [1, 2]


class Lossy(Database):
    """A database of which some commits are done, and only their answer is lost."""

    def __init__(self, url, chance):
        super().__init__(url)
        self.chance = chance

    @asynccontextmanager
    async def write(self):
        async with super().write() as connection:
            yield connection
        if self.chance.random() < 0.3:
            raise ConnectionResetError


@pytest.mark.parametrize("seed", [1, 2])
async def test_commits_whose_answer_is_lost_are_neither_forgotten_nor_done_twice(database, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    handled = Handled()
    async with Lossy(database.url, chance) as lossy:
        with capture_logs():
            async with at_work(lossy, handled, workers=3) as inbox:
                for start in range(0, 200, 20):
                    await inbox.put([message(n, n % 7) for n in range(start, start + 20)])
                await until(all_ended(database, 200))
    assert handled.counts == dict.fromkeys(range(200), 1)


async def test_puts_that_are_given_up_at_any_time_leave_nothing_behind(database):
    chance = random.Random(3)  # noqa: S311 - no secret
    handled = Handled()
    async with at_work(database, handled, workers=3) as inbox:
        for start in range(0, 200, 10):
            putting = asyncio.create_task(inbox.put([message(n, n % 7) for n in range(start, start + 10)]))
            await asyncio.sleep(chance.random() * 0.01)
            putting.cancel()
        await inbox.put([message(n, n % 7) for n in range(200)])
        await until(all_ended(database, 200))
    assert handled.counts == dict.fromkeys(range(200), 1)
