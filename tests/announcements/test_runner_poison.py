"""What can't be read of one announcement keeps no other one from going out, nor the runner from running."""

import asyncio
import json
import time

import pytest
from announced_kit import (
    BOT,
    MemoryOut,
    a_plan,
    at_work,
    change,
    ended,
    rows_of,
    states_of,
    subscribe,
    take_down,
    the_announcement,
    the_occurrences,
    until,
)
from announced_ledger import Process, one, under_way

from bot.announcements import plans, rounds, runner
from bot.announcements.courier import Courier
from bot.announcements.rounds import Rounds
from bot.announcements.scheduler import Scheduler
from bot.announcements.spreading import Spreading
from bot.store.announced import (
    CANCELLED,
    DROPPED,
    ENDED,
    FAILED,
    IMPOSSIBLE,
    PENDING,
    SENDING,
    SENT,
    UNDER_WAY,
    UNKNOWN,
    announcements,
    deliveries,
    occurrences,
)

LATER = json.dumps(a_plan().as_json() | {"colour": "red"})
"""A plan of a later version."""
UNKNOWN_WORDS = json.dumps({"text": "一", "entities": [], "effect": 7})
"""A message of one."""


async def poison(database, announcement, plan=LATER):
    await change(database, announcements, announcements.c.id == announcement, plan=plan)


def a_schedule_of_later():
    plan = a_plan().as_json()
    return json.dumps(plan | {"schedule": plan["schedule"] | {"weekday": 1}})


@pytest.mark.parametrize(
    "plan",
    [LATER, "{}", "[]", "null", "no json", json.dumps(a_plan().as_json() | {"grace": "long"}), a_schedule_of_later()],
    ids=["unknown key", "nothing in it", "a list", "null", "no json", "grace in words", "unknown key of the schedule"],
)
async def test_a_plan_that_cannot_be_read_is_impossible_and_the_others_go_out(database, plan):
    ids = await subscribe(database, range(3))
    poisoned = await take_down(database, a_plan(), due=time.time() - 5)
    await poison(database, poisoned, plan)
    sound = await take_down(database, a_plan())
    told, out = [], MemoryOut()

    async def listen(occurrence):
        told.append((occurrence.announcement, occurrence.state))

    async with at_work(database, out, ended=listen):
        await until(ended(database))
    assert out.counts.keys() == set(ids)
    (occurrence,) = await the_occurrences(database, poisoned)
    assert (occurrence.state, occurrence.reason) == (IMPOSSIBLE, "unreadable")
    assert (await the_announcement(database, poisoned)).next_at is None
    assert sorted(told) == [(poisoned, IMPOSSIBLE), (sound, ENDED)]


async def test_a_plan_that_cannot_be_read_is_left_out_of_lists(database):
    poisoned, sound = [await take_down(database, a_plan()) for _ in range(2)]
    await poison(database, poisoned)
    assert [found.id for found in await plans.every(database, BOT)] == [sound]
    assert await plans.get(database, BOT, poisoned) is None


async def test_one_that_cannot_be_read_when_its_deliveries_are_made_is_impossible_and_the_others_go_out(database):
    await subscribe(database, range(3))
    poisoned, sound = [await take_down(database, a_plan()) for _ in range(2)]
    await Scheduler(database, BOT, lambda: None).fire()
    await poison(database, poisoned)
    spreading = Spreading(database, BOT, runner.ZONE)
    await spreading.spread()
    assert [found.announcement for found in spreading.take_ended()] == [poisoned]
    assert spreading.take_ended() == []
    states = {row.announcement: row.state for row in await the_occurrences(database)}
    assert states == {poisoned: IMPOSSIBLE, sound: UNDER_WAY}
    assert (await the_announcement(database, poisoned)).state == "done"
    assert await states_of(database) == {PENDING: 3}


@pytest.mark.parametrize("which", ["plan", "message"])
async def test_one_that_cannot_be_read_when_it_is_claimed_is_impossible(database, which):
    ids = await subscribe(database, range(3))
    poisoned = await under_way(database)
    if which == "plan":
        await poison(database, poisoned)
    else:
        await change(database, occurrences, occurrences.c.announcement == poisoned, message=UNKNOWN_WORDS)
    sound = await take_down(database, a_plan())
    out = MemoryOut()
    async with at_work(database, out):
        await until(ended(database))
        await until(ended(database, state=IMPOSSIBLE))
    assert out.counts.keys() == set(ids)
    assert await states_of(database) == {DROPPED: 3, SENT: 3}
    assert (await the_announcement(database, sound)).state == "done"


async def test_of_a_stopped_process_what_cannot_be_read_is_unknown_if_it_was_being_sent_and_else_dropped(database):
    await subscribe(database, range(2))
    poisoned = await under_way(database)
    first = Process(database, "first")
    key, other = await first.claim(2)
    await first.mark("sending", key)
    await poison(database, poisoned)
    await change(database, deliveries, deliveries.c.owner == "first", lease=time.time() - 1)
    recovered = await Process(database, "second").recover()
    assert (recovered.waiting, recovered.unknown) == (1, 1)
    assert [found.announcement for found in recovered.ended] == [poisoned]
    assert [row.state for row in await rows_of(database, deliveries, one(key))] == [UNKNOWN]
    assert [row.state for row in await rows_of(database, deliveries, one(other))] == [DROPPED]


