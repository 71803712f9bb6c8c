"""Operators at work, for tests: a world in which two people run the bot, with groups that subscribed."""

from contextlib import asynccontextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from telegram_service import a_service
from telegram_world import ANN, BEN, PRIVATE, TOKEN, Recorder, World

from bot.announcements import plans, report, subscriptions
from bot.announcements.model import Message
from bot.knowledge.model import Every, Template
from bot.matching.matcher import Matcher
from bot.store import chats
from bot.store.announced import ENDED, FAILED, PENDING, SEND, SENT, UNKNOWN, announcements, deliveries, occurrences
from bot.store.text import as_json
from bot.telegram.announce_draft import DRAFT
from bot.telegram.cards import Cards
from bot.telegram.wiring import build_application

STATES = {"pending": PENDING, "sent": SENT, "failed": FAILED, "unknown": UNKNOWN}
WHY = {"failed": "Bad Request: not enough rights <b>\u202e to send", "unknown": "stopped"}

CAT = {"id": 14, "is_bot": False, "first_name": "Cat", "language_code": "en"}
BENS = {"id": 12, "type": "private", "first_name": "Ben"}
CATS = {"id": 14, "type": "private", "first_name": "Cat"}
PLACES = {ANN["id"]: PRIVATE, BEN["id"]: BENS, CAT["id"]: CATS}

NOW = 1_750_000_000.0
"""2025-06-15 23:06:40 in Shanghai."""

PHOTO = {"file_id": "photo-1", "file_unique_id": "u1", "width": 10, "height": 10}
FILES = {
    "photo": [PHOTO | {"file_id": "small"}, PHOTO],
    "video": PHOTO | {"file_id": "video-1", "duration": 3},
    "animation": PHOTO | {"file_id": "animation-1", "duration": 3},
    "audio": {"file_id": "audio-1", "file_unique_id": "u", "duration": 3},
    "voice": {"file_id": "voice-1", "file_unique_id": "u", "duration": 3},
    "document": {"file_id": "document-1", "file_unique_id": "u"},
}
SENT_BY = {f"send{kind.capitalize()}": kind for kind in FILES}

TEMPLATES = {
    "spring": Template(
        "spring",
        {"": "春节提醒"},
        "holiday",
        "春节将至。",
        "orchard/trees",
        every=Every(before="spring-festival", days=3),
    ),
    "daily": Template("daily", {"": "每日一则"}, "daily", daily=True, every=Every(cron="30 8 * * *")),
    "bare": Template("bare", {"": "<b>没有时间</b>"}, "news", "你好"),
}


class Postman(Recorder):
    """Takes files too, and keeps what was deleted out of sight."""

    def _result(self, call):
        kind = SENT_BY.get(call.method)
        if kind is None and call.method != "editMessageCaption":
            if call.method == "deleteMessage":
                self.messages.pop((call["chat_id"], call["message_id"]), None)
            return super()._result(call)
        number = call.get("message_id") or next(self._ids)
        message = self._message(type(call)(call.method, call.data | {"text": ""}), number)
        del message["text"]
        message |= {"caption": call.get("caption", "")} | ({kind: FILES[kind]} if kind else {})
        return message


