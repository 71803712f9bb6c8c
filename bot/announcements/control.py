"""What operators do to an announcement that was taken down: hold it, call it off, approve of it, mend what it sent.

Only SQL. Each is a transaction that locks the announcement first, so of two operators who act at once the second finds
what the first has done. What is done after sending stands in `settling` and `changing`, and is offered here too.
"""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, select, update

from bot.announcements import schedule
from bot.announcements.changing import edit_everywhere, recall_everywhere
from bot.announcements.locking import Changed, act, drop_cancelled, is_open
from bot.announcements.model import Announcement, State
from bot.announcements.plans import fixed
from bot.announcements.problems import Problem
from bot.announcements.settling import retry_failed, settle
from bot.store.announced import CANCELLED, HELD, SPREADING, UNDER_WAY, announcements, occurrences
from bot.store.database import Database

__all__ = ["approve", "cancel", "edit_everywhere", "pause", "recall_everywhere", "resume", "retry_failed", "settle"]

_OWN: Final = (
    occurrences.c.bot == bindparam("of_bot"),
    occurrences.c.announcement == bindparam("of_id"),
)
_HOLD: Final = (
    update(occurrences)
    .where(*_OWN, occurrences.c.state.in_([fixed(SPREADING), fixed(UNDER_WAY)]))
    .values(state=fixed(HELD))
)
_LET_GO: Final = update(occurrences).where(*_OWN, occurrences.c.state == fixed(HELD)).values(state=fixed(SPREADING))
_IS_OPEN: Final = select(exists().where(*_OWN, is_open()))
"""Whether there is anything to come besides new times: all may have been recalled while it was held."""
_CALL_OFF: Final = update(occurrences).where(*_OWN, is_open()).values(state=fixed(CANCELLED), ended_at=bindparam("at"))


async def pause(database: Database, bot: int, announcement: int, now: float) -> Changed:
    """Send nothing more of it until it is resumed; what is in flight arrives.

    Returns:
        The announcement as it is now, or why it can't be paused.
    """

    def hold(connection: Connection, found: Announcement) -> Problem | None:
        if found.state != "active":
            return Problem(f"is-{found.state}")
        connection.execute(_HOLD, {"of_bot": bot, "of_id": found.id})
        _set(connection, bot, found, "paused", now)
        return None

    return await act(database, bot, announcement, hold)


async def resume(database: Database, bot: int, announcement: int, now: float) -> Changed:
    """Go on with it. What fell due meanwhile goes out within its grace; of several times that have passed, the last.

    Returns:
        The announcement as it is now, or why it can't be resumed.
    """

    def let_go(connection: Connection, found: Announcement) -> Problem | None:
        if found.state != "paused":
            return Problem(f"is-{found.state}")
        connection.execute(_LET_GO, {"of_bot": bot, "of_id": found.id})
        due = _due_after_waiting(found, now)
        goes_on = due is not None or connection.execute(_IS_OPEN, {"of_bot": bot, "of_id": found.id}).scalar()
        _set(connection, bot, found, "active" if goes_on else "done", now, next_at=due)
        return None

    return await act(database, bot, announcement, let_go)


async def cancel(database: Database, bot: int, announcement: int, now: float) -> Changed:
    """Call it off for good: nothing more of it is sent, what is in flight arrives, what was sent stays.

    Returns:
        The announcement as it is now, or why it can't be called off.
    """

    def call_off(connection: Connection, found: Announcement) -> Problem | None:
        if found.state in {"cancelled", "done"}:
            return Problem(f"is-{found.state}")
        connection.execute(_CALL_OFF, {"of_bot": bot, "of_id": found.id, "at": now})
        _set(connection, bot, found, "cancelled", now, next_at=None)
        return None

    changed = await act(database, bot, announcement, call_off)
    await drop_cancelled(database, bot, announcement, now)
    return changed


async def approve(database: Database, bot: int, announcement: int, by: str, now: float) -> Changed:
    """An operator agrees with what another one has planned, or somebody in the shell.

    Args:
        database: where.
        bot: who sends.
        announcement: its id.
        by: a keyed hash of the operator.
        now: seconds since the epoch; one for now goes out at once.

    Returns:
        The announcement as it is now, or why this operator can't approve of it.
    """

    def agree(connection: Connection, found: Announcement) -> Problem | None:
        if found.state != "waiting":
            return Problem(f"is-{found.state}")
        if found.planned_by == by:
            return Problem("own-approval")
        due = _due_after_waiting(found, now)
        if due is not None and due + found.plan.grace < now:
            return Problem("too-late")
        _set(connection, bot, found, "active", now, next_at=due, approved_by=by)
        return None

    return await act(database, bot, announcement, agree)


def _due_after_waiting(found: Announcement, now: float) -> float | None:
    """When one that didn't run for a while is due next: one for now as soon as it is let go.

    Of times that come again and again, those that have passed too long ago are skipped; a single one is missed.
    """
    plan = found.plan
    if found.next_at is None or found.next_at >= now or plan.schedule.when == "at":
        return found.next_at
    if plan.schedule.when == "now":
        return now
    return max(found.next_at, schedule.next_due(plan.schedule, now - plan.grace) or found.next_at)


def _set(connection: Connection, bot: int, found: Announcement, state: State, now: float, **values: Any) -> None:
    """Nobody else has changed it: it is locked, and its state still the one that was found."""
    guarded = update(announcements).where(
        announcements.c.bot == bot, announcements.c.id == found.id, announcements.c.state == fixed(found.state)
    )
    connection.execute(guarded.values(state=fixed(state), changed_at=now, **values))
