"""Whatever comes when, and however long the network takes: Telegram's windows, kept to the letter, refuse nothing."""

import asyncio
from collections import Counter

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from virtual_time import VirtualTime

from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.preview.limits import Limits, Windows
from bot.preview.refusals import Refused

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without making a failing example smaller, which takes minutes here."""

DELAYS = st.sampled_from([0.0, 0.001, 0.03, 0.2, 0.9, 3.0])


@st.composite
def traffic(draw):
    """Messages in bursts: (since the one before, chat, urgency, until Telegram counts it, until its answer is here)."""
    delays = draw(st.lists(DELAYS, min_size=1, max_size=3))
    gaps = draw(st.lists(st.sampled_from([0.0, 0.001, 0.02, 0.3, 2.0]), min_size=1, max_size=3))
    groups, people = draw(st.integers(0, 3)), draw(st.sampled_from([0, 3, 60]))
    chats = [*range(-groups, 0), *range(1, people + 2)]
    chance = draw(st.randoms(use_true_random=False))
    kinds = draw(st.sampled_from([("answer",), ("announcement",), ("answer", "announcement")]))
    choices = (gaps, chats, kinds, delays, delays)
    return [tuple(map(chance.choice, choices)) for _ in range(draw(st.integers(0, 150)))]


class Telegram:
    """Counts messages as they come in, without mercy."""

    def __init__(self, time):
        self.time = time
        self.windows = Windows(Limits())
        self.refused = 0
        self.taken = []

    async def take(self, chat, before, after):
        await self.time.sleep(before)
        try:
            self.windows.enter(chat, self.time.now, in_minute=chat < 0)
            self.taken.append((self.time.now, chat))
        except Refused:
            self.refused += 1
        await self.time.sleep(after)


async def send_all(messages, telegram, sender):
    async def one(at, chat, urgency, before, after):
        await telegram.time.sleep(at)
        await sender.send(lambda chat: telegram.take(chat, before, after), chat, urgency)

    at, coming = 0.0, []
    for since, *message in messages:
        at += since
        coming.append(one(at, *message))
    assert set(await telegram.time.gather(*coming)) <= {None}


@settings(max_examples=60, deadline=None, phases=PHASES)
@given(traffic())
def test_nothing_is_refused_and_everything_goes_out(messages):
    async def run():
        telegram = Telegram(time := VirtualTime())
        await send_all(messages, telegram, Sender(Pace(), time, time.sleep))
        assert telegram.refused == 0
        assert len(telegram.taken) == len(messages)
        check(telegram.taken)

    asyncio.run(run())


@settings(max_examples=60, deadline=None, phases=PHASES)
@given(traffic(), traffic(), st.sampled_from([0.0, 0.3, 5.0, 30.0]))
def test_nor_is_it_when_the_program_is_started_again_in_between(before, after, away):
    """What a group got in the last minute is known; of all else the last second counts as full."""

    async def run():
        telegram, pace = Telegram(time := VirtualTime()), Pace()
        await send_all(before, telegram, Sender(pace, time, time.sleep))
        time.now += away
        again = Pace.resumed(pace.changes(), time.now)
        await send_all(after, telegram, Sender(again, time, time.sleep))
        assert telegram.refused == 0
        check(telegram.taken)

    asyncio.run(run())


def check(taken):
    """The same said without the stand-in's windows."""
    for start, _ in taken:
        second = [chat for at, chat in taken if start <= at < start + 1]
        minute = Counter(chat for at, chat in taken if start <= at < start + 60 and chat < 0)
        assert len(second) <= 30
        assert len(set(second)) == len(second)
        assert max(minute.values(), default=0) <= 20
