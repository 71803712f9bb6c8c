"""Which messages show how announcements fare: reads and writes the column `cards`, reads what has changed."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, bindparam, func, literal_column, or_, select, update

from bot.announcements.locking import is_open
from bot.announcements.model import Announcement
from bot.announcements.plans import fixed, locked, readable
from bot.store.announced import announcements, occurrences
from bot.store.database import Database
from bot.store.text import as_json

Shown = tuple[tuple[str, int], ...]
"""In whose private chats, by keyed hashes, which messages show an announcement."""

NOWHERE: Final = 0
"""The number of a card that is about to be sent, or that somebody doesn't let the bot send."""

_OF_BOT: Final = announcements.c.bot == bindparam("of_bot")
_OPEN: Final = select(occurrences.c.announcement).where(occurrences.c.bot == bindparam("of_bot"), is_open())
_STIRRED: Final = select(announcements.c.id).where(
    _OF_BOT,
    announcements.c.cards != literal_column("'[]'"),
    or_(announcements.c.id.in_(_OPEN), announcements.c.changed_at >= bindparam("since")),
)
_WAITING: Final = select(announcements).where(_OF_BOT, announcements.c.state == fixed("waiting"))
_ENDED: Final = select(occurrences.c.announcement).where(
    occurrences.c.bot == bindparam("of_bot"), occurrences.c.ended_at >= bindparam("since")
)
_NEWEST: Final = select(func.max(occurrences.c.id).label("newest"))
_BEGUN: Final = select(occurrences.c.announcement).where(
    occurrences.c.id > bindparam("after"), occurrences.c.bot == bindparam("of_bot")
)


async def show(database: Database, bot: int, announcement: int, person: str, message: int) -> None:
    """A person's card of an announcement is a message from now on, in the place of any other one."""
    await _change(database, bot, announcement, lambda shown: (*_without(shown, person), (person, message)))


async def hide(database: Database, bot: int, announcement: int, person: str) -> None:
    """What was a person's card shows something else now."""
    await _change(database, bot, announcement, lambda shown: _without(shown, person))


async def claim(database: Database, bot: int, announcement: int, person: str) -> bool:
    """Whether a person is to be sent a card, which nobody else will send: they have none yet."""
    return await _change(
        database,
        bot,
        announcement,
        lambda shown: None if any(one == person for one, _ in shown) else (*shown, (person, NOWHERE)),
    )


async def waiting(database: Database, bot: int) -> list[Announcement]:
    """Announcements that wait for an approval."""
    return readable(await database.rows(_WAITING, {"of_bot": bot}))


async def stirred(database: Database, bot: int, since: float) -> set[int]:
    """Announcements with cards that are under way, or that operators have changed since a time."""
    found = await database.rows(_STIRRED, {"of_bot": bot, "since": since})
    return {int(row.id) for row in found}


async def ended(database: Database, bot: int, since: float) -> set[int]:
    """Announcements of which something has ended since a time."""
    return {int(row.announcement) for row in await database.rows(_ENDED, {"of_bot": bot, "since": since})}


async def newest(database: Database) -> int:
    """The newest occurrence of all."""
    return int((await database.rows(_NEWEST))[0].newest or 0)


async def begun(database: Database, bot: int, after: int) -> set[int]:
    """Announcements of which something fell due after an occurrence."""
    return {int(row.announcement) for row in await database.rows(_BEGUN, {"of_bot": bot, "after": after})}


def _without(shown: Shown, person: str) -> Shown:
    return tuple(one for one in shown if one[0] != person)


async def _change(database: Database, bot: int, announcement: int, change: Callable[[Shown], Shown | None]) -> bool:
    """Change the cards of an announcement; None changes nothing. Whether they were changed."""

    def work(connection: Connection) -> bool:
        found = locked(connection, bot, announcement)
        changed = change(found.cards) if found else None
        if found is None or changed is None or changed == found.cards:
            return False
        own = update(announcements).where(announcements.c.bot == bot, announcements.c.id == found.id)
        connection.execute(own.values(cards=as_json(list(changed))))
        return True

    return await database.transact(work)
