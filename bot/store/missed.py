"""Questions without an answer: reads and writes the table `missed`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, func, select

from bot.store.database import Database
from bot.store.tables import missed
from bot.store.text import as_json, storable
from bot.store.writer import Write

_RANKED: Final = (
    select(
        *missed.columns,
        func.count().over(partition_by=missed.c.question).label("times"),
        func.row_number()
        .over(partition_by=missed.c.question, order_by=(missed.c.at.desc(), missed.c.id))
        .label("place"),
    )
    .where(missed.c.bot == bindparam("of_bot"))
    .subquery()
)
_NEWEST: Final = (
    select(_RANKED).where(_RANKED.c.place == 1).order_by(_RANKED.c.at.desc(), _RANKED.c.id).limit(bindparam("most"))
)
_COUNT: Final = select(func.count().label("number")).where(missed.c.bot == bindparam("of_bot"))
_DROP: Final = delete(missed).where(missed.c.bot == bindparam("of_bot"), missed.c.id == bindparam("of_message"))


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question without an answer.

    Attributes:
        question: in people's own words.
        reason: why it got none, the last time.
        nearest: ids of the nearest pairs then, best first.
        at: when it was asked last, in seconds since the epoch.
        times: how often it was asked in these words.
    """

    question: str
    reason: str
    nearest: tuple[str, ...]
    at: float
    times: int


def put(  # noqa: PLR0913 - each of them is a column
    database: Database,
    bot: int,
    message: str,
    *,
    person: str | None,
    question: str,
    reason: str,
    nearest: Sequence[str],
    at: float,
) -> Write:
    """A question got no answer; an edited one takes the place of what it was.

    Args:
        database: where it will be written.
        bot: who was asked.
        message: that asked, as the keyring hashes it.
        person: who asked, likewise.
        question: in their words.
        reason: why it got none, up to 40 characters.
        nearest: ids of the nearest pairs, best first.
        at: seconds since the epoch.
    """
    row = {
        "bot": bot,
        "id": message,
        "person": person,
        "question": storable(question),
        "reason": reason,
        "nearest": as_json(list(nearest)),
        "at": at,
    }
    return Write(database.upsert(missed), row)


def drop(bot: int, message: str) -> Write:
    """The question was edited and has an answer now."""
    return Write(_DROP, {"of_bot": bot, "of_message": message})


async def count(database: Database, bot: int) -> int:
    """How many messages asked in vain."""
    return int((await database.rows(_COUNT, {"of_bot": bot}))[0].number)


async def newest(database: Database, bot: int, most: int) -> list[MissedQuestion]:
    """The questions that were missed last, newest first, the same words once."""
    rows = await database.rows(_NEWEST, {"of_bot": bot, "most": most})
    return [MissedQuestion(row.question, row.reason, tuple(json.loads(row.nearest)), row.at, row.times) for row in rows]
