"""Pairs that were announced and have been corrected or withdrawn since: finds them, marks what operators were asked.

Whether what was sent is corrected is theirs to decide; `correct` does it.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, null, or_, select, update

from bot.announcements.changing import edit_everywhere, recall_everywhere
from bot.announcements.content import Impossible, remade
from bot.announcements.locking import Changed
from bot.announcements.model import Message, Plan
from bot.announcements.plans import fixed, occurrence_of
from bot.knowledge.model import Knowledge
from bot.store.announced import EDIT, RECALL, SEND, SENT, announcements, deliveries, occurrences
from bot.store.database import Database

SECONDS: Final = 90 * 86_400.0
"""For how long after it was sent a pair is followed."""

_WITHDRAWN: Final = "withdrawn"

_change = occurrences.alias("change")
_FOUND: Final = (
    select(occurrences, announcements.c.plan)
    .join(announcements, announcements.c.id == occurrences.c.announcement)
    .where(
        occurrences.c.bot == bindparam("of_bot"),
        occurrences.c.kind == fixed(SEND),
        occurrences.c.due >= bindparam("since"),
        occurrences.c.pair.is_not(null()),
        occurrences.c.message.is_not(null()),
        exists().where(deliveries.c.occurrence == occurrences.c.id, deliveries.c.state == fixed(SENT)),
        # What was recalled is gone, and words that an operator wrote by hand are no quotation.
        ~exists().where(
            _change.c.of == occurrences.c.id,
            or_(_change.c.kind == fixed(RECALL), (_change.c.kind == fixed(EDIT)) & _change.c.pair.is_(null())),
        ),
    )
    .order_by(occurrences.c.announcement, occurrences.c.due)
)
_ASKED: Final = (
    update(occurrences)
    .where(occurrences.c.bot == bindparam("of_bot"), occurrences.c.id == bindparam("of_id"))
    .values(asked=bindparam("hash"))
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A pair that reads otherwise than it was announced.

    Attributes:
        announcement: its id; occurrences: when it showed the pair.
        pair: its id.
        message: as it would be announced now; None when it can't be any more.
        hash: tells this correction from any other one of the same pair.
    """

    announcement: int
    occurrences: tuple[int, ...]
    pair: str
    message: Message | None
    hash: str


async def found(database: Database, bot: int, knowledge: Knowledge, now: float) -> list[Correction]:
    """The corrections that operators weren't asked about yet, in the order of the announcements.

    Args:
        database: where.
        bot: who announced.
        knowledge: as it is now.
        now: seconds since the epoch.
    """
    together: dict[tuple[int, str, str], Correction] = {}
    for row in await database.rows(_FOUND, {"of_bot": bot, "since": now - SECONDS}):
        correction = _correction(row, knowledge)
        if correction is None or row.asked == correction.hash:
            continue
        key = (correction.announcement, correction.pair, correction.hash)
        known = together.get(key)
        together[key] = replace(known, occurrences=(*known.occurrences, row.id)) if known else correction
    return list(together.values())


async def asked(database: Database, bot: int, correction: Correction) -> None:
    """Operators know of a correction: they aren't asked about it again, only about another one."""
    rows = [{"of_bot": bot, "of_id": one, "hash": correction.hash} for one in correction.occurrences]

    def work(connection: Connection) -> None:
        connection.execute(_ASKED, rows)

    await database.transact(work)


async def correct(database: Database, bot: int, correction: Correction, now: float) -> Changed:
    """Have what was sent read as the pair does now; recall it when the pair is gone."""
    if correction.message is None:
        return await recall_everywhere(database, bot, correction.announcement, now, only=correction.occurrences)
    return await edit_everywhere(
        database,
        bot,
        correction.announcement,
        correction.message,
        now,
        only=correction.occurrences,
        pair=correction.pair,
    )


def _correction(row: Row[Any], knowledge: Knowledge) -> Correction | None:
    """What has become of an occurrence's pair; None when it reads as it was sent."""
    sent = occurrence_of(row)
    plan = Plan.of_json(json.loads(row.plan))
    try:
        message = remade(plan.content, knowledge, str(sent.pair), due=sent.due, zone=plan.schedule.zone).message
    except Impossible as impossible:
        if impossible.problem.key == "no-template":  # the pair may be as it was
            return None
        message = None
    if message and sent.message and message.text == sent.message.text:
        return None
    said = message.text if message else _WITHDRAWN
    digest = hashlib.sha256(said.encode()).hexdigest()[:32]
    return Correction(sent.announcement, (sent.id,), str(sent.pair), message, digest)
