"""Pause, resume, cancel, approve: what each changes, what it refuses, and two operators at once; on both databases."""

import asyncio
import time
from dataclasses import replace

import pytest
from announced_kit import (
    BOT,
    MemoryOut,
    a_plan,
    at_work,
    ended,
    subscribe,
    the_announcement,
    until,
)
from planned_kit import NOON, ZONE, happened, planned, runs_of, states_in

from bot.announcements import control
from bot.announcements.locking import CHUNK
from bot.announcements.model import Announcement, Schedule
from bot.announcements.problems import Problem
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
    SPREADING,
    UNDER_WAY,
    UNKNOWN,
)
from bot.store.database import Database

HOURLY = Schedule("cron", ZONE, cron="0 * * * *")
AT = Schedule("at", ZONE, at="2027-01-15 16:00")
ALL = (PENDING, CLAIMED, SENDING, SENT, FAILED, UNKNOWN, DROPPED)
HOUR = 3600.0


def key(changed):
    assert isinstance(changed, Problem), changed
    return changed.key


def state(changed):
    assert isinstance(changed, Announcement), changed
    return changed.state


async def run_states(database, announcement):
    return [run.state for run in await runs_of(database, announcement)]


async def test_pausing_holds_what_is_open_and_resuming_lets_it_go(database):
    announcement = await planned(database, next_at=NOON + HOUR)
    for due, found in enumerate((SPREADING, UNDER_WAY, ENDED)):
        await happened(database, announcement, (PENDING, SENT), due=NOON + due, state=found)
    assert state(await control.pause(database, BOT, announcement, NOON)) == "paused"
    assert await run_states(database, announcement) == [HELD, HELD, ENDED]
    resumed = await control.resume(database, BOT, announcement, NOON)
    assert (resumed.state, resumed.next_at) == ("active", NOON + HOUR)
    assert await run_states(database, announcement) == [SPREADING, SPREADING, ENDED]
    assert (await the_announcement(database, announcement)).changed_at == NOON


@pytest.mark.parametrize(
    ("when", "grace", "due"),
    [
        pytest.param(Schedule("now", ZONE), 3600, NOON, id="now goes out at once"),
        pytest.param(AT, 3600, NOON - 10 * HOUR, id="a single time is missed, and noted as such"),
        pytest.param(HOURLY, 3600, NOON, id="of many the last within its grace"),
        pytest.param(HOURLY, 60, NOON + HOUR, id="and else the next one"),
    ],
)
async def test_what_fell_due_meanwhile(database, when, grace, due):
    announcement = await planned(database, replace(a_plan(when=when), grace=grace), "paused", next_at=NOON - 10 * HOUR)
    found = await control.resume(database, BOT, announcement, NOON + (100 if grace == 60 else 0))
    assert found.next_at == (NOON if when.when == "now" else due)


async def test_cancelling_drops_what_waits_and_nothing_else(database):
    announcement = await planned(database, next_at=NOON + HOUR)
    old = await happened(database, announcement, ALL)
    new = await happened(database, announcement, ALL, due=NOON + 1, state=UNDER_WAY)
    found = await control.cancel(database, BOT, announcement, NOON)
    assert (found.state, found.next_at) == ("cancelled", None)
    assert await states_in(database, old) == list(ALL)
    assert await states_in(database, new) == [DROPPED, DROPPED, *ALL[2:]]
    assert await run_states(database, announcement) == [ENDED, CANCELLED]


async def test_cancelling_many_waits_goes_by_chunks(database):
    announcement = await planned(database)
    await happened(database, announcement, [PENDING] * (2 * CHUNK + 1), state=HELD)
    other = await planned(database)
    kept = await happened(database, other, [PENDING], state=UNDER_WAY)
    assert state(await control.cancel(database, BOT, announcement, NOON)) == "cancelled"
    (run,) = await runs_of(database, announcement)
    assert set(await states_in(database, run.id)) == {DROPPED}
    assert await states_in(database, kept) == [PENDING]


@pytest.mark.parametrize(
    ("act", "allowed"),
    [(control.pause, {"active"}), (control.resume, {"paused"}), (control.cancel, {"waiting", "active", "paused"})],
    ids=["pause", "resume", "cancel"],
)
async def test_what_each_refuses(database, act, allowed):
    for was in ("waiting", "active", "paused", "cancelled", "done"):
        announcement = await planned(database, state=was, next_at=NOON)
        found = await act(database, BOT, announcement, NOON)
        if was in allowed:
            assert state(found) != was
        else:
            assert key(found) == f"is-{was}"
            assert (await the_announcement(database, announcement)).state == was


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 2**63])
@pytest.mark.parametrize("bot", [BOT, BOT + 1])
async def test_what_is_not_there(database, number, bot):
    await planned(database)
    acts = [control.pause, control.resume, control.cancel, control.retry_failed, control.recall_everywhere]
    for act in acts:
        assert key(await act(database, bot, number, NOON)) == "no-announcement"
    assert key(await control.approve(database, bot, number, "b", NOON)) == "no-announcement"


