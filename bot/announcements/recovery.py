"""What stopped processes had in hand: claimed deliveries wait again, of those being sent nobody knows. Only SQL.

A process never recovers what is its own. In transactions of the caller, who takes the claims' lock first.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, null, select, update

from bot.announcements.ledger import IN_HAND, LEASE, STOPPED, Time
from bot.announcements.model import Plan
from bot.announcements.plans import fixed
from bot.store.announced import CLAIMED, PENDING, SEND, UNKNOWN, announcements, deliveries, occurrences
from bot.store.database import Database
from bot.store.sessions import end_stopped

_FREE: Final = {"state": fixed(PENDING), "owner": null(), "lease": null()}


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found.

    Attributes:
        waiting: deliveries that wait again; unknown: those that may have arrived.
    """

    waiting: int = 0
    unknown: int = 0


class Recovery:
    """Leases of one process of one bot, and what others left when theirs ended.

    Args:
        owner: this process's name; new at each start.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(self, database: Database, bot: int, owner: str, clock: Callable[[], float] = time.time) -> None:
        self._time = Time(database, clock)
        in_hand = and_(deliveries.c.bot == bot, IN_HAND)
        mine = and_(in_hand, deliveries.c.owner == owner)
        left = and_(in_hand, deliveries.c.owner != owner)
        self._is_shared = database.dialect == "postgresql"
        if self._is_shared:  # on SQLite whoever runs the bot runs it alone
            left = and_(left, deliveries.c.lease < self._time.now)
        self._renew = update(deliveries).where(mine).values(lease=self._time.now + LEASE)
        self._claimed = select(deliveries.c.occurrence, deliveries.c.chat).where(
            mine, deliveries.c.state == fixed(CLAIMED)
        )
        self._left = (
            select(
                deliveries.c.occurrence, deliveries.c.chat, deliveries.c.state, occurrences.c.kind, announcements.c.plan
            )
            .join(occurrences, occurrences.c.id == deliveries.c.occurrence)
            .join(announcements, announcements.c.id == occurrences.c.announcement)
            .where(left)
        )
        self._free_mine = update(deliveries).where(_one(), mine, deliveries.c.state == fixed(CLAIMED)).values(_FREE)
        self._free = update(deliveries).where(_one(), left).values(_FREE)
        # The owner stays written: should it live, and learn that the message arrived, it may still say so.
        unknown = {"state": fixed(UNKNOWN), "lease": null(), "reason": STOPPED, "at": self._time.now}
        self._lose = update(deliveries).where(_one(), left).values(unknown)

    def renew(self, connection: Connection) -> None:
        """Renew the lease of all that this process has in hand."""
        connection.execute(self._renew, self._time.at())

    def recover(self, connection: Connection) -> Recovered:
        """Let wait again, or mark as unknown, what stopped processes had in hand."""
        if self._is_shared:
            end_stopped(connection, LEASE)
        rows: Sequence[Any] = connection.execute(self._left, self._time.at()).all()
        unknown = [row for row in rows if _is_unknown(row)]
        waiting = [row for row in rows if not _is_unknown(row)]
        for statement, found in ((self._lose, unknown), (self._free, waiting)):
            if found:
                connection.execute(statement, [self._time.at(**_key(row)) for row in found])
        return Recovered(len(waiting), len(unknown))

    def release_all_but(self, connection: Connection, known: set[tuple[int, int]]) -> None:
        """Let what this process has claimed without knowing of it wait again: the answer to a claim was lost."""
        mine: Sequence[Any] = connection.execute(self._claimed).all()
        found = [row for row in mine if (row.occurrence, row.chat) not in known]
        if found:
            connection.execute(self._free_mine, [_key(row) for row in found])


def _one() -> ColumnElement[bool]:
    return and_(deliveries.c.occurrence == bindparam("of_occurrence"), deliveries.c.chat == bindparam("of_chat"))


def _key(row: Row[Any]) -> dict[str, Any]:
    return {"of_occurrence": row.occurrence, "of_chat": row.chat}


def _is_unknown(row: Row[Any]) -> bool:
    """Whether it may have arrived, and a second one would be one too many: an edit or a recall does no harm twice."""
    if row.state == CLAIMED or row.kind != SEND:
        return False
    return Plan.of_json(json.loads(row.plan)).uncertain == "ask"
