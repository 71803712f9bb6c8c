"""The deliveries of an occurrence are made: each chat once, wherever it is interrupted, put off where it is quiet."""

import time
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from announced_kit import (
    BOT,
    a_plan,
    change,
    group,
    ledger_of,
    states_of,
    subscribe,
    take_down,
    the_occurrences,
)
from announced_ledger import ZONE, Process, spread, under_way

from bot.announcements import control, spreading
from bot.announcements.ledger import SPREAD
from bot.announcements.model import Audience, Message
from bot.announcements.scheduler import Scheduler
from bot.announcements.spreading import Spreading
from bot.store.announced import HELD, PENDING, SENT, SPREADING, UNDER_WAY, deliveries, occurrences, subscriptions
from bot.store.tables import chats

MANY = 57
CHUNK = 10


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(spreading, "CHUNK", CHUNK)
    monkeypatch.setattr(spreading, "TURNS", 2)


async def fall_due(database, plan=None):
    await take_down(database, plan or a_plan())
    await Scheduler(database, BOT, lambda: None).fire()


async def test_each_chat_has_one_delivery_with_its_topic(database):
    ids = await subscribe(database, range(MANY), thread=7)
    await fall_due(database)
    await spread(database)
    rows = await ledger_of(database)
    assert rows.keys() == set(ids)
    assert {(row.state, row.thread, row.bot, row.not_before) for row in rows.values()} == {(PENDING, 7, BOT, 0)}
    (occurrence,) = await the_occurrences(database)
    assert (occurrence.state, occurrence.cursor) == (UNDER_WAY, SPREAD)


