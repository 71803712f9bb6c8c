"""Which deliveries a process takes in hand: the oldest occurrence first, each in its turn, a chat never twice at once.

Claims are made one after the other, by however many processes; states stand in statements as literals. Only SQL, in
transactions of the caller, who takes the lock first.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    null,
    select,
    tuple_,
    update,
)

from bot.announcements.ledger import IN_HAND, LEASE, Delivery, Terms, Time, Unreadable, going, terms_of
from bot.announcements.plans import LARGEST_ID, fixed
from bot.announcements.putting_off import PuttingOff
from bot.store.announced import CLAIMED, PENDING, SEND, deliveries, occurrences
from bot.store.database import Database
from bot.store.sessions import take_turn
from bot.store.sql import among, listed, not_among

LET_IN: Final = 500
"""Deliveries of those put off that one transaction lets wait like all others once their time has come."""

IN_VAIN: Final = 50
"""Occurrences of which nothing can be claimed, since all their chats rest, that one round looks at; the next one goes
on from there. Each takes a query, while nobody else can write to an SQLite."""

_LOCKS: Final = 0x59_75_61_6F << 32
"""Where the numbers of this table's advisory locks begin; a bot's id is added."""

log = structlog.get_logger("bot.announcements")


@dataclass(frozen=True, slots=True)
class Open:
    """How things stand before a claim.

    Attributes:
        going: occurrences whose deliveries go out, oldest first; waiting: those of which some may be claimed.
        in_hand: those of which some are claimed or being sent, by whatever process; busy: the chats of these.
    """

    going: Sequence[int]
    waiting: frozenset[int]
    in_hand: frozenset[int]
    busy: frozenset[int]

    @property
    def idle(self) -> list[int]:
        """Occurrences that go out and have nothing to do now."""
        return [one for one in self.going if one not in self.waiting and one not in self.in_hand]

    @property
    def stray(self) -> frozenset[int]:
        """Occurrences that don't go out, and yet have something that waits."""
        return self.waiting.difference(self.going)


@dataclass(frozen=True, slots=True)
class Claim:
    """What was claimed.

    Attributes:
        quiet: occurrences of which some were put off, since it has become quiet in their chats.
    """

    deliveries: Sequence[Delivery] = ()
    quiet: frozenset[int] = frozenset()


