"""A Telegram for tests, without a network: the real Application over a request object that records and answers."""

import json
import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram.request import BaseRequest

from bot.telegram.handling import Handling
from bot.telegram.work import Work

ME = {
    "id": 7000,
    "is_bot": True,
    "first_name": "原文",
    "username": "pear_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
TOKEN = "7000:test-token-of-no-bot"  # noqa: S105 - of no bot
DATE = 1_750_000_000
MORNING = 1000.0

ANN = {"id": 11, "is_bot": False, "first_name": "安", "language_code": "zh-hans"}
BEN = {"id": 12, "is_bot": False, "first_name": "Ben", "language_code": "en"}
ROBOT = {"id": 13, "is_bot": True, "first_name": "Other", "username": "other_bot"}

PRIVATE = {"id": 11, "type": "private", "first_name": "安"}
GROUP = {"id": -500, "type": "group", "title": "<b>果农</b>\n群"}
FORUM = {"id": -1000000000600, "type": "supergroup", "title": "论坛", "is_forum": True}
CHANNEL = {"id": -1000000000700, "type": "channel", "title": "频道"}

_ENTITIES = (
    ("bot_command", re.compile(r"(?<!\S)/[A-Za-z0-9_]+(?:@[A-Za-z0-9_]+)?(?!\w)")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{5,}(?!\w)")),
    ("url", re.compile(r"https?://[!-~]+")),
)


@dataclass
class Call:
    """A request that the bot made."""

    method: str
    data: dict[str, Any]

    def __getitem__(self, name):
        return self.data[name]

    def get(self, name, default=None):
        return self.data.get(name, default)

    @property
    def buttons(self):
        rows = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def replies_to(self):
        return self.data.get("reply_parameters", {}).get("message_id")


@dataclass
class Refusal:
    """An answer of the server that is an error."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


class Recorder(BaseRequest):
    """Takes what the bot asks of Telegram, writes it down, and answers as Telegram would."""

    def __init__(self):
        self.calls: list[Call] = []
        self.refusals: dict[str, list[Any]] = {}
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.chats = {chat["id"]: chat for chat in (PRIVATE, GROUP, FORUM)}
        self._ids = count(5000)

    @property
    def read_timeout(self):
        return 5.0

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, **_):  # noqa: ARG002 - the signature is the library's
        call = Call(url.rsplit("/", 1)[1], request_data.parameters if request_data else {})
        self.calls.append(call)
        waiting = self.refusals.get(call.method)
        trouble = waiting.pop(0) if waiting else None
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None:
            error = {"ok": False, "error_code": trouble.code, "description": trouble.description}
            return trouble.code, json.dumps(error | {"parameters": trouble.parameters}).encode()
        return 200, json.dumps({"ok": True, "result": self._result(call)}).encode()

    def _result(self, call):
        if call.method == "getMe":
            return ME
        if call.method == "sendMessage":
            return self._message(call, next(self._ids))
        if call.method == "editMessageText":
            return self._message(call, call["message_id"])
        return True

    def _message(self, call, message_id):
        chat = self.chats.get(call["chat_id"], {"id": call["chat_id"], "type": "supergroup", "title": "群"})
        message = {"message_id": message_id, "date": DATE, "chat": chat, "from": ME, "text": call["text"]}
        if call.get("message_thread_id"):
            message |= {"message_thread_id": call["message_thread_id"], "is_topic_message": True}
        if call.get("reply_markup"):
            message["reply_markup"] = call["reply_markup"]
        self.messages[call["chat_id"], message_id] = message
        return message


class World:
    """People and chats around one bot. Each method hands an update to the bot and returns the calls that it made."""

    def __init__(self, application, recorder):
        self.application = application
        self.recorder = recorder
        self.service = application.bot_data
        self.handle = Handling(application)
        self.now = MORNING
        self._ids = count(100)

    async def update(self, **content):
        before = len(self.recorder.calls)
        writes = await self.handle({"update_id": next(self._ids), **content}, self.now)
        await self.service.writer.commit(*writes)
        return self.recorder.calls[before:]

    def message(self, text=None, chat=PRIVATE, user=ANN, **more):
        """The JSON of a message, its entities marked as Telegram marks them."""
        date = DATE + int(self.now - MORNING)
        message = {"message_id": next(self._ids), "date": date, "chat": chat, "from": user}
        if text is not None:
            message |= {"text": text, "entities": marked(text)}
        return message | more

    async def say(self, text=None, chat=PRIVATE, user=ANN, **more):
        return await self.hear(self.message(text, chat, user, **more))

    async def hear(self, message):
        return await self.update(message=message)

    async def edit(self, message, text, after=5, **more):
        changed = message | {"text": text, "entities": marked(text), "edit_date": DATE + after} | more
        return await self.update(edited_message=changed)

    async def press(self, call_or_message, data, user=ANN, **more):
        """Press a button under a message of the bot, given as it was sent or as JSON."""
        query = {"id": str(next(self._ids)), "from": user, "chat_instance": "1", "data": data}
        if call_or_message is not None:
            query["message"] = call_or_message
        return await self.update(callback_query=query | more)

    async def search(self, text, user=ANN):
        return await self.update(inline_query={"id": str(next(self._ids)), "from": user, "query": text, "offset": ""})

    async def join(self, chat, old, new, user=ANN):
        change = {"chat": chat, "from": user, "date": DATE}
        change |= {"old_chat_member": member(old), "new_chat_member": member(new)}
        return await self.update(my_chat_member=change)

    async def noted(self, kind, chat, *key):
        """What the bot remembers now."""
        return await Work(self.service).get(kind, chat["id"], *key)

    def last(self, chat=PRIVATE):
        """The JSON of the newest message that the bot sent into a chat."""
        return next(m for (c, _), m in reversed(self.recorder.messages.items()) if c == chat["id"])


def member(status):
    """The bot as a member of a chat."""
    rights = [
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
        "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
        "can_edit_stories", "can_delete_stories",
    ]  # fmt: skip
    limits = [
        "can_send_messages", "can_send_polls", "can_send_other_messages", "can_add_web_page_previews",
        "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics", "can_send_audios",
        "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
        "can_edit_tag", "can_react_to_messages",
    ]  # fmt: skip
    more = {
        "administrator": dict.fromkeys(rights, False),
        "restricted": dict.fromkeys(limits, False) | {"is_member": True, "until_date": 0},
        "kicked": {"until_date": 0},
    }
    return {"status": status, "user": ME} | more.get(status, {})


def marked(text):
    """Entities of a text, in UTF-16 units, as Telegram would find them."""
    found = []
    for kind, pattern in _ENTITIES:
        for match in pattern.finditer(text):
            length = len(match.group().encode("utf-16-le")) // 2
            offset = len(text[: match.start()].encode("utf-16-le", "surrogatepass")) // 2
            found.append({"type": kind, "offset": offset, "length": length})
    return sorted(found, key=lambda entity: entity["offset"])


def texts(calls, method="sendMessage"):
    """What was sent, in order."""
    return [call["text"] for call in calls if call.method == method]


def methods(calls):
    return [call.method for call in calls]
