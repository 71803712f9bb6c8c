"""The driver's chats: what the bot sent there, and what happens to them as a whole. Changes the world."""

from collections.abc import Callable, Sequence
from typing import Literal

from bot.preview.fields import Json
from bot.preview.model import Chat, Member, Post, Topic, User
from bot.preview.sending import origin_of
from bot.preview.typed import typed
from bot.preview.world import TELEGRAM, World

News = Literal["to", "joined", "from"]


class Room:
    """A chat as those in it see it.

    Attributes:
        chat: its state.
    """

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._heard = 0
        self.chat = chat

    @property
    def id(self) -> int:
        """Its number."""
        return self.chat.id

    @property
    def sent(self) -> list[Post]:
        """What the bot sent there and didn't delete, as far as it is kept."""
        return [post for post in self.chat.posts if post.by_bot and not post.is_deleted]

    @property
    def last(self) -> Post:
        """The newest message of the bot."""
        return self.sent[-1]

    @property
    def unheard(self) -> list[Post]:
        """What the bot sent since `hears` was last asked."""
        return [post for post in self.sent if post.id > self._heard]

    async def hears(self) -> Post:
        """The next message that the bot sends, or has sent since this was last asked.

        Raises:
            YuanwenError: none came.
        """
        found = await self._world.journal.until(lambda: self.unheard, f"a message in {self.chat.title!r}")
        self._heard = found[0].id
        return found[0]

    async def changes(self, post: Post) -> Post:
        """A message of the bot, as soon as it is edited after now."""
        before = post.json
        await self._world.journal.until(lambda: post.json is not before, f"an edit of message {post.id}")
        return post

    def opens_topic(self, name: str, by: User) -> int:
        """A topic of the forum is opened; returns its thread."""
        created = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        post = self._world.compose(self.chat, created, sender=by)
        post.json |= {"message_thread_id": post.id, "is_topic_message": True}
        self.chat.topics[post.id] = Topic(post.id, name)
        self._world.posts.add(post)
        self._world.hear(post, "message")
        return post.id

    def closes_topic(self, thread: int, by: User) -> None:
        """A topic of the forum is closed: nobody but admins writes there any more."""
        self.chat.topics[thread].is_closed = True
        self._world.publish(self.chat, {"forum_topic_closed": {}}, sender=by, thread=thread)

    def reopens_topic(self, thread: int, by: User) -> None:
        """A closed topic is open again."""
        self.chat.topics[thread].is_closed = False
        self._world.publish(self.chat, {"forum_topic_reopened": {}}, sender=by, thread=thread)

    def deletes_topic(self, thread: int) -> None:
        """A topic of the forum is gone; no message tells of it."""
        del self.chat.topics[thread]

    def posts(self, text: str) -> Post:
        """A text is posted in the channel; it appears in the group that is linked with it too."""
        return self.publishes(typed(text))

    def publishes(self, content: Json) -> Post:
        """The same with a post of any kind, its fields named as in the Bot API."""
        world = self._world
        post = world.publish(self.chat, content, speaker=self.chat)
        for group in list(world.chats.values()):
            if group.is_group and group.linked is self.chat:
                more = {"is_automatic_forward": True, "forward_origin": origin_of(post)}
                world.publish(group, content | more, sender=TELEGRAM, speaker=self.chat)
        return post

    def upgrades(self, by: User, order: Sequence[News] = ("to", "joined", "from")) -> "Room":
        """The group becomes a supergroup, under another number; returns that.

        The bot is told by a service message on each side, and that it has come into the supergroup, but not that it has
        left the group (tdlib/telegram-bot-api issue 266). In which order nobody promises.

        Args:
            order: of what the bot is told.
        """
        world, old = self._world, self.chat
        new = world.add_chat("supergroup", old.title)
        members = {number: member for number, member in old.members.items() if number != world.bot.user.id}
        new.members.update(members)
        old.moved_to = new.id
        place = old.member(world.bot.user.id)
        news: dict[News, Callable[[], object]] = {
            "to": lambda: self._tell(old, {"migrate_to_chat_id": new.id}, by),
            "joined": lambda: world.set_member(new, world.bot.user, place, by),
            "from": lambda: self._tell(new, {"migrate_from_chat_id": old.id}, by),
        }
        for one in order:
            news[one]()
        old.members[world.bot.user.id] = Member("left")
        return Room(world, new)

    def _tell(self, chat: Chat, content: Json, by: User) -> None:
        """A message that the bot hears of, wherever it stands."""
        post = self._world.compose(chat, content, sender=by)
        self._world.posts.add(post)
        self._world.updates.put("message", post.json)
