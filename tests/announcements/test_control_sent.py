"""Retry, settle, edit everywhere, recall everywhere: what each changes and what it leaves alone; on both databases."""

import asyncio
import time

import pytest
from announced_kit import BOT, MemoryOut, a_plan, at_work, delivered, ended, group, subscribe, the_announcement, until
from planned_kit import NOON, a_knowledge, happened, of_pair, planned, runs_of, states_in
from sqlalchemy import select

from bot.announcements import control
from bot.announcements.model import Announcement, Message
from bot.announcements.plans import get
from bot.announcements.problems import Problem
from bot.delivery.errors import Refused
from bot.store.announced import (
    CANCELLED,
    CLAIMED,
    DROPPED,
    EDIT,
    ENDED,
    FAILED,
    HELD,
    IMPOSSIBLE,
    MISSED,
    PENDING,
    RECALL,
    SENDING,
    SENT,
    SPREADING,
    UNDER_WAY,
    UNKNOWN,
    deliveries,
    occurrences,
)
from bot.store.database import Database

ALL = (PENDING, CLAIMED, SENDING, SENT, FAILED, UNKNOWN, DROPPED)
OLD, NEW = Message("九点开会"), Message("十点开会")


def key(changed):
    assert isinstance(changed, Problem), changed
    return changed.key


def state(changed):
    assert isinstance(changed, Announcement), changed
    return changed.state


async def a_run(database, occurrence):
    return (await database.rows(select(occurrences).where(occurrences.c.id == occurrence)))[0]


async def test_retrying_touches_what_failed_alone(database):
    announcement = await planned(database, state="done")
    run = await happened(database, announcement, ALL, ended_at=NOON)
    assert state(await control.retry_failed(database, BOT, announcement, NOON)) == "active"
    assert await states_in(database, run) == [PENDING if one == FAILED else one for one in ALL]
    row = await a_run(database, run)
    assert (row.state, row.ended_at) == (SPREADING, None)
    (retried,) = await database.rows(select(deliveries).where(deliveries.c.chat == group(ALL.index(FAILED))))
    assert (retried.attempts, retried.not_before, retried.reason, retried.owner) == (0, 0, None, None)
    assert key(await control.retry_failed(database, BOT, announcement, NOON)) == "nothing-failed"


async def test_retrying_what_is_under_way_keeps_it_from_being_ended(database):
    """Whoever is about to end it, for nothing waits any more, looks at its state once more."""
    announcement = await planned(database)
    run = await happened(database, announcement, [SENT, FAILED], state=UNDER_WAY)
    await control.retry_failed(database, BOT, announcement, NOON)
    assert (await a_run(database, run)).state == SPREADING


async def test_one_that_has_nothing_left_when_it_is_resumed_is_done(database):
    announcement = await planned(database, state="paused")
    await happened(database, announcement, [DROPPED], state=ENDED)
    assert state(await control.resume(database, BOT, announcement, NOON)) == "done"


async def test_retrying_a_paused_one_waits_until_it_is_resumed(database):
    announcement = await planned(database, state="paused")
    run = await happened(database, announcement, [FAILED])
    await control.retry_failed(database, BOT, announcement, NOON)
    assert (await a_run(database, run)).state == HELD


async def test_only_the_newest_time_is_retried_unless_another_one_is_meant(database):
    """What failed last week is last week's news."""
    announcement = await planned(database)
    old = await happened(database, announcement, [FAILED, UNKNOWN])
    new = await happened(database, announcement, [FAILED, UNKNOWN], due=NOON + 1)
    await happened(database, announcement, [], due=NOON + 2, state=MISSED)
    await control.retry_failed(database, BOT, announcement, NOON)
    await control.settle(database, BOT, announcement, "resend", NOON)
    assert await states_in(database, old) == [FAILED, UNKNOWN]
    assert await states_in(database, new) == [PENDING, PENDING]
    await control.retry_failed(database, BOT, announcement, NOON, occurrence=old)
    assert await states_in(database, old) == [PENDING, UNKNOWN]
    assert key(await control.retry_failed(database, BOT, announcement, NOON, occurrence=999)) == "nothing-failed"


@pytest.mark.parametrize("over", [CANCELLED, MISSED, IMPOSSIBLE])
async def test_nothing_is_retried_of_what_was_called_off(database, over):
    announcement = await planned(database)
    run = await happened(database, announcement, [FAILED, UNKNOWN], state=over)
    for occurrence in (None, run):
        assert key(await control.retry_failed(database, BOT, announcement, NOON, occurrence=occurrence)) == (
            "nothing-failed"
        )
        changed = await control.settle(database, BOT, announcement, "resend", NOON, occurrence=occurrence)
        assert key(changed) == "nothing-unknown"
    assert await states_in(database, run) == [FAILED, UNKNOWN]


