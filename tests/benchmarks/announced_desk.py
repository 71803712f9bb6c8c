"""A database that is prepared and read beside the bot, through the bot's own rooms: who subscribes, what is planned."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.database import Ledger
from sqlalchemy import Row, text

from bot.announcements import planning, subscriptions
from bot.announcements.model import Audience, Content, Message, Plan, Schedule, Uncertainty
from bot.errors import YuanwenError
from bot.preview.standin import TOKEN
from bot.store import chats
from bot.store.address import parse_url
from bot.store.announced import ENDED, PENDING, SENDING, SENT, UNKNOWN
from bot.store.database import Database
from bot.store.opening import open_database
from bot.store.writer import Writer

BOT = int(TOKEN.split(":", maxsplit=1)[0])
CHUNK = 5_000
LOOKS_A_SECOND = 10
EVERYBODY = Audience("all")
NAMES = {PENDING: "pending", SENDING: "sending", SENT: "sent", UNKNOWN: "unknown"}


class Desk:
    """Where announcements are planned and watched.

    Attributes:
        database: the bot's, opened once more.
        writer: commits here.
    """

    def __init__(self, database: Database, writer: Writer) -> None:
        self.database = database
        self.writer = writer

    async def subscribe(self, supergroups: Sequence[int]) -> None:
        """The bot is a member of some supergroups, which subscribe."""
        now = time.time()
        for start in range(0, len(supergroups), CHUNK):
            some = supergroups[start : start + CHUNK]
            here = [chats.Chat(chat, "supergroup", f"Group {chat}", "member", {}) for chat in some]
            await self.writer.commit(
                *(chats.put(self.database, BOT, chat, now) for chat in here),
                *(subscriptions.put(self.database, BOT, chat, now, subscribed=True) for chat in some),
            )

    async def announce(
        self, words: str, audience: Audience = EVERYBODY, *, delay: float = 0.0, uncertain: Uncertainty = "ask"
    ) -> int:
        """An announcement goes out in so many seconds; returns its id."""
        content, schedule = Content("message", message=Message(words)), Schedule("now", "Asia/Shanghai")
        plan = Plan(content, audience, schedule, uncertain=uncertain)
        return await planning.take_down(self.database, BOT, plan, None, time.time(), approval=False, delay=delay)

    async def rows(self, statement: str, **values: Any) -> Sequence[Row[Any]]:
        """What a statement selects."""
        return await self.database.rows(text(statement), values)

    async def states(self) -> Counter[int]:
        """How many deliveries stand where."""
        rows = await self.rows("SELECT state, count(*) AS many FROM deliveries GROUP BY state")
        return Counter({row.state: row.many for row in rows})

    async def of_state(self, state: int) -> set[int]:
        """The chats whose deliveries stand so."""
        return {row.chat for row in await self.rows("SELECT chat FROM deliveries WHERE state = :state", state=state)}

    async def until_ended(self, seconds: float, announcements: Iterable[int] = ()) -> None:
        """Until every occurrence that there is has ended, and each of some announcements has one.

        Raises:
            YuanwenError: it hasn't within the time.
        """
        wanted = set(announcements)
        for _ in range(int(seconds * LOOKS_A_SECOND)):
            rows = await self.rows("SELECT announcement, state FROM occurrences")
            if rows and wanted <= {row.announcement for row in rows} and all(row.state >= ENDED for row in rows):
                return
            await asyncio.sleep(1 / LOOKS_A_SECOND)
        found = {NAMES.get(state, str(state)): many for state, many in (await self.states()).items()}
        raise YuanwenError(f"not ended within {seconds:g} s: {found}")


@asynccontextmanager
async def at(ledger: Ledger) -> AsyncIterator[Desk]:
    """A desk at a database, whose tables are made if there are none yet."""
    async with open_database(parse_url(ledger.url)) as database, Writer(database) as writer:
        yield Desk(database, writer)
