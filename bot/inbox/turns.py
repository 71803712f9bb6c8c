"""One transaction of the inbox after the other: updates put in and claimed together, leases renewed, rows recovered."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.inbox.desk import Desk
from bot.inbox.lease import Lease
from bot.inbox.ledger import Ledger
from bot.inbox.rows import Claim, Status, Stored, Wanted
from bot.store.database import Database

T = TypeVar("T")

log = structlog.get_logger("bot.inbox")


@dataclass(frozen=True, slots=True)
class _Look:
    claim: Claim
    status: Status
    ours: frozenset[int]
    recovered: Sequence[int]
    retried: int


class Turns:
    """Claims rows for the desk. Two claims never overlap, so that rows come to the desk in order.

    Attributes:
        claiming: whether rows are claimed; else updates are only stored.
        waiting: about how many updates wait; exact after each look.
    """

    def __init__(self, database: Database, ledger: Ledger, desk: Desk, lease: Lease) -> None:
        self._database = database
        self._ledger = ledger
        self._desk = desk
        self._lease = lease
        self._lock = asyncio.Lock()
        self._adrift = False
        self._first = True
        self.claiming = False
        self.waiting = 0

    async def put(self, stored: Sequence[Stored]) -> None:
        """Store updates, and claim what there is room for."""

        def work(connection: Connection) -> Claim:
            self._ledger.put(connection, stored)
            return self._ledger.claim(connection, wanted)

        async with self._lock:
            wanted = self._wanted()
            claim = await self._transact(work)
            self._desk.take(claim)
            self.waiting += len(stored) - len(claim.rows)

    async def look(self) -> Status:
        """Claim what there is room for; renew the lease when it is time to, and recover what stopped processes left.

        The first time, what was set aside because it couldn't be sent waits again, too.

        Returns:
            What then waits.
        """

        def work(connection: Connection) -> _Look:
            ours = self._ledger.renew(connection) if upkeep else frozenset()
            recovered = self._ledger.recover(connection) if upkeep or self._ledger.shared else ()
            retried = self._ledger.retry_undelivered(connection) if first else 0
            status = self._ledger.status(connection)  # first: what falls due before the claim is waited for or claimed
            claim = self._ledger.claim(connection, wanted)
            return _Look(claim, status.without(len(claim.rows)), ours, recovered, retried)

        async with self._lock:
            upkeep, began = self._lease.due, asyncio.get_running_loop().time()
            wanted, first = self._wanted(), self._first
            look = await self._transact(work)
            self._first = False
            if upkeep:
                self._renewed(look, began)
            if look.recovered:
                log.info("updates recovered that a stopped process had in hand", count=len(look.recovered))
            if look.retried:
                log.info("updates tried again whose answers didn't go out", count=look.retried)
            self._desk.take(look.claim)
            self.waiting = look.status.waiting
            return look.status

    def _wanted(self) -> Wanted:
        if not self.claiming:
            return Wanted()
        return Wanted(self._desk.room, self._desk.share, self._desk.full_lanes())

    async def _transact(self, work: Callable[[Connection], T]) -> T:
        """Do some work; after one that failed, its claims may be undone, or only the answer lost."""
        known = list(self._desk.held) if self._adrift else None

        def whole(connection: Connection) -> T:
            self._ledger.lock(connection)
            if known is not None:
                self._ledger.release_all_but(connection, known)
            return work(connection)

        self._adrift = True
        done = await self._database.work(whole)
        self._adrift = False
        return done

    def _renewed(self, look: _Look, began: float) -> None:
        if lost := self._desk.keep(look.ours):
            log.warning("updates lost to another process: this one was stopped for too long", count=lost)
        self._lease.renewed(began)
