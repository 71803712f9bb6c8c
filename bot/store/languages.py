"""The languages that people chose: reads and writes the table `people`."""

from typing import Final

from sqlalchemy import and_, bindparam, delete, select

from bot.store.database import Database
from bot.store.tables import people
from bot.store.writer import Write

_OWN: Final = and_(people.c.bot == bindparam("of_bot"), people.c.person == bindparam("of_person"))
_CHOSEN: Final = select(people.c.language).where(_OWN)
_DROP: Final = delete(people).where(_OWN)


async def chosen(database: Database, bot: int, person: str) -> str | None:
    """What a person, as the keyring hashes them, chose; None when they never did."""
    found = await database.rows(_CHOSEN, {"of_bot": bot, "of_person": person})
    return str(found[0].language) if found else None


def choose(database: Database, bot: int, person: str, language: str | None, at: float) -> Write:
    """A person chooses a language, or none any more."""
    if language is None:
        return Write(_DROP, {"of_bot": bot, "of_person": person})
    row = {"bot": bot, "person": person, "language": language, "changed_at": at}
    return Write(database.upsert(people), row)
