"""Announcements fall due: each due time becomes an occurrence, once ever, as the schedule moves on.

Both happen in one transaction, so that however many processes look, none fires twice. What is later than an
announcement allows is noted as missed and not sent; of several times that have passed, the newest counts. Touches
`announcements` and `occurrences`.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Row, bindparam, func, null, select, update

from bot.announcements.content import Impossible, message_of
from bot.announcements.ending import Ending
from bot.announcements.faults import UNREADABLE, is_of_row, reason_of
from bot.announcements.ledger import Time
from bot.announcements.model import Occurrence, Plan, Schedule
from bot.announcements.plans import fixed, occurrence_of
from bot.announcements.schedule import next_due
from bot.knowledge.model import Knowledge
from bot.store.announced import IMPOSSIBLE, MISSED, SEND, SPREADING, announcements, occurrences
from bot.store.database import Database
from bot.store.text import as_json

MOST: Final = 50
"""Announcements that one transaction lets fall due: some 50 ms."""

_FIRST_LOOK_BACK: Final = 60.0
"""Seconds; doubled until a due time comes up that has passed."""

_MOVE_ON: Final = (
    update(announcements).where(announcements.c.id == bindparam("of_id")).values(next_at=bindparam("then"))
)

log = structlog.get_logger("bot.announcements")


@dataclass(frozen=True, slots=True)
class Due:
    """What fell due.

    Attributes:
        many: how many announcements.
        ended: occurrences that ended as they were made: missed, or nothing could be sent.
    """

    many: int
    ended: Sequence[Occurrence]


class Scheduler:
    """Lets the announcements of one bot fall due; several processes may do so side by side.

    Args:
        knowledge: the one in force.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(
        self,
        database: Database,
        bot: int,
        knowledge: Callable[[], Knowledge],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._bot = bot
        self._knowledge = knowledge
        self._time = Time(database, clock)
        self._ending = Ending(database, bot, clock)
        self._insert = database.insert(occurrences).on_conflict_do_nothing().returning(*occurrences.c)
        active = (announcements.c.bot == bot, announcements.c.state == fixed("active"))
        self._due = (
            select(announcements, self._time.now.label("now"))
            .where(*active, announcements.c.next_at <= self._time.now)
            .order_by(announcements.c.next_at)
            .limit(MOST)
            .with_for_update(skip_locked=True)
        )
        self._shown = (
            select(occurrences.c.pair, func.max(occurrences.c.id).label("last"))
            .where(
                occurrences.c.announcement == bindparam("of_id"),
                occurrences.c.kind == fixed(SEND),
                occurrences.c.pair.is_not(null()),
            )
            .group_by(occurrences.c.pair)
        )

    async def fire(self) -> Due:
        """Make the occurrences of the next few announcements that are due."""
        return await self._database.work(self._fire)

    def _fire(self, connection: Connection) -> Due:
        found: Sequence[Row[Any]] = connection.execute(self._due, self._time.at()).all()
        made, moves = {}, []
        for row in found:
            made[row.id], then = self._guarded(connection, row)
            moves.append({"of_id": row.id, "then": then})
        if moves:
            connection.execute(_MOVE_ON, moves)
        ended = {announcement: one for announcement, one in made.items() if one is None or one.state != SPREADING}
        for announcement in ended:
            self._ending.see_announcement(connection, announcement)
        return Due(len(found), [one for one in ended.values() if one])

    def _guarded(self, connection: Connection, row: Row[Any]) -> tuple[Occurrence | None, float | None]:
        """Let one announcement fall due; one that can't be read is never due again, and hinders no other.

        Returns:
            Its occurrence, None if it was made before, by whatever; and when it is due next.
        """
        try:
            with connection.begin_nested():
                plan = Plan.of_json(json.loads(row.plan))
                then = next_due(plan.schedule, row.now)
                return self._occur(connection, row, plan), then
        except Exception as error:
            if not is_of_row(error):
                raise
            log.error("announcement unreadable", announcement=row.id, reason=reason_of(error))  # noqa: TRY400 - no words
        return self._insert_one(connection, row, row.next_at, _impossible(row, UNREADABLE)), None

    def _occur(self, connection: Connection, row: Row[Any], plan: Plan) -> Occurrence | None:
        due = newest_due(plan.schedule, row.next_at, row.now)
        values = self._missed(row) if row.now - due > plan.grace else self._made(connection, row, plan, due)
        return self._insert_one(connection, row, due, values)

    def _insert_one(
        self, connection: Connection, row: Row[Any], due: float, values: dict[str, Any]
    ) -> Occurrence | None:
        made = {"bot": self._bot, "announcement": row.id, "kind": SEND, "due": due, **values}
        found = connection.execute(self._insert.values(made)).one_or_none()
        return occurrence_of(found) if found else None

    def _missed(self, row: Row[Any]) -> dict[str, Any]:
        log.warning("announcement missed", announcement=row.id, late=round(row.now - row.next_at))
        return {"state": MISSED, "ended_at": row.now}

    def _made(self, connection: Connection, row: Row[Any], plan: Plan, due: float) -> dict[str, Any]:
        """What there is to send, or why there is nothing."""
        lately: dict[str, int] = {}
        if plan.content.source != "message":
            lately = {one.pair: one.last for one in connection.execute(self._shown, {"of_id": row.id})}
        try:
            made = message_of(plan.content, self._knowledge(), lately, row.id, due=due, zone=plan.schedule.zone)
            message = as_json(made.message.as_json())
        except Impossible as impossible:
            problem = impossible.problem
            log.warning("announcement impossible", announcement=row.id, problem=problem.key)
            return _impossible(row, problem.key)
        except Exception as error:  # noqa: BLE001 - a mistake of ours: the others fall due all the same
            log.error("announcement not made", announcement=row.id, reason=reason_of(error))  # noqa: TRY400 - no words
            return _impossible(row, type(error).__name__)
        return {"state": SPREADING, "message": message, "pair": made.pair, "started_at": row.now}


def _impossible(row: Row[Any], reason: str) -> dict[str, Any]:
    return {"state": IMPOSSIBLE, "reason": reason, "ended_at": row.now}


def newest_due(schedule: Schedule, due: float, now: float) -> float:
    """Of the times of a schedule that have passed the newest.

    Args:
        due: a time of it that has passed.
        now: seconds since the epoch.
    """
    back = _FIRST_LOOK_BACK
    while now - back > due:
        found = next_due(schedule, now - back)
        if found is not None and found <= now:
            due = max(due, found)
            break
        back *= 2
    while (later := next_due(schedule, due)) is not None and later <= now:
        due = later
    return due
