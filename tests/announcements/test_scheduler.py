"""Announcements fall due: once each, on time or not at all, never in a burst."""

import asyncio
import json
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from announced_kit import BOT, a_plan, change, take_down, the_announcement, the_occurrences
from fresh import ROOT
from sqlalchemy.exc import IntegrityError

from bot.announcements.model import Content, Message, Plan, Schedule
from bot.announcements.scheduler import Scheduler, newest_due
from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.store.announced import IMPOSSIBLE, MISSED, SPREADING, announcements

ZONE = "Asia/Shanghai"
HOURLY = Schedule("cron", ZONE, cron="0 * * * *")


@pytest.fixture(scope="module")
def knowledge():
    return load(ROOT / "knowledge", fold=fold_all)


def scheduler(database, knowledge=None, **settings):
    return Scheduler(database, BOT, lambda: knowledge, **settings)


async def test_one_that_is_due_becomes_an_occurrence_with_its_message(database):
    announcement = await take_down(database, a_plan())
    fired = await scheduler(database).fire()
    assert (fired.many, list(fired.ended)) == (1, [])
    (one,) = await the_occurrences(database)
    assert (one.announcement, one.state, one.kind, one.of) == (announcement, SPREADING, 0, None)
    assert "全体大会" in Message.of_json(json.loads(one.message)).text
    assert abs(one.started_at - time.time()) < 5
    row = await the_announcement(database, announcement)
    assert (row.state, row.next_at) == ("active", None)
    assert (await scheduler(database).fire()).many == 0


@pytest.mark.parametrize("state", ["waiting", "paused", "cancelled", "done"])
async def test_only_active_ones_fall_due(database, state):
    await take_down(database, a_plan(), state=state)
    assert (await scheduler(database).fire()).many == 0


async def test_one_that_is_not_due_yet_or_of_another_bot_waits(database):
    await take_down(database, a_plan(), due=time.time() + 60)
    await take_down(database, a_plan(), bot=BOT + 1)
    assert (await scheduler(database).fire()).many == 0


async def test_a_schedule_moves_on_to_its_next_time(database):
    announcement = await take_down(database, a_plan(when=HOURLY))
    await scheduler(database).fire()
    next_at = (await the_announcement(database, announcement)).next_at
    assert time.time() < next_at <= time.time() + 3600
    assert next_at % 3600 == 0


async def test_after_a_long_pause_only_the_newest_time_counts_and_there_is_no_burst(database):
    announcement = await take_down(database, a_plan(when=HOURLY), due=time.time() - 86_400)
    before = time.time()
    assert (await scheduler(database).fire()).many == 1
    assert (await scheduler(database).fire()).many == 0
    (one,) = await the_occurrences(database)
    assert one.state == SPREADING
    assert before - 3600 <= one.due <= time.time()
    assert (await the_announcement(database, announcement)).next_at > before


async def test_what_is_later_than_it_may_be_is_missed_and_never_sent(database):
    daily = Schedule("cron", ZONE, cron="0 0 1 1 *")
    announcement = await take_down(database, a_plan(when=daily, grace=60), due=time.time() - 500 * 86_400)
    fired = await scheduler(database).fire()
    (one,) = await the_occurrences(database)
    assert [ended.id for ended in fired.ended] == [one.id]
    assert (one.state, one.message) == (MISSED, None)
    assert one.due > time.time() - 370 * 86_400
    row = await the_announcement(database, announcement)
    assert row.state == "active"
    assert row.next_at > time.time()


async def test_one_that_is_missed_and_never_due_again_is_done(database):
    announcement = await take_down(database, a_plan(grace=0), due=time.time() - 5)
    (one,) = (await scheduler(database).fire()).ended
    assert one.state == MISSED
    assert (await the_announcement(database, announcement)).state == "done"


