"""One transaction after the other: leases are renewed, rows recovered, occurrences ended, deliveries claimed."""

import asyncio
import math
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, exists, or_, select

from bot.announcements import ledger
from bot.announcements.claims import Claim, Claims, Open
from bot.announcements.ending import Ending
from bot.announcements.locking import drop_cancelled
from bot.announcements.model import Occurrence
from bot.announcements.plans import fixed
from bot.announcements.putting_off import PuttingOff
from bot.announcements.recovery import Recovered, Recovery
from bot.store.announced import CANCELLED, UNDER_WAY, deliveries, occurrences
from bot.store.database import Database
from bot.store.sql import among, listed

LOOK_SECONDS: Final = 60.0
"""Between two looks at what waits of the same occurrences that don't go out."""

log = structlog.get_logger("bot.announcements")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a round is to bring.

    Attributes:
        room: how many deliveries there is room for.
        recent: chats that are to be left alone for now.
        held: what is in hand, by occurrence and chat.
    """

    room: int
    recent: Collection[int]
    held: set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Round:
    """What a round has brought.

    Attributes:
        state: how things stood before the claim.
        ended: occurrences whose last delivery has ended.
    """

    state: Open
    claim: Claim
    ended: Sequence[Occurrence]
    recovered: Recovered


class Rounds:
    """Rounds of one process of one bot, never two at once.

    Args:
        owner: this process's name; new at each start.
        zone: of quiet hours of chats that named none.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(
        self, database: Database, bot: int, owner: str, zone: ZoneInfo, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock
        self._claims = Claims(database, bot, owner, zone, clock)
        self._recovery = Recovery(database, bot, owner, clock)
        self._ending = Ending(database, bot, clock)
        self._putting_off = PuttingOff(database, bot, zone, clock)
        self._renew_at = self._look_at = -math.inf
        self._is_adrift = False
        self._strays: frozenset[int] = frozenset()
        going = exists().where(ledger.opened(bot, occurrences.c.state == fixed(UNDER_WAY)))
        in_hand = exists().where(deliveries.c.bot == bot, ledger.IN_HAND)
        self._anything = select(or_(going, in_hand).label("is_there"))
        self._called_off = (
            select(occurrences.c.announcement)
            .where(among(database.dialect, occurrences.c.id, "ids"), occurrences.c.state == fixed(CANCELLED))
            .distinct()
        )

    async def is_needed(self) -> bool:
        """Whether there may be anything to do: one cheap look."""
        if _now() >= min(self._renew_at, self._look_at):
            return True
        return bool((await self._database.rows(self._anything))[0].is_there)

    async def round(self, wanted: Wanted) -> Round:
        """Renew and recover when it is time to, end what has ended, claim what there is room for.

        Whoever calls takes in hand what was claimed, tells of what has ended, and tidies then.
        """
        began, upkeep = _now(), _now() >= self._renew_at
        is_adrift, self._is_adrift = self._is_adrift, True  # until it is certain what was claimed
        found = await self._database.work(
            lambda connection: self._work(connection, wanted, upkeep=upkeep, is_adrift=is_adrift)
        )
        self._is_adrift = False
        if upkeep:
            is_shared = self._database.dialect == "postgresql"
            self._renew_at = began + ledger.LEASE / 3 if is_shared else math.inf
        if found.recovered.waiting or found.recovered.unknown:
            recovered = found.recovered
            log.warning("deliveries of a stopped process", waiting=recovered.waiting, unknown=recovered.unknown)
        return found

    def _work(self, connection: Connection, wanted: Wanted, *, upkeep: bool, is_adrift: bool) -> Round:
        self._claims.lock(connection)
        if is_adrift:
            self._recovery.release_all_but(connection, wanted.held)
        if upkeep:
            self._recovery.renew(connection, wanted.held)
        recovered = self._recovery.recover(connection) if upkeep else Recovered()
        state = self._claims.look(connection)
        held = {occurrence for occurrence, _ in wanted.held}  # a message may be sent, and still to be pinned
        ended = self._ending.end(connection, [one for one in state.idle if one not in held])
        claim = self._claims.claim(connection, state, wanted.room, wanted.recent) if wanted.room else Claim()
        unreadable = [found for one in self._claims.unreadable for found in self._ending.give_up(connection, one)]
        return Round(state, claim, [*recovered.ended, *ended, *unreadable], recovered)

    async def tidy(self, found: Round) -> None:
        """Put off what fell into quiet hours while it waited, and see to what waits of what doesn't go out.

        What was called off is dropped; what has ended goes on: a process was stopped between two steps.
        """
        for occurrence in found.claim.quiet:
            await self._putting_off.put_all_off(occurrence)
        strays = found.state.stray
        now = _now()
        if strays and (strays != self._strays or now >= self._look_at):
            asked = {"ids": listed(self._database.dialect, strays)}
            for row in await self._database.rows(self._called_off, asked):
                await drop_cancelled(self._database, self._bot, row.announcement, self._clock())
            reopened = await self._database.work(lambda connection: self._ending.reopen(connection, strays))
            if reopened:
                log.warning("deliveries waited of what had ended", occurrences=reopened)
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
        self._strays = strays


def _now() -> float:
    """Of this machine, and only going forward."""
    return asyncio.get_running_loop().time()
