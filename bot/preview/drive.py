"""The driver over HTTP, for programs of any language: `POST /drive` lets somebody do something."""

import json
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from bot.errors import YuanwenError
from bot.preview.fields import Json
from bot.preview.model import Post
from bot.preview.people import Person
from bot.preview.room import Room
from bot.preview.world import World

PATH: Final = "/drive"
KNOWN: Final[dict[str, tuple[type, ...]]] = {
    "person": (str,),
    "language": (str,),
    "chat": (str,),
    "do": (str,),
    "text": (str,),
    "message_id": (int,),
    "reply_to": (int,),
    "wait": (int, float),
}
"""What a wish may hold, and of which types."""

LONGEST_WAIT: Final = 600.0


class Drive:
    """Carries out what a program wants of the people.

    Args:
        person: somebody by name and language.
        group: a group by title and its first member.
    """

    def __init__(self, world: World, person: Callable[..., Person], group: Callable[..., Room]) -> None:
        self._world = world
        self._person = person
        self._group = group

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request: 200 with what came of it, 400 with a sentence, 404 for any other address."""
        if request.path != PATH:
            return _answer({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        try:
            return _answer(self._overview() if request.method == "GET" else await self._do(await request.read()))
        except YuanwenError as error:
            return _answer({"error": str(error)}, 400)

    def _overview(self) -> Json:
        journal = self._world.journal
        chats = [{"id": chat.id, "type": chat.kind, "title": chat.title} for chat in self._world.chats.values()]
        calls = dict(journal.counts)
        return {"chats": chats, "messages": self._world.posts.count, "calls": calls, "reports": list(journal.reports)}

    async def _do(self, body: bytes) -> Json:
        wanted = _wanted(body)
        seconds = min(float(wanted.get("wait", 0)), LONGEST_WAIT)
        await self._bot(seconds)
        person = self._person(wanted["person"], wanted.get("language", "zh-hans"))
        title = wanted.get("chat")
        deed = wanted.get("do", "say")
        room = person.room
        if title:
            room = self._group(title, person, bot="left" if deed == "add bot" else "member")
        before = self._newest(room)
        post = self._act(deed, person, room, wanted)
        sent = await self._sent(room, before, seconds)
        return {"message": post.json if post else None, "sent": [one.json for one in sent]}

    async def _bot(self, seconds: float) -> None:
        """Until a bot has come nobody knows its number, and so nobody can be told of it."""
        try:
            await self._world.journal.until(lambda: self._world.bot.token, "a bot", seconds)
        except YuanwenError:
            raise YuanwenError('no bot has come yet: start it, or give the first deed a longer "wait"') from None

    def _act(self, deed: str, person: Person, room: Room, wanted: Json) -> Post | None:
        text, target = wanted.get("text", ""), self._post(room, wanted.get("message_id"))
        if deed == "say":
            return person.says(text, room, reply_to=self._post(room, wanted.get("reply_to")))
        if deed == "edit" and target:
            person.edits(target, text)
        elif deed == "press":
            person.presses(text, target or self._last(room))
        elif deed == "add bot":
            person.adds_bot(room)
        elif deed == "remove bot":
            person.removes_bot(room)
        else:
            raise YuanwenError(f'"do" is {deed!r}: say, edit, press, add bot or remove bot; edit needs a "message_id"')
        return target

    def _post(self, room: Room, number: int | None) -> Post | None:
        if number is None:
            return None
        post = self._world.posts.find(room.chat, number)
        if post is None:
            raise YuanwenError(f"no message {number} in {room.chat.title!r}")
        return post

    def _last(self, room: Room) -> Post:
        if not room.sent:
            raise YuanwenError(f"the bot has said nothing in {room.chat.title!r} yet")
        return room.last

    def _newest(self, room: Room) -> int:
        return room.sent[-1].id if room.sent else 0

    async def _sent(self, room: Room, before: int, seconds: float) -> list[Post]:
        """What the bot sent there; nothing when it stays silent for so long."""

        def news() -> list[Post]:
            return [post for post in room.sent if post.id > before]

        if seconds <= 0:
            return news()
        try:
            return await self._world.journal.until(news, "an answer", seconds)
        except YuanwenError:
            return []


def _wanted(body: bytes) -> Json:
    try:
        wanted: Any = json.loads(body)
    except (ValueError, RecursionError):
        wanted = None
    if not isinstance(wanted, dict) or not isinstance(wanted.get("person"), str) or not wanted["person"]:
        raise YuanwenError('send a JSON object like {"person": "小安", "chat": "读者群", "text": "/ask …", "wait": 10}')
    strange = sorted(set(wanted) - set(KNOWN))
    if strange:
        raise YuanwenError(f"{strange[0]!r} is unknown; known are {', '.join(sorted(KNOWN))}")
    wrong = sorted(name for name, value in wanted.items() if not isinstance(value, KNOWN[name]))
    if wrong:
        raise YuanwenError(
            f"{wrong[0]!r} is {wanted[wrong[0]]!r}: give {' or '.join(t.__name__ for t in KNOWN[wrong[0]])}"
        )
    return wanted


def _answer(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))
