"""The stand-in's state: the bot, people, chats and their messages, and what each change tells the bot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from bot.preview.fields import Json
from bot.preview.files import Files
from bot.preview.hearing import is_heard
from bot.preview.journal import Journal
from bot.preview.limits import Limits, Windows
from bot.preview.model import Chat, Kind, Member, Post, User
from bot.preview.posts import Posts
from bot.preview.updates import Updates

ANONYMOUS: Final = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
"""Who an admin is who speaks in the name of the group (telegram.constants, ChatID)."""

AS_CHANNEL: Final = User(136817688, "Channel", "Channel_Bot", is_bot=True)
"""Who somebody is who speaks in the name of a channel."""

TELEGRAM: Final = User(777000, "Telegram")
"""Who brings a channel's posts into its discussion group."""

SUPERGROUP: Final = -1_000_000_000_000
"""Ids of supergroups and channels lie below this, those of groups between it and zero."""


@dataclass(slots=True)
class Bot:
    """The bot under test.

    Attributes:
        token: what it shows; None takes the first one that comes.
        sees_all: whether its privacy mode is off.
        feedback: whether it is told which inline results were chosen.
        commands: its menus by scope and language.
    """

    token: str | None
    user: User
    sees_all: bool = False
    feedback: bool = True
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)


class World:
    """Everything that there is.

    Args:
        token: the bot's; None takes the first one that comes.
        name: the bot's username.
        clock: seconds, as of the Unix epoch.
        limits: how much the bot may send.
    """

    def __init__(self, token: str | None, name: str, clock: Callable[[], float], limits: Limits) -> None:
        self.clock = clock
        self.bot = Bot(token, User(7_000_001, "原文", name, is_bot=True))
        self.users: dict[int, User] = {user.id: user for user in (ANONYMOUS, AS_CHANNEL, TELEGRAM)}
        self.chats: dict[int, Chat] = {}
        self.posts = Posts()
        self.files = Files()
        self.updates = Updates(clock)
        self.journal = Journal()
        self.windows = Windows(limits)
        self.queries: dict[str, float] = {}
        self.inline_queries: dict[str, list[Json] | None] = {}
        self._people, self._groups, self.serials = count(10_001), count(1), count(1)
        self._numbers = count(1)
        self.adopt(token)

    @property
    def now(self) -> int:
        """Whole seconds, as messages have them."""
        return int(self.clock())

    def adopt(self, token: str | None) -> None:
        """The token is the bot's from now on; its number is the bot's id."""
        if token:
            self.users.pop(self.bot.user.id, None)
            self.bot.token = token
            self.bot.user.id = int(token.split(":")[0])
        self.users[self.bot.user.id] = self.bot.user

    def add_user(
        self, name: str, *, username: str | None = None, language: str | None = None, bot: bool = False
    ) -> User:
        """Somebody new; a person has a private chat with the bot from the start, in which nothing was said yet."""
        user = User(next(self._people), name, username, language, is_bot=bot)
        self.users[user.id] = user
        if not bot:
            self.chats[user.id] = Chat(user.id, "private", name, self._numbers, username)
        return user

    def add_chat(self, kind: Kind, title: str, *, username: str | None = None, forum: bool = False) -> Chat:
        """A new group, supergroup or channel, with nobody in it."""
        serial = next(self._groups)
        number = -serial if kind == "group" else SUPERGROUP - serial
        numbers = self._numbers if kind == "group" else count(1)
        chat = self.chats[number] = Chat(number, kind, title, numbers, username, forum)
        return chat

    def publish(self, chat: Chat, content: Json, **more: Any) -> Post:
        """A message appears in a chat; the bot is told of it if it may hear it.

        Args:
            content: what it holds.
            more: see `compose`.
        """
        post = self.compose(chat, content, **more)
        self.posts.add(post)
        self.hear(post, "message" if chat.kind != "channel" else "channel_post")
        return post

    def compose(  # noqa: PLR0913 - what a message is made of
        self,
        chat: Chat,
        content: Json,
        *,
        sender: User | None = None,
        speaker: Chat | None = None,
        thread: int | None = None,
        reply_to: Post | None = None,
        inline_id: str | None = None,
    ) -> Post:
        """A message, without anybody hearing of it.

        Args:
            sender: who sends it; nobody in a channel.
            speaker: the chat in whose name it is sent.
            thread: the topic of a forum.
            reply_to: the message that it replies to.
            inline_id: what names it when it was sent through the bot.
        """
        number = next(chat.numbers)
        shown: Json = {"message_id": number, "date": self.now, "chat": chat.json()}
        if sender:
            shown["from"] = sender.json()
        if speaker:
            shown["sender_chat"] = speaker.json()
        target = reply_to
        if thread is not None and chat.is_forum:
            shown |= {"message_thread_id": thread, "is_topic_message": True}
            target = target or self.posts.find(chat, thread)
        if target:
            shown["reply_to_message"] = {k: v for k, v in target.json.items() if k != "reply_to_message"}
        by_bot = sender is self.bot.user
        return Post(chat, number, shown | content, by_bot, inline_id=inline_id)

    def edit(self, post: Post, content: Json) -> None:
        """A message changes; the bot is told of it if it may hear it."""
        self.posts.replace(post, {**post.json, **content, "edit_date": max(self.now, post.date + 1)})
        self.hear(post, "edited_message" if post.chat.kind != "channel" else "edited_channel_post")
        self.journal.ring()

    def set_member(self, chat: Chat, user: User, member: Member, by: User) -> None:
        """Somebody's place in a chat changes; the bot is told of its own, and as an admin of all."""
        old = chat.member(user.id)
        chat.members[user.id] = member
        change: Json = {"chat": chat.json(), "from": by.json(), "date": self.now}
        change["old_chat_member"] = old.json(user, chat.kind)
        change["new_chat_member"] = member.json(user, chat.kind)
        if user is self.bot.user:
            self.updates.put("my_chat_member", change)
        elif chat.member(self.bot.user.id).is_admin:
            self.updates.put("chat_member", change)
        self.journal.ring()

    def hear(self, post: Post, kind: str) -> None:
        """The bot is told of a message, if it may hear it."""
        sender = self.users.get(post.json.get("from", {}).get("id", 0))
        if sender and sender.is_bot and post.json.get("sender_chat") is None:
            post.chat.last_bot = sender.id
        if is_heard(post, self.bot.user, sees_all=self.bot.sees_all, find=self.posts.find):
            self.updates.put(kind, post.json)
        self.journal.ring()
