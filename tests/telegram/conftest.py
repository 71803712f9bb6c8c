"""What the tests of the Telegram room share."""

from contextlib import AsyncExitStack

import pytest
from serving import NAME, Clock, serving
from telegram_knowledge import small_knowledge
from telegram_service import a_service
from telegram_world import TOKEN, Recorder, World

from bot.matching.matcher import Matcher
from bot.preview.limits import NONE
from bot.preview.standin import StandIn
from bot.telegram.wiring import build_application


@pytest.fixture(autouse=True)
def _waiting_times_as_timedelta(monkeypatch):
    """As the program sets it; otherwise the library warns of each, and warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture(scope="session")
def matcher():
    return Matcher(small_knowledge())


@pytest.fixture
async def make_world(matcher):
    """Builds worlds, each with a bot of its own; groups are the allow-list."""
    async with AsyncExitStack() as stack:

        async def make(groups=None):
            recorder = Recorder()
            worlds = []

            async def sleep(seconds):
                worlds[0].now += seconds

            service = await stack.enter_async_context(
                a_service(matcher, lambda: worlds[0].now if worlds else 0.0, sleep, groups=groups)
            )
            application = build_application(TOKEN, "http://127.0.0.1:9", service, request=recorder, polling=recorder)
            await application.initialize()
            stack.push_async_callback(application.shutdown)
            worlds.append(World(application, recorder))
            recorder.calls.clear()
            return worlds[0]

        yield make


@pytest.fixture
async def world(make_world):
    return await make_world()


@pytest.fixture
async def telegram():
    """A Telegram without limits, on which the bot has a name but doesn't run yet."""
    async with StandIn(token=TOKEN, name=NAME, limits=NONE, clock=Clock()) as stand_in:
        yield stand_in


@pytest.fixture
async def served(telegram, matcher):
    """The same with the bot running on it; every method and parameter that it uses is one of Telegram's."""
    async with serving(telegram, matcher):
        yield telegram
    assert telegram.reports == []


@pytest.fixture
def ann(telegram):
    return telegram.person("安")


@pytest.fixture
def ben(telegram):
    return telegram.person("Ben", "en")
