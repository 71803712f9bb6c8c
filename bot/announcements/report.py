"""What became of announcements: how many deliveries stand where, which didn't arrive and why. Only reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Row, and_, bindparam, case, func, or_, select

from bot.announcements import plans
from bot.announcements.ledger import UNPINNED
from bot.announcements.model import Announcement, Counts, Occurrence
from bot.announcements.plans import fixed
from bot.store.announced import (
    CLAIMED,
    DROPPED,
    FAILED,
    PENDING,
    SEND,
    SENDING,
    SENT,
    UNKNOWN,
    deliveries,
    occurrences,
)
from bot.store.database import Database
from bot.store.tables import chats

MOST_TROUBLES: Final = 500
"""Deliveries that a report lists: more than anybody reads."""

_NAMES: Final = {
    PENDING: "pending",
    CLAIMED: "pending",
    SENDING: "sending",
    SENT: "sent",
    FAILED: "failed",
    UNKNOWN: "unknown",
    DROPPED: "dropped",
}
_TROUBLE: Final[Mapping[int, Literal["failed", "unknown", "unpinned"]]] = {
    FAILED: "failed",
    UNKNOWN: "unknown",
    SENT: "unpinned",
}
_OWN: Final = (occurrences.c.bot == bindparam("of_bot"), deliveries.c.occurrence == occurrences.c.id)
_COUNTS: Final = (
    select(deliveries.c.occurrence, deliveries.c.state, func.count().label("number"))
    .where(*_OWN, occurrences.c.announcement == bindparam("of_id"))
    .group_by(deliveries.c.occurrence, deliveries.c.state)
)
_COUNTS_OF_ALL: Final = (
    select(occurrences.c.announcement, deliveries.c.state, func.count().label("number"))
    .where(*_OWN, occurrences.c.kind == fixed(SEND))
    .group_by(occurrences.c.announcement, deliveries.c.state)
)
_NOT_PINNED: Final = and_(deliveries.c.state == fixed(SENT), deliveries.c.reason.startswith(UNPINNED))
_TROUBLES: Final = (
    select(
        *(deliveries.c[name] for name in ("occurrence", "chat", "thread", "state", "reason", "at")),
        func.coalesce(chats.c.title, "").label("title"),
    )
    .join(occurrences, occurrences.c.id == deliveries.c.occurrence)
    .outerjoin(chats, (chats.c.bot == deliveries.c.bot) & (chats.c.chat == deliveries.c.chat))
    .where(
        occurrences.c.bot == bindparam("of_bot"),
        occurrences.c.announcement == bindparam("of_id"),
        or_(deliveries.c.state.in_([fixed(FAILED), fixed(UNKNOWN)]), _NOT_PINNED),
    )
    # What arrived stands last: when there is too much to list, it is the least of it.
    .order_by(
        deliveries.c.occurrence.desc(),
        case((deliveries.c.state == fixed(SENT), 1), else_=0),
        deliveries.c.state,
        deliveries.c.chat,
    )
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that failed, of which nobody knows whether it arrived, or that arrived but could not be pinned.

    Attributes:
        occurrence: its occurrence, a change perhaps: what could not be edited or recalled is here too.
        title: the chat's name, empty when it isn't known.
        reason: in Telegram's words or in a few of ours; None when there is none.
        at: when, in seconds since the epoch.
    """

    occurrence: int
    chat: int
    title: str
    thread: int | None
    state: Literal["failed", "unknown", "unpinned"]
    reason: str | None
    at: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """An occurrence and where its deliveries stand."""

    occurrence: Occurrence
    counts: Counts


@dataclass(frozen=True, slots=True)
class Report:
    """One announcement.

    Attributes:
        counts: of all that was sent or is to be; changes have counts of their own.
        runs: the newest first.
        troubles: of the newest occurrence first, at most `MOST_TROUBLES`.
    """

    announcement: Announcement
    counts: Counts
    runs: tuple[Run, ...]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One announcement in a list.

    Attributes:
        counts: as in `Report`.
    """

    announcement: Announcement
    counts: Counts


async def of(database: Database, bot: int, announcement: int) -> Report | None:
    """What became of one; None when the bot has none of that id."""
    found = await plans.get(database, bot, announcement)
    if found is None:
        return None
    own = {"of_bot": bot, "of_id": announcement}
    happened = await plans.occurrences_of(database, bot, announcement)
    counts = _by(await database.rows(_COUNTS, own), "occurrence")
    troubles = await database.rows(_TROUBLES, own | {"most": MOST_TROUBLES})
    runs = tuple(Run(one, counts.get(one.id, Counts())) for one in happened)
    total = _total([run.counts for run in runs if run.occurrence.kind == SEND])
    return Report(found, total, runs, tuple(map(_trouble, troubles)))


async def all(database: Database, bot: int) -> list[Summary]:  # noqa: A001 - `report.all` says what it is
    """Every announcement of a bot, the newest first."""
    counts = _by(await database.rows(_COUNTS_OF_ALL, {"of_bot": bot}), "announcement")
    return [Summary(one, counts.get(one.id, Counts())) for one in await plans.every(database, bot)]


def _by(rows: Sequence[Row[Any]], column: str) -> Mapping[int, Counts]:
    """Counts of states, put together by a column."""
    numbers: dict[int, dict[str, int]] = {}
    for row in rows:
        own = numbers.setdefault(row._mapping[column], {})  # noqa: SLF001 - the way by name that the library offers
        name = _NAMES[row.state]
        own[name] = own.get(name, 0) + row.number
    return {one: Counts(**own) for one, own in numbers.items()}


def _total(counts: Sequence[Counts]) -> Counts:
    names = dict.fromkeys(_NAMES.values())
    return Counts(**{name: sum(getattr(one, name) for one in counts) for name in names})


def _trouble(row: Row[Any]) -> Trouble:
    reason = row.reason.removeprefix(f"{UNPINNED}: ") if row.state == SENT else row.reason
    return Trouble(row.occurrence, row.chat, row.title, row.thread, _TROUBLE[row.state], reason, row.at)