@pytest.mark.parametrize("many", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
async def test_however_the_chunks_come_out_it_goes_out(database, many):
    await subscribe(database, range(many))
    await fall_due(database)
    await spread(database)
    assert len(await ledger_of(database)) == many
    assert [row.state for row in await the_occurrences(database)] == [UNDER_WAY]


async def test_again_makes_no_new_row(database):
    await subscribe(database, range(MANY))
    await fall_due(database)
    await spread(database)
    before = await ledger_of(database)
    await change(database, occurrences, state=SPREADING, cursor=None)
    await spread(database)
    assert await ledger_of(database) == before


@pytest.mark.parametrize("broken", range(1, 8))
async def test_interrupted_anywhere_it_goes_on_from_there(database, broken, monkeypatch):
    """As if the process was killed in its so-and-so-many-th transaction."""
    ids = await subscribe(database, range(MANY))
    await fall_due(database)
    work, left = database.work, [broken]

    async def break_off(action):
        def interrupted(connection):
            done = action(connection)
            left[0] -= 1
            if not left[0]:
                raise InterruptedError
            return done

        return await work(interrupted)

    monkeypatch.setattr(database, "work", break_off)
    with suppress(InterruptedError):
        await spread(database)
    monkeypatch.setattr(database, "work", work)
    assert len(await ledger_of(database)) <= (broken - 1) * CHUNK
    await spread(database)
    assert (await ledger_of(database)).keys() == set(ids)
    assert await states_of(database) == {PENDING: MANY}


async def test_the_audience_is_that_of_the_moment_at_which_it_is_spread(database):
    await subscribe(database, range(5))
    await under_way(database)
    await subscribe(database, range(5, 9))
    await spread(database)
    assert len(await ledger_of(database)) == 5


async def test_one_that_is_held_meanwhile_stays_so_and_goes_on_when_it_is_resumed(database):
    ids = await subscribe(database, range(MANY))
    await fall_due(database)
    await Spreading(database, BOT, ZONE).spread()
    await change(database, occurrences, state=HELD)
    await spread(database)
    assert len(await ledger_of(database)) == 2 * CHUNK
    assert [row.state for row in await the_occurrences(database)] == [HELD]
    for state in (UNDER_WAY, SPREADING):
        await change(database, occurrences, state=state)
        await spread(database)
        assert (await ledger_of(database)).keys() == set(ids)


async def test_a_group_that_moves_meanwhile_is_not_left_out(database):
    """Its new id is lower than all those of groups, and chats come in falling order."""
    await subscribe(database, range(MANY))
    old, new = -77, group(500)
    row = {
        "bot": BOT,
        "kind": "group",
        "title": "",
        "status": "member",
        "rights": "{}",
        "forum": False,
        "changed_at": 1,
    }
    wish = {"bot": BOT, "subscribed": True, "changed_at": 1}
    await database.work(
        lambda connection: (
            connection.execute(chats.insert(), row | {"chat": old}),
            connection.execute(subscriptions.insert(), wish | {"chat": old}),
        )
    )
    await fall_due(database)
    await change(database, occurrences, cursor=old)  # all above are done
    await change(database, subscriptions, subscriptions.c.chat == old, chat=new)
    await change(database, chats, chats.c.chat == old, chat=new)
    await spread(database)
    assert new in await ledger_of(database)


async def test_many_small_ones_and_a_large_one_take_turns(database):
    await subscribe(database, range(MANY))
    await fall_due(database)
    small = Audience("chats", chats=((group(3), None),))
    for _ in range(6):
        await fall_due(database, a_plan(small))
    await Spreading(database, BOT, ZONE).spread()
    states = [row.state for row in await the_occurrences(database)]
    assert states == [SPREADING, *[UNDER_WAY] * 6]


def hours_around(moment, zone=ZONE, before=30, after=30):
    """Quiet hours in which a moment falls, as minutes of the day."""
    here = datetime.fromtimestamp(moment, zone)
    minute = here.hour * 60 + here.minute
    return {"quiet_from": (minute - before) % 1440, "quiet_to": (minute + after) % 1440}


async def test_where_it_is_quiet_it_is_put_off_until_the_end_of_that(database):
    await subscribe(database, range(20))
    await subscribe(database, range(20, 45), **hours_around(time.time()))
    await subscribe(database, [45], **hours_around(time.time(), before=-120, after=180))
    await under_way(database)
    rows = await ledger_of(database)
    assert {rows[group(number)].not_before for number in (*range(20), 45)} == {0}
    put_off = {rows[group(number)].not_before for number in range(20, 45)}
    (until,) = put_off
    assert 28 * 60 < until - time.time() <= 30 * 60
    assert until % 60 == 0


async def test_a_chats_own_zone_counts(database):
    quiet = hours_around(time.time(), ZoneInfo("America/New_York"))
    await subscribe(database, [0], **quiet, zone="America/New_York")
    await subscribe(database, [1], **quiet)
    await subscribe(database, [2], **hours_around(time.time()), zone="Nowhere/Land")
    await under_way(database)
    rows = await ledger_of(database)
    assert [rows[group(number)].not_before > 0 for number in range(3)] == [True, False, True]


async def test_what_falls_into_quiet_hours_while_it_waits_is_put_off_when_its_turn_comes(database):
    await subscribe(database, range(MANY))
    await under_way(database)
    await change(database, subscriptions, subscriptions.c.chat < group(2), **hours_around(time.time()))
    process = Process(database, "first")
    found = await process.round(room=100)
    assert {chat for _, chat in process.held} == {group(number) for number in range(3)}
    assert len(found.claim.quiet) == 1
    rows = await ledger_of(database)
    assert sum(row.not_before > time.time() for row in rows.values()) == MANY - 3
    assert not (await process.round(room=100)).claim.deliveries


async def sent(database, numbers):
    for at, number in enumerate(numbers):
        await change(database, deliveries, deliveries.c.chat == group(number), state=SENT, message_id=900 + at)


async def test_an_edit_goes_where_the_message_is(database):
    await subscribe(database, range(MANY))
    announcement = await under_way(database)
    await sent(database, range(5, 40))
    await change(database, subscriptions, **hours_around(time.time()))  # an edit makes no noise
    await control.edit_everywhere(database, BOT, announcement, Message("更正"), time.time())
    await spread(database)
    first, edit = await the_occurrences(database)
    rows = await ledger_of(database, edit.id)
    assert {chat: row.message_id for chat, row in rows.items()} == {
        group(number): 900 + at for at, number in enumerate(range(5, 40))
    }
    assert {row.not_before for row in rows.values()} == {0}
    assert (edit.of, edit.state) == (first.id, UNDER_WAY)


async def test_an_edit_waits_for_what_is_on_its_way(database):
    await subscribe(database, range(3))
    announcement = await under_way(database)
    process = Process(database, "first")
    key, *_ = await process.claim()
    await process.mark("sending", key)
    await control.edit_everywhere(database, BOT, announcement, Message("更正"), time.time())
    await spread(database)
    assert [row.state for row in await the_occurrences(database)] == [UNDER_WAY, SPREADING]
    await process.mark("sent", key, 31)
    await spread(database)
    _, edit = await the_occurrences(database)
    assert edit.state == UNDER_WAY
    assert {chat: row.message_id for chat, row in (await ledger_of(database, edit.id)).items()} == {key[1]: 31}
