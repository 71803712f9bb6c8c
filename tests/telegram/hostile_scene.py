"""A bot on the stand-in for whatever strange people do: it says when everything is done with, and what the bot sent."""

import asyncio
from contextlib import asynccontextmanager

from benchmarks.database import Ledger
from serving import serving
from structlog.testing import capture_logs
from telegram_knowledge import HOURS

OPENING = "早上八点开门"
PATIENCE_SECONDS, LOOKS = 20.0, 400


class Scene:
    """Two people, a group in which the bot hears everything, and a channel whose posts appear in it."""

    def __init__(self, telegram, ledger, lines):
        self.telegram, self.ledger, self.lines = telegram, ledger, lines
        self.ann, self.ben = telegram.person("安"), telegram.person("Ben", "en")
        self.group = telegram.group("群", self.ann, self.ben, bot="administrator")
        self.channel = telegram.channel("频道", self.ann, group=self.group)
        self.sent = []
        telegram.world.posts.listener = self._listen

    @property
    def world(self):
        return self.telegram.world

    def _listen(self, post):
        if post.by_bot:
            self.sent.append(post)

    async def settled(self):
        """Every update is done with, set aside, or has failed and waits until it is tried again."""
        for _ in range(LOOKS):
            if not len(self.world.updates) and self.ledger.under_way() == self.ledger.failed():
                return
            await asyncio.sleep(PATIENCE_SECONDS / LOOKS)
        raise AssertionError("updates are never done with")

    async def goes_on(self):
        """Somebody new asks, and is answered; nothing broke and Telegram refused nothing."""
        self.world.clock.now += 120
        person = self.telegram.person("somebody who comes after it all")
        person.says(HOURS)
        assert OPENING in (await person.hears()).text
        await self.settled()
        assert self.telegram.reports == []

    def troubles(self):
        """The log lines of what went wrong."""
        return [line["event"] for line in self.lines if line["log_level"] not in {"info", "debug"}]

    def refused(self):
        """What Telegram refused."""
        return [(call.method, call.result) for call in self.telegram.calls() if call.code not in {200, None}]

    def message(self, text, person=None, **more):
        """The JSON of a message in private, for updates that no app sends."""
        who = (person or self.ann).user.json()
        chat = {"id": who["id"], "type": "private", "first_name": who["first_name"]}
        return {"message_id": 900, "date": self.world.now, "chat": chat, "from": who, "text": text} | more


@asynccontextmanager
async def acting(telegram, matcher, folder):
    """The bot serves a scene, on a database that the test may look into."""
    ledger = Ledger(folder / "yuanwen.db")
    with capture_logs() as lines:
        async with serving(telegram, matcher, path=ledger.path):
            yield Scene(telegram, ledger, lines)
