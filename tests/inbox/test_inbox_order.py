"""In order within a chat, side by side across chats, so many at once and no more; each update once."""

import asyncio
import random

import pytest
from inbox_kit import BOT, Handled, all_ended, at_work, in_lanes, message, rows, states, until
from sqlalchemy import bindparam, update

from bot.store.tables import notes, updates
from bot.store.writer import Write


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_chat_is_handled_in_order_whatever_the_handler_takes(database, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    chats = {number: chance.randint(1, 7) for number in range(300)}

    async def linger(_):
        await asyncio.sleep(chance.choice([0, 0, 0, 0.001, 0.01]))

    handled = Handled(linger)
    async with at_work(database, handled, workers=5) as inbox:
        waiting = [message(number, chat) for number, chat in chats.items()]
        while waiting:
            size = chance.randint(1, 60)
            await inbox.put(waiting[:size])
            waiting = waiting[size:]
        await until(all_ended(database, len(chats)))
    assert sorted(handled.begun) == sorted(chats)
    for numbers in in_lanes(handled.begun, chats.get).values():
        assert numbers == sorted(numbers)
    assert in_lanes(handled.ended, chats.get) == in_lanes(handled.begun, chats.get)
    assert handled.most <= 5


async def test_a_slow_chat_holds_up_no_other(database):
    """More updates of a stuck chat than may be in hand, before those of another one."""
    going_on = asyncio.Event()

    async def stick(update):
        if update["message"]["chat"]["id"] == 1:
            await going_on.wait()

    handled = Handled(stick)
    async with at_work(database, handled, workers=2) as inbox:
        await inbox.put([message(number, 1) for number in range(50)])
        await inbox.put([message(number, 2) for number in range(50, 100)])
        await handled.until(lambda: len(handled.ended) == 50)
        assert min(handled.ended) == 50
        going_on.set()
        await until(all_ended(database, 100))
    assert in_lanes(handled.begun, lambda number: number < 50)[True] == list(range(50))


async def test_many_stuck_chats_leave_no_worker_idle(database):
    """As many stuck chats with many updates each as there are workers but one: the last chat is still served."""
    going_on = asyncio.Event()

    async def stick(update):
        if update["message"]["chat"]["id"] < 8:
            await going_on.wait()

    handled = Handled(stick)
    async with at_work(database, handled, workers=8) as inbox:
        await inbox.put([message(number, 1 + number % 7) for number in range(140)])
        await inbox.put([message(number, 8) for number in range(140, 160)])
        await handled.until(lambda: len(handled.ended) == 20)
        going_on.set()
        await until(all_ended(database, 160))


async def test_chats_are_handled_side_by_side(database):
    """Four updates that all wait until the four of them are under way."""
    together = asyncio.Barrier(4)

    async def meet(_):
        await together.wait()

    handled = Handled(meet)
    async with at_work(database, handled) as inbox:
        await inbox.put([message(number, number) for number in range(4)])
        await handled.until(lambda: len(handled.ended) == 4)


async def test_an_update_that_comes_twice_is_handled_once(database):
    handled = Handled()
    async with at_work(database, handled) as inbox:
        assert await inbox.put([message(1), message(1), message(2)]) == 3
        await until(all_ended(database, 2))
        assert await inbox.put([message(2), message(1), message(3)]) == 3
        await until(all_ended(database, 3))
    async with at_work(database, handled) as inbox:
        await inbox.put([message(1), message(3), message(4)])
        await until(all_ended(database, 4))
    assert handled.begun == [1, 2, 3, 4]


async def test_what_was_put_before_serving_is_handled_after_it_begins(database):
    handled = Handled()
    async with at_work(database, handled) as inbox:
        pass
    await inbox.put([message(number) for number in range(10)])
    assert set((await states(database)).values()) == {0}
    async with at_work(database, handled):
        await until(all_ended(database, 10))
    assert handled.begun == list(range(10))


async def test_a_done_update_keeps_its_number_and_nothing_that_anybody_said(database):
    async with at_work(database, Handled()) as inbox:
        await inbox.put([message(1, text="我的秘密")])
        await until(all_ended(database, 1))
    (row,) = await rows(database)
    assert (row.bot, row.update_id, row.state) == (BOT, 1, 2)
    assert (row.payload, row.reason, row.owner, row.lease, row.lane) == (None, None, None, None, 0)
    assert row.ended_at >= row.stored_at


async def test_two_bots_in_one_database_have_their_own_updates(database):
    handled = Handled()
    async with at_work(database, handled) as inbox:
        await inbox.put([message(1), message(2)])
        await until(all_ended(database, 2))
        async with database.write() as connection:
            await connection.execute(update(updates).values(bot=BOT + 1))
        await inbox.put([message(1)])
        await handled.until(lambda: len(handled.ended) == 3)
    assert handled.begun == [1, 2, 1]


async def test_the_next_update_of_a_chat_reads_what_the_one_before_wrote(database):
    """A counter kept in the database, which every update reads and writes back one higher."""
    counter = database.upsert(notes)
    row = {"bot": BOT, "key": "count", "person": None, "until": 0.0}

    async def count(handled_update):
        chat = handled_update["message"]["chat"]["id"]
        (*_, before) = [0, *[int(note.value) for note in await found(chat)]]
        return [Write(counter, {**row, "chat": chat, "value": str(before + 1)})]

    async def found(chat):
        async with database.read() as connection:
            return (await connection.execute(notes.select().where(notes.c.chat == bindparam("of")), {"of": chat})).all()

    async with at_work(database, Handled(count)) as inbox:
        await inbox.put([message(number, number % 3) for number in range(60)])
        await until(all_ended(database, 60))
    assert [[note.value for note in await found(chat)] for chat in range(3)] == [["20"]] * 3


async def test_what_a_handler_writes_is_committed_with_its_being_done(database):
    """A write that can't be written leaves the update undone, and the other way round."""
    async with database.write() as connection:
        await connection.execute(notes.insert(), [{"bot": 1, "chat": 1, "key": "there", "value": "", "until": 0.0}])

    async def clash(_):
        return [Write(notes.insert(), {"bot": 1, "chat": 1, "key": key, "value": "", "until": 0.0}) for key in keys]

    keys = ["new", "there"]
    async with at_work(database, Handled(clash), waits=()) as inbox:
        await inbox.put([message(1)])
        await until(all_ended(database, 1))
        assert (await states(database))[1] == 3
        keys = ["newer"]
        await inbox.put([message(2)])
        await until(all_ended(database, 2))
    assert (await states(database))[2] == 2
    async with database.read() as connection:
        assert {note.key for note in await connection.execute(notes.select())} == {"there", "newer"}
