"""What `/forget` does: a person's rows go from every table. Touches every table that knows people or chats."""

from typing import Final

from sqlalchemy import BindParameter, bindparam, case, delete, literal_column, null, or_, update

from bot.store.announced import announcements
from bot.store.keys import Keyring
from bot.store.tables import chats, feedback, missed, notes, people, updates
from bot.store.writer import Write

_BOT: Final[BindParameter[int]] = bindparam("of_bot")
_OF_PERSON: Final = tuple(
    delete(table).where(table.c.bot == _BOT, table.c.person == bindparam("hash"))
    for table in (notes, people, feedback, missed)
)
_OF_CHAT: Final = (
    *(delete(table).where(table.c.bot == _BOT, table.c.chat == bindparam("own")) for table in (notes, chats)),
    # Of an ended update nothing is left but its number; what failed before is not tried again. What came since waits.
    update(updates)
    .where(
        updates.c.bot == _BOT,
        updates.c.lane == bindparam("own"),
        updates.c.state == literal_column("0"),
        updates.c.not_before > literal_column("0"),
    )
    .values(state=literal_column("2"), lane=0, payload=null(), ended_at=updates.c.stored_at),
    update(updates)
    .where(updates.c.bot == _BOT, updates.c.lane == bindparam("own"), updates.c.state >= literal_column("2"))
    .values(lane=0, payload=null()),
)
"""A private chat has the person's number."""

_SAID_IN_GROUPS: Final = (
    update(updates)
    .where(updates.c.bot == _BOT, updates.c.state == literal_column("3"), updates.c.payload.contains(bindparam("own")))
    .values(payload=null())
)
"""What was set aside holds the person's number in its text; that a longer number may hold it too does no harm."""

NOBODY: Final = ""
"""In the place of an operator who planned or approved an announcement; none at all would be the shell."""

_PLANNED: Final = announcements.c.planned_by == bindparam("hash")
_APPROVED: Final = announcements.c.approved_by == bindparam("hash")
_FOLLOWED: Final = announcements.c.cards.contains(bindparam("hash"))
_OF_OPERATOR: Final = (
    # One that waits for approval keeps its planner, or they could approve of it themselves.
    update(announcements)
    .where(announcements.c.bot == _BOT, announcements.c.state != "waiting", or_(_PLANNED, _APPROVED, _FOLLOWED))
    .values(
        planned_by=case((_PLANNED, NOBODY), else_=announcements.c.planned_by),
        approved_by=case((_APPROVED, NOBODY), else_=announcements.c.approved_by),
        cards=case((_FOLLOWED, "[]"), else_=announcements.c.cards),
    ),
)
"""What was announced is the organisation's and stays; who did it goes."""


def forget(bot: int, person_id: int, keyring: Keyring) -> tuple[Write, ...]:
    """Forget a person; once done, doing it again changes nothing. Writes, so that they go with an update's done mark.

    Args:
        bot: whose rows.
        person_id: the person's number.
        keyring: the database's.
    """
    whose = {"of_bot": bot, "hash": keyring.hash(person_id)}
    chat = {"of_bot": bot, "own": person_id}
    return (
        *(Write(statement, whose) for statement in (*_OF_PERSON, *_OF_OPERATOR)),
        *(Write(statement, chat) for statement in _OF_CHAT),
        Write(_SAID_IN_GROUPS, chat | {"own": str(person_id)}),
    )
