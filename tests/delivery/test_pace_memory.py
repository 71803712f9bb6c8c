"""A restart doesn't make the bot forget what Telegram counts: on SQLite and on PostgreSQL."""

import json

import pytest
from sqlalchemy import select

from bot.delivery.memory import PaceMemory
from bot.delivery.pace import ALL_CHATS, IN_MINUTE, MINUTE, SECOND, Pace
from bot.store.tables import pace as table
from bot.store.writer import Writer

BOT, PERSON, GROUP, CHANNEL = 7000, 7, -500, -1000000000700
TODAY = 1_750_000_000.0


def sent(pace, chat, *times):
    for time in times:
        pace.begin(chat, "answer", time)
        pace.end(chat, time)


async def kept(database, pace, now, today=TODAY, bot=BOT):
    """Write down what there is to remember, as the bot does with the next update."""
    async with Writer(database) as writer:
        await writer.commit(*PaceMemory(database, bot).writes(pace, now, today))


async def rows(database):
    async with database.read() as connection:
        found = await connection.execute(select(table).order_by(table.c.chat))
        return [(row.bot, row.chat, json.loads(row.value), row.changed_at) for row in found]


async def test_a_new_bot_begins_at_once_and_remembers_nothing(database):
    pace = await PaceMemory(database, BOT).load(100.0, TODAY)
    assert pace.wait(PERSON, "answer", 100.0) <= 0
    assert len(pace) == 0


@pytest.mark.parametrize(
    ("later", "wait"),
    [(0.0, SECOND), (0.5, SECOND), (1.5, SECOND - 0.5), (3600.0, 0.0)],
    ids=lambda seconds: f"{seconds:.2f}",
)
async def test_a_bot_that_was_killed_begins_as_if_it_had_sent_on_for_a_second(database, later, wait):
    pace = Pace()
    sent(pace, PERSON, 100.0)
    await kept(database, pace, 100.0)
    again = await PaceMemory(database, BOT).load(7.0, TODAY + later)
    assert max(0.0, again.wait(PERSON, "answer", 7.0)) == pytest.approx(wait)


async def test_a_group_goes_on_with_its_minute_on_another_clock(database):
    pace = Pace()
    sent(pace, GROUP, *(100.0 + 2 * number for number in range(IN_MINUTE)))
    await kept(database, pace, 140.0)
    again = await PaceMemory(database, BOT).load(7.0, TODAY + 5)
    assert again.wait(GROUP, "answer", 7.0) == pytest.approx(100.0 + MINUTE - 145.0)
    assert again.wait(CHANNEL, "answer", 7.0 + SECOND) <= 0


async def test_a_silence_goes_on(database):
    pace = Pace()
    pace.hold(130.0)
    await kept(database, pace, 100.0)
    again = await PaceMemory(database, BOT).load(7.0, TODAY + 10)
    assert again.wait(PERSON, "answer", 7.0) == pytest.approx(20.0)


async def test_what_is_over_is_over(database):
    pace = Pace()
    sent(pace, GROUP, 100.0)
    pace.hold(130.0)
    await kept(database, pace, 100.0)
    again = await PaceMemory(database, BOT).load(7.0, TODAY + 3600)
    assert len(again) == 0
    assert again.wait(GROUP, "answer", 7.0 + SECOND) <= 0


async def test_a_clock_that_was_put_back_by_a_year_lengthens_nothing(database):
    pace = Pace()
    sent(pace, GROUP, *(100.0 + number for number in range(IN_MINUTE)))
    pace.hold(130.0)
    await kept(database, pace, 120.0)
    again = await PaceMemory(database, BOT).load(7.0, TODAY - 365 * 86400)
    assert again.wait(GROUP, "answer", 7.0) <= MINUTE
    assert again.wait(PERSON, "answer", 7.0) == pytest.approx(10.0)


async def test_rows_hold_no_person_and_one_row_a_group(database):
    pace = Pace()
    sent(pace, PERSON, 100.0)
    sent(pace, GROUP, 100.0)
    await kept(database, pace, 100.5)
    sent(pace, GROUP, 102.0)
    sent(pace, CHANNEL, 103.0)
    await kept(database, pace, 103.0, TODAY + 3)
    assert await rows(database) == [
        (BOT, CHANNEL, [0.0], TODAY + 3),
        (BOT, GROUP, [-3.0, -1.0], TODAY + 3),
        (BOT, ALL_CHATS, [0.0, 0.0], TODAY + 3),
    ]


async def test_bots_on_one_database_keep_apart(database):
    pace = Pace()
    pace.hold(130.0)
    await kept(database, pace, 100.0, bot=BOT + 1)
    assert (await PaceMemory(database, BOT).load(100.0, TODAY)).wait(PERSON, "answer", 100.0 + SECOND) <= 0
