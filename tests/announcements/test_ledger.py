"""The table of deliveries: who may claim what, what a stopped process leaves, what a mark may change."""

import asyncio
import time
from collections import Counter

import pytest
from announced_kit import (
    a_plan,
    change,
    group,
    ledger_of,
    rows_of,
    states_of,
    subscribe,
    the_announcement,
    the_occurrences,
)
from announced_ledger import Process, one, under_way

from bot.announcements import control
from bot.announcements.ledger import STOPPED
from bot.announcements.model import Audience
from bot.store.announced import (
    CANCELLED,
    CLAIMED,
    DROPPED,
    ENDED,
    FAILED,
    HELD,
    PENDING,
    SENDING,
    SENT,
    UNKNOWN,
    announcements,
    deliveries,
    occurrences,
)


@pytest.fixture
def first(database):
    return Process(database, "first")


@pytest.fixture
def second(database):
    return Process(database, "second")


async def row_of(database, key):
    return (await rows_of(database, deliveries, one(key)))[0]


async def test_what_waits_is_claimed_once_as_far_as_there_is_room(database, first, second):
    ids = await subscribe(database, range(10))
    await under_way(database)
    claims = [await first.claim(room=4), await second.claim(room=4), await first.claim(), await second.claim()]
    assert [len(claim) for claim in claims] == [4, 4, 2, 0]
    assert {chat for claim in claims for _, chat in claim} == set(ids)
    assert await states_of(database) == {CLAIMED: 10}


async def test_a_chat_is_never_in_hand_twice_whatever_the_announcement_and_the_process(database, first, second):
    await subscribe(database, range(4))
    for _ in range(3):
        await under_way(database)
    taken = await first.claim() + await second.claim() + await first.claim()
    assert sorted(chat for _, chat in taken) == sorted(group(number) for number in range(4))
    await first.finish(next(iter(first.held)))
    assert len(await second.claim()) == 1


async def test_a_chat_that_got_one_a_moment_ago_is_left_alone(database, first):
    await subscribe(database, range(4))
    await under_way(database)
    assert len(await first.claim(recent=[group(0), group(1)])) == 2
    assert len(await first.claim()) == 2


async def test_occurrences_take_turns_so_that_a_small_one_does_not_wait_for_a_large_one(database, first):
    await subscribe(database, range(60))
    large = await under_way(database)
    few = await subscribe(database, range(100, 103))
    small = await under_way(database, a_plan(Audience("chats", chats=tuple((chat, None) for chat in few))))
    counts, of = Counter(), {row.id: row.announcement for row in await the_occurrences(database)}
    for _ in range(3):
        for key in await first.claim(room=4):
            counts[of[key[0]]] += 1
            await first.finish(key)
    assert counts[small] == 3
    assert counts[large] >= 6


@pytest.mark.parametrize("state", [HELD, CANCELLED])
async def test_what_is_held_or_called_off_is_not_claimed(database, first, state):
    await subscribe(database, range(3))
    await under_way(database)
    await change(database, occurrences, state=state)
    assert await first.claim() == []


async def test_what_was_called_off_and_still_waits_is_dropped(database, first):
    """Whoever called it off was stopped before that."""
    await subscribe(database, range(3))
    await under_way(database)
    await change(database, occurrences, state=CANCELLED)
    await first.round()
    assert await states_of(database) == {DROPPED: 3}


async def test_what_is_put_off_comes_when_its_time_has_come(database, first):
    await subscribe(database, range(2))
    await under_way(database)
    await change(database, deliveries, deliveries.c.chat == group(0), not_before=time.time() + 0.3)
    assert [chat for _, chat in await first.claim()] == [group(1)]
    await asyncio.sleep(0.35)
    assert [chat for _, chat in await first.claim()] == [group(0)]


async def test_ten_that_claim_at_once_never_have_a_chat_twice(database):
    await subscribe(database, range(60))
    for _ in range(3):
        await under_way(database)
    processes = [Process(database, f"process {number}") for number in range(10)]
    for _ in range(3):
        await asyncio.gather(*(process.claim(room=4) for process in processes))
        rows = [row for row in (await rows_of(database, deliveries)) if row.state == CLAIMED]
        assert max(Counter(row.chat for row in rows).values()) == 1
        assert len(rows) == sum(len(process.held) for process in processes)
        for process in processes:
            for key in list(process.held):
                await process.finish(key)


async def test_sending_is_marked_only_while_it_is_claimed_and_goes_out(database, first, second):
    await subscribe(database, range(3))
    await under_way(database)
    key, held, _ = await first.claim()
    second.held = dict(first.held)
    await second.mark("sending", key)
    assert (await row_of(database, key)).state == CLAIMED
    await first.mark("sending", key)
    assert (await row_of(database, key)).state == SENDING
    await change(database, occurrences, state=HELD)
    await first.mark("sending", held)
    assert (await row_of(database, held)).state == CLAIMED


async def test_nothing_goes_out_while_it_is_found_out_what_an_edit_is_about(database, first):
    await subscribe(database, range(3))
    announcement = await under_way(database)
    key, *_ = await first.claim(room=1)
    await control.edit_everywhere(database, 42, announcement, a_plan().content.message, time.time())
    await first.mark("sending", key)
    assert (await row_of(database, key)).state == CLAIMED
    assert await first.claim() == []


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        (("sent", 77), SENT),
        (("done",), SENT),
        (("failed", "why"), FAILED),
        (("unknown", "why"), UNKNOWN),
        (("retry", 60.0, "why"), PENDING),
        (("postpone", 60.0, "why"), PENDING),
        (("give_back",), PENDING),
        (("unsent",), CLAIMED),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
