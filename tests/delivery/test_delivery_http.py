"""The sender with the library's bot on the stand-in, over HTTP: strict limits, and everything that can go wrong."""

import asyncio

import pytest
from telegram import Bot
from virtual_time import QuickTime

from bot.delivery.errors import DeliveryError, Uncertain
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.preview.faults import RESET_AFTER, RESET_BEFORE, SILENCE, error, flood
from bot.preview.limits import NONE, Limits
from bot.preview.standin import TOKEN, StandIn
from bot.telegram import request
from bot.telegram.refusals import in_terms
from bot.telegram.request import HttpRequest

SPEED = 15
"""Every delay of this machine counts as many times as much as it would with a real clock."""


@pytest.fixture(autouse=True)
def _waiting_times_as_timedelta(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def time():
    return QuickTime(SPEED)


@pytest.fixture
async def telegram(time):
    async with StandIn(limits=NONE, clock=time) as telegram:
        yield telegram


@pytest.fixture
async def send(telegram, time, monkeypatch):
    """Sends a message as the bot does."""
    monkeypatch.setattr(request, "READ_SECONDS", 0.2)
    sender = Sender(Pace(), time, time.sleep)
    async with Bot(TOKEN, f"{telegram.url}/bot", request=HttpRequest(64)) as bot:
        yield lambda chat, *more: sender.send(lambda target: in_terms(bot.send_message(target, "x")), chat, *more)


@pytest.fixture
def ann(telegram):
    ann = telegram.person("安")
    ann.user.has_started = True
    return ann


async def test_within_telegrams_limits_nothing_is_ever_refused(telegram, send):
    """Strict windows, 300 chats and a group, announcements first and answers in their midst."""
    telegram.limits = Limits()
    people = [telegram.person(f"p{number}") for number in range(300)]
    for person in people:
        person.user.has_started = True
    group = telegram.group("群", *people[:2])
    wanted = [(person.id, urgency) for urgency in ("announcement", "answer") for person in people]
    await asyncio.gather(*(send(*one) for one in [*wanted, *[(group.id,)] * 22]))
    assert telegram.world.journal.codes[429] == 0
    assert telegram.world.journal.counts["sendMessage"] == len(wanted) + 22


ANSWERS = {
    "flood": ([flood(3)], 1),
    "flood upon flood": ([flood(3)] * 4, 1),
    "bad gateway": ([error(502)] * 2, 1),
    "reset before": ([RESET_BEFORE] * 2, 1),
    "unknown": ([error(404)], 1),
    "reset after, which may double it": ([RESET_AFTER], 2),
    "silence, which may double it": ([SILENCE], 2),
}


@pytest.mark.parametrize(("faults", "copies"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_goes_out_at_least_once(telegram, send, ann, faults, copies):
    telegram.faults.once("sendMessage", *faults)
    await send(ann.id)
    assert len(ann.room.sent) == copies


ANNOUNCEMENTS = {
    "bad gateway": (error(502), 0),
    "reset before": (RESET_BEFORE, 0),
    "reset after": (RESET_AFTER, 1),
    "silence": (SILENCE, 1),
}


@pytest.mark.parametrize(("fault", "copies"), ANNOUNCEMENTS.values(), ids=ANNOUNCEMENTS)
async def test_an_announcement_goes_out_at_most_once(telegram, send, ann, fault, copies):
    telegram.faults.once("sendMessage", fault)
    with pytest.raises(Uncertain):
        await send(ann.id, "announcement")
    assert len(ann.room.sent) == copies


async def test_in_a_storm_of_floods_everybody_gets_it_once(telegram, send):
    people = [telegram.person(f"p{number}") for number in range(40)]
    for person in people:
        person.user.has_started = True
    telegram.faults.often(0.2, flood(2))
    await asyncio.gather(*(send(person.id) for person in people))
    assert [len(person.room.sent) for person in people] == [1] * 40


async def test_what_can_not_be_sent_to_one_holds_up_nobody_else(telegram, send, ann):
    ann.user.has_blocked = True
    ben = telegram.person("Ben")
    ben.user.has_started = True
    outcomes = await asyncio.gather(send(ann.id), send(ben.id), return_exceptions=True)
    assert isinstance(outcomes[0], DeliveryError)
    assert len(ben.room.sent) == 1


async def test_a_group_that_moved_gets_it_once_under_its_new_id(telegram, send, ann):
    old = telegram.group("群", ann)
    new = old.upgrades(ann.user)
    told = []
    await send(old.id, "announcement", lambda *ids: told.append(ids))
    assert told == [(old.id, new.id)]
    assert len(new.sent) == 1
