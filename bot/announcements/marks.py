"""How far a delivery has come, as writes; those of several go out in one commit. Each may be written twice.

Each touches a row only while this process has it in hand: one that was stopped for longer than its lease changes
nothing of what another one has taken since.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Update, and_, bindparam, case, exists, null, or_, update

from bot.announcements.ledger import LEASE, MOVED, Delivery, Time, going
from bot.announcements.plans import fixed
from bot.store.announced import (
    CANCELLED,
    CLAIMED,
    DROPPED,
    FAILED,
    PENDING,
    SENDING,
    SENT,
    UNKNOWN,
    deliveries,
    occurrences,
)
from bot.store.database import Database
from bot.store.text import storable
from bot.store.writer import Write

LONGEST_REASON: Final = 200


class Marks:
    """The marks that one process of one bot puts on the deliveries that it has in hand.

    Args:
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(self, database: Database, bot: int, owner: str, clock: Callable[[], float] = time.time) -> None:
        self._time = Time(database, clock)
        one = and_(deliveries.c.occurrence == bindparam("of_occurrence"), deliveries.c.chat == bindparam("of_chat"))
        mine = and_(one, deliveries.c.owner == owner)
        claimed, sending = deliveries.c.state == fixed(CLAIMED), deliveries.c.state == fixed(SENDING)
        in_hand = or_(claimed, sending)
        free = {"owner": null(), "lease": null()}
        lasting = {"at": self._time.now, **free}
        under_way = exists().where(occurrences.c.id == deliveries.c.occurrence, going(bot))
        held = {"lease": self._time.now + LEASE}
        self._sending = update(deliveries).where(mine, claimed, under_way).values(state=fixed(SENDING), **held)
        self._unsent = update(deliveries).where(mine, sending).values(state=fixed(CLAIMED), **held)
        is_off = exists().where(occurrences.c.id == deliveries.c.occurrence, occurrences.c.state == fixed(CANCELLED))
        again = {"state": case((is_off, fixed(DROPPED)), else_=fixed(PENDING))}
        self._give_back = update(deliveries).where(mine, in_hand).values(**again, **free)
        known = or_(in_hand, deliveries.c.state == fixed(UNKNOWN))  # another process may think that this one has died
        self._rest = self._give_back.values(not_before=self._time.now + bindparam("wait"))
        sent = update(deliveries).where(mine, known).values(state=fixed(SENT), reason=null(), **lasting)
        self._sent = sent.values(message_id=bindparam("message"))
        self._done = sent
        told = {"reason": bindparam("why"), **lasting}
        self._failed = update(deliveries).where(mine, in_hand).values(state=fixed(FAILED), **told)
        self._unknown = update(deliveries).where(mine, in_hand).values(state=fixed(UNKNOWN), **told)
        self._retry = (
            update(deliveries)
            .where(mine, in_hand)
            .values(
                **again,
                attempts=deliveries.c.attempts + bindparam("spent"),
                not_before=self._time.now + bindparam("wait"),
                **told,
            )
        )
        there = deliveries.alias("there")
        taken = exists().where(there.c.occurrence == bindparam("of_occurrence"), there.c.chat == bindparam("new"))
        self._follow = update(deliveries).where(mine, claimed, ~taken).values(chat=bindparam("new"), thread=null())
        self._drop = update(deliveries).where(mine, claimed).values(state=fixed(DROPPED), reason=MOVED, **lasting)
        self._note = update(deliveries).where(one, deliveries.c.state == fixed(SENT)).values(reason=bindparam("why"))

    def sending(self, one: Delivery) -> Write:
        """Its request is about to be made, if it is still in hand and its occurrence goes out."""
        return self._write(self._sending, one)

    def unsent(self, one: Delivery) -> Write:
        """Its request was made, and certainly not carried out; it stays in hand."""
        return self._write(self._unsent, one)

    def give_back(self, one: Delivery) -> Write:
        """It waits as before, since nobody has tried it; if it was called off meanwhile, it is dropped."""
        return self._write(self._give_back, one)

    def rest(self, one: Delivery, wait: float) -> Write:
        """It waits for some seconds, since its chat can take nothing before; nobody has tried it."""
        return self._write(self._rest, one, wait=wait)

    def sent(self, one: Delivery, message_id: int) -> Write:
        """It arrived."""
        return self._write(self._sent, one, message=message_id)

    def done(self, one: Delivery) -> Write:
        """What was to be changed is changed."""
        return self._write(self._done, one)

    def failed(self, one: Delivery, reason: str) -> Write:
        """It won't arrive."""
        return self._write(self._failed, one, why=_short(reason))

    def unknown(self, one: Delivery, reason: str) -> Write:
        """It may have arrived."""
        return self._write(self._unknown, one, why=_short(reason))

    def retry(self, one: Delivery, wait: float, reason: str) -> Write:
        """To be tried again in some seconds; a try is spent."""
        return self._write(self._retry, one, wait=wait, spent=1, why=_short(reason))

    def postpone(self, one: Delivery, wait: float, reason: str) -> Write:
        """To be tried in some seconds; no try is spent."""
        return self._write(self._retry, one, wait=wait, spent=0, why=_short(reason))

    def follow(self, one: Delivery, new: int) -> tuple[Write, Write]:
        """The group has a new id; where that has a delivery already, this one is dropped. To be written in order."""
        return self._write(self._follow, one, new=new), self._write(self._drop, one)

    def note(self, one: Delivery, reason: str) -> Write:
        """It was sent, and something that goes with it was not done."""
        return self._write(self._note, one, why=_short(reason))

    def _write(self, statement: Update, one: Delivery, **values: Any) -> Write:
        return Write(statement, self._time.at(of_occurrence=one.occurrence, of_chat=one.chat, **values))


def _short(reason: str) -> str:
    return storable(" ".join(reason.split()))[:LONGEST_REASON]
