"""Several processes share one PostgreSQL: each update is handled once, in order within a chat, whoever stops."""

import asyncio
import signal

import pytest
from inbox_kit import SOON, Process, all_ended, states, until
from inbox_processes import Processes
from test_inbox_kill import CHATS, store

from bot.store.database import Database

LEASE = 1.5


@pytest.fixture
def processes(shared, tmp_path):
    with Processes(shared.url, tmp_path, LEASE) as processes:
        yield processes


@pytest.fixture
def first(shared):
    return Process(shared)


@pytest.fixture
def second(shared):
    return Process(shared)


def assert_in_order(lines):
    """Within a chat, whatever is begun for the first time comes after all that were."""
    for chat in {line.chat for line in lines}:
        begun = [line.number for line in lines if line.chat == chat and line.what == "begin"]
        assert list(dict.fromkeys(begun)) == sorted(set(begun))


def assert_one_at_a_time(lines):
    under_way = {}
    for line in lines:
        if line.what == "begin":
            assert line.chat not in under_way
            under_way[line.chat] = line.number
        else:
            assert under_way.pop(line.chat) == line.number


async def test_another_process_claims_nothing_of_a_lane_in_hand(first, second):
    await first.put(1, 2, lane=1)
    await first.put(3, lane=2)
    assert await first.claim(rows=1) == [1]
    assert await second.claim() == [3]
    assert await first.claim() == [2]
    await first.mark("done", 1)
    await first.put(4, lane=1)
    assert await second.claim() == []
    await first.mark("done", 2)
    assert await second.claim() == [4]


async def test_two_that_claim_at_once_never_have_rows_of_one_lane(first, second):
    for start in range(0, 400, 40):
        for number in range(start, start + 40):
            await first.put(number, lane=number % 8)
        await asyncio.gather(*(process.claim(rows=5) for process in (first, second) * 4))
    lanes = {process.ledger.owner: await process.lanes() for process in (first, second)}
    assert not set.intersection(*lanes.values())
    assert set.union(*lanes.values()) == set(range(8))


async def test_two_processes_handle_each_update_once_and_in_order(shared, processes):
    both, stored = (processes.start(), processes.start()), 0
    async with asyncio.timeout(SOON):
        while stored < 400 or not all(processes.begun(process) for process in both):
            await store(shared, range(stored, stored + 20))
            stored += 20
            await asyncio.sleep(0.02)
    await until(all_ended(shared, stored))
    assert sorted(processes.begun()) == list(range(stored))
    assert_in_order(processes.lines())
    assert_one_at_a_time(processes.lines())


async def test_one_takes_over_what_a_killed_one_had_in_hand(shared, processes):
    killed = processes.start()
    await store(shared, range(100))
    await processes.until_begun(10, killed)
    processes.start()
    processes.kill(killed)
    found = await states(shared)
    interrupted = {number for number in processes.begun(killed) if found[number] != 2}
    await until(all_ended(shared, 100))
    begun = processes.begun()
    assert {number for number in begun if begun.count(number) > 1} <= interrupted
    assert set(begun) == set(range(100))
    assert_in_order(processes.lines())


async def test_one_that_was_stopped_in_a_transaction_does_not_stop_the_others(shared, first, monkeypatch):
    monkeypatch.setattr("bot.inbox.ledger.LEASE", 0.2)
    async with Database(shared.url) as its_own:
        connection = await its_own._writers.connect()
        await connection.run_sync(Process(its_own).ledger.lock)
        await asyncio.wait_for(first.put(1), SOON)
        await connection.invalidate()
        await connection.close()


async def test_one_that_was_stopped_for_longer_than_its_lease_begins_nothing_that_another_has_taken(shared, processes):
    stopped = processes.start()
    await store(shared, range(150))
    await processes.until_begun(10, stopped)
    stopped.send_signal(signal.SIGSTOP)
    await asyncio.sleep(0.3)  # the signal takes its time
    before = processes.begun(stopped)
    found = await states(shared)
    interrupted = {number for number in before if found[number] != 2}
    other = processes.start()
    await processes.until_begun(3 * CHATS, other)
    stopped.send_signal(signal.SIGCONT)
    await store(shared, range(150, 400))
    await until(all_ended(shared, 400))
    begun = processes.begun()
    assert {number for number in begun if begun.count(number) > 1} <= interrupted
    processes.kill(other)
    await store(shared, range(400, 420))
    await until(all_ended(shared, 420))
    assert set(processes.begun(stopped)) >= set(range(400, 420))
    assert_in_order(processes.lines())
