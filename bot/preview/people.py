"""The driver's people: what they do reads like a conversation. Changes the world, and so sends updates to the bot."""

from collections.abc import Sequence
from typing import Any, Final

from bot.errors import YuanwenError
from bot.preview.fields import Json, Upload
from bot.preview.model import ADMIN_RIGHTS, GROUP_RIGHTS, Member, Post, User
from bot.preview.room import Room
from bot.preview.sending import CONTENT, origin_of
from bot.preview.typed import caption, typed
from bot.preview.world import ANONYMOUS, AS_CHANNEL, World

EVERYTHING: Final = frozenset((*ADMIN_RIGHTS, *GROUP_RIGHTS))
"""What an admin of a group may do."""


class Person:
    """Somebody who uses Telegram.

    Attributes:
        user: who they are.
        room: their private chat with the bot.
    """

    def __init__(self, world: World, user: User, room: Room) -> None:
        self._world = world
        self.user = user
        self.room = room

    @property
    def id(self) -> int:
        """Their number."""
        return self.user.id

    def says(self, text: str, room: Room | None = None, *, entities: Sequence[Json] = (), **more: Any) -> Post:
        """They write a text.

        Args:
            text: as they type it; commands, names and addresses in it are marked as Telegram marks them.
            room: where; in private when none is given.
            entities: the formatting that they chose, as the Bot API has it.
            more: see `sends`.

        Raises:
            YuanwenError: no app would let them send it.
        """
        return self.sends(typed(text, entities), room, **more)

    def shows(self, kind: str, text: str = "", room: Room | None = None, **more: Any) -> Post:
        """They send a photo, video, animation, audio, voice or document, which the bot can send on by its id.

        Args:
            text: its caption.
            more: `entities` of the caption, and see `sends`.
        """
        words = caption(text, more.pop("entities", ()))
        return self.sends(self._world.files.new(kind, Upload(f"{kind}.bin", 1000)) | words, room, **more)

    def sends(  # noqa: PLR0913 - the ways in which a message can be sent
        self,
        content: Json,
        room: Room | None = None,
        *,
        reply_to: Post | None = None,
        quote: str | None = None,
        topic: int | None = None,
        anonymously: bool = False,
        as_channel: Room | None = None,
        forwarded: Post | None = None,
    ) -> Post:
        """They send a message of any kind.

        Args:
            content: its fields, as the Bot API names them.
            reply_to: the message that it answers; quote: the part of that which they picked out.
            topic: where in a forum.
            anonymously: in the name of the group, as an admin can.
            as_channel: in the name of a channel.
            forwarded: the message that they pass on.
        """
        where = room or self.room
        self._enter(where)
        content = content | _quoted(quote, reply_to) | _passed_on(forwarded)
        sender, speaker = self.user, None
        if anonymously:
            sender, speaker = ANONYMOUS, where.chat
        elif as_channel:
            sender, speaker = AS_CHANNEL, as_channel.chat
        if reply_to and topic is None:
            topic = reply_to.thread
        return self._world.publish(where.chat, content, sender=sender, speaker=speaker, thread=topic, reply_to=reply_to)

    def edits(self, post: Post, text: str) -> None:
        """They change a message."""
        self._world.edit(post, typed(text) if "text" in post.json else caption(text))

    def presses(self, button: str, post: Post, *, still_there: bool = True) -> str:
        """They press a button.

        Args:
            button: its words or its data; several that begin so are the first of them.
            post: the message under which it stands.
            still_there: whether Telegram still has the message, which it hasn't of old ones.

        Returns:
            The number of the press, which the bot has to answer.

        Raises:
            YuanwenError: there is no such button.
        """
        data = next((b["callback_data"] for b in post.buttons if _is(b, button)), None)
        if data is None:
            names = [one.get("text") for one in post.buttons]
            raise YuanwenError(f"no button {button!r} under message {post.id}, only {names}")
        return self.presses_data(data, post, still_there=still_there)

    def presses_data(self, data: str, post: Post, *, still_there: bool = True) -> str:
        """They press a button that holds some data, whether there is one or not, as a strange app might."""
        number = self._serial()
        press: Json = {"id": number, "from": self.user.json(), "chat_instance": str(post.chat.id), "data": data}
        if post.inline_id:
            press["inline_message_id"] = post.inline_id
        elif still_there:
            press["message"] = post.json
        else:
            press["message"] = {"chat": post.chat.json(), "message_id": post.id, "date": 0}
        self._world.queries[number] = self._world.clock()
        self._world.updates.put("callback_query", press)
        return number

    def reacts(self, emoji: str, post: Post) -> None:
        """They react to a message; only a bot that is an admin, and asks for it, is told."""
        reaction = {"type": "emoji", "emoji": emoji}
        change = {"chat": post.chat.json(), "message_id": post.id, "user": self.user.json(), "date": self._world.now}
        if post.chat.kind == "private" or post.chat.member(self._world.bot.user.id).is_admin:
            self._world.updates.put("message_reaction", change | {"old_reaction": [], "new_reaction": [reaction]})

    def searches(self, text: str, room: Room | None = None, *, offset: str = "") -> str:
        """They type `@bot` and some words; returns the number of the query, which the bot has to answer."""
        number, kind = self._serial(), room.chat.kind if room else "sender"
        query = {"id": number, "from": self.user.json(), "query": text[:256], "offset": offset, "chat_type": kind}
        self._world.inline_queries[number] = None
        self._world.updates.put("inline_query", query)
        return number

    def picks(self, result: Json, room: Room, query: str = "") -> Post:
        """They choose one of the offered results, which goes into a chat."""
        world = self._world
        inline_id = f"inline-{self._serial()}" if "reply_markup" in result["content"] else None
        content = result["content"] | {"via_bot": world.bot.user.json()}
        if world.bot.feedback:
            chosen: Json = {"result_id": result["id"], "from": self.user.json(), "query": query}
            chosen |= {"inline_message_id": inline_id} if inline_id else {}
            world.updates.put("chosen_inline_result", chosen)
        return world.publish(room.chat, content, sender=self.user, inline_id=inline_id)

    def adds_bot(self, room: Room, *, as_admin: bool = False) -> None:
        """They take the bot into a group or channel."""
        rights = EVERYTHING | {"can_post_messages"}
        self._set_bot(room, Member("administrator", rights) if as_admin else Member("member"))
        if room.chat.is_group:
            added = {"new_chat_members": [self._world.bot.user.json()]}
            self._world.publish(room.chat, added, sender=self.user)

    def removes_bot(self, room: Room) -> None:
        """They throw the bot out."""
        self._set_bot(room, Member("kicked"))

    def promotes_bot(self, room: Room, *rights: str) -> None:
        """They make the bot an admin, with all rights unless some are named."""
        self._set_bot(room, Member("administrator", frozenset(rights) or EVERYTHING))

    def demotes_bot(self, room: Room) -> None:
        """They make the bot an ordinary member."""
        self._set_bot(room, Member("member"))

    def mutes_bot(self, room: Room, *rights: str) -> None:
        """They forbid the bot to write, but for what is named."""
        self._set_bot(room, Member("restricted", frozenset(rights)))

    def joins(self, room: Room, status: Member | None = None) -> None:
        """They come into a chat."""
        self._world.set_member(room.chat, self.user, status or Member("member"), self.user)
        if room.chat.is_group:
            self._world.publish(room.chat, {"new_chat_members": [self.user.json()]}, sender=self.user)

    def leaves(self, room: Room) -> None:
        """They go."""
        self._world.publish(room.chat, {"left_chat_member": self.user.json()}, sender=self.user)
        self._world.set_member(room.chat, self.user, Member("left"), self.user)

    def promotes(self, other: "Person", room: Room) -> None:
        """They make somebody an admin."""
        self._world.set_member(room.chat, other.user, Member("administrator", EVERYTHING), self.user)

    def demotes(self, other: "Person", room: Room) -> None:
        """They make an admin an ordinary member."""
        self._world.set_member(room.chat, other.user, Member("member"), self.user)

    def blocks(self) -> None:
        """They want to hear nothing of the bot any more."""
        self.user.has_blocked = True
        self._world.set_member(self.room.chat, self._world.bot.user, Member("kicked"), self.user)

    def unblocks(self) -> None:
        """They want to hear of the bot again."""
        self.user.has_blocked = False
        self._world.set_member(self.room.chat, self._world.bot.user, Member("member"), self.user)

    async def hears(self) -> Post:
        """The next message that the bot sends them in private."""
        return await self.room.hears()

    def _enter(self, room: Room) -> None:
        """What a message brings about before it is there."""
        if room is self.room:
            if self.user.has_blocked:
                self.unblocks()
            room.chat.members.setdefault(self._world.bot.user.id, Member("member"))
            self.user.has_started = True
        elif room.chat.moved_to is not None:
            raise YuanwenError(f"{room.chat.title} has become a supergroup: nobody can write into the old group")

    def _set_bot(self, room: Room, member: Member) -> None:
        self._world.set_member(room.chat, self._world.bot.user, member, self.user)

    def _serial(self) -> str:
        return str(next(self._world.serials))


def _quoted(quote: str | None, target: Post | None) -> Json:
    if not quote or not target:
        return {}
    return {"quote": {"text": quote, "position": target.text.find(quote), "is_manual": True}}


def _passed_on(post: Post | None) -> Json:
    if post is None:
        return {}
    kept = {name: post.json[name] for name in CONTENT if name in post.json}
    return kept | {"forward_origin": origin_of(post)}


def _is(button: Json, wanted: str) -> bool:
    data = button.get("callback_data")
    return data is not None and (data == wanted or str(button["text"]).startswith(wanted))
