"""What the tests of the stand-in share: one without limits, a clock that tests move, and a bot's view of its HTTP."""

import aiohttp
import pytest
from oracles import check_result, check_update
from stand_in_kit import Client, Clock, watched

from bot.preview.limits import NONE
from bot.preview.standin import StandIn


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def telegram(clock):
    async with StandIn(limits=NONE, clock=clock, webhook_pauses=(0.0, 0.0)) as stand_in:
        emitted = watched(stand_in.world.updates)
        yield stand_in
    for update in emitted:
        check_update(update)
    for call in stand_in.calls():
        if call.code == 200:
            check_result(call.method, call.result)


@pytest.fixture
async def bot(telegram):
    async with aiohttp.ClientSession() as session:
        yield Client(session, telegram.url)


@pytest.fixture
def ann(telegram):
    person = telegram.person("安")
    person.user.has_started = True
    return person


@pytest.fixture
def ben(telegram):
    return telegram.person("Ben", "en")