async def test_a_mistake_of_ours_does_not_end_announcements_for_ever(database, monkeypatch):
    monkeypatch.setattr(runner, "_longer_pauses", lambda: iter([0.01] * 99))
    await subscribe(database, range(2))
    fire, failures = Scheduler.fire, iter([KeyError("秘密"), TypeError("秘密")])

    async def failing(self):
        if error := next(failures, None):
            raise error
        return await fire(self)

    monkeypatch.setattr(Scheduler, "fire", failing)
    out = MemoryOut()
    await take_down(database, a_plan())
    async with at_work(database, out):
        await until(ended(database))
    assert len(out.calls) == 2


def test_pauses_after_a_mistake_of_ours_grow_to_half_a_minute():
    pauses = runner._longer_pauses()
    assert [next(pauses) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


async def test_what_was_claimed_is_delivered_though_tidying_fails(database, monkeypatch):
    monkeypatch.setattr(runner, "_longer_pauses", lambda: iter([0.01] * 999))
    ids = await subscribe(database, range(20))
    told = []

    async def fail(*_):
        raise KeyError("tidy")

    async def listen(occurrence):
        told.append(occurrence.state)

    monkeypatch.setattr(Rounds, "tidy", fail)
    out = MemoryOut()
    await take_down(database, a_plan())
    async with at_work(database, out, ended=listen):
        await until(ended(database))
        await asyncio.sleep(0.1)
    assert out.counts == dict.fromkeys(ids, 1)
    assert told == [ENDED]


@pytest.mark.parametrize(("is_begun", "state"), [(False, FAILED), (True, UNKNOWN)], ids=["not begun", "begun"])
async def test_a_delivery_that_a_mistake_ends_is_marked_and_leaves_the_hand(database, monkeypatch, is_begun, state):
    await subscribe(database, range(3))

    async def fail(_, delivery):
        delivery.is_begun = is_begun
        raise KeyError("秘密")

    monkeypatch.setattr(Courier, "deliver", fail)
    await take_down(database, a_plan())
    async with at_work(database, MemoryOut()):
        await until(ended(database))
    assert await states_of(database) == {state: 3}
    assert {row.reason for row in await rows_of(database, deliveries)} == {"KeyError"}


async def test_only_what_is_held_is_renewed(database):
    await subscribe(database, range(2))
    await under_way(database)
    process = Process(database, "first")
    held, lost = await process.claim(2)
    del process.held[lost]
    await change(database, deliveries, lease=1.0)
    await process.renew()
    leases = {(row.occurrence, row.chat): row.lease for row in await rows_of(database, deliveries)}
    assert leases[lost] == 1.0
    assert leases[held] > time.time()


@pytest.mark.parametrize("paused", [False, True], ids=["active", "paused"])
async def test_an_occurrence_that_ended_while_something_waited_goes_on(database, paused):
    ids = await subscribe(database, range(3))
    announcement = await under_way(database)
    await change(database, occurrences, state=ENDED, ended_at=1.0)
    await change(database, announcements, state="paused" if paused else "done")
    out = MemoryOut()
    async with at_work(database, out):
        if paused:
            await until(ended(database, state=2))
            assert out.calls == []
            return
        await until(lambda: all_sent(database))
        await until(ended(database))
    assert out.counts == dict.fromkeys(ids, 1)
    assert (await the_announcement(database, announcement)).state == "done"


async def test_strays_are_looked_at_again_after_a_while(database, monkeypatch):
    monkeypatch.setattr(rounds, "LOOK_SECONDS", 0.2)
    await subscribe(database, range(3))
    await under_way(database)
    await change(database, occurrences, state=CANCELLED)
    async with at_work(database, MemoryOut()):
        await until(lambda: counted(database, {DROPPED: 3}))
        await change(database, deliveries, state=PENDING)  # the same occurrence strays once more
        await until(lambda: counted(database, {DROPPED: 3}))


async def test_what_is_claimed_as_it_stops_is_given_back(database, monkeypatch):
    await subscribe(database, range(3))
    await under_way(database)
    claim, claimed, going = Rounds.round, asyncio.Event(), asyncio.Event()

    async def slow(self, wanted):
        found = await claim(self, wanted)
        claimed.set()
        await going.wait()
        return found

    monkeypatch.setattr(Rounds, "round", slow)
    out = MemoryOut()
    async with at_work(database, out):
        await claimed.wait()
        asyncio.get_running_loop().call_later(0.3, going.set)
    assert out.calls == []
    assert await states_of(database) == {PENDING: 3}


async def test_loops_and_hand_end_side_by_side(database, monkeypatch):
    monkeypatch.setattr(runner, "STOP_SECONDS", 1.0)
    await subscribe(database, range(1))
    await take_down(database, a_plan())

    async def for_ever(*_):
        await asyncio.Event().wait()

    out = MemoryOut(for_ever)
    async with at_work(database, out):

        async def is_sending():
            return await states_of(database) == {SENDING: 1}

        await until(is_sending)
        monkeypatch.setattr(Rounds, "is_needed", for_ever)
        monkeypatch.setattr(Rounds, "round", for_ever)
        await asyncio.sleep(0.6)
        began = time.monotonic()
    assert time.monotonic() - began < 1.0 + runner._LAST_SECONDS - 0.2


async def all_sent(database):
    return await states_of(database) == {SENT: 3}


async def counted(database, states):
    return await states_of(database) == states
