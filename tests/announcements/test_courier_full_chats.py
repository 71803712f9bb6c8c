"""Chats that have had as many messages as they take in a minute hold up nobody else."""

import time

import pytest
from announced_kit import MemoryOut, a_plan, at_work, change, ended, group, ledger_of, subscribe, take_down, until

from bot.announcements.courier import SENDING_AT_ONCE
from bot.delivery import pace
from bot.delivery.pace import IN_MINUTE, MINUTE, Pace
from bot.delivery.sender import Sender
from bot.store.announced import PENDING, SENT, deliveries

CHATS = 200
FULL = [group(number) for number in range(CHATS - SENDING_AT_ONCE, CHATS)]
"""The lowest ids, which are claimed first."""


class Clock:
    """Goes on as time does, and further when it is told to."""

    def __init__(self):
        self.ahead = 0.0

    def __call__(self):
        return time.monotonic() + self.ahead


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """What goes out overall isn't what this is about."""
    monkeypatch.setattr(pace, "ANNOUNCEMENTS", 10_000.0)
    monkeypatch.setattr(pace, "OVERALL", 10_000)
    monkeypatch.setattr(pace, "SECOND", 0.02)
    monkeypatch.setattr("bot.announcements.runner.POLL_SECONDS", 0.1)


def filled(clock, many):
    """A pace that has just let out so many messages to each full chat."""
    known = Pace()
    for chat in FULL * many:
        known.begin(chat, "answer", clock())
        known.end(chat, clock())
    return known


@pytest.mark.parametrize(("many", "pin"), [(IN_MINUTE, False), (IN_MINUTE - 1, True)], ids=["sent", "sent and pinned"])
async def test_all_others_go_out_meanwhile_and_these_later_each_once(database, many, pin):
    ids = await subscribe(database, range(CHATS))
    clock, out = Clock(), MemoryOut()
    await take_down(database, a_plan(pin=pin))
    async with at_work(database, out, sender=Sender(filled(clock, many), clock)):

        async def others_have_it():
            return len(out.made()) == CHATS - len(FULL) and [
                row for row in (await ledger_of(database)).values() if row.not_before
            ]

        await until(others_have_it)
        rows = await ledger_of(database)
        waiting = {chat: row for chat, row in rows.items() if row.not_before}
        assert waiting.keys() == set(FULL)
        assert {(row.state, row.attempts, row.owner, row.reason) for row in waiting.values()} == {
            (PENDING, 0, None, None)
        }
        assert all(20 < row.not_before - time.time() <= MINUTE for row in waiting.values())
        clock.ahead += MINUTE
        await change(database, deliveries, deliveries.c.state == PENDING, not_before=1.0)
        await until(ended(database))
    assert out.counts == dict.fromkeys(ids, 1)
    assert len(out.made("pin")) == (CHATS if pin else 0)
    assert {row.state for row in (await ledger_of(database)).values()} == {SENT}
