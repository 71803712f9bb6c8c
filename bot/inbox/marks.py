"""How the handling of an update ended, as writes: they are committed together with what the handler has to write.

Each touches a row only while this process has it claimed: one that was stopped for longer than its lease changes
nothing of what another one has taken since. It may be written twice.
"""

import time
from collections.abc import Callable

from sqlalchemy import Update, bindparam, null, text, update

from bot.store.database import Dialect
from bot.store.sql import now
from bot.store.tables import updates
from bot.store.writer import Write

_FREE = {"owner": null(), "lease": null()}


class Marks:
    """The marks that one process of one bot puts on the updates that it owns.

    Args:
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
    """

    def __init__(self, dialect: Dialect, bot: int, owner: str, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._timed = dialect == "sqlite"
        moment = now(dialect)
        mine = update(updates).where(
            updates.c.bot == bot,
            updates.c.update_id == bindparam("id"),
            updates.c.owner == owner,
        )
        # A private chat's number is the person's, so the lane goes with the text.
        nothing = {"payload": null(), "reason": null(), "lane": text("0")}
        self._done: Update = mine.values(state=text("2"), ended_at=moment, **nothing, **_FREE)
        self._set_aside: Update = mine.values(state=text("3"), reason=bindparam("why"), ended_at=moment, **_FREE)
        self._give_back: Update = mine.values(state=text("0"), **_FREE)
        later = {"state": text("0"), "not_before": moment + bindparam("wait"), **_FREE}
        self._retry: Update = mine.values(attempts=updates.c.attempts + 1, **later)
        self._postpone: Update = mine.values(**later)

    def done(self, update_id: int) -> Write:
        """Handled: only its number is left."""
        return self._write(self._done, id=update_id)

    def retry(self, update_id: int, wait: float) -> Write:
        """To be tried again in some seconds."""
        return self._write(self._retry, id=update_id, wait=wait)

    def postpone(self, update_id: int, wait: float) -> Write:
        """To be tried in some seconds; it hasn't failed."""
        return self._write(self._postpone, id=update_id, wait=wait)

    def set_aside(self, update_id: int, reason: str) -> Write:
        """Not to be tried again; what it says is kept."""
        return self._write(self._set_aside, id=update_id, why=reason)

    def give_back(self, update_id: int) -> Write:
        """Waiting as before; nobody has tried it."""
        return Write(self._give_back, {"id": update_id})

    def _write(self, statement: Update, **row: float | str) -> Write:
        return Write(statement, {**row, "now": self._clock()} if self._timed else row)
