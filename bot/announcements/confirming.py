"""Takes down what an operator confirms, once however often they press, and turns shipped templates on. Only SQL."""

import json
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.announcements import schedule
from bot.announcements.model import UNDO_SECONDS, Plan
from bot.announcements.plans import fixed, insert
from bot.store.announced import announcements
from bot.store.database import Database
from bot.store.writer import Write

_STANDING: Final = select(announcements.c.id, announcements.c.plan).where(
    announcements.c.bot == bindparam("of_bot"),
    announcements.c.state.in_([fixed("waiting"), fixed("active"), fixed("paused")]),
)


async def confirm(  # noqa: PLR0913 - what is planned, by whom, and what goes with it
    database: Database,
    bot: int,
    plan: Plan,
    by: str,
    now: float,
    *,
    approval: bool,
    dropped: Write,
    kept: Callable[[int], Write],
) -> int | None:
    """Take a plan without problems down and drop its draft, both or neither.

    Args:
        database: where.
        bot: who sends.
        plan: what, to whom, when.
        by: a keyed hash of the operator.
        now: seconds since the epoch.
        approval: whether it waits until another operator approves of it.
        dropped: deletes the draft; where there is none any more, nothing is taken down.
        kept: what is remembered of an announcement by its id.

    Returns:
        The announcement's id; None when the draft was gone.
    """

    def work(connection: Connection) -> int | None:
        if connection.execute(dropped.statement, dropped.row).rowcount != 1:
            return None
        number = _insert(connection, bot, plan, by, now, approval=approval)
        written = kept(number)
        connection.execute(written.statement, written.row)
        return number

    return await database.transact(work)


async def turn_on(  # noqa: PLR0913 - as above
    database: Database, bot: int, plan: Plan, by: str, now: float, *, approval: bool
) -> int | None:
    """Take down a plan that was made from a shipped template, unless one of the same template stands.

    Returns:
        The announcement's id; None when one stands already.
    """

    def work(connection: Connection) -> int | None:
        standing = connection.execute(_STANDING, {"of_bot": bot})
        if any(json.loads(row.plan)["template"] == plan.template for row in standing):
            return None
        return _insert(connection, bot, plan, by, now, approval=approval)

    return await database.work(work)  # not tried again: a lost answer would turn it on twice


def _insert(  # noqa: PLR0913 - as above
    connection: Connection, bot: int, plan: Plan, by: str, now: float, *, approval: bool
) -> int:
    at_once = plan.schedule.when == "now"
    due = now + UNDO_SECONDS if at_once else schedule.next_due(plan.schedule, now)
    return insert(connection, bot, plan, "waiting" if approval else "active", by=by, next_at=due, now=now)
