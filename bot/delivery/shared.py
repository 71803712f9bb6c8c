"""One pace for all processes of one bot, on PostgreSQL and by its clock. SQLite has one process, and none of this.

There are as many tokens as Telegram takes messages a second. A message takes one, for as long as it is in flight and a
second more, so whatever the network does to it on its way, no window of Telegram's ever holds more. Announcements leave
the last one to answers, which therefore never wait behind them. Whoever dies with a token gives it back by dying: it
is lent for a few seconds.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import structlog
from sqlalchemy import Row, TextClause

from bot.delivery.errors import NotSent
from bot.delivery.gate import Held, NotYet, Ticket
from bot.delivery.pace import SECOND, Urgency
from bot.delivery.shared_sql import ENTER, HOLD, LEAVE, MAKE, SILENCE, TIDY
from bot.store.apart import engine_apart
from bot.store.database import Database
from bot.store.trouble import sentence

CONNECTIONS: Final = 3
"""For an answer, an announcement and what is given back."""

PATIENCE: Final = 1.0
"""Seconds in which the database answers, or else counts as away."""

AWAY: Final = 2.0
"""Seconds for which a database that was away isn't asked again."""

ALONE: Final = 5.0
"""Answers a second that each process lets out by itself while the database is away: of six together still 30."""

SHORTEST, LONGEST = 0.002, 0.05
"""Seconds between two looks for a token; those in flight come back at any time."""

TIDY_SECONDS: Final = 60.0
"""Between two times that chats which count no more are forgotten: private ones are people."""

log = structlog.get_logger("bot.delivery")


@dataclass(frozen=True, slots=True)
class Token(Ticket):
    """What a message has taken.

    Attributes:
        number: of the token; until: by when it comes back by itself, which tells whose it is.
    """

    chat: int
    number: int
    until: float


_NONE: Final = Ticket()


class SharedPace:
    """The gate of a process that isn't alone; to be entered.

    Args:
        database: a PostgreSQL.
        bot: the bot's id.
    """

    def __init__(self, database: Database, bot: int) -> None:
        self._url = database.url
        self._bot = bot
        self._engine = engine_apart(database.url, CONNECTIONS, PATIENCE, synchronous_commit="off")
        self._doors: dict[Urgency, asyncio.Lock] = {"answer": asyncio.Lock(), "announcement": asyncio.Lock()}
        self._beside: set[asyncio.Task[object]] = set()
        self._away_until = 0.0
        self._next_alone = 0.0
        self._tidy_at = 0.0

    async def __aenter__(self) -> Self:
        await self._ask(MAKE)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._beside:
            await asyncio.wait(self._beside, timeout=PATIENCE)
        await self._engine.dispose()

    async def enter(self, chat: int, urgency: Urgency) -> Ticket:
        """Take a token, or wait for one; those of one kind come in order.

        Raises:
            NotYet: another process has met a silence or sent to the chat.
            NotSent: it is an announcement, and the database is away.
        """
        self._see_to_tidying()
        async with self._doors[urgency]:
            while found := await self._ask(ENTER[urgency], chat=chat):
                if found.token is not None:
                    return Token(chat, found.token, found.until)
                _refuse(found)
                await asyncio.sleep(min(max(found.overall, SHORTEST), LONGEST))
            return await self._without(urgency)

    def leave(self, ticket: Ticket) -> None:
        """Have a token come back a second from now."""
        if isinstance(ticket, Token):
            self._do_beside(LEAVE, token=ticket.number, chat=ticket.chat, until=ticket.until)

    async def hold(self, seconds: float) -> None:
        """Write a silence down, even if whoever asks for it is stopped meanwhile."""
        await asyncio.shield(self._do_beside(HOLD, seconds=seconds))

    async def silence(self) -> float:
        """Seconds for which nothing goes out; 0 while nobody knows."""
        found = await self._ask(SILENCE)
        return max(0.0, found.held) if found else 0.0

    async def _without(self, urgency: Urgency) -> Ticket:
        """An announcement can't go out without the database anyway; people don't wait for one."""
        self._do_beside(MAKE)  # or the tokens are missing
        if urgency == "announcement":
            raise NotSent("the database that the pace is kept in is away")
        now = time.monotonic()
        self._next_alone = max(self._next_alone, now) + 1 / ALONE
        await asyncio.sleep(self._next_alone - now)
        return _NONE

    def _do_beside(self, statement: TextClause, **values: Any) -> "asyncio.Task[Row[Any] | None]":
        task = asyncio.create_task(self._ask(statement, **values))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return task

    def _see_to_tidying(self) -> None:
        if (now := time.monotonic()) >= self._tidy_at:
            self._tidy_at = now + TIDY_SECONDS
            self._do_beside(TIDY)

    async def _ask(self, statement: TextClause, **values: Any) -> Row[Any] | None:
        """The row that a statement returns; None if there is none, or if the database is away."""
        if time.monotonic() < self._away_until:
            return None
        try:
            found = await self._asked(statement, {"bot": self._bot, **values})
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, people get their answers
            self._is_away(error)
            return None
        return found

    def _is_away(self, error: Exception) -> None:
        """Ask nothing for a while, and say so once for all who have just asked."""
        now = time.monotonic()
        if now >= self._away_until:
            self._away_until = now + AWAY
            log.warning("no shared pace; each process keeps its own", error=sentence(error, self._url))

    async def _asked(self, statement: TextClause, values: Mapping[str, Any]) -> Row[Any] | None:
        async with self._engine.connect() as connection:
            result = await connection.execute(statement, values)
            return result.first() if result.returns_rows else None


def _refuse(found: Row[Any]) -> None:
    """Send somebody back to wait where they hold up nobody else."""
    if found.held > 0:
        raise Held(found.held)
    if found.of_chat > 0:
        raise NotYet(min(found.of_chat, SECOND))  # what is in flight mostly ends long before its token is back
