"""What operators change of an announcement after it was sent: other words everywhere, or none. Only SQL.

A change is an occurrence of its own, which goes to every chat that has the message. What still waits to be sent gets
the new words, or is dropped.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, func, null, select, update

from bot.announcements import plans
from bot.announcements.content import problem_of
from bot.announcements.locking import Changed, act, drop_cancelled, is_open, reopen
from bot.announcements.model import Announcement, Message, Occurrence
from bot.announcements.plans import fixed
from bot.announcements.problems import Problem
from bot.store.announced import (
    CANCELLED,
    CLAIMED,
    EDIT,
    HELD,
    RECALL,
    SEND,
    SENDING,
    SENT,
    SPREADING,
    announcements,
    deliveries,
    occurrences,
)
from bot.store.database import Database
from bot.store.text import as_json

_STEP: Final = 0.001
"""Seconds between the due times of changes that are made at once: no two may have the same."""

_REACHED: Final = select(occurrences.c.id).where(
    occurrences.c.bot == bindparam("of_bot"),
    occurrences.c.announcement == bindparam("of_id"),
    occurrences.c.kind == fixed(SEND),
    exists(
        select(deliveries.c.chat).where(
            deliveries.c.occurrence == occurrences.c.id,
            deliveries.c.state.in_([fixed(CLAIMED), fixed(SENDING), fixed(SENT)]),
        )
    ),
)
"""Sendings that some chat has, or will have in a moment."""

_LAST: Final = select(func.max(occurrences.c.due)).where(
    occurrences.c.announcement == bindparam("of_id"), occurrences.c.kind == bindparam("of_kind")
)
_SUPERSEDE: Final = (
    update(occurrences)
    .where(occurrences.c.announcement == bindparam("of_id"), occurrences.c.of == bindparam("of_occurrence"), is_open())
    .values(state=fixed(CANCELLED), ended_at=bindparam("at"))
)
_CALL_OFF: Final = (
    update(occurrences)
    .where(occurrences.c.id == bindparam("of_occurrence"), is_open())
    .values(state=fixed(CANCELLED), ended_at=bindparam("at"))
)


async def edit_everywhere(  # noqa: PLR0913 - two are by name only, and each is a thing of its own
    database: Database,
    bot: int,
    announcement: int,
    message: Message,
    now: float,
    *,
    only: Collection[int] | None = None,
    pair: str | None = None,
) -> Changed:
    """Put other words in the place of what was sent; a file that went along stays.

    Args:
        database: where.
        bot: who sent it.
        announcement: its id.
        message: the new words. Those that come by hand are those of what is still to come, too.
        now: seconds since the epoch.
        only: the occurrences that change; None changes all that were sent.
        pair: the pair that the new words show; None when they come by hand.

    Returns:
        The announcement as it is now, or why nothing has changed.
    """

    def edit(connection: Connection, found: Announcement) -> Problem | None:
        return _edit(connection, bot, found, message, now, only, pair)

    changed = await act(database, bot, announcement, edit)
    await drop_cancelled(database, bot, announcement, now)
    return changed


async def recall_everywhere(
    database: Database, bot: int, announcement: int, now: float, *, only: Collection[int] | None = None
) -> Changed:
    """Delete what was sent, as far as Telegram allows it (48 hours), and drop what is still to be sent.

    Args:
        database: where.
        bot: who sent it.
        announcement: its id.
        now: seconds since the epoch.
        only: the occurrences that are recalled; None recalls all that were sent. Coming times are left as they are.

    Returns:
        The announcement as it is now, or why nothing has changed.
    """

    def recall(connection: Connection, found: Announcement) -> Problem | None:
        return _recall(connection, bot, found, now, only)

    changed = await act(database, bot, announcement, recall)
    await drop_cancelled(database, bot, announcement, now)
    return changed


def _edit(  # noqa: PLR0913, PLR0917 - what `edit_everywhere` was given
    connection: Connection,
    bot: int,
    found: Announcement,
    message: Message,
    now: float,
    only: Collection[int] | None,
    pair: str | None,
) -> Problem | None:
    sendings = _sendings(connection, bot, found, only)
    if isinstance(sendings, Problem):
        return sendings
    changes = [(one, _in_place_of(one.message, message)) for one in sendings]
    wrong = [problem for _, words in changes if (problem := problem_of(words))]
    if wrong:
        return wrong[0]
    _write(connection, bot, found, EDIT, now, [(one, words, pair) for one, words in changes])
    for one, words in changes:
        row = {"message": as_json(words.as_json()), "asked": null()}
        connection.execute(update(occurrences).where(occurrences.c.id == one.id).values(row))
    if only is None and pair is None:
        _edit_plan(connection, bot, found, message, now)
    return None


def _edit_plan(connection: Connection, bot: int, found: Announcement, message: Message, now: float) -> None:
    """What an operator wrote by hand is written by hand from now on; a pair stays what the knowledge says."""
    content = found.plan.content
    if content.source != "message":
        return
    plan = replace(found.plan, content=replace(content, message=_in_place_of(content.message, message)))
    own = update(announcements).where(announcements.c.bot == bot, announcements.c.id == found.id)
    connection.execute(own.values(plan=as_json(plan.as_json()), changed_at=now))


def _recall(
    connection: Connection, bot: int, found: Announcement, now: float, only: Collection[int] | None
) -> Problem | None:
    sendings = _sendings(connection, bot, found, only)
    if isinstance(sendings, Problem):
        return sendings
    for one in sendings:
        connection.execute(_CALL_OFF, {"of_occurrence": one.id, "at": now})
    _write(connection, bot, found, RECALL, now, [(one, None, one.pair) for one in sendings])
    return None


def _sendings(
    connection: Connection, bot: int, found: Announcement, only: Collection[int] | None
) -> list[Occurrence] | Problem:
    """What can still be changed: sendings that reached somebody or are under way, and that weren't recalled."""
    runs = plans.runs(connection, bot, found.id)
    reached = set(connection.execute(_REACHED, {"of_bot": bot, "of_id": found.id}).scalars())
    recalled = {one.of for one in runs if one.kind == RECALL}
    wanted = [one for one in runs if one.kind == SEND and (only is None or one.id in only)]
    sent = [one for one in wanted if one.id in reached or one.state <= HELD]
    left = [one for one in sent if one.id not in recalled]
    return left or Problem("recalled" if sent else "nothing-sent")


def _write(  # noqa: PLR0913, PLR0917 - what a change is made of
    connection: Connection,
    bot: int,
    found: Announcement,
    kind: int,
    now: float,
    changes: Sequence[tuple[Occurrence, Message | None, str | None]],
) -> None:
    """The changes as occurrences, in the place of whatever older change of the same sending is under way still."""
    last = connection.execute(_LAST, {"of_id": found.id, "of_kind": kind}).scalar()
    due = now if last is None else max(now, last + _STEP)
    for number, (one, message, pair) in enumerate(changes):
        connection.execute(_SUPERSEDE, {"of_id": found.id, "of_occurrence": one.id, "at": now})
        row: dict[str, Any] = {
            "bot": bot,
            "announcement": found.id,
            "kind": kind,
            "due": due + number * _STEP,
            "of": one.id,
            "state": SPREADING,
            "message": as_json(message.as_json()) if message else None,
            "pair": pair,
        }
        connection.execute(occurrences.insert().values(row))
    reopen(connection, found, now)


def _in_place_of(old: Message | None, new: Message) -> Message:
    """New words with the file that the old ones had: what kind of message it is can't be changed."""
    return replace(new, media=old.media, file=old.file) if old else new
