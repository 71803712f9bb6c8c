"""A bot on the stand-in for admins and others: two groups, a forum and a channel, and what the bot knows of each."""

from contextlib import asynccontextmanager

from benchmarks.database import Ledger
from hostile_scene import Scene
from serving import serving
from sqlalchemy import URL, insert
from structlog.testing import capture_logs

from bot.announcements import subscriptions
from bot.announcements.homes import home
from bot.announcements.model import Audience, Content, Message, Plan, Schedule
from bot.store.announced import announcements
from bot.store.database import Database
from bot.store.text import as_json

BOT = 7000


class Stage(Scene):
    """Ann owns all of it, Eve is an admin of the group and a member of the forum, Ben is a mere member."""

    def __init__(self, telegram, ledger, lines):
        super().__init__(telegram, ledger, lines)
        self.eve = telegram.person("Eve")
        self.ann.promotes(self.eve, self.group)
        self.forum = telegram.group("论坛", self.ann, self.ben, self.eve, forum=True)
        self.other = telegram.group("别的群", self.ben, bot="member")
        self.topics = [self.forum.opens_topic(name, self.ann.user) for name in ("通知", "闲聊")]
        self.own_channel = telegram.channel("自己的频道", self.ann)

    async def begin(self):
        """The bot is told of where it is, as it would have been."""
        for room in (self.group, self.forum):
            self.ann.adds_bot(room, as_admin=room is self.group)
        self.ben.adds_bot(self.other)
        self.ann.adds_bot(self.own_channel, as_admin=True)
        for person in (self.ann, self.ben, self.eve):
            person.says("你好")
        await self.settled()
        self.forget()

    def forget(self):
        """From here on it counts what the bot sends and asks."""
        self.sent.clear()
        self.world.clock.now += 120
        self.before = len(self.telegram.calls())

    async def did(self, act, *arguments, **more):
        """What the bot sent or edited for what somebody did."""
        self.forget()
        act(*arguments, **more)
        await self.settled()
        return list(self.sent)

    async def said(self, person, text, room=None, **more):
        return await self.did(person.says, text, room, **more)

    async def pressed(self, person, data, post, **more):
        """The acknowledgement of a press of a button, whose words or data are given."""
        known = [one["callback_data"] for one in post.buttons if data in {one["callback_data"], one["text"]}]
        await self.did(person.presses_data, known[0] if known else data, post, **more)
        (answer,) = self.asked("answerCallbackQuery")
        return answer.given.get("text") or ""

    def asked(self, *methods):
        """The calls of some methods since `forget`."""
        return [call for call in self.telegram.calls()[self.before :] if call.method in methods]

    async def wants(self, room):
        """What a chat wants now."""
        async with self._database() as database:
            return await subscriptions.get(database, BOT, room.id)

    async def announces(self, *categories):
        """An operator has planned something for some categories."""
        content, schedule = Content("message", message=Message("x")), Schedule("now", "UTC")
        plan = Plan(content, Audience("categories", categories), schedule)
        row = {"bot": BOT, "plan": as_json(plan.as_json()), "state": "done", "created_at": 0, "changed_at": 0}
        async with self._database() as database, database.write() as connection:
            await connection.execute(insert(announcements).values(row))

    async def home(self, room):
        async with self._database() as database:
            return await home(database, BOT, room.id)

    def _database(self):
        return Database(URL.create("sqlite+aiosqlite", database=str(self.ledger.path)))


@asynccontextmanager
async def staging(telegram, matcher, folder, **more):
    """The bot serves the stage."""
    ledger = Ledger(folder / "yuanwen.db")
    with capture_logs() as lines:
        async with serving(telegram, matcher, path=ledger.path, **more):
            stage = Stage(telegram, ledger, lines)
            await stage.begin()
            yield stage