async def test_an_edit_that_failed_is_retried_but_never_an_older_one(database):
    """It would bring back words that were changed since."""
    announcement = await planned(database)
    run = await happened(database, announcement, [SENT, FAILED])
    first = await happened(database, announcement, [FAILED], kind=EDIT, of=run, due=NOON + 1, message=OLD)
    second = await happened(database, announcement, [FAILED], kind=EDIT, of=run, due=NOON + 2, message=NEW)
    await control.retry_failed(database, BOT, announcement, NOON)
    assert [await states_in(database, one) for one in (run, first, second)] == [[SENT, PENDING], [FAILED], [PENDING]]
    assert key(await control.retry_failed(database, BOT, announcement, NOON, occurrence=first)) == "nothing-failed"


async def test_what_was_recalled_is_not_sent_again(database):
    announcement = await planned(database)
    run = await happened(database, announcement, [SENT, FAILED, UNKNOWN])
    recall = await happened(database, announcement, [FAILED], kind=RECALL, of=run, due=NOON + 1)
    await control.retry_failed(database, BOT, announcement, NOON)
    assert key(await control.settle(database, BOT, announcement, "resend", NOON)) == "nothing-unknown"
    assert await states_in(database, run) == [SENT, FAILED, UNKNOWN]
    assert await states_in(database, recall) == [PENDING]


async def test_the_unknown_is_resent_or_dropped(database):
    for how, after in (("resend", PENDING), ("drop", DROPPED)):
        announcement = await planned(database, state="done")
        run = await happened(database, announcement, ALL)
        changed = await control.settle(database, BOT, announcement, how, NOON)
        assert state(changed) == ("active" if how == "resend" else "done")
        assert await states_in(database, run) == [after if one == UNKNOWN else one for one in ALL]
        assert key(await control.settle(database, BOT, announcement, how, NOON)) == "nothing-unknown"


async def test_dropping_settles_every_time(database):
    announcement = await planned(database)
    runs = [await happened(database, announcement, [UNKNOWN], due=NOON + number) for number in range(3)]
    await control.settle(database, BOT, announcement, "drop", NOON, occurrence=runs[0])
    assert [await states_in(database, run) for run in runs] == [[DROPPED], [UNKNOWN], [UNKNOWN]]
    await control.settle(database, BOT, announcement, "drop", NOON)
    assert [await states_in(database, run) for run in runs] == [[DROPPED]] * 3


async def test_two_who_settle_at_once_decide_once(database, database_url):
    """Whoever comes first has decided; nothing is sent that was dropped."""
    for _ in range(10):
        announcement = await planned(database)
        run = await happened(database, announcement, [UNKNOWN] * 5)
        async with Database(database_url) as one, Database(database_url) as other:
            found = await asyncio.gather(
                control.settle(one, BOT, announcement, "drop", NOON),
                control.settle(other, BOT, announcement, "resend", NOON),
            )
        assert sorted(isinstance(changed, Problem) for changed in found) == [False, True]
        assert len(set(await states_in(database, run))) == 1


async def test_an_edit_is_an_occurrence_for_each_time_that_it_was_sent(database):
    announcement = await planned(database, state="done")
    runs = [await happened(database, announcement, [SENT], due=NOON + number, message=OLD) for number in range(2)]
    await happened(database, announcement, [FAILED], due=NOON + 5, message=OLD)
    await happened(database, announcement, [], due=NOON + 6, state=MISSED)
    assert state(await control.edit_everywhere(database, BOT, announcement, NEW, NOON)) == "active"
    edits = [run for run in await runs_of(database, announcement) if run.kind == EDIT]
    assert sorted(edit.of for edit in edits) == runs
    assert {(edit.state, edit.message, edit.pair) for edit in edits} == {(SPREADING, NEW, None)}
    assert [json_of(await a_run(database, run)) for run in runs] == [NEW, NEW]
    assert (await get(database, BOT, announcement)).plan.content.message == NEW


def json_of(row):
    import json

    return Message.of_json(json.loads(row.message))


async def test_an_edit_while_it_is_under_way_changes_what_is_still_to_come(database):
    """Nobody has it yet: there is nothing to edit, and everybody gets the new words."""
    announcement = await planned(database)
    run = await happened(database, announcement, [PENDING], state=UNDER_WAY, message=OLD)
    assert state(await control.edit_everywhere(database, BOT, announcement, NEW, NOON)) == "active"
    assert json_of(await a_run(database, run)) == NEW
    assert await states_in(database, run) == [PENDING]