class Office(World):
    """A world with operators."""

    def __init__(self, application, recorder, path):
        super().__init__(application, recorder)
        self.now = NOW
        self.path = path
        self.cards = Cards(application)

    async def tells(self, text=None, user=ANN, **more):
        """An operator writes in private; returns the message that they hear last."""
        await self.say(text, PLACES[user["id"]], user, **more)
        return self.last(PLACES[user["id"]])

    async def taps(self, label, user=ANN, message=None):
        """They press the button that says something, under the newest message with buttons or another one."""
        place = PLACES[user["id"]]
        self.now += 4
        await self.press(message or self.screen(user), self.data_of(label, user, message), user)
        return self.last(place)

    def screen(self, user=ANN):
        """The newest message with buttons."""
        mine = [m for (chat, _), m in self.recorder.messages.items() if chat == user["id"] and m.get("reply_markup")]
        return max(mine, key=lambda m: m["message_id"])

    def data_of(self, label, user=ANN, message=None):
        rows = (message or self.screen(user))["reply_markup"]["inline_keyboard"]
        buttons = [one for row in rows for one in row]
        found = [one for one in buttons if one["text"].startswith(label)] or [
            one for one in buttons if label in one["text"]
        ]
        assert found, f"no button {label!r} among {[one['text'] for one in buttons]}"
        return found[0]["callback_data"]

    async def follows(self, *labels, user=ANN):
        """They press one button after the other."""
        for label in labels:
            await self.taps(label, user)
        return self.screen(user)

    async def plans(self, text="大家好", *labels, user=ANN):
        """They plan an announcement of some words for all, at once unless buttons say when; returns it."""
        await self.tells("/announce", user)
        await self.tells(text, user)
        await self.follows(
            "所有" if user is ANN else "All", *(labels or ("现在" if user is ANN else "Now",)), user=user
        )
        await self.follows(*(("预览 ›", "✅ 确认") if user is ANN else ("Preview", "✅")), user=user)
        return (await self.planned())[0]

    def labels(self, user=ANN):
        return [one["text"] for row in self.screen(user)["reply_markup"]["inline_keyboard"] for one in row]

    async def draft(self, user=ANN):
        return await self.noted(DRAFT, PLACES[user["id"]])

    async def noted_text(self, place):
        return (await self.noted(DRAFT, place)).plan.content.message.text

    async def planned(self):
        return await plans.every(self.service.database, self.service.bot)

    async def report(self, number):
        return await report.of(self.service.database, self.service.bot, number)

    async def ran(self, number, *, kind=SEND, of=None, state=ENDED, message=None, pair=None, **chats_by_state):
        """What the ledger holds once a time has come: chats by the state of their delivery; returns the occurrence."""
        plan = (await plans.get(self.service.database, self.service.bot, number)).plan
        shown = message or plan.content.message or Message("一则")
        ended = self.now if state >= ENDED else None
        own = {"bot": 7000, "announcement": number, "kind": kind, "due": self.now, "of": of, "state": state}
        more = {"message": as_json(shown.as_json()), "pair": pair, "started_at": self.now, "ended_at": ended}
        rows = [
            {
                "chat": chat,
                "bot": 7000,
                "state": STATES[name],
                "message_id": 77,
                "reason": WHY.get(name),
                "at": self.now,
            }
            for name, found in chats_by_state.items()
            for chat in found
        ]

        def work(connection):
            made = connection.execute(occurrences.insert().values(own | more).returning(occurrences.c.id)).scalar_one()
            connection.execute(update(announcements).where(announcements.c.id == number).values(next_at=None))
            if rows:
                connection.execute(deliveries.insert(), [row | {"occurrence": made} for row in rows])
            return made

        return await self.service.database.work(work)

    async def shelled(self, number):
        """As though it had been planned in the shell."""
        own = update(announcements).where(announcements.c.id == number).values(planned_by=None, cards="[]")
        await self.service.database.work(lambda connection: connection.execute(own))

    async def states(self, occurrence):
        """The deliveries of an occurrence by chat."""
        wanted = select(deliveries.c.chat, deliveries.c.state).where(deliveries.c.occurrence == occurrence)
        return {row.chat: row.state for row in await self.service.database.rows(wanted)}

    async def looks(self):
        """Operators are shown what is new; returns the requests."""
        before = len(self.recorder.calls)
        self.now += 3
        await self.cards.look()
        return self.recorder.calls[before:]

    async def subscribe(self, *groups, title="群", **more):
        service = self.service
        for group in groups:
            known = chats.Chat(group, "supergroup", title, "member", {}, **more)
            await service.writer.commit(
                chats.put(service.database, service.bot, known, self.now),
                subscriptions.put(service.database, service.bot, group, self.now, subscribed=True),
            )

    def said_to(self, user):
        """The texts that somebody was sent."""
        made = [call for call in self.recorder.calls if call.method == "sendMessage"]
        return [call["text"] for call in made if call["chat_id"] == user["id"]]

    def toasts(self):
        return [call.get("text") for call in self.recorder.calls if call.method == "answerCallbackQuery"]


def with_templates(matcher):
    return Matcher(replace(matcher.knowledge, templates=TEMPLATES))


@asynccontextmanager
async def an_office(matcher, path, *, operators=(ANN["id"], BEN["id"]), approval=False, recorder=None):
    """An office on a database of its own, or on one that a test goes on with."""
    recorder, offices = recorder or Postman(), []

    async def sleep(seconds):
        offices[0].now += seconds

    clock = lambda: offices[0].now if offices else NOW  # noqa: E731 - one line says it
    async with a_service(with_templates(matcher), clock, sleep, path=path) as plain:
        service = replace(plain, operators=frozenset(operators), approval=approval, zone=ZoneInfo("Asia/Shanghai"))
        application = build_application(TOKEN, "http://127.0.0.1:9", service, request=recorder, polling=recorder)
        await application.initialize()
        try:
            offices.append(Office(application, recorder, path))
            recorder.chats |= {BENS["id"]: BENS, CATS["id"]: CATS}
            recorder.calls.clear()
            yield offices[0]
        finally:
            await application.shutdown()
