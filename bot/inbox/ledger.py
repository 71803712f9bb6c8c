"""The stored updates of one bot: what is put in, who has claimed what, what a stopped process left. Only SQL.

Several processes may share the table. Each claims rows under its own name, new at every start, for a lease that it
renews; in a lane only one of them at a time has rows. Everything is done in a transaction of the caller, which takes
the lock first.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, case, func, null, or_, select, text, update

from bot.inbox.rows import Claim, Row, Status, Stored, Wanted
from bot.store.database import Database
from bot.store.retention import KEEP_SET_ASIDE
from bot.store.sessions import end_stopped
from bot.store.sql import among, listed, not_among, now
from bot.store.tables import updates

LEASE: Final = 15.0
"""Seconds after which the rows of a process that says nothing any more are anybody's."""

MOST_CRASHES: Final = 25
"""Stops of the bot after which an update in hand is no longer believed innocent; many kills may meet the same one."""

CRASHED: Final = f"the bot stopped {MOST_CRASHES} times while this was in hand"

UNDELIVERED: Final = ("NotSent", "TooMany", "Uncertain")
"""How reasons begin that a network or Telegram is to blame for: the errors of the way out, by name."""

SCAN: Final = 1_000
"""Rows looked at in one claim, so that a chat with very many is passed over step by step."""

_LOCKS: Final = 0x59_75_61_6E << 32
"""Where the numbers of this table's advisory locks begin; a bot's id is added."""