async def test_a_newer_edit_takes_the_place_of_one_under_way(database):
    announcement = await planned(database)
    run = await happened(database, announcement, [SENT, SENT], message=OLD)
    first = await happened(
        database, announcement, [PENDING, SENDING], kind=EDIT, of=run, due=NOON, state=UNDER_WAY, message=NEW
    )
    await control.edit_everywhere(database, BOT, announcement, Message("十一点"), NOON)
    assert (await a_run(database, first)).state == CANCELLED
    assert await states_in(database, first) == [DROPPED, SENDING]
    assert [one.state for one in await runs_of(database, announcement) if one.kind == EDIT] == [CANCELLED, SPREADING]


async def test_edits_at_the_same_moment_are_two(database):
    announcement = await planned(database)
    await happened(database, announcement, [SENT], message=OLD)
    for text in ("一", "二", "三"):
        assert state(await control.edit_everywhere(database, BOT, announcement, Message(text), NOON)) == "active"
    edits = [run for run in await runs_of(database, announcement) if run.kind == EDIT]
    assert [edit.message.text for edit in edits] == ["一", "二", "三"]
    assert [edit.state for edit in edits] == [CANCELLED, CANCELLED, SPREADING]


async def test_the_file_that_went_along_stays(database):
    photo = Message("旧说明", media="photo", file="f1")
    announcement = await planned(database, a_plan(message=photo))
    await happened(database, announcement, [SENT], message=photo)
    await control.edit_everywhere(database, BOT, announcement, NEW, NOON)
    expected = Message(NEW.text, media="photo", file="f1")
    assert [run.message for run in await runs_of(database, announcement)] == [expected, expected]
    changed = await control.edit_everywhere(database, BOT, announcement, Message("字" * 1025), NOON)
    assert (key(changed), changed.values["limit"]) == ("too-long", 1024)


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (Message(""), "empty"),
        (Message("a" * 4097), "too-long"),
        (Message("\x00"), "empty"),
        (Message("a\x00"), "unfit"),
    ],
    ids=["nothing", "too long", "a control sign", "one among words"],
)
async def test_words_that_can_not_be_sent(database, message, problem):
    announcement = await planned(database)
    run = await happened(database, announcement, [SENT], message=OLD)
    assert key(await control.edit_everywhere(database, BOT, announcement, message, NOON)) == problem
    assert json_of(await a_run(database, run)) == OLD
    assert len(await runs_of(database, announcement)) == 1


async def test_words_by_hand_leave_a_pair_that_is_still_to_come_alone(database):
    announcement = await planned(database, of_pair())
    await happened(database, announcement, [SENT], message=OLD, pair="mill/reopened")
    await control.edit_everywhere(database, BOT, announcement, NEW, NOON)
    assert (await get(database, BOT, announcement)).plan == of_pair()


async def test_only_some_of_the_times_are_changed(database):
    announcement = await planned(database)
    runs = [await happened(database, announcement, [SENT], due=NOON + number, message=OLD) for number in range(3)]
    await control.edit_everywhere(database, BOT, announcement, NEW, NOON, only=[runs[1]], pair="mill/x")
    await control.recall_everywhere(database, BOT, announcement, NOON, only=[runs[2]])
    changes = [(run.kind, run.of) for run in await runs_of(database, announcement) if run.of]
    assert sorted(changes) == [(EDIT, runs[1]), (RECALL, runs[2])]
    assert (await get(database, BOT, announcement)).plan == a_plan()


async def test_a_recall_deletes_what_was_sent_and_drops_what_is_to_come(database):
    announcement = await planned(database, next_at=NOON + 9)
    old = await happened(database, announcement, [SENT], message=OLD)
    new = await happened(database, announcement, ALL, due=NOON + 1, state=UNDER_WAY, message=OLD)
    found = await control.recall_everywhere(database, BOT, announcement, NOON)
    assert (found.state, found.next_at) == ("active", NOON + 9)
    assert (await a_run(database, new)).state == CANCELLED
    assert await states_in(database, new) == [DROPPED, DROPPED, *ALL[2:]]
    recalls = [run for run in await runs_of(database, announcement) if run.kind == RECALL]
    assert sorted(recall.of for recall in recalls) == [old, new]
    assert {(recall.state, recall.message) for recall in recalls} == {(SPREADING, None)}


