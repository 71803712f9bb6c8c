"""Several processes deliver one announcement on PostgreSQL: each chat gets it once, whoever stops or is frozen."""

import asyncio
import signal

import pytest
from announced_kit import a_plan, ended, group, ledger_of, subscribe, take_down, the_occurrences, until
from announced_ledger import Process, under_way
from announced_processes import Processes
from test_runner_kill import sending

from bot.announcements import claims
from bot.store.announced import SENT, UNKNOWN
from bot.store.database import Database
from bot.store.opening import open_database

CHATS = 200
LEASE = 1.5


@pytest.fixture
async def shared(postgresql_url):
    async with open_database(postgresql_url) as database:
        await subscribe(database, range(CHATS))
        yield database


@pytest.fixture
def processes(shared, tmp_path):
    with Processes(shared.url, tmp_path, LEASE) as processes:
        yield processes


async def test_two_processes_share_the_work_and_send_each_once(shared, processes):
    both = processes.start(), processes.start()
    await asyncio.sleep(1.5)  # both are up before there is anything to do
    await take_down(shared, a_plan())
    await until(ended(shared))
    assert processes.copies() == {group(number): 1 for number in range(CHATS)}
    assert all(processes.arrived(process) for process in both)
    assert len(await the_occurrences(shared)) == 1


async def test_another_one_takes_over_what_a_killed_one_had_in_hand(shared, processes):
    await take_down(shared, a_plan())
    killed = processes.start()
    await processes.until_arrived(10, killed)
    processes.start()
    processes.kill(killed)
    await asyncio.sleep(0.1)
    unsure = await sending(shared)
    await until(ended(shared))
    rows = await ledger_of(shared)
    assert max(processes.copies().values()) == 1
    assert {chat for chat, row in rows.items() if row.state == UNKNOWN} <= unsure.keys()
    assert all(processes.copies()[chat] for chat, row in rows.items() if row.state == SENT)


async def test_one_that_was_frozen_for_longer_than_its_lease_sends_nothing_twice(shared, processes):
    await take_down(shared, a_plan())
    frozen = processes.start()
    await processes.until_arrived(10, frozen)
    frozen.send_signal(signal.SIGSTOP)
    other = processes.start()
    await processes.until_arrived(CHATS // 2, other)
    await asyncio.sleep(LEASE)
    frozen.send_signal(signal.SIGCONT)
    await until(ended(shared))
    await asyncio.sleep(0.3)  # what the frozen one had begun arrives, and is marked
    copies, rows = processes.copies(), await ledger_of(shared)
    assert max(copies.values()) == 1
    assert {row.state for row in rows.values()} <= {SENT, UNKNOWN}
    assert [chat for chat, row in rows.items() if row.state == SENT and not copies[chat]] == []


async def test_one_that_was_frozen_in_its_turn_does_not_stop_the_others(shared, monkeypatch):
    monkeypatch.setattr(claims, "LEASE", 0.3)
    await under_way(shared)
    async with Database(shared.url) as its_own:
        connection = await its_own._writers.connect()
        await connection.run_sync(Process(its_own, "frozen")._rounds._claims.lock)
        await asyncio.sleep(0.4)
        assert len(await Process(shared, "first").claim()) == 8
        await connection.invalidate()
        await connection.close()