async def test_a_mark_is_put_by_the_owner_alone_and_may_be_written_twice(database, first, second, mark, state):
    await subscribe(database, [0])
    await under_way(database)
    (key,) = await first.claim()
    await first.mark("sending", key)
    second.held = dict(first.held)
    await second.mark(mark[0], key, *mark[1:])
    assert (await row_of(database, key)).state == SENDING
    for _ in range(2):
        await first.mark(mark[0], key, *mark[1:])
        row = await row_of(database, key)
        assert (row.state, row.attempts) == (state, 1 if mark[0] == "retry" else 0)
    if mark[0] in {"retry", "postpone"}:
        assert 50 < row.not_before - time.time() < 61
    assert (row.owner is None) == (state != CLAIMED)


async def test_on_recovery_the_claimed_wait_again_and_of_the_sending_nobody_knows(database, first, second):
    await subscribe(database, range(4))
    await under_way(database)
    claimed, sending, sent, _ = [*await first.claim(room=3), None]
    await first.mark("sending", sending)
    await first.finish(sent)
    await change(database, deliveries, deliveries.c.owner == "first", lease=1.0)
    found = await second.recover()
    assert (found.waiting, found.unknown) == (1, 1)
    assert (await row_of(database, claimed)).state == PENDING
    row = await row_of(database, sending)
    assert (row.state, row.reason) == (UNKNOWN, STOPPED)


async def test_with_resend_what_was_being_sent_waits_again(database, first, second):
    await subscribe(database, range(1))
    await under_way(database, a_plan(uncertain="resend"))
    (key,) = await first.claim()
    await first.mark("sending", key)
    await change(database, deliveries, lease=1.0)
    assert (await second.recover()).waiting == 1
    assert await second.claim() == [key]


async def test_one_that_comes_back_after_its_lease_may_still_say_that_it_arrived(database, first, second):
    await subscribe(database, range(2))
    await under_way(database)
    arrived, resent = await first.claim()
    for key in (arrived, resent):
        await first.mark("sending", key)
    await change(database, deliveries, lease=1.0)
    await second.recover()
    await first.mark("sent", arrived, 5)
    row = await row_of(database, arrived)
    assert (row.state, row.message_id, row.reason) == (SENT, 5, None)
    await change(database, deliveries, one(resent), state=PENDING)
    await first.mark("sent", resent, 6)
    assert (await row_of(database, resent)).state == PENDING


async def test_nobody_recovers_what_they_have_in_hand(database, first):
    await subscribe(database, range(2))
    await under_way(database)
    key, _ = await first.claim()
    await first.mark("sending", key)
    await change(database, deliveries, lease=1.0)
    await first.renew()
    found = await first.recover()
    assert (found.waiting, found.unknown) == (0, 0)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_renewed_lease_keeps_others_away(database, first, second):
    await subscribe(database, range(2))
    await under_way(database)
    await first.claim()
    await change(database, deliveries, lease=1.0)
    await first.renew()
    assert (await second.recover()).waiting == 0


async def test_what_was_claimed_while_the_answer_was_lost_waits_again(database, first, monkeypatch):
    await subscribe(database, range(3))
    await under_way(database)
    work = database.work

    async def lose(action):
        await work(action)
        raise ConnectionError

    monkeypatch.setattr(database, "work", lose)
    with pytest.raises(ConnectionError):
        await first.claim(room=2)
    monkeypatch.undo()
    assert await states_of(database) == {CLAIMED: 2, PENDING: 1}
    assert len(await first.claim()) == 3


async def test_an_occurrence_ends_once_when_nothing_waits_or_is_in_hand(database, first, second):
    await subscribe(database, range(3))
    announcement = await under_way(database)
    keys = await first.claim()
    await change(database, deliveries, one(keys[2]), state=PENDING, owner=None, not_before=time.time() + 60)
    for key in keys[:2]:
        assert not (await second.round()).ended
        await first.finish(key)
    assert not (await second.round()).ended
    await change(database, deliveries, one(keys[2]), state=FAILED)
    del first.held[keys[2]]
    rounds = [await process.round() for process in (first, second, first)]
    assert sum(len(found.ended) for found in rounds) == 1
    assert [row.state for row in await the_occurrences(database)] == [ENDED]
    assert (await the_announcement(database, announcement)).state == "done"


async def test_an_announcement_that_is_due_again_is_not_done(database, first):
    await subscribe(database, range(1))
    announcement = await under_way(database)
    await change(database, announcements, next_at=time.time() + 60)
    await first.finish((await first.claim())[0])
    assert len((await first.round()).ended) == 1
    assert (await the_announcement(database, announcement)).state == "active"


async def test_a_group_that_moved_goes_on_under_its_new_id_unless_it_has_a_delivery_there(database, first):
    await subscribe(database, range(3))
    await under_way(database)
    keys = await first.claim()
    (occurrence, old), (_, there), (_, other) = keys
    await first.mark("follow", (occurrence, old), -5)
    await first.mark("follow", (occurrence, there), other)
    rows = await ledger_of(database)
    assert old not in rows
    assert (rows[-5].state, rows[-5].owner) == (CLAIMED, "first")
    assert (rows[there].state, rows[there].reason) == (DROPPED, "moved")
    assert rows[other].state == CLAIMED
