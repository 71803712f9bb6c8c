"""What stopped processes had in hand: claimed deliveries wait again, of those being sent nobody knows. Only SQL.

A process renews what it has in hand, and so never recovers that. In transactions of the caller, who takes
the claims' lock first.
"""

import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, null, select, update

from bot.announcements.ending import Ending
from bot.announcements.faults import reason_of
from bot.announcements.ledger import IN_HAND, LEASE, STOPPED, Time
from bot.announcements.model import Occurrence, Plan
from bot.announcements.plans import fixed
from bot.store.announced import CLAIMED, PENDING, SEND, UNKNOWN, announcements, deliveries, occurrences
from bot.store.database import Database
from bot.store.sessions import end_stopped

log = structlog.get_logger("bot.announcements")

_FREE: Final = {"state": fixed(PENDING), "owner": null(), "lease": null()}


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found.

    Attributes:
        waiting: deliveries that wait again; unknown: those that may have arrived.
        ended: occurrences that have ended, as they can't be read.
    """

    waiting: int = 0
    unknown: int = 0
    ended: Sequence[Occurrence] = ()


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
        self._ending = Ending(database, bot, clock)
        self._is_shared = database.dialect == "postgresql"
        # On SQLite whoever runs the bot runs it alone.
        is_left = deliveries.c.lease < self._time.now if self._is_shared else deliveries.c.owner != owner
        left = and_(in_hand, is_left)
        self._renew = update(deliveries).where(_one(), mine).values(lease=self._time.now + LEASE)
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

    def renew(self, connection: Connection, held: Collection[tuple[int, int]]) -> None:
        """Renew the lease of what this process has in hand, by occurrence and chat."""
        if held:
            rows = [self._time.at(of_occurrence=occurrence, of_chat=chat) for occurrence, chat in held]
            connection.execute(self._renew, rows)

    def recover(self, connection: Connection) -> Recovered:
        """Let wait again, or mark as unknown, what stopped processes had in hand."""
        if self._is_shared:
            end_stopped(connection, LEASE)
        rows: Sequence[Any] = connection.execute(self._left, self._time.at()).all()
        plans = {row.occurrence: _plan_of(row) for row in rows}
        unknown = [row for row in rows if _is_unknown(row, plans[row.occurrence])]
        waiting = [row for row in rows if not _is_unknown(row, plans[row.occurrence])]
        for statement, found in ((self._lose, unknown), (self._free, waiting)):
            if found:
                connection.execute(statement, [self._time.at(**_key(row)) for row in found])
        unreadable = [occurrence for occurrence, plan in plans.items() if plan is None]
        ended = [one for occurrence in unreadable for one in self._ending.give_up(connection, occurrence)]
        return Recovered(len(waiting), len(unknown), ended)

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


def _plan_of(row: Row[Any]) -> Plan | None:
    try:
        return Plan.of_json(json.loads(row.plan))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, others are recovered
        log.error("occurrence unreadable", occurrence=row.occurrence, reason=reason_of(error))  # noqa: TRY400 - no words
        return None


def _is_unknown(row: Row[Any], plan: Plan | None) -> bool:
    """Whether it may have arrived, and a second one would be one too many: an edit or a recall does no harm twice."""
    if row.state == CLAIMED or row.kind != SEND:
        return False
    return plan is None or plan.uncertain == "ask"
