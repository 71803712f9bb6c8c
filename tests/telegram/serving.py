"""The real bot on the stand-in: it polls over HTTP, and both live by a clock that moves only when the bot waits."""

import asyncio
from contextlib import asynccontextmanager

from telegram_service import a_service
from telegram_world import TOKEN

from bot.telegram.app import serve

NAME = "pear_bot"
MOMENT, LONGEST = 0.02, 0.3
SHORTENED = 10


class Clock:
    """Seconds that pass when somebody sleeps, in a moment in which others get on with their work.

    For a long sleep it is longer, or what others commit meanwhile might not be there yet.
    """

    def __init__(self):
        self.now = 1_750_000_000.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(min(LONGEST, max(MOMENT, seconds / SHORTENED)))


@asynccontextmanager
async def serving(telegram, matcher, *, groups=None, token=TOKEN, path=None):
    """A bot that polls the stand-in; stopped in good order at the end."""
    stop = asyncio.Event()
    clock = telegram.world.clock
    bot = int(token.split(":")[0])
    async with a_service(matcher, clock, clock.sleep, bot=bot, groups=groups, path=path) as service:
        task = asyncio.ensure_future(serve(service, token, telegram.url, stop))
        try:
            yield task
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)
