"""What becomes of a delivery, by what Telegram says of it."""

import asyncio
import time

import pytest
from announced_kit import (
    BOT,
    MemoryOut,
    Quick,
    a_plan,
    at_work,
    change,
    ended,
    group,
    ledger_of,
    subscribe,
    take_down,
    the_occurrences,
    until,
)

from bot.announcements import control, courier
from bot.announcements.ledger import MOVED
from bot.announcements.model import Message
from bot.delivery.errors import Moved, NotSent, Refused, TooMany, Uncertain
from bot.delivery.gate import OpenGate
from bot.delivery.sender import Sender
from bot.store.announced import DROPPED, FAILED, PENDING, SENDING, SENT, UNKNOWN, deliveries, occurrences

NEW = -1_009_999_999_999


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(courier, "WAITS", (0.05, 0.05, 0.05, 0.05))
    monkeypatch.setattr(courier, "AWAY_SECONDS", 0.05)
    monkeypatch.setattr("bot.delivery.sender.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.delivery.sender.SLACK_SECONDS", 0.01)
    monkeypatch.setattr("bot.announcements.hand.REST_SECONDS", 0.0)
    monkeypatch.setattr("bot.announcements.runner.POLL_SECONDS", 0.1)


class Fails:
    """Fails some requests of a kind.

    Args:
        error: what each raises; times: how many fail.
    """

    def __init__(self, error, times=10_000, what="post"):
        self._error, self._what = error, what
        self.left, self.failed = times, 0

    async def __call__(self, call):
        if call.what == self._what and self.left:
            self.left -= 1
            self.failed += 1
            raise self._error


class Heard:
    """Who is told of what."""

    def __init__(self):
        self.moved, self.lost, self.ended = [], [], []

    @property
    def settings(self):
        async def moved(old, new):
            self.moved.append((old, new))

        async def lost(chat, reason):
            self.lost.append((chat, reason))

        async def ended(occurrence):
            self.ended.append(occurrence)

        return {"moved": moved, "lost": lost, "ended": ended}


async def run_through(database, out, **plan):
    """Send one message to one chat; its row then, and what was told."""
    (chat,) = await subscribe(database, [0])
    heard = Heard()
    await take_down(database, a_plan(**plan))
    async with at_work(database, out, **heard.settings):
        await until(ended(database))
        await asyncio.sleep(0)
    rows = await ledger_of(database)
    return next(iter(rows.values())), heard, chat


async def test_one_that_arrives(database):
    out = MemoryOut()
    await subscribe(database, [0], thread=8)
    row, heard, chat = await run_through(database, out, silent=True)
    (call,) = out.calls
    assert (call.chat, call.thread, call.silent, call.text) == (chat, 8, True, "明天上午九点全体大会")
    assert (row.state, row.message_id, row.owner, row.lease) == (SENT, call.message_id, None, None)
    assert abs(row.at - time.time()) < 10
    assert [occurrence.id for occurrence in heard.ended] == [row.occurrence]


async def test_it_is_marked_as_being_sent_before_the_request(database):
    seen = []

    async def look(_):
        seen.extend(row.state for row in (await ledger_of(database)).values())

    await run_through(database, MemoryOut(look))
    assert seen == [SENDING]


@pytest.mark.parametrize(
    ("error", "state", "reason", "tries"),
    [
        (Refused("Bad Request: not enough rights"), FAILED, "Bad Request: not enough rights", 1),
        (Uncertain("timed out", timed_out=True), UNKNOWN, "timed out", 1),
        (ZeroDivisionError(), UNKNOWN, "ZeroDivisionError", 1),
    ],
    ids=["refused", "uncertain", "a mistake of ours"],
)
async def test_one_that_never_arrives(database, error, state, reason, tries):
    fails = Fails(error)
    row, heard, _ = await run_through(database, MemoryOut(fails))
    assert (row.state, row.reason, row.message_id) == (state, reason, None)
    assert fails.failed == tries
    assert heard.lost == []
    assert len(heard.ended) == 1


async def test_a_chat_that_is_gone_is_lost(database):
    row, heard, chat = await run_through(database, MemoryOut(Fails(Refused("bot was kicked", gone=True))))
    assert row.state == FAILED
    assert heard.lost == [(chat, "bot was kicked")]


@pytest.mark.parametrize("error", [NotSent("no route"), TooMany(0.02)], ids=["not sent", "too many"])
async def test_what_passes_is_waited_for(database, error):
    out = MemoryOut(Fails(error, times=2))
    row, _, _ = await run_through(database, out)
    assert (row.state, row.attempts, len(out.calls)) == (SENT, 0, 1)


async def test_an_outage_spends_no_try_however_long_it_is(database):
    fails = Fails(NotSent("no route"), times=60)
    out = MemoryOut(fails)
    row, heard, _ = await run_through(database, out)
    assert (row.state, row.attempts, row.reason, fails.left) == (SENT, 0, None, 0)
    assert (len(out.calls), len(heard.ended)) == (1, 1)


