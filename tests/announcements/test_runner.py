"""An announcement from its due time to its end."""

import asyncio
import time

from announced_kit import (
    BOT,
    MemoryOut,
    a_plan,
    at_work,
    delivered,
    ended,
    ledger_of,
    states_of,
    subscribe,
    take_down,
    the_announcement,
    the_occurrences,
    until,
)

from bot.announcements import control, runner
from bot.announcements.courier import SENDING_AT_ONCE
from bot.announcements.model import Audience, Message
from bot.delivery.errors import Uncertain
from bot.store.announced import DROPPED, ENDED, MISSED, PENDING, SENDING, SENT, UNKNOWN
from bot.store.opening import open_database


async def test_every_subscribed_chat_gets_it_once(database):
    ids = await subscribe(database, range(30))
    out = MemoryOut()
    announcement = await delivered(database, out, a_plan())
    assert out.counts == dict.fromkeys(ids, 1)
    rows = await ledger_of(database)
    assert {row.state for row in rows.values()} == {SENT}
    assert {chat: row.message_id for chat, row in rows.items()} == {call.chat: call.message_id for call in out.made()}
    (occurrence,) = await the_occurrences(database)
    assert (occurrence.state, occurrence.announcement) == (ENDED, announcement)
    assert occurrence.ended_at >= occurrence.started_at
    row = await the_announcement(database, announcement)
    assert (row.state, row.next_at) == ("done", None)


async def test_recipients_get_it_at_its_time_and_not_before(database):
    await subscribe(database, range(3))
    out = MemoryOut()
    due = time.time() + 1.0
    await take_down(database, a_plan(), due=due)
    async with at_work(database, out):
        await until(sent(out, 1))
        assert due <= time.time() < due + 2
        await until(ended(database))
    assert len(out.calls) == 3


async def test_what_is_planned_while_it_runs_goes_out_at_once_when_it_is_woken(database, monkeypatch):
    monkeypatch.setattr(runner, "POLL_SECONDS", 60.0)
    await subscribe(database, range(3))
    out = MemoryOut()
    async with at_work(database, out) as running:
        await asyncio.sleep(0.2)
        await take_down(database, a_plan())
        running.wake()
        await until(sent(out, 3))


async def test_what_is_paused_goes_on_where_it_was(database):
    ids = await subscribe(database, range(80))
    out = MemoryOut(slowly)
    announcement = await take_down(database, a_plan())
    async with at_work(database, out):
        await until(sent(out, 10))
        await control.pause(database, BOT, announcement, time.time())
        await asyncio.sleep(0.3)  # what is under way arrives, what was claimed is given back
        before = len(out.calls)
        assert await states_of(database) == {PENDING: 80 - before, SENT: before}
        await asyncio.sleep(0.3)
        assert len(out.calls) == before < 80
        await control.resume(database, BOT, announcement, time.time())
        await until(ended(database))
    assert out.counts == dict.fromkeys(ids, 1)


async def test_what_is_called_off_mid_way_sends_nothing_more(database):
    await subscribe(database, range(80))
    out = MemoryOut(slowly)
    announcement = await take_down(database, a_plan())
    async with at_work(database, out):
        await until(sent(out, 10))
        await control.cancel(database, BOT, announcement, time.time())
        await asyncio.sleep(0.3)
        before = len(out.calls)
        await asyncio.sleep(0.3)
        assert len(out.calls) == before < 80
    assert await states_of(database) == {DROPPED: 80 - before, SENT: before}


async def test_an_edit_mid_way_reaches_each_chat_whichever_words_it_got_first(database):
    ids = await subscribe(database, range(60))
    out = MemoryOut(slowly)
    announcement = await take_down(database, a_plan())
    async with at_work(database, out):
        await until(sent(out, 20))
        await control.edit_everywhere(database, BOT, announcement, Message("更正"), time.time())
        await until(ended(database, 2))
    assert out.counts == dict.fromkeys(ids, 1)
    last = {call.chat: call.text for call in out.calls}
    assert last == dict.fromkeys(ids, "更正")
    assert 0 < len(out.made("edit")) < 60


