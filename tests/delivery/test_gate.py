"""What a sender does at the gate that processes share, whatever the gate says. Time passes at once."""

import asyncio

import pytest
from virtual_time import VirtualTime

from bot.delivery.errors import NotSent, TooMany
from bot.delivery.gate import Held, NotYet, Ticket
from bot.delivery.pace import OVERALL, Pace
from bot.delivery.sender import PATIENCE_SECONDS, SLACK_SECONDS, Sender


class Gate:
    """Says what it is told to, one thing each time, and then lets everybody through.

    Args:
        verdicts: seconds that it takes to let one through, or what it raises.
    """

    def __init__(self, time, *verdicts):
        self.time = time
        self.verdicts = list(verdicts)
        self.inside = 0
        self.at_gate = 0
        self.most = 0
        self.told = []
        self.silent = 0.0

    async def enter(self, chat, urgency):  # noqa: ARG002 - the protocol's
        verdict = self.verdicts.pop(0) if self.verdicts else 0.0
        if isinstance(verdict, Exception):
            raise verdict
        self.at_gate += urgency == "announcement"
        self.most = max(self.most, self.at_gate)
        try:
            if verdict:
                await self.time.sleep(verdict)
        finally:
            self.at_gate -= urgency == "announcement"
        self.inside += 1
        return Ticket()

    def leave(self, ticket):  # noqa: ARG002
        self.inside -= 1

    async def hold(self, seconds):
        self.told.append(seconds)

    async def silence(self):
        return self.silent


class Process:
    """A sender behind a gate."""

    def __init__(self, *verdicts, seconds=0.1):
        self.time = VirtualTime()
        self.gate = Gate(self.time, *verdicts)
        self.pace = Pace()
        self.sender = Sender(self.pace, self.time, self.time.sleep, gate=self.gate)
        self.seconds = seconds
        self.errors = []
        self.made = []

    async def request(self, chat):
        self.made.append((round(self.time.now - 1000, 3), chat))
        await self.time.sleep(self.seconds)
        if self.errors:
            raise self.errors.pop(0)

    def send(self, chat, urgency="answer"):
        return self.sender.send(self.request, chat, urgency)


async def test_what_passes_goes_out_and_hands_its_ticket_back():
    process = Process(0.3)
    assert await process.time.gather(process.send(7)) == [None]
    assert process.made == [(0.3, 7)]
    assert process.gate.inside == 0


@pytest.mark.parametrize("urgency", ["answer", "announcement"])
async def test_who_is_held_waits_for_the_silence_with_all_others(urgency):
    process = Process(Held(30.0))
    await process.time.gather(process.send(1, urgency), process.send(2))
    assert [at for at, _ in process.made][-1] >= 30.0


async def test_a_chat_that_was_just_sent_to_waits_and_nobody_else():
    process = Process(NotYet(0.7))
    await process.time.gather(process.send(1), process.send(2))
    assert process.made == [(0.0, 2), (0.7, 1)]


async def test_whoever_is_sent_back_stays_before_those_who_came_later():
    process, order = Process(NotYet(0.7)), []

    async def send(name):
        async def request(_):
            order.append(name)

        await process.sender.send(request, 1)

    await process.time.gather(send("first"), send("second"))
    assert order == ["first", "second"]


async def test_one_announcement_at_a_time_stands_at_the_gate():
    """Those that stand there count as in flight, and would leave no room for answers."""
    process = Process(*[2.0] * 3)
    announcements = [process.send(chat, "announcement") for chat in range(1, OVERALL + 5)]
    await process.time.gather(*announcements)
    assert process.gate.most == 1


async def test_answers_pass_while_an_announcement_stands_at_the_gate():
    process = Process(5.0)
    await process.time.gather(process.send(1, "announcement"), process.send(2, "announcement"), process.send(3))
    assert process.made[0] == (0.0, 3)


async def test_whoever_gives_up_at_the_gate_holds_up_nobody():
    process = Process(50.0)
    first = asyncio.ensure_future(process.send(1, "announcement"))
    await process.time.settle()
    first.cancel()
    assert await process.time.gather(process.send(2, "announcement")) == [None]
    assert process.made[0][0] < 2
    assert process.gate.inside == 0


async def test_a_silence_is_told_to_all_processes_before_anybody_goes_on():
    process = Process()
    process.errors = [TooMany(3)]
    await process.time.gather(process.send(1))
    assert process.gate.told == [3 + SLACK_SECONDS]


async def test_a_silence_that_lasts_too_long_is_not_waited_out():
    process = Process(Held(2 * PATIENCE_SECONDS))
    (raised,) = await process.time.gather(process.send(1))
    assert isinstance(raised, TooMany)
    assert process.made == []


async def test_an_announcement_of_which_the_gate_knows_nothing_is_surely_not_sent():
    process = Process(*[NotSent("away")] * 9)
    (raised,) = await process.time.gather(process.send(1, "announcement"))
    assert isinstance(raised, NotSent)
    assert process.made == []


async def test_a_call_waits_for_the_silence_of_another_process():
    process = Process()
    process.gate.silent = 2.0

    async def quiet_again():
        await process.time.sleep(1.0)
        process.gate.silent = 0.0

    await process.time.gather(process.sender.call(lambda: process.request(None)), quiet_again())
    assert process.made == [(2.0, None)]