class Ledger:
    """The rows of one bot, for one process.

    Args:
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.

    Attributes:
        owner: this process's name; new at each start.
        shared: whether other processes may have rows of the same bot. On SQLite a lock keeps them out.
    """

    def __init__(self, database: Database, bot: int, clock: Callable[[], float] = time.time) -> None:
        self.owner = uuid4().hex
        self.shared = database.dialect == "postgresql"
        self._bot = bot
        self._dialect = database.dialect
        self._clock = clock
        self._now = now(database.dialect)
        self._free = {"state": text("0"), "owner": null(), "lease": null()}
        self._insert = database.insert(updates).on_conflict_do_nothing().values(stored_at=self._now)
        self._candidates = self._select_candidates()
        self._take = self._update_claimed()

    def lock(self, connection: Connection) -> None:
        """Let processes act one after the other: of two that claim at once, neither would see the other's lanes.

        A process that is stopped in between loses the lock with its lease, instead of stopping all others too.
        """
        if not self.shared:
            return
        number = _LOCKS + self._bot
        idle, waiting = (
            func.set_config(limit, f"{LEASE}s", True)
            for limit in ("idle_in_transaction_session_timeout", "lock_timeout")
        )
        if not connection.execute(select(func.pg_try_advisory_xact_lock(number), idle)).scalar():
            end_stopped(connection, LEASE)
            connection.execute(select(waiting))
            connection.execute(select(func.pg_advisory_xact_lock(number)))

    def put(self, connection: Connection, rows: Sequence[Stored]) -> None:
        """Store updates; those that are known already stay as they are."""
        at = self._at()
        parameters = [
            {"bot": self._bot, "update_id": row.update_id, "lane": row.lane, "payload": row.payload, **at}
            for row in rows
        ]
        if parameters:
            connection.execute(self._insert, parameters)

    def claim(self, connection: Connection, wanted: Wanted) -> Claim:
        """Claim the oldest rows that are due, as far as there is room."""
        if wanted.rows <= 0:
            return Claim(more=True)
        passed_over = wanted.full | self._lanes_of_others(connection)
        found = connection.execute(self._candidates, self._at(full=listed(self._dialect, passed_over)))
        candidates = [(int(row.update_id), int(row.lane)) for row in found]
        chosen, left = _choose(candidates, wanted.share)
        limited = left | wanted.full
        more = len(candidates) == SCAN or len(chosen) > wanted.rows
        if not chosen:
            return Claim((), limited, more)
        taken = connection.execute(self._take, self._at(ids=listed(self._dialect, chosen[: wanted.rows])))
        rows = sorted((Row(*row) for row in taken), key=lambda row: row.update_id)  # returned in no order
        return Claim(rows, limited, more)

    def renew(self, connection: Connection) -> frozenset[int]:
        """Renew the lease of all that this process owns.

        Returns:
            The updates that are still its own.
        """
        if self.shared:
            end_stopped(connection, LEASE)
        statement = update(updates).where(*self._claimed(), updates.c.owner == self.owner)
        renewed = statement.values(lease=self._now + LEASE).returning(updates.c.update_id)
        return frozenset(connection.execute(renewed, self._at()).scalars())

    def recover(self, connection: Connection) -> Sequence[int]:
        """Let the rows wait again that a stopped process had in hand; set aside those that stopped too many.

        Returns:
            The updates that were recovered.
        """
        stopped = [*self._claimed(), updates.c.owner != self.owner]
        if self.shared:
            stopped.append(updates.c.lease < self._now)
        statement = update(updates).where(*stopped).values(crashes=updates.c.crashes + 1, **self._free)
        found = connection.execute(statement.returning(updates.c.update_id, updates.c.crashes))
        crashes = {int(row.update_id): int(row.crashes) for row in found}
        if any(times >= MOST_CRASHES for times in crashes.values()):
            self._set_crashed_aside(connection)
        return sorted(crashes)

    def retry_undelivered(self, connection: Connection) -> int:
        """Let the rows wait again whose answers didn't go out: by now they may. What is forgotten holds nothing to try.

        One that came longer ago than rows are kept isn't tried again, or it might be kept for ever.

        Returns:
            How many.
        """
        failed = or_(*(updates.c.reason.startswith(name) for name in UNDELIVERED))
        recent = updates.c.stored_at > self._now - KEEP_SET_ASIDE
        of_bot = (updates.c.bot == self._bot, updates.c.state == text("3"))
        statement = update(updates).where(*of_bot, failed, recent, updates.c.payload.is_not(null()))
        anew = {"attempts": 0, "not_before": 0.0, "reason": null(), "ended_at": null()}
        return connection.execute(statement.values(self._free | anew), self._at()).rowcount

    def release_all_but(self, connection: Connection, known: Collection[int]) -> None:
        """Let this process's rows wait again that it doesn't know of: the answer to their claim was lost."""
        unknown = (
            *self._claimed(),
            updates.c.owner == self.owner,
            not_among(self._dialect, updates.c.update_id, "known"),
        )
        connection.execute(update(updates).where(*unknown).values(self._free), {"known": listed(self._dialect, known)})

    def status(self, connection: Connection) -> Status:
        """What waits, and how long there is nothing to do."""
        later = case((updates.c.not_before > self._now, updates.c.not_before))
        counts = select(func.count(), func.count(later), func.min(later) - self._now).where(*self._waiting())
        waiting, delayed, next_in = connection.execute(counts, self._at()).one()
        if self.shared:
            leases = select(func.min(updates.c.lease) - self._now).where(
                *self._claimed(), updates.c.owner != self.owner
            )
            ends_in = connection.execute(leases).scalar()
            next_in = min((value for value in (next_in, ends_in) if value is not None), default=None)
        return Status(waiting, waiting - delayed, next_in)

    def _lanes_of_others(self, connection: Connection) -> frozenset[int]:
        """Lanes of which another process has rows. Within the claim it would be asked for each row."""
        if not self.shared:
            return frozenset()
        claimed = select(updates.c.lane).where(*self._claimed(), updates.c.owner != self.owner)
        return frozenset(connection.execute(claimed.distinct()).scalars())

    def _set_crashed_aside(self, connection: Connection) -> None:
        statement = update(updates).where(*self._waiting(), updates.c.crashes >= MOST_CRASHES)
        connection.execute(statement.values(state=text("3"), reason=CRASHED, ended_at=self._now), self._at())

    def _select_candidates(self) -> Any:
        free = not_among(self._dialect, updates.c.lane, "full")
        due = select(updates.c.update_id, updates.c.lane).where(
            *self._waiting(), updates.c.not_before <= self._now, free
        )
        return due.order_by(updates.c.update_id).limit(SCAN)

    def _update_claimed(self) -> Any:
        rows = update(updates).where(*self._waiting(), among(self._dialect, updates.c.update_id, "ids"))
        taken = rows.values(state=text("1"), owner=self.owner, lease=self._now + LEASE)
        columns = updates.c
        return taken.returning(columns.update_id, columns.lane, columns.payload, columns.attempts, columns.stored_at)

    def _waiting(self) -> tuple[ColumnElement[bool], ...]:
        return (updates.c.bot == self._bot, updates.c.state == text("0"))

    def _claimed(self) -> tuple[ColumnElement[bool], ...]:
        return (updates.c.bot == self._bot, updates.c.state == text("1"))

    def _at(self, **parameters: Any) -> dict[str, Any]:
        """The parameters of a statement that says the time."""
        return parameters if self.shared else {**parameters, "now": self._clock()}


def _choose(candidates: Sequence[tuple[int, int]], share: int) -> tuple[list[int], frozenset[int]]:
    """The first few of each lane, in order; and the lanes of which more wait."""
    taken: Counter[int] = Counter()
    chosen: list[int] = []
    limited: set[int] = set()
    for update_id, lane in candidates:
        if taken[lane] < share:
            taken[lane] += 1
            chosen.append(update_id)
        else:
            limited.add(lane)
    return chosen, frozenset(limited)