async def test_what_was_recalled_stays_so(database):
    announcement = await planned(database)
    await happened(database, announcement, [SENT], message=OLD)
    await control.recall_everywhere(database, BOT, announcement, NOON)
    assert key(await control.recall_everywhere(database, BOT, announcement, NOON)) == "recalled"
    assert key(await control.edit_everywhere(database, BOT, announcement, NEW, NOON)) == "recalled"


async def test_a_recall_ends_an_edit_under_way(database):
    announcement = await planned(database)
    await happened(database, announcement, [SENT], message=OLD)
    await control.edit_everywhere(database, BOT, announcement, NEW, NOON)
    await control.recall_everywhere(database, BOT, announcement, NOON)
    changes = [(run.kind, run.state) for run in await runs_of(database, announcement) if run.of]
    assert sorted(changes) == [(EDIT, CANCELLED), (RECALL, SPREADING)]


@pytest.mark.parametrize("was", ["waiting", "active", "paused", "done"])
async def test_nothing_was_sent_yet(database, was):
    announcement = await planned(database, state=was, next_at=NOON)
    await happened(database, announcement, [FAILED, UNKNOWN, DROPPED], message=OLD)
    assert key(await control.edit_everywhere(database, BOT, announcement, NEW, NOON)) == "nothing-sent"
    assert key(await control.recall_everywhere(database, BOT, announcement, NOON)) == "nothing-sent"


async def test_two_who_edit_at_once_leave_one_edit_standing(database, database_url):
    for _ in range(5):
        announcement = await planned(database)
        run = await happened(database, announcement, [SENT], message=OLD)
        async with Database(database_url) as one, Database(database_url) as other:
            await asyncio.gather(
                control.edit_everywhere(one, BOT, announcement, Message("甲"), NOON),
                control.edit_everywhere(other, BOT, announcement, Message("乙"), NOON),
            )
        edits = [run for run in await runs_of(database, announcement) if run.kind == EDIT]
        assert [edit.state for edit in edits] == [CANCELLED, SPREADING]
        assert json_of(await a_run(database, run)) == edits[-1].message


def shown(out):
    """What stands in each chat in the end, by all requests that were made."""
    found = {}
    for call in out.calls:
        if call.what == "delete":
            found.pop(call.chat)
        else:
            found[call.chat] = call.text
    return found


def after_ten(out, act):
    """Have something done after ten messages."""

    async def look(_):
        if len(out.calls) == 10:
            await act()

    out.after = look


async def test_an_edit_in_the_middle_reaches_everybody(database):
    """Those who have it see it change, those in flight too, and the others get the new words at once."""
    ids = await subscribe(database, range(60))
    out = MemoryOut()
    announcement = await planned(database, a_plan(message=OLD), next_at=time.time())
    after_ten(out, lambda: control.edit_everywhere(database, BOT, announcement, NEW, time.time()))
    async with at_work(database, out):
        await until(ended(database, 2))
    assert shown(out) == dict.fromkeys(ids, NEW.text)
    assert list(out.counts.values()) == [1] * 60
    assert 10 <= len(out.made("edit")) < 60
    assert (await the_announcement(database, announcement)).state == "done"


async def test_a_recall_in_the_middle_leaves_nothing(database):
    await subscribe(database, range(60))
    out = MemoryOut()
    announcement = await planned(database, a_plan(message=OLD), next_at=time.time())
    after_ten(out, lambda: control.recall_everywhere(database, BOT, announcement, time.time()))
    async with at_work(database, out):
        await until(ended(database))
    assert shown(out) == {}
    assert 10 <= len(out.made("delete")) == len(out.made()) < 60


async def test_what_could_not_be_changed_is_tried_again(database):
    await subscribe(database, range(3))
    out = MemoryOut()
    refusing = True

    async def refuse(call):
        if call.what == "edit" and call.chat == group(1) and refusing:
            raise Refused("message can't be edited")

    out.before = refuse
    announcement = await delivered(database, out, a_plan(message=OLD), knowledge=a_knowledge())
    async with at_work(database, out):
        await control.edit_everywhere(database, BOT, announcement, NEW, time.time())
        await until(ended(database, 2))
        assert shown(out)[group(1)] == OLD.text
        (edit,) = [run for run in await runs_of(database, announcement) if run.kind == EDIT]
        assert await states_in(database, edit.id) == [SENT, FAILED, SENT]
        refusing = False
        await control.retry_failed(database, BOT, announcement, time.time())
        await until(ended(database, 2))
        await until(lambda: all_sent(database, edit.id))
    assert set(shown(out).values()) == {NEW.text}
    assert len(out.made()) == 3


async def all_sent(database, occurrence):
    return set(await states_in(database, occurrence)) == {SENT} and (await a_run(database, occurrence)).state == ENDED
