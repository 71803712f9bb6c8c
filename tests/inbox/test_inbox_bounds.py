"""However many updates come, only so many are in hand, and the inbox says when it has enough."""

import asyncio

import pytest
from inbox_kit import Handled, Process, all_ended, at_work, message, states, until


async def claimed(database):
    return sum(state == 1 for state in (await states(database)).values())


@pytest.mark.parametrize("chats", [1, 3, 1000])
async def test_few_rows_are_in_hand_however_many_wait(database, held_up, gate, chats):
    async with at_work(database, held_up, workers=5) as inbox:
        for start in range(0, 1000, 100):
            await inbox.put([message(number, number % chats) for number in range(start, start + 100)])
            assert await claimed(database) <= 20
        await held_up.until(lambda: held_up.now == min(5, chats))
        assert len(inbox._desk.held) <= 20
        gate.set()
        await until(all_ended(database, 1000))
    assert held_up.most <= 5
    assert len(held_up.begun) == 1000


async def test_nothing_is_left_in_memory_when_all_is_done(database):
    async with at_work(database, Handled(), workers=4) as inbox:
        await inbox.put([message(number, number % 50) for number in range(300)])
        await until(all_ended(database, 300))
        desk = inbox._desk
        await until(lambda: nothing_in(desk._held, desk._lanes, desk._ready, desk._tasks, desk._limited))


async def nothing_in(*collections):
    return not any(collections)


async def test_the_inbox_is_full_until_enough_is_handled(database, held_up, gate):
    async with at_work(database, held_up, workers=1, backlog=30) as inbox:
        await inbox.put([message(number) for number in range(30)])
        assert not inbox.full
        await inbox.room()
        await inbox.put([message(number) for number in range(30, 100)])
        assert inbox.full
        waiting = asyncio.create_task(inbox.room())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        gate.set()
        await waiting
        assert not inbox.full
        await until(all_ended(database, 100))


async def test_an_inbox_is_not_full_of_updates_that_come_again_and_again(database):
    async with at_work(database, Handled(), backlog=30) as inbox:
        again = [message(number) for number in range(20)]
        for _ in range(10):
            await inbox.put(again)
            await asyncio.wait_for(inbox.room(), 20)
        await until(all_ended(database, 20))


async def test_what_waited_from_before_counts(database, held_up, gate):
    async with at_work(database, held_up, workers=1) as inbox:
        await inbox.put([message(number) for number in range(100)])
    assert 0 in (await states(database)).values()
    async with at_work(database, held_up, workers=1, backlog=30) as inbox:
        await until(lambda: is_full(inbox))
        gate.set()
        await inbox.room()
        await until(all_ended(database, 100))


async def is_full(inbox):
    return inbox.full


async def test_an_idle_inbox_asks_the_database_nothing(database):
    """On PostgreSQL it renews its lease and looks after the others', every few seconds."""
    async with at_work(database, Handled()) as inbox:
        await inbox.put([message(number, number) for number in range(10)])
        await until(all_ended(database, 10))
        looks = []
        look = inbox._turns.look
        inbox._turns.look = lambda: (looks.append(1), look())[1]
        await asyncio.sleep(0.5)
    assert looks == []


async def test_an_inbox_that_waits_for_a_lease_to_end_does_not_ask_all_the_time(database, monkeypatch):
    monkeypatch.setattr("bot.inbox.ledger.LEASE", 0.5)
    stopped = Process(database)
    await stopped.put(1, 2, lane=1)
    await stopped.claim(rows=1)
    looks = []

    async def nothing(*_):
        return ()

    async with at_work(database, nothing) as inbox:
        look = inbox._turns.look
        inbox._turns.look = lambda: (looks.append(1), look())[1]
        await until(all_ended(database, 2))
    assert len(looks) < 20
