"""Whether answers helped: reads and writes the table `feedback`."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select

from bot.store.database import Database
from bot.store.tables import feedback
from bot.store.text import as_json
from bot.store.writer import Write

_COUNTS: Final = (
    select(feedback.c.pairs, feedback.c.helpful, func.count().label("times"))
    .where(feedback.c.bot == bindparam("of_bot"))
    .group_by(feedback.c.pairs, feedback.c.helpful)
)


@dataclass(frozen=True, slots=True)
class PairFeedback:
    """How often people found an answer with a pair helpful, and how often not."""

    pair: str
    helpful: int
    unhelpful: int


def put(  # noqa: PLR0913 - each of them is a column
    database: Database, bot: int, message: str, person: str, *, pairs: Sequence[str], helpful: bool, at: float
) -> Write:
    """A person presses a button under an answer; whoever presses again has changed their mind.

    Args:
        database: where it will be written.
        bot: whose answer it is.
        message: the answer, as the keyring hashes it.
        person: who pressed, likewise.
        pairs: ids of the pairs that the press is about.
        helpful: which button.
        at: seconds since the epoch.
    """
    row = {"bot": bot, "message": message, "person": person, "pairs": as_json(list(pairs)), "helpful": helpful}
    return Write(database.upsert(feedback), {**row, "at": at})


async def counts(database: Database, bot: int) -> list[PairFeedback]:
    """For each pair that anybody judged; those that help least come first."""
    times: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for row in await database.rows(_COUNTS, {"of_bot": bot}):
        for pair in set(json.loads(row.pairs)):
            times[row.helpful][pair] += row.times
    found = [PairFeedback(pair, times[True][pair], times[False][pair]) for pair in times[True] | times[False]]
    return sorted(found, key=lambda one: (one.helpful - one.unhelpful, one.pair))
