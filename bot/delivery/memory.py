"""What the pace remembers over a restart: the last minute of groups, and a silence that Telegram has asked for.

Rows hold seconds ago and seconds to go, not points in time, so that a clock that was put right does no harm. A private
chat has no row: its one second is over before a restart is.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from bot.delivery.pace import Pace
from bot.store.database import Database
from bot.store.tables import pace as table
from bot.store.writer import Write


class PaceMemory:
    """The rows of one bot's pace.

    Args:
        bot: the bot's id.
    """

    def __init__(self, database: Database, bot: int) -> None:
        self._database = database
        self._bot = bot
        self._upsert = database.upsert(table)

    async def load(self, now: float, today: float) -> Pace:
        """A pace that goes on where the last one of this bot was.

        Args:
            now: seconds of the clock by which the pace will live.
            today: seconds since the epoch.
        """
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(table.c.chat, table.c.value, table.c.changed_at).where(table.c.bot == self._bot)
            )
            known = {row.chat: _times(row, now, today) for row in rows}
        return Pace.resumed(known, now)

    def writes(self, pace: Pace, now: float, today: float) -> Sequence[Write]:
        """What has changed since the last call, to be committed with what is committed next."""
        return [self._write(chat, times, now, today) for chat, times in pace.changes().items()]

    def _write(self, chat: int, times: Sequence[float], now: float, today: float) -> Write:
        value = json.dumps([round(time - now, 3) for time in times])
        return Write(self._upsert, {"bot": self._bot, "chat": chat, "value": value, "changed_at": today})


def _times(row: Row[Any, Any, Any], now: float, today: float) -> list[float]:
    """The points in time of a row, by the clock that the pace lives by."""
    written = now - max(0.0, today - row.changed_at)
    return [written + value for value in json.loads(row.value)]
