"""What operators decide about single deliveries: try again what failed, send or drop what nobody knows about. Only SQL.

An older edit is not tried again once there is a newer one, and nothing is sent again of what was recalled.
"""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, exists, null, select, update

from bot.announcements import plans
from bot.announcements.locking import Changed, act, reopen
from bot.announcements.model import Announcement, Occurrence
from bot.announcements.plans import fixed
from bot.announcements.problems import Problem
from bot.store.announced import (
    DROPPED,
    ENDED,
    FAILED,
    HELD,
    PENDING,
    RECALL,
    SEND,
    SPREADING,
    UNDER_WAY,
    UNKNOWN,
    deliveries,
    occurrences,
)
from bot.store.database import Database

How = Literal["resend", "drop"]

_MENDABLE: Final = frozenset({SPREADING, UNDER_WAY, HELD, ENDED})
"""States of occurrences of which something may still be sent; the others were called off or sent nothing."""

_ONE: Final = deliveries.c.occurrence == bindparam("of_occurrence")
_ANEW: Final = {
    "state": fixed(PENDING),
    "attempts": 0,
    "not_before": 0.0,
    "owner": null(),
    "lease": null(),
    "reason": null(),
}
_RETRY: Final = update(deliveries).where(_ONE, deliveries.c.state == fixed(FAILED)).values(_ANEW)
_RESEND: Final = update(deliveries).where(_ONE, deliveries.c.state == fixed(UNKNOWN)).values(_ANEW)
_DROP: Final = (
    update(deliveries)
    .where(_ONE, deliveries.c.state == fixed(UNKNOWN))
    .values(state=fixed(DROPPED), owner=null(), lease=null(), at=bindparam("at"))
)


async def retry_failed(
    database: Database, bot: int, announcement: int, now: float, *, occurrence: int | None = None
) -> Changed:
    """Try again what failed, and nothing else.

    Args:
        database: where.
        bot: who sends.
        announcement: its id.
        now: seconds since the epoch.
        occurrence: of which; None for the newest time that it was sent, and for what was changed of that.

    Returns:
        The announcement as it is now, or why nothing is tried again.
    """

    def retry(connection: Connection, found: Announcement) -> Problem | None:
        targets = _targets(plans.runs(connection, bot, found.id), occurrence)
        tried = sum(_anew(connection, found, one, retry_unknown=False, now=now) for one in targets)
        return None if tried else Problem("nothing-failed")

    return await act(database, bot, announcement, retry)


async def settle(  # noqa: PLR0913 - one is by name only, and each is a thing of its own
    database: Database, bot: int, announcement: int, how: How, now: float, *, occurrence: int | None = None
) -> Changed:
    """Decide about the deliveries of which nobody knows whether they arrived.

    Args:
        database: where.
        bot: who sends.
        announcement: its id.
        how: `resend` them, perhaps for a second time, or `drop` them.
        now: seconds since the epoch.
        occurrence: of which; None drops all, and resends those of the newest time that it was sent.

    Returns:
        The announcement as it is now, or why nothing has changed.
    """

    def decide(connection: Connection, found: Announcement) -> Problem | None:
        runs = plans.runs(connection, bot, found.id)
        if how == "drop":
            settled = sum(
                connection.execute(_DROP, {"of_occurrence": one.id, "at": now}).rowcount
                for one in runs
                if occurrence in {None, one.id}
            )
        else:
            targets = _targets(runs, occurrence)
            settled = sum(_anew(connection, found, one, retry_unknown=True, now=now) for one in targets)
        return None if settled else Problem("nothing-unknown")

    return await act(database, bot, announcement, decide)


def _targets(runs: Sequence[Occurrence], occurrence: int | None) -> list[Occurrence]:
    """What may be tried again: a sending that wasn't recalled, and the newest change of it."""
    sendings = [one for one in runs if one.kind == SEND and one.state in _MENDABLE]
    chosen = sendings[:1] if occurrence is None else sendings
    found: list[Occurrence] = []
    for sending in chosen:
        change = max((one for one in runs if one.of == sending.id), key=lambda one: one.id, default=None)
        if change is None or change.kind != RECALL:
            found.append(sending)
        if change is not None and change.state in _MENDABLE:
            found.append(change)
    return [one for one in found if occurrence in {None, one.id}]


def _anew(connection: Connection, found: Announcement, one: Occurrence, *, retry_unknown: bool, now: float) -> int:
    """Let deliveries wait again, and their occurrence be under way again; how many it are.

    The occurrence is changed first, and into another state: whoever is about to end it finds that it isn't to be ended.
    """
    wanted = UNKNOWN if retry_unknown else FAILED
    waiting = exists().where(_ONE, deliveries.c.state == fixed(wanted))
    if not connection.execute(select(waiting), {"of_occurrence": one.id}).scalar():
        return 0
    if found.state != "paused":
        going_on = update(occurrences).where(
            occurrences.c.id == one.id, occurrences.c.state.in_([fixed(UNDER_WAY), fixed(ENDED)])
        )
        connection.execute(going_on.values(state=fixed(SPREADING), ended_at=null()))
    else:
        ended = update(occurrences).where(occurrences.c.id == one.id, occurrences.c.state == fixed(ENDED))
        connection.execute(ended.values(state=fixed(HELD), ended_at=null()))
    reopen(connection, found, now)
    return connection.execute(_RESEND if retry_unknown else _RETRY, {"of_occurrence": one.id}).rowcount