async def test_another_operator_approves(database):
    announcement = await planned(database, a_plan(when=HOURLY), "waiting", by="a", next_at=NOON + HOUR)
    assert key(await control.approve(database, BOT, announcement, "a", NOON)) == "own-approval"
    found = await control.approve(database, BOT, announcement, "b", NOON)
    assert (found.state, found.planned_by, found.approved_by, found.next_at) == ("active", "a", "b", NOON + HOUR)
    assert key(await control.approve(database, BOT, announcement, "c", NOON)) == "is-active"
    assert (await the_announcement(database, announcement)).approved_by == "b"


async def test_what_was_planned_in_the_shell_any_operator_approves(database):
    announcement = await planned(database, state="waiting", next_at=NOON)
    assert (await control.approve(database, BOT, announcement, "a", NOON)).approved_by == "a"


@pytest.mark.parametrize(
    ("when", "due"),
    [(Schedule("now", ZONE), NOON + 9 * HOUR), (HOURLY, NOON + 9 * HOUR)],
    ids=["now is when it was approved", "the newest time of many"],
)
async def test_an_approval_that_took_long(database, when, due):
    announcement = await planned(database, a_plan(when=when), "waiting", by="a", next_at=NOON)
    assert (await control.approve(database, BOT, announcement, "b", NOON + 9 * HOUR)).next_at == due


async def test_an_approval_that_took_too_long_is_refused(database):
    announcement = await planned(database, a_plan(when=AT), "waiting", by="a", next_at=NOON)
    assert key(await control.approve(database, BOT, announcement, "b", NOON + 2 * HOUR)) == "too-late"
    assert (await the_announcement(database, announcement)).state == "waiting"


async def twice(database_url, act):
    """The same by two processes at the same moment."""
    async with Database(database_url) as one, Database(database_url) as other:
        return await asyncio.gather(act(one, "b"), act(other, "c"))


@pytest.mark.parametrize("name", ["approve", "pause", "cancel"])
async def test_of_two_at_once_one_succeeds(database, database_url, name):
    for _ in range(10):
        announcement = await planned(database, state="waiting" if name == "approve" else "active", by="a", next_at=NOON)
        await happened(database, announcement, [PENDING, SENT], state=UNDER_WAY)

        def act(one, who, number=announcement):
            if name == "approve":
                return control.approve(one, BOT, number, who, NOON)
            return getattr(control, name)(one, BOT, number, NOON)

        found = await twice(database_url, act)
        assert sorted(isinstance(one, Problem) for one in found) == [False, True]


async def test_pause_and_cancel_at_once_leave_it_cancelled(database, database_url):
    """Whichever comes first, nothing stays held of what was called off."""
    for _ in range(10):
        announcement = await planned(database, next_at=NOON)
        await happened(database, announcement, [PENDING], state=UNDER_WAY)

        def act(one, who, number=announcement):
            return (control.pause if who == "b" else control.cancel)(one, BOT, number, NOON)

        await twice(database_url, act)
        assert (await the_announcement(database, announcement)).state == "cancelled"
        assert await run_states(database, announcement) == [CANCELLED]


def after_ten(out, act):
    """Have something done after ten messages."""

    async def look(_):
        if len(out.calls) == 10:
            await act()

    out.after = look


async def test_a_paused_broadcast_rests_and_goes_on_where_it_was(database):
    """With a runner at work: nobody gets it twice, and everybody gets it."""
    await subscribe(database, range(60))
    out = MemoryOut()
    announcement = await planned(database, next_at=time.time())
    after_ten(out, lambda: control.pause(database, BOT, announcement, time.time()))
    async with at_work(database, out):
        await until(ended(database, state=HELD))
        await asyncio.sleep(0.3)  # what is in flight arrives
        assert 10 <= len(out.calls) < 60
        assert state(await control.resume(database, BOT, announcement, time.time())) == "active"
        await until(ended(database))
    assert list(out.counts.values()) == [1] * 60


async def test_a_broadcast_that_is_called_off_stops(database):
    await subscribe(database, range(60))
    out = MemoryOut()
    announcement = await planned(database, next_at=time.time())
    after_ten(out, lambda: control.cancel(database, BOT, announcement, time.time()))
    async with at_work(database, out):
        await until(ended(database, state=CANCELLED))
        await asyncio.sleep(0.3)  # what is in flight arrives
    (run,) = await runs_of(database, announcement)
    states = await states_in(database, run.id)
    assert states.count(SENT) == len(out.calls) < 60
    assert set(states) == {SENT, DROPPED}
