"""How one update is handled, and what becomes of it: done, tried again later, or set aside with its reason."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from traceback import walk_tb
from typing import Final, TypeAlias

import structlog

from bot.inbox.lanes import Json
from bot.inbox.marks import Marks
from bot.inbox.rows import Row
from bot.store.writer import Write, Writer

Handle: TypeAlias = Callable[[Json, float], Awaitable[Sequence[Write]]]
"""Handles one update that came at some second since the epoch; returns what is to be written with its being done."""

WAITS: Final = (1.0, 5.0, 30.0, 180.0, 900.0)
"""Seconds before each further try: a hiccup is over in one, an outage often in a quarter of an hour."""

_LONGEST_REASON: Final = 200

log = structlog.get_logger("bot.inbox")


class Unreadable(Exception):  # noqa: N818 - it names what the update is, as its handler sees it
    """Trying an update again is of no use; the text says why, in one line without anybody's words."""


class Later(Exception):  # noqa: N818 - likewise
    """An update is in order, but what handling it needs isn't there now; trying it again costs it no try.

    Attributes:
        seconds: until it is worth trying again.
    """

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Handling:
    """Handles updates one by one.

    Args:
        waits: seconds before each further try.
        delayed: called when the mark of an update that is to be tried again is durable.
    """

    def __init__(
        self, handle: Handle, writer: Writer, marks: Marks, waits: Sequence[float], delayed: Callable[[], None]
    ) -> None:
        self._handle = handle
        self._delayed = delayed
        self._writer = writer
        self._marks = marks
        self._waits = waits

    async def __call__(self, row: Row) -> "asyncio.Future[None]":
        """Handle a row; once this returns, the next one of its lane may read what this one wrote.

        Returns:
            Done when the row's mark is durable.
        """
        try:
            writes = await self._handle(_read(row.payload), row.stored_at)
            marked = self._writer.submit([*writes, self._marks.done(row.update_id)])
            if writes:
                await asyncio.shield(marked)
        except Unreadable as unreadable:
            return self._set_aside(row, _one_line(str(unreadable)))
        except Later as later:
            wait, mark = later.seconds, self._marks.postpone(row.update_id, later.seconds)
            return self._delay(row, _one_line(str(later)), wait, mark)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the others are handled
            return self._failed(row, reason_of(error))
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            return self._failed(row, reason_of(error))  # something that the handler waited for was given up
        return marked

    def give_back(self, row: Row) -> "asyncio.Future[None]":
        """Let a row wait again as if it had never been claimed."""
        return self._writer.submit([self._marks.give_back(row.update_id)])

    def _failed(self, row: Row, reason: str) -> "asyncio.Future[None]":
        if row.attempts >= len(self._waits):
            return self._set_aside(row, reason)
        wait = self._waits[row.attempts]
        return self._delay(row, reason, wait, self._marks.retry(row.update_id, wait))

    def _delay(self, row: Row, reason: str, wait: float, mark: Write) -> "asyncio.Future[None]":
        log.warning("update failed", update_id=row.update_id, reason=reason, retry_in=wait)
        marked = self._writer.submit([mark])
        marked.add_done_callback(lambda _: self._delayed())
        return marked

    def _set_aside(self, row: Row, reason: str) -> "asyncio.Future[None]":
        log.error("update set aside", update_id=row.update_id, reason=reason)
        return self._writer.submit([self._marks.set_aside(row.update_id, reason)])


def reason_of(error: BaseException) -> str:
    """The kind of an error and the place in our code where it came up; its text may hold somebody's words."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    lines = [line for _, line in walk_tb(error.__traceback__)]
    names = [str(frame.f_globals.get("__name__")) for frame in frames]
    ours = [at for at, name in enumerate(names) if name.startswith("bot.") and name != __name__]
    at = ours[-1] if ours else len(names) - 1
    return _one_line(f"{type(error).__name__} in {names[at]}, line {lines[at]}" if names else type(error).__name__)


def _read(payload: str) -> Json:
    try:
        update = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not to be read: {type(error).__name__}") from None
    if not isinstance(update, dict):
        raise Unreadable("not an update")
    return update


def _one_line(text: str) -> str:
    """Short, and nothing in it that a database refuses or that breaks a log line."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())[:_LONGEST_REASON]
