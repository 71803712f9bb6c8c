"""What the modules that keep the ledger of deliveries share: its words, its conditions, its time. Only SQL's parts."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Double, Select, and_, bindparam, cast, exists, func, or_, select

from bot.announcements.model import Message, Plan, Uncertainty
from bot.announcements.plans import fixed
from bot.store.announced import SENT, SPREADING, UNDER_WAY, announcements, deliveries, occurrences
from bot.store.database import Database

LEASE: Final = 15.0
"""Seconds after which the deliveries of a process that says nothing any more are anybody's: more than twice as long as
a request may take."""

SPREAD: Final = -(2**62)
"""The cursor of an occurrence all of whose deliveries were made; chats come in falling order, and none has this id."""

HIGHEST: Final = 2**62
"""Above the id of any chat."""

STOPPED: Final = "stopped"
MOVED: Final = "moved"
UNPINNED: Final = "not pinned"
"""Reasons of the ledger's own: the bot stopped while a message was on its way; the group has another id now, and what
was sent under the old one is out of reach, or the new one has a delivery of its own; it was sent, but (with Telegram's
words behind) not pinned. All others are Telegram's words, or name an error."""

IN_HAND: Final = deliveries.c.state.in_((fixed(1), fixed(2)))
"""Claimed or sending, word for word as the index has it."""

_terms = (
    select(occurrences.c.kind, occurrences.c.of, occurrences.c.message, announcements.c.plan)
    .join(announcements, announcements.c.id == occurrences.c.announcement)
    .where(occurrences.c.id == bindparam("of_occurrence"))
)
_change = occurrences.alias("change")


@dataclass(frozen=True, slots=True)
class Terms:
    """How the deliveries of an occurrence are carried out.

    Attributes:
        kind: to send, to edit or to recall; of: the occurrence whose messages are changed.
        uncertain: what is done about a message of which nobody knows whether it arrived.
    """

    kind: int
    of: int | None
    silent: bool
    pin: bool
    uncertain: Uncertainty


@dataclass(slots=True)
class Delivery:
    """A delivery in hand.

    Attributes:
        chat: changes when the group becomes a supergroup.
        message_id: what is edited or recalled.
        attempts: how many tries have failed.
        is_begun: whether its request may be under way, so that it must not be given up.
    """

    occurrence: int
    chat: int
    thread: int | None
    message_id: int | None
    attempts: int
    terms: Terms
    is_begun: bool = False


class Unreadable(Exception):  # noqa: N818 - a state of the world, and no mistake of ours
    """A plan or a message can't be read: another version of the bot wrote it, or somebody changed it by hand."""


def terms_of(connection: Connection, occurrence: int) -> Terms:
    """How the deliveries of an occurrence are carried out.

    Raises:
        Unreadable: that can't be known, or what there is to send.
    """
    row = connection.execute(_terms, {"of_occurrence": occurrence}).one()
    message_in(row.message)
    try:
        plan = Plan.of_json(json.loads(row.plan))
    except Exception as error:
        raise Unreadable(type(error).__name__) from error
    return Terms(row.kind, row.of, plan.silent, plan.pin, plan.uncertain)


def message_in(text: str | None) -> Message | None:
    """A message as it stands in a row.

    Raises:
        Unreadable: it can't be read.
    """
    try:
        return Message.of_json(json.loads(text)) if text else None
    except Exception as error:
        raise Unreadable(type(error).__name__) from error


class Time:
    """What time it is, for statements: PostgreSQL's own clock, since several processes share it; else the given one.

    Attributes:
        now: seconds since the epoch as part of a statement.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._is_given = database.dialect == "sqlite"
        # When the statement began: what changes in the middle of one can't be looked up in an index.
        began = cast(func.extract("epoch", func.statement_timestamp()), Double)
        self.now: ColumnElement[float] = bindparam("now", type_=Double) if self._is_given else began
        self._clock = clock

    def at(self, **parameters: Any) -> dict[str, Any]:
        """The parameters of a statement that says the time."""
        return {**parameters, "now": self._clock()} if self._is_given else parameters


def opened(bot: int, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Occurrences that haven't ended and meet further conditions, so that the index of the open ones is used."""
    return and_(occurrences.c.bot == bot, occurrences.c.state <= fixed(2), *conditions)


def spreading(bot: int) -> ColumnElement[bool]:
    """Occurrences whose deliveries are still to be made. One that was held meanwhile goes on however it was resumed."""
    unfinished = or_(occurrences.c.cursor.is_(None), occurrences.c.cursor != fixed(SPREAD))
    going_on = and_(occurrences.c.state == fixed(UNDER_WAY), unfinished)
    return opened(bot, or_(occurrences.c.state == fixed(SPREADING), going_on))


def going(bot: int) -> ColumnElement[bool]:
    """Occurrences whose deliveries go out. While it is found out what an edit or a recall is about, nothing does."""
    # All of them at once: looked for by each occurrence, all that is open would be read for each one that is.
    changed = select(_change.c.of).where(
        _change.c.bot == bot,
        _change.c.state <= fixed(2),
        _change.c.state == fixed(SPREADING),
        _change.c.of.is_not(None),
    )
    goes_out = and_(occurrences.c.state == fixed(UNDER_WAY), occurrences.c.cursor == fixed(SPREAD))
    return opened(bot, goes_out, occurrences.c.id.not_in(changed))


def as_begun(bot: int) -> Select[Any]:
    """A delivery's row with what is to be sent, whether it still is, and whether what it changes is where it was."""
    first = deliveries.alias("first")
    is_there = exists().where(
        first.c.occurrence == occurrences.c.of,
        first.c.chat == deliveries.c.chat,
        first.c.state == fixed(SENT),
        first.c.message_id == deliveries.c.message_id,
    )
    return (
        select(
            deliveries.c.state,
            deliveries.c.owner,
            occurrences.c.message,
            going(bot).label("is_going"),
            is_there.label("is_there"),
        )
        .join(occurrences, occurrences.c.id == deliveries.c.occurrence)
        .where(
            and_(deliveries.c.occurrence == bindparam("of_occurrence"), deliveries.c.chat == bindparam("of_chat")),
        )
    )
