"""Stopping in good order: nothing new is begun, what is begun may finish, and what doesn't is not lost."""

import asyncio

from inbox_kit import BOT, Handled, all_ended, at_work, message, rows, states, until
from structlog.testing import capture_logs

from bot.inbox.inbox import Inbox
from bot.store.writer import Writer


async def test_what_is_begun_finishes_and_the_rest_is_given_back(database, held_up, gate):
    async with at_work(database, held_up, workers=2) as inbox:
        await inbox.put([message(number, number % 3) for number in range(30)])
        await held_up.until(lambda: held_up.now == 2)
        draining = asyncio.create_task(inbox.drain(20))
        await asyncio.sleep(0)
        gate.set()
        assert await draining
    assert held_up.ended == held_up.begun == [0, 1]
    found = await rows(database)
    assert [row.state for row in found] == [2, 2] + [0] * 28
    assert {(row.owner, row.crashes, row.attempts) for row in found} == {(None, 0, 0)}


async def test_what_takes_too_long_is_given_up_and_handled_after_the_next_start(database, held_up):
    async with at_work(database, held_up) as inbox:
        await inbox.put([message(number) for number in range(3)])
        await held_up.until(lambda: held_up.now == 1)
        assert not await inbox.drain(0.01)
    assert held_up.now == 0
    assert await states(database) == {0: 0, 1: 0, 2: 0}
    async with at_work(database, again := Handled()):
        await until(all_ended(database, 3))
    assert again.begun == [0, 1, 2]


async def test_a_handler_that_will_not_be_given_up_does_not_hold_up_the_stop(database, gate):
    async def stubborn(_):
        try:
            await gate.wait()
        except asyncio.CancelledError:
            await gate.wait()

    handled = Handled(stubborn)
    async with at_work(database, handled) as inbox:
        await inbox.put([message(1)])
        await handled.until(lambda: handled.now == 1)
        assert not await inbox.drain(0.01)
        gate.set()
        await until(all_ended(database, 1))


async def test_serving_ends_when_told_though_updates_are_in_hand(database, held_up, gate):
    stop = asyncio.Event()
    async with Writer(database) as writer:
        inbox = Inbox(database, writer, BOT, held_up)
        serving = asyncio.create_task(inbox.serve(stop))
        await inbox.put([message(1)])
        await held_up.until(lambda: held_up.now == 1)
        stop.set()
        await serving
        gate.set()
        assert await inbox.drain(20)
    assert await states(database) == {1: 2}


async def test_after_the_stop_updates_are_stored_and_not_handled(database):
    async with at_work(database, handled := Handled()) as inbox:
        await inbox.drain(1)
        assert await inbox.put([message(1)]) == 1
    assert handled.begun == []
    assert await states(database) == {1: 0}


async def test_draining_an_inbox_that_never_served_is_no_trouble(database):
    async with Writer(database) as writer:
        assert await Inbox(database, writer, BOT, Handled()).drain(1)


async def test_a_stop_while_much_is_put_loses_nothing(database):
    """Stopped at once with the putting, several times over."""
    handled = Handled()
    for start in range(0, 500, 100):
        async with at_work(database, handled, workers=3) as inbox:
            batches = [[message(number, number % 5)] for number in range(start, start + 100)]
            putting = [asyncio.create_task(inbox.put(batch)) for batch in batches]
            await handled.until(lambda start=start: len(handled.ended) > start // 2)
        await asyncio.gather(*putting)
    async with at_work(database, handled):
        await until(all_ended(database, 500))
    assert handled.counts == dict.fromkeys(range(500), 1)


async def test_a_mark_that_comes_too_late_for_the_database_is_no_error(database, held_up, gate):
    """The row is handled anew after the next start."""
    with capture_logs() as logs:
        async with at_work(database, held_up) as inbox:
            await inbox.put([message(1)])
            await held_up.until(lambda: held_up.now == 1)
            inbox._desk._handling._writer._leaving = True
            draining = asyncio.create_task(inbox.drain(20))
            gate.set()
            assert await draining
    assert [line["log_level"] for line in logs if line["event"] == "mark not written"] == ["info"]