class Claims:
    """Claims deliveries for one process of one bot.

    Args:
        owner: this process's name; new at each start.
        zone: of quiet hours of chats that named none.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(
        self, database: Database, bot: int, owner: str, zone: ZoneInfo, clock: Callable[[], float] = time.time
    ) -> None:
        self._bot = bot
        self._dialect = database.dialect
        self._time = Time(database, clock)
        self._putting_off = PuttingOff(database, bot, zone, clock)
        self._terms: dict[int, Terms | None] = {}  # none where the plan or the message can't be read
        self._last = 0
        self._going = select(occurrences.c.id).where(going(bot)).order_by(occurrences.c.id)
        self._in_hand = select(deliveries.c.chat, deliveries.c.occurrence).where(deliveries.c.bot == bot, IN_HAND)
        self._waiting = _occurrences_waiting(bot)
        due = and_(
            deliveries.c.bot == bot,
            deliveries.c.state == fixed(0),
            deliveries.c.not_before > fixed(0),
            deliveries.c.not_before <= self._time.now,
        )
        found = select(deliveries.c.occurrence, deliveries.c.chat).where(due).order_by(deliveries.c.not_before)
        self._due = found.limit(LET_IN)
        self._let_in = update(deliveries).where(_one(), due).values(not_before=fixed(0))
        not_busy = not_among(database.dialect, deliveries.c.chat, "busy")
        of_one = _waiting(bot, deliveries, bindparam("of_occurrence"), bindparam("of_occurrence"))
        candidates = select(deliveries.c.chat).where(of_one, not_busy).order_by(*_INDEXED, deliveries.c.chat)
        self._candidates = candidates.limit(bindparam("many"))
        self._take = self._taking(owner)
        mine = and_(deliveries.c.owner == owner, deliveries.c.state == fixed(CLAIMED))
        free = {"state": fixed(PENDING), "owner": null(), "lease": null(), "not_before": bindparam("until")}
        self._give_back = update(deliveries).where(_one(), mine).values(free)

    def lock(self, connection: Connection) -> None:
        """Let processes claim one after the other: of two that claim at once, neither would see the other's chats."""
        if self._dialect == "postgresql":
            take_turn(connection, _LOCKS + self._bot, LEASE)

    def look(self, connection: Connection) -> Open:
        """Let in what was put off until now, and see how things stand.

        In this order: a delivery that is no longer in hand once that is looked at waits, and is found then.
        """
        due = connection.execute(self._due, self._time.at()).all()
        if due:
            rows = [self._time.at(of_occurrence=row.occurrence, of_chat=row.chat) for row in due]
            connection.execute(self._let_in, rows)
        in_hand = connection.execute(self._in_hand).all()
        found = frozenset(connection.execute(self._waiting).scalars())
        under_way = connection.execute(self._going).scalars().all()
        known = self._terms
        self._terms = {one: known[one] for one in under_way if one in known}
        return Open(
            under_way, found, frozenset(row.occurrence for row in in_hand), frozenset(row.chat for row in in_hand)
        )

    def claim(self, connection: Connection, state: Open, room: int, recent: Collection[int]) -> Claim:
        """Claim deliveries, each occurrence that has some in its turn.

        Args:
            state: from `look`, in the same transaction.
            room: how many at most.
            recent: chats that are to be left alone for now.
        """
        busy = set(state.busy.union(recent))
        taken: list[Delivery] = []
        turns = self._in_turn([one for one in state.going if one in state.waiting])
        share, in_vain = max(1, room // max(1, len(turns))), 0
        for occurrence in turns:
            if len(taken) >= room or in_vain >= IN_VAIN:
                break
            found = self._taken(connection, occurrence, min(share, room - len(taken)), busy)
            busy.update(delivery.chat for delivery in found)
            taken += found
            in_vain += not found
            self._last = occurrence
        return self._awake(connection, taken)

    @property
    def unreadable(self) -> list[int]:
        """The occurrences that go out, as it was seen last, and can't be read."""
        return [occurrence for occurrence, terms in self._terms.items() if terms is None]

    def _in_turn(self, found: Sequence[int]) -> list[int]:
        """The oldest first that comes after the one which had the last turn, of those that can be read."""
        found = [one for one in found if one not in self._terms or self._terms[one]]
        return [one for one in found if one > self._last] + [one for one in found if one <= self._last]

    def _taken(self, connection: Connection, occurrence: int, many: int, busy: Iterable[int]) -> list[Delivery]:
        """In two statements: in one, PostgreSQL may read all that waits for each one that it takes."""
        wanted = {"of_occurrence": occurrence, "many": many, "busy": listed(self._dialect, busy)}
        chats = connection.execute(self._candidates, wanted).scalars().all()
        terms = self._terms_of(connection, occurrence) if chats else None
        if not terms:
            return []
        given = self._time.at(of_occurrence=occurrence, chats=listed(self._dialect, chats))
        rows = connection.execute(self._take, given)
        return [Delivery(occurrence, row.chat, row.thread, row.message_id, row.attempts, terms) for row in rows]

    def _terms_of(self, connection: Connection, occurrence: int) -> Terms | None:
        """None for an occurrence that a later version of the bot wrote, as it seems; the others go out all the same."""
        if occurrence not in self._terms:
            try:
                self._terms[occurrence] = terms_of(connection, occurrence)
            except Unreadable as error:
                log.warning("occurrence can't be read", occurrence=occurrence, error=str(error))
                self._terms[occurrence] = None
        return self._terms[occurrence]

    def _awake(self, connection: Connection, taken: Sequence[Delivery]) -> Claim:
        """What isn't to wait until the quiet hours of its chat end; edits and recalls make no noise."""
        chats = [delivery.chat for delivery in taken if delivery.terms.kind == SEND]
        quiet = self._putting_off.quiet_among(connection, chats) if chats else {}
        if not quiet:
            return Claim(taken)
        put_off = [one for one in taken if one.terms.kind == SEND and one.chat in quiet]
        rows = [{"of_occurrence": one.occurrence, "of_chat": one.chat, "until": quiet[one.chat]} for one in put_off]
        connection.execute(self._give_back, rows)
        return Claim([one for one in taken if one not in put_off], frozenset(one.occurrence for one in put_off))

    def _taking(self, owner: str) -> Any:
        those = (
            deliveries.c.occurrence == bindparam("of_occurrence"),
            among(self._dialect, deliveries.c.chat, "chats"),
        )
        claimed = {"state": fixed(CLAIMED), "owner": owner, "lease": self._time.now + LEASE}
        taken = update(deliveries).where(*those, deliveries.c.state == fixed(0)).values(claimed)
        columns = deliveries.c
        return taken.returning(columns.chat, columns.thread, columns.message_id, columns.attempts)


_INDEXED: Final = (deliveries.c.not_before, deliveries.c.occurrence)


def _one() -> ColumnElement[bool]:
    return and_(deliveries.c.occurrence == bindparam("of_occurrence"), deliveries.c.chat == bindparam("of_chat"))


def _waiting(bot: int, table: FromClause, first: ColumnElement[int], last: ColumnElement[int]) -> ColumnElement[bool]:
    """Deliveries of some occurrences that may be claimed; those put off are let in before.

    Bounds of two columns at once, and the order in which they are asked for, fit no index but that of what waits:
    by the primary key, all that was ever sent of an occurrence may be read for one that is left.
    """
    place = tuple_(table.c.not_before, table.c.occurrence)
    bounds = (place >= tuple_(fixed(0), first), place <= tuple_(fixed(0), last))
    return and_(table.c.bot == bot, table.c.state == fixed(0), *bounds)


def _occurrences_waiting(bot: int) -> Select[Any]:
    """The occurrences of which deliveries may be claimed: from each to the next by the index, however many it has."""
    there = deliveries.alias("there")

    def lowest(first: ColumnElement[int]) -> Select[Any]:
        found = select(there.c.occurrence).where(_waiting(bot, there, first, fixed(LARGEST_ID)))
        return found.order_by(there.c.not_before, there.c.occurrence).limit(1)

    found = select(lowest(fixed(0)).scalar_subquery().label("occurrence")).cte("waiting", recursive=True)
    further = lowest(found.c.occurrence + 1).correlate(found).scalar_subquery()
    found = found.union_all(select(further).where(found.c.occurrence.is_not(null())))
    return select(found.c.occurrence).where(found.c.occurrence.is_not(null()))