async def test_when_told_to_stop_it_finishes_what_is_under_way_and_gives_the_rest_back(database):
    await subscribe(database, range(40))
    gate = asyncio.Event()

    async def held_up(_):
        await gate.wait()

    out = MemoryOut(held_up)
    await take_down(database, a_plan())
    asyncio.get_running_loop().call_later(0.8, gate.set)
    async with at_work(database, out):

        async def under_way():
            return out.now == SENDING_AT_ONCE

        await until(under_way)
    assert len(out.calls) == SENDING_AT_ONCE
    assert await states_of(database) == {PENDING: 40 - SENDING_AT_ONCE, SENT: SENDING_AT_ONCE}


async def test_a_request_that_never_ends_does_not_keep_it_from_stopping(database, monkeypatch):
    monkeypatch.setattr(runner, "STOP_SECONDS", 0.3)
    await subscribe(database, range(1))

    async def for_ever(_):
        await asyncio.Event().wait()

    out = MemoryOut(for_ever)
    await take_down(database, a_plan())
    began = time.monotonic()
    async with at_work(database, out):

        async def under_way():
            return out.now == 1

        await until(under_way)
    assert time.monotonic() - began < 5
    assert await states_of(database) == {SENDING: 1}
    async with at_work(database, MemoryOut()):
        if database.dialect == "sqlite":
            await until(ended(database))
            assert await states_of(database) == {UNKNOWN: 1}


async def test_it_outlives_a_database_that_goes_away(postgresql, postgresql_url):
    async with open_database(postgresql_url) as database:
        ids = await subscribe(database, range(60))
        out = MemoryOut(slowly)
        await take_down(database, a_plan())
        async with at_work(database, out):
            await until(sent(out, 10))
            postgresql.restart()
            await until(ended(database))
        assert out.counts == dict.fromkeys(ids, 1)
        assert await states_of(database) == {SENT: 60}


async def test_one_of_ten_announcements_that_fall_due_together_waits_for_no_other(database):
    ids = await subscribe(database, range(10))
    for number in range(10):
        await take_down(database, a_plan(Audience("chats", chats=((ids[number], None),))))
    out = MemoryOut()
    async with at_work(database, out):
        await until(ended(database, 10))
    assert out.counts == dict.fromkeys(ids, 1)


async def test_whoever_wants_to_know_hears_once_how_each_occurrence_ended(database):
    await subscribe(database, range(3))
    told = []

    async def listen(occurrence):
        told.append((occurrence.announcement, occurrence.state))

    sent_one = await take_down(database, a_plan())
    missed = await take_down(database, a_plan(grace=0), due=time.time() - 60)
    async with at_work(database, MemoryOut(), ended=listen):

        async def both():
            return len(told) == 2

        await until(both)
        await asyncio.sleep(0.3)
    assert sorted(told) == sorted([(sent_one, ENDED), (missed, MISSED)])


async def test_an_announcement_to_nobody_ends_at_once(database):
    announcement = await take_down(database, a_plan())
    async with at_work(database, MemoryOut()):
        await until(ended(database))
    assert (await the_announcement(database, announcement)).state == "done"


async def test_what_was_unknown_and_is_resent_ends_again(database):
    await subscribe(database, range(3))

    async def break_off(_):
        raise Uncertain("reset")

    out = MemoryOut(after=break_off)
    announcement = await take_down(database, a_plan())
    async with at_work(database, out) as running:
        await until(ended(database))
        assert await states_of(database) == {UNKNOWN: 3}
        out.after = None
        await control.settle(database, BOT, announcement, "resend", time.time())
        running.wake()

        async def all_sent():
            return await states_of(database) == {SENT: 3}

        await until(all_sent)
        await until(ended(database))
    assert set(out.counts.values()) == {2}
    assert (await the_announcement(database, announcement)).state == "done"


async def slowly(_):
    await asyncio.sleep(0.02)


def sent(out, many):
    """A condition: so many messages were sent."""

    async def condition():
        return len(out.made()) >= many

    return condition
