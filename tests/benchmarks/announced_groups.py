"""Groups on a stand-in with the bot in them, and when what arrived there."""

from collections import defaultdict
from collections.abc import Callable

from bot.errors import YuanwenError
from bot.preview.model import Post
from bot.preview.standin import StandIn


class Groups:
    """Supergroups, each with the bot as a member and nobody who says anything.

    Attributes:
        ids: their numbers.
        heard: by number, when each message arrived, in seconds of the stand-in's clock, and the message; nothing that
            is edited later.
        strays: messages of the bot to anybody else.
    """

    def __init__(self, telegram: StandIn, number: int) -> None:
        self._telegram = telegram
        self.ids = [telegram.group(f"Group {one}", supergroup=True).id for one in range(1, number + 1)]
        self.heard: defaultdict[int, list[tuple[float, Post]]] = defaultdict(list)
        self.strays: list[Post] = []
        self._wanted = set(self.ids)
        self._count = 0
        telegram.world.posts.listener = self._listen

    @property
    def count(self) -> int:
        """Messages that arrived."""
        return self._count

    @property
    def refused(self) -> int:
        """How often the bot sent more than it may."""
        return self._telegram.world.journal.codes[429]

    @property
    def times(self) -> list[float]:
        """When each message arrived, in order."""
        return sorted(time for heard in self.heard.values() for time, _ in heard)

    @property
    def missing(self) -> set[int]:
        """Groups that have got nothing."""
        return self._wanted - self.heard.keys()

    @property
    def repeats(self) -> dict[int, int]:
        """By group, how many messages more than one arrived; only those that got more."""
        return {chat: len(heard) - 1 for chat, heard in self.heard.items() if len(heard) > 1}

    async def until(self, number: int, seconds: float, state: Callable[[], str]) -> None:
        """Until so many messages have arrived.

        Args:
            state: what is to be told of the bot when they haven't.

        Raises:
            YuanwenError: they haven't within the time.
        """
        try:
            await self._telegram.world.journal.until(lambda: self._count >= number, f"message {number}", seconds)
        except YuanwenError as error:
            raise YuanwenError(f"only {self._count} of {number} messages within {seconds:g} s; {state()}") from error

    def _listen(self, post: Post) -> None:
        if not post.by_bot or "edit_date" in post.json:
            return
        if post.chat.id not in self._wanted:
            self.strays.append(post)
            return
        self._count += 1
        self.heard[post.chat.id].append((self._telegram.world.clock(), post))
