"""What the handlers share: the knowledge in force, the database, the way out, and the clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.delivery.sender import Sender
from bot.knowledge.model import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.outcome import Memory
from bot.store.database import Database
from bot.store.keys import Keyring
from bot.store.writer import Write, Writer
from bot.telegram.library import Library
from bot.telegram.recent import Recent

PEOPLE: Final = 10_000
"""People whose language is held in memory; one entry takes about half a kilobyte."""

LANGUAGE_SECONDS: Final = 60.0
"""For how long a language is held, so that a change made by another process is seen."""

FORGOTTEN_SECONDS: Final = 3600.0
"""Longer than an update may be in hand or wait for its next tries."""

GROUPS: Final = 10_000
DAY_SECONDS: Final = 24 * 3600.0
"""How many groups, and for how long, are taken as known to the database without a look."""

Press = tuple[int | str | None, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """Reaches every handler as its context's `service`.

    Attributes:
        bot: the bot's number, the first part of its token; rows of the database are its own.
        writer: commits what an update brings about; keyring: makes people unrecognisable in what is kept.
        library: the knowledge in force, which may be replaced while the bot runs.
        sender: how anything goes out.
        paced: what of the pace is to be written down since the last call.
        allowed: ids of the groups in which the bot may be; None allows all. Grows when an allowed group changes its id.
        operators: ids of the people who run the bot; approval: whether a second one must approve of announcements.
        zone: of dates and times without one.
        clock: seconds since the epoch; sleep: waits for some seconds.
        languages: by a person's keyed hash, what they chose; "" for nothing.
        forgotten: by a person's keyed hash, when they asked to be forgotten; what was in hand then is not kept.
        pressing: buttons of which a press is being handled, by chat.
        met: groups of which the database knows.
    """

    bot: int
    database: Database
    writer: Writer
    keyring: Keyring
    library: Library
    sender: Sender
    paced: Callable[[], Sequence[Write]] = tuple
    allowed: set[int] | None = None
    operators: frozenset[int] = frozenset()
    approval: bool = False
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    languages: Recent[str, str] = field(default_factory=partial(Recent, PEOPLE, LANGUAGE_SECONDS))
    forgotten: Recent[str, float] = field(default_factory=partial(Recent, PEOPLE, FORGOTTEN_SECONDS))
    pressing: set[Press] = field(default_factory=set)
    met: Recent[int, bool] = field(default_factory=partial(Recent, GROUPS, DAY_SECONDS))

    @property
    def matcher(self) -> Matcher:
        """Finds the answers. To be taken once an update: the next look may find another."""
        return self.library.matcher

    def allows(self, group: int) -> bool:
        """Whether the bot may be in a group."""
        return self.allowed is None or group in self.allowed


def recall(pairs: tuple[str, ...], knowledge: Knowledge, now: float) -> Memory | None:
    """The memory of a conversation about some pairs, from their own questions; None when they exist no more."""
    known = tuple(pair for pair in pairs if pair in knowledge.pairs)
    return Memory(knowledge.pairs[known[0]].question, known, now) if known else None