async def test_an_outage_puts_off_for_half_a_minute(database, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr("bot.delivery.sender.FIRST_PAUSE", 0.01)
    await subscribe(database, [0])
    await take_down(database, a_plan())
    async with at_work(database, MemoryOut(Fails(NotSent("no route")))):

        async def put_off():
            return [row for row in (await ledger_of(database)).values() if row.not_before]

        (row,) = await until(put_off)
    assert (row.state, row.attempts, row.reason) == (PENDING, 0, "no route")
    assert 20 < row.not_before - time.time() <= 31


class Seen(OpenGate):
    """A gate that looks at the deliveries when a silence begins."""

    def __init__(self, database):
        super().__init__()
        self._database = database
        self.states = []

    async def hold(self, seconds):
        rows = await ledger_of(self._database)
        self.states += [(row.state, seconds >= 0.1) for row in rows.values()]


async def test_a_silence_begins_for_all_before_anything_is_written_of_the_request(database):
    gate = Seen(database)
    await subscribe(database, [0])
    await take_down(database, a_plan())
    out = MemoryOut(Fails(TooMany(0.1), times=1))
    async with at_work(database, out, sender=Sender(Quick(), gate=gate)):
        await until(ended(database))
    assert gate.states[0] == (SENDING, True)
    assert len(out.calls) == 1


async def test_what_became_unreadable_on_the_way_fails_by_itself(database):
    """Another version of the bot may have changed it just then."""
    first, second = await subscribe(database, [0, 1])
    out = MemoryOut()

    async def spoil(_):
        if not out.calls:
            await change(database, occurrences, message='{"of": "a later version"}')

    out.before = spoil
    await take_down(database, a_plan())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(courier, "SENDING_AT_ONCE", 1)
        async with at_work(database, out):
            await until(ended(database))
    rows = await ledger_of(database)
    assert sorted((row.state, row.reason) for row in rows.values() if row.state != SENT) == [
        (FAILED, "unreadable: KeyError")
    ]
    assert rows.keys() == {first, second}


async def test_during_a_silence_nothing_counts_as_being_sent(database):
    out = MemoryOut(Fails(TooMany(0.5), times=1))
    await subscribe(database, [0])
    await take_down(database, a_plan())
    async with at_work(database, out):

        async def refused():
            return not out.before.left

        await until(refused)
        await asyncio.sleep(0.1)
        assert [row.state for row in (await ledger_of(database)).values()] != [SENDING]
        await until(ended(database))
    assert len(out.calls) == 1


async def test_a_silence_that_is_too_long_spends_no_try(database, monkeypatch):
    monkeypatch.setattr("bot.delivery.sender.PATIENCE_SECONDS", 0.1)
    await subscribe(database, [0])
    await take_down(database, a_plan())
    async with at_work(database, MemoryOut(Fails(TooMany(30), times=1))):

        async def put_off():
            return [row for row in (await ledger_of(database)).values() if row.not_before]

        (row,) = await until(put_off)
    assert (row.state, row.attempts) == (PENDING, 0)
    assert 20 < row.not_before - time.time() <= 31


async def test_with_resend_what_is_uncertain_is_sent_again_but_not_for_ever(database):
    out = MemoryOut(after=Fails(Uncertain("reset"), times=2))
    row, _, _ = await run_through(database, out, uncertain="resend")
    assert (row.state, row.attempts, len(out.calls)) == (SENT, 2, 3)
    out = MemoryOut(after=Fails(Uncertain("reset")))
    await take_down(database, a_plan(uncertain="resend"))
    async with at_work(database, out):
        await until(ended(database, 2))
    states = sorted(row.state for row in await database.rows(deliveries.select()))
    assert (states, len(out.calls)) == ([SENT, UNKNOWN], 5)


class Migrated:
    """A group that has become a supergroup."""

    def __init__(self, *old):
        self._old = old

    async def __call__(self, call):
        if call.chat in self._old:
            raise Moved(NEW)


async def test_a_group_that_moved_gets_it_under_its_new_id(database):
    out = MemoryOut(Migrated(group(0)))
    row, heard, chat = await run_through(database, out)
    assert (row.chat, row.state, row.thread) == (NEW, SENT, None)
    assert heard.moved == [(chat, NEW)]
    assert [call.chat for call in out.calls] == [NEW]


async def test_a_group_that_moved_and_has_one_there_gets_it_once(database):
    first, second = await subscribe(database, [0, 1])
    out = MemoryOut(Migrated(first))
    out.before = Again(first, second)
    await take_down(database, a_plan())
    async with at_work(database, out):
        await until(ended(database))
    rows = await ledger_of(database)
    assert (rows[first].state, rows[first].reason) == (DROPPED, MOVED)
    assert rows[second].state == SENT
    assert out.counts == {second: 1}


class Again:
    def __init__(self, old, new):
        self._old, self._new = old, new

    async def __call__(self, call):
        if call.chat == self._old:
            raise Moved(self._new)


async def test_what_was_sent_is_pinned(database):
    out = MemoryOut()
    row, _, chat = await run_through(database, out, pin=True, silent=True)
    assert [(call.what, call.chat, call.message_id, call.silent) for call in out.calls] == [
        ("post", chat, row.message_id, True),
        ("pin", chat, row.message_id, True),
    ]
    assert row.reason is None


async def test_one_that_cannot_be_pinned_is_sent_all_the_same(database):
    row, heard, _ = await run_through(database, MemoryOut(Fails(Refused("no rights"), what="pin")), pin=True)
    assert (row.state, row.reason) == (SENT, "not pinned: no rights")
    assert len(heard.ended) == 1


async def changed(database, out, act):
    """Send, then change everywhere what was sent; the rows of the change."""
    ids = await subscribe(database, range(3))
    announcement = await take_down(database, a_plan())
    async with at_work(database, out) as runner:
        await until(ended(database))
        await act(announcement)
        runner.wake()
        await until(ended(database, 2))
    _, occurrence = await the_occurrences(database)
    return ids, await ledger_of(database, occurrence.id)


async def test_an_edit_changes_every_message_that_was_sent(database):
    out = MemoryOut()

    async def edit(announcement):
        await control.edit_everywhere(database, BOT, announcement, Message("更正"), time.time())

    ids, rows = await changed(database, out, edit)
    assert {row.state for row in rows.values()} == {SENT}
    sent = {call.chat: call.message_id for call in out.made()}
    assert {(call.chat, call.message_id, call.text) for call in out.made("edit")} == {
        (chat, sent[chat], "更正") for chat in ids
    }


@pytest.mark.parametrize(
    ("error", "states", "tries"),
    [
        (Refused("Bad Request: message is not modified: …"), {SENT}, 3),
        (Refused("Bad Request: message can't be edited"), {FAILED}, 3),
        (Uncertain("reset"), {FAILED}, 15),
        (Moved(NEW), {FAILED}, 3),
    ],
    ids=["as it is already", "refused", "uncertain", "moved"],
)
async def test_an_edit_that_does_not_come_about(database, error, states, tries):
    fails = Fails(error, what="edit")

    async def edit(announcement):
        await control.edit_everywhere(database, BOT, announcement, Message("更正"), time.time())

    _, rows = await changed(database, MemoryOut(fails), edit)
    assert {row.state for row in rows.values()} == states
    assert fails.failed == tries


@pytest.mark.parametrize(
    ("error", "state"),
    [(None, SENT), (Refused("Bad Request: message to delete not found"), SENT), (Refused("too old"), FAILED)],
    ids=["deleted", "gone already", "refused"],
)
async def test_a_recall_deletes_every_message_that_was_sent(database, error, state):
    out = MemoryOut(Fails(error, what="delete") if error else None)

    async def recall(announcement):
        await control.recall_everywhere(database, BOT, announcement, time.time())

    ids, rows = await changed(database, out, recall)
    assert {row.state for row in rows.values()} == {state}
    if not error:
        assert {(call.chat, call.message_id) for call in out.made("delete")} == {
            (chat, row.message_id) for chat, row in rows.items()
        }
        assert rows.keys() == set(ids)


async def test_a_message_of_another_id_in_a_chat_that_moved_is_never_touched(database):
    """Under its new id a group counts its messages anew."""
    out = MemoryOut()

    async def edit(announcement):
        await change(database, deliveries, deliveries.c.chat == group(0), message_id=50_000)
        await control.edit_everywhere(database, BOT, announcement, Message("更正"), time.time())
        occurrence = (await the_occurrences(database))[1].id
        moved = {"occurrence": occurrence, "chat": NEW, "bot": BOT, "message_id": 50_000}
        await database.work(lambda connection: connection.execute(deliveries.insert(), moved))

    _, rows = await changed(database, out, edit)
    assert (rows[NEW].state, rows[NEW].reason) == (FAILED, MOVED)
    assert NEW not in {call.chat for call in out.calls}


async def test_at_most_eight_are_being_sent_at_once_and_never_two_in_a_chat(database):
    ids = await subscribe(database, range(60))

    async def take_time(_):
        await asyncio.sleep(0.005)

    out = MemoryOut(take_time)
    for _ in range(3):
        await take_down(database, a_plan())
    async with at_work(database, out):
        await until(ended(database, 3))
    assert out.counts == dict.fromkeys(ids, 3)
    assert out.most == courier.SENDING_AT_ONCE
    assert out.doubled == []