async def test_what_cannot_be_made_says_why(database, knowledge):
    plan = Plan(Content("pair", "no/such"), a_plan().audience, HOURLY)
    await take_down(database, plan)
    (one,) = (await scheduler(database, knowledge).fire()).ended
    assert (one.state, one.reason) == (IMPOSSIBLE, "no-pair")


async def test_a_daily_one_goes_through_the_pairs(database, knowledge):
    announcement = await take_down(database, Plan(Content("daily"), a_plan().audience, HOURLY))
    shown = []
    for _ in range(5):
        await change(
            database, announcements, announcements.c.id == announcement, next_at=time.time() - 0.01 * len(shown)
        )
        await scheduler(database, knowledge).fire()
        shown = [one.pair for one in await the_occurrences(database)]
    assert len(set(shown)) == 5


async def test_a_mistake_in_one_does_not_hold_up_the_others(database):
    await take_down(database, Plan(Content("pair", "a/b"), a_plan().audience, HOURLY))
    await take_down(database, a_plan())
    await scheduler(database, knowledge=None).fire()  # without knowledge a pair is a mistake of ours
    assert sorted(row.state for row in await the_occurrences(database)) == [SPREADING, IMPOSSIBLE]


async def test_however_many_look_each_due_time_becomes_one_occurrence(database):
    for _ in range(100):
        await take_down(database, a_plan())
    rounds = await asyncio.gather(*(scheduler(database).fire() for _ in range(20)))
    rest = [await scheduler(database).fire() for _ in range(5)]
    assert sum(fired.many for fired in [*rounds, *rest]) == 100
    found = await the_occurrences(database)
    assert len({row.announcement for row in found}) == len(found) == 100


async def test_a_due_time_that_is_there_already_is_not_made_again(database):
    """A schedule that was set back by hand, say."""
    announcement = await take_down(database, a_plan())
    due = (await the_announcement(database, announcement)).next_at
    await scheduler(database).fire()
    await change(database, announcements, announcements.c.id == announcement, next_at=due)
    assert (await scheduler(database).fire()).many == 1
    assert len(await the_occurrences(database)) == 1
    assert (await the_announcement(database, announcement)).next_at is None


async def test_a_stop_before_the_commit_leaves_neither_the_occurrence_nor_the_next_time(database, monkeypatch):
    announcement = await take_down(database, a_plan(when=HOURLY))
    due = (await the_announcement(database, announcement)).next_at

    def broken(*_):
        raise IntegrityError("", {}, ValueError())

    monkeypatch.setattr("bot.announcements.scheduler.next_due", broken)
    with pytest.raises(IntegrityError):
        await scheduler(database).fire()
    assert await the_occurrences(database) == []
    assert (await the_announcement(database, announcement)).next_at == due


def moment(text, zone=ZONE):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("cron", "zone", "due", "now", "newest"),
    [
        ("0 9 * * 1", ZONE, "2027-01-04 09:00", "2027-01-04 09:00", "2027-01-04 09:00"),
        ("0 9 * * 1", ZONE, "2027-01-04 09:00", "2027-02-03 12:00", "2027-02-01 09:00"),
        ("*/30 * * * *", ZONE, "2026-01-01 00:00", "2027-02-03 12:10", "2027-02-03 12:00"),
        ("0 0 29 2 *", ZONE, "2024-02-29 00:00", "2027-02-03 12:00", "2024-02-29 00:00"),
        ("30 2 * * *", "Europe/Berlin", "2027-03-26 02:30", "2027-03-28 12:00", "2027-03-28 03:00"),
        ("30 2 * * *", "Europe/Berlin", "2027-10-29 02:30", "2027-10-31 12:00", "2027-10-31 02:30"),
    ],
)
def test_of_several_times_that_have_passed_the_newest_counts(cron, zone, due, now, newest):
    schedule = Schedule("cron", zone, cron=cron)
    assert newest_due(schedule, moment(due, zone), moment(now, zone)) == moment(newest, zone)
