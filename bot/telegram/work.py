"""One update's unit of work: what is remembered of before, and everything that is written once it is handled."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from bot.store import notes
from bot.store.writer import Write
from bot.telegram.kinds import Kind
from bot.telegram.service import Service

V = TypeVar("V")
Part = int | str | None


@dataclass(slots=True)
class Work:
    """What handling one update brings about besides the messages that go out.

    Attributes:
        service: what all updates share.
        arrived: when the update came, in seconds since the epoch; it may have had to wait for others.
        writes: committed together with the mark that the update is done.
        last: the same, after all others.
        event: what happened, as the log names it; None for what was none of the bot's business.
        facts: what the log line says of it; never anybody's words.
        question: somebody's words, which only the most talkative level of the log shows.
        error: what went wrong in a handler.
    """

    service: Service
    arrived: float = 0.0
    writes: list[Write] = field(default_factory=list)
    last: list[Write] = field(default_factory=list)
    event: str | None = None
    facts: dict[str, object] = field(default_factory=dict)
    question: str | None = None
    error: Exception | None = None
    _notes: dict[tuple[int, str], Any] = field(default_factory=dict)

    @property
    def all_writes(self) -> list[Write]:
        """Everything, in the order in which it is to be written; nothing of whoever has been forgotten since."""
        return [write for write in (*self.writes, *self.last) if not self._is_forgotten(write.row.get("person"))]

    def _is_forgotten(self, person: str | None) -> bool:
        at = self.service.forgotten.get(person, self.service.clock()) if person else None
        return at is not None and self.arrived <= at

    def did(self, event: str, **facts: object) -> None:
        """Say what the update's log line shall tell; the last one to say it counts."""
        self.event, self.facts = event, self.facts | facts

    async def load(self, chat: int, *wanted: tuple[Kind[Any], Part | tuple[Part, ...]]) -> None:
        """Read several notes of a chat at once, since each read costs as much as all of them."""
        keys = [self._key(kind, key) for kind, key in wanted]
        service = self.service
        found = await notes.load(service.database, service.bot, chat, keys, service.clock())
        self._notes |= {(chat, key): found.get(key) for key in keys}

    async def get(self, kind: Kind[V], chat: int, *key: Part) -> V | None:
        """A note, or None when there is none or its time is over."""
        name = self._key(kind, key)
        if (chat, name) not in self._notes:
            await self.load(chat, (kind, key))
        value = self._notes[chat, name]
        return None if value is None else kind.unpack(value)

    def put(self, kind: Kind[V], value: V, chat: int, *key: Part, person: int | None = None) -> None:
        """Remember something from now on.

        Args:
            person: whose it is, so that they can have it forgotten.
        """
        service, name, packed = self.service, self._key(kind, key), kind.pack(value)
        self._notes[chat, name] = packed
        whose = None if person is None else service.keyring.hash(person)
        until = service.clock() + kind.seconds
        self.writes.append(notes.put(service.database, service.bot, chat, name, packed, until=until, person=whose))

    async def first(self, kind: Kind[bool], chat: int, *key: Part) -> bool:
        """Whether this is new; it is remembered from then on."""
        known = await self.get(kind, chat, *key) is not None
        if not known:
            self.put(kind, True, chat, *key)
        return not known

    def drop(self, kind: Kind[Any], chat: int, *key: Part) -> None:
        """As if it had never been put."""
        name = self._key(kind, key)
        self._notes[chat, name] = None
        self.writes.append(notes.drop(self.service.bot, chat, name))

    def _key(self, kind: Kind[Any], key: Part | tuple[Part, ...]) -> str:
        """Hashed, since people's numbers are among its parts, and since a button's data may be long."""
        parts = key if isinstance(key, tuple) else (key,)
        return f"{kind.name}:{self.service.keyring.hash(*(('' if part is None else part) for part in parts))}"


_CURRENT: Final[ContextVar[Work]] = ContextVar("work")


@contextmanager
def at_work(work: Work) -> Iterator[Work]:
    """Handlers reach it as their context's `work`: the library makes their contexts, so it can't be handed on."""
    token = _CURRENT.set(work)
    try:
        yield work
    finally:
        _CURRENT.reset(token)


def current_work() -> Work:
    """What is being handled in this task."""
    return _CURRENT.get()
