"""The stand-in as a whole: started inside a test or by the command, and driven like a conversation. Speaks HTTP."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Literal, Self

from bot.preview.drive import Drive
from bot.preview.faults import Faults
from bot.preview.journal import Call
from bot.preview.limits import Limits, Windows
from bot.preview.model import Chat, Member
from bot.preview.people import EVERYTHING, Person
from bot.preview.room import Room
from bot.preview.server import Server
from bot.preview.webhook import PAUSES, Deliveries
from bot.preview.world import World

TOKEN: Final = "7000001:stand-in-token-that-opens-nothing-real"  # noqa: S105 - of no bot
BOT: Final = "yuanwen_bot"

Place = Literal["member", "administrator", "left"]


class StandIn:
    """A Telegram of one's own.

    Args:
        token: what the bot shows; None takes the first token that comes.
        name: the bot's username.
        limits: how much the bot may send before it is refused.
        clock: seconds since the epoch; tests may give one that they move.
        seed: of chance, so that a run can be repeated.
        webhook_pauses: seconds before an update is brought to a webhook again.

    Attributes:
        url: where it listens, without a slash at its end.
        world: its whole state, for what the methods here don't offer.
        faults: what shall go wrong.
    """

    def __init__(  # noqa: PLR0913 - what a run can be like
        self,
        *,
        token: str | None = TOKEN,
        name: str = BOT,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        seed: int = 0,
        webhook_pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self.url = ""
        self.world = World(token, name, clock, limits or Limits())
        self.faults = Faults(seed)
        self._people: dict[str, Person] = {}
        self._rooms: dict[str, Room] = {}
        drive = Drive(self.world, self.person, self.group)
        self._server = Server(self.world, self.faults, Deliveries(self.world, webhook_pauses), drive.serve)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes one that is free.

        Raises:
            OSError: the port is taken.
        """
        self.url = await self._server.start(port)

    async def stop(self) -> None:
        """Close every connection."""
        await self._server.stop()

    @property
    def limits(self) -> Limits:
        """How much the bot may send."""
        return self.world.windows.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self.world.windows = Windows(limits)

    @property
    def reports(self) -> list[str]:
        """What Telegram would pass over: unknown methods and parameters, updates that were dropped."""
        return list(self.world.journal.reports)

    def calls(self, *methods: str) -> list[Call]:
        """What the bot asked, as far as it is kept."""
        return self.world.journal.of(*methods)

    async def asked(self, method: str, times: int = 1) -> list[Call]:
        """The calls of a method, as soon as there are so many.

        Raises:
            YuanwenError: they never came.
        """
        return await self.world.journal.until(
            lambda: found if len(found := self.calls(method)) >= times else [], f"call {times} of {method}"
        )

    def person(self, name: str, language: str = "zh-hans", *, username: str | None = None, bot: bool = False) -> Person:
        """Somebody by their name: the same one each time."""
        if name not in self._people:
            user = self.world.add_user(name, username=username, language=language, bot=bot)
            chat = self.world.chats.get(user.id) or Chat(user.id, "private", name, self.world.serials)
            self._people[name] = Person(self.world, user, Room(self.world, chat))
        return self._people[name]

    def group(
        self, title: str, *people: Person, bot: Place = "member", supergroup: bool = False, forum: bool = False
    ) -> Room:
        """A group by its title, the same one each time; the first of its people owns it.

        Args:
            bot: what the bot already is there; nobody tells it so.
        """
        if title not in self._rooms:
            kind: Literal["supergroup", "group"] = "supergroup" if supergroup or forum else "group"
            self._rooms[title] = self._room(self.world.add_chat(kind, title, forum=forum), people, bot)
        return self._rooms[title]

    def channel(self, title: str, *people: Person, bot: Place = "left", group: Room | None = None) -> Room:
        """A new channel; its posts go into a group too, if one is linked."""
        room = self._room(self.world.add_chat("channel", title), people, bot)
        if group:
            group.chat.linked = room.chat
        return room

    def _room(self, chat: Chat, people: tuple[Person, ...], bot: Place) -> Room:
        for person in people:
            chat.members[person.id] = Member("creator" if person is people[0] else "member")
        if bot != "left":
            chat.members[self.world.bot.user.id] = Member(bot, EVERYTHING if bot == "administrator" else frozenset())
        return Room(self.world, chat)
