"""Of several processes one leads, and another takes over soon. SQLite has one, PostgreSQL may have more."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest
from fresh import ROOT

from bot.store import leader
from bot.store.database import READERS, WRITERS, Database
from bot.store.leader import BEAT, LOOK, PATIENCE, SILENCE_SECONDS, while_leading

SCRIPT = Path(__file__).with_name("leading_process.py")
SOON = 20.0
"""Seconds after which a test that waits for something has failed."""

HOLDER = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"


class Process:
    """One that would lead."""

    def __init__(self, database, name="test"):
        self.database = database
        self.name = name
        self.stop = asyncio.Event()
        self.leading = asyncio.Event()
        self.told = []
        self.begun = self.ended = 0

    async def work(self, until):
        self.begun += 1
        self.leading.set()
        await until.wait()
        self.leading.clear()
        self.ended += 1

    def run(self):
        return while_leading(self.database, self.name, self.work, self.stop, self._hear)

    def _hear(self, leads, error):
        self.told.append((leads, type(error).__name__ if error else None))

    async def leads(self):
        async with asyncio.timeout(SOON):
            await self.leading.wait()


async def until(true):
    """Look now and then whether something has come true."""
    for _ in range(int(SOON / 0.05)):
        if true():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came")


@contextmanager
def another(url, journal):
    """A process of its own that would lead on a database, and writes into a file what it does."""
    journal.touch()
    process = subprocess.Popen(  # noqa: S603 - the arguments are the tests' own
        [sys.executable, SCRIPT, url.render_as_string(hide_password=False), journal],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def running(*processes):
    """Have processes stand one after the other; leaving stops them in good order."""
    tasks = []
    try:
        for process in processes:
            tasks.append(asyncio.create_task(process.run()))
            await asyncio.sleep(0.3)
        yield
        for process in processes:
            process.stop.set()
        async with asyncio.timeout(SOON):
            await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def first(postgresql_url):
    async with Database(postgresql_url) as database:
        yield Process(database)


@pytest.fixture
async def second(postgresql_url):
    async with Database(postgresql_url) as database:
        yield Process(database)


@pytest.fixture
def sql(postgresql, postgresql_url):
    """Runs statements as the database's administrator."""
    return lambda *statements: postgresql.run(*statements, database=postgresql_url.database)


async def test_a_single_process_leads_until_it_is_stopped(database):
    process = Process(database)
    async with running(process):
        await process.leads()
    assert (process.begun, process.ended) == (1, 1)


async def test_when_the_work_is_done_nobody_stays(database):
    async def work(_):
        done.append(True)

    done = []
    async with asyncio.timeout(SOON):
        await while_leading(database, "test", work, asyncio.Event())
    assert done == [True]


async def test_what_the_work_raises_is_raised(database):
    async def work(_):
        raise ValueError("the token is refused")

    async with asyncio.timeout(SOON):
        with pytest.raises(ValueError, match="refused"):
            await while_leading(database, "test", work, asyncio.Event())


async def test_whoever_is_stopped_before_does_not_begin(first):
    first.stop.set()
    await first.run()
    assert first.begun == 0


async def test_of_two_the_first_leads_and_the_second_waits(first, second):
    async with running(first, second):
        await first.leads()
        await asyncio.sleep(2 * LOOK)
        assert not second.leading.is_set()
        assert second.told == [(False, None)]
    assert (first.told, second.begun) == ([(True, None)], 0)


async def test_when_the_leader_stops_the_other_takes_over(first, second):
    async with running(first, second):
        await first.leads()
        first.stop.set()
        await second.leads()
        assert first.ended == 1


async def test_a_leader_that_is_cancelled_lets_go(first, second):
    task = asyncio.create_task(first.run())
    await first.leads()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with running(second):
        await second.leads()


async def test_names_are_led_apart(first, postgresql_url):
    async with Database(postgresql_url) as database:
        other = Process(database, "other")
        async with running(first, other):
            await first.leads()
            await other.leads()


async def test_a_leader_whose_connection_is_cut_ends_and_somebody_leads_again(first, second, sql):
    async with running(first, second):
        await first.leads()
        sql(f"SELECT pg_terminate_backend(({HOLDER}))")
        await until(lambda: first.ended)
        await until(lambda: first.leading.is_set() or second.leading.is_set())
        assert first.told[1][0] is False
        assert first.leading.is_set() != second.leading.is_set()


async def test_a_restart_of_the_database_costs_the_lead_for_a_moment(first, postgresql):
    async with running(first):
        await first.leads()
        postgresql.stop()
        try:
            await until(lambda: first.ended)
        finally:
            postgresql.start()
        await first.leads()
        assert first.begun == 2
        assert [leads for leads, _ in first.told] == [True, False, True]


async def test_a_leader_that_gets_no_answer_ends_before_another_may_begin(first, sql):
    """PostgreSQL's own process is frozen: to the leader it is as if the network were gone."""
    async with running(first):
        await first.leads()
        server = int(sql(HOLDER))
        os.kill(server, signal.SIGSTOP)
        try:
            began = asyncio.get_running_loop().time()
            await until(lambda: first.ended)
            assert asyncio.get_running_loop().time() - began < SILENCE_SECONDS
        finally:
            os.kill(server, signal.SIGCONT)
        await first.leads()


def test_whoever_is_cut_off_knows_before_postgresql_ends_its_session():
    assert BEAT + PATIENCE < SILENCE_SECONDS


async def test_a_frozen_leader_is_followed_and_ends_when_it_goes_on(first, postgresql_url, tmp_path):
    journal = tmp_path / "journal"
    with another(postgresql_url, journal) as process:
        await until(lambda: "begins" in journal.read_text())
        process.send_signal(signal.SIGSTOP)
        async with running(first):
            await first.leads()
            process.send_signal(signal.SIGCONT)
            await until(lambda: "ends" in journal.read_text())
            assert first.leading.is_set()


async def test_a_killed_leader_is_followed_at_once(first, postgresql_url, tmp_path):
    journal = tmp_path / "journal"
    with another(postgresql_url, journal):
        await until(lambda: "begins" in journal.read_text())
    async with running(first), asyncio.timeout(SILENCE_SECONDS - 1):
        await first.leading.wait()


async def test_a_work_that_fails_as_the_lead_is_lost_is_begun_again(first, sql):
    """Whatever it says then, it says once more."""

    async def work(until):
        first.begun += 1
        first.leading.set()
        await until.wait()
        if first.begun == 1:
            first.leading.clear()
            raise ValueError("lost")

    first.work = work
    async with running(first):
        await first.leads()
        sql(f"SELECT pg_terminate_backend(({HOLDER}))")
        await until(lambda: first.begun == 2)


async def test_the_pool_is_left_to_others(first):
    """All its connections may be in use, before and after."""
    async with running(first):
        await first.leads()
        held = [first.database.write() for _ in range(READERS + WRITERS)]
        for one in held:
            await one.__aenter__()
        await asyncio.sleep(2 * leader.BEAT)
        assert first.leading.is_set()
        for one in held:
            await one.__aexit__(None, None, None)
