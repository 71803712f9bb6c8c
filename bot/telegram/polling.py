"""Getting updates from Telegram until told to stop: through bad networks, other pollers and updates that make no sense.

The library's own updater loses a whole batch for one update that it can't read, asks for it again without end, and goes
quiet when the token is withdrawn; so this room asks for itself.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeVar

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.context import App
from bot.telegram.request import HttpRequest
from bot.telegram.sending import log_refusal, retry_seconds

T = TypeVar("T")

ALLOWED_UPDATES: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""Always passed: without it Telegram keeps what was asked for last, perhaps by another program."""

POLL_TIME: Final = timedelta(seconds=25)
"""How long Telegram holds a request until there is something: below the 30 s after which many proxies cut it off."""

BACKLOG: Final = 1_000
"""Updates in hand beyond which no more are fetched; Telegram keeps the rest for a day."""

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0

log = structlog.get_logger("bot.telegram")


class PollingRequest(HttpRequest):
    """HTTP that lets no unreadable update through: only its number is left, so that it is confirmed and dropped."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer of the server; see the base class."""
        answer = HttpRequest.parse_json_payload(payload)
        result = answer.get("result")
        if isinstance(result, list):
            answer["result"] = [_readable(update) for update in result if _is_numbered(update)]
        return answer


class Pauses:
    """How long to wait between tries: longer each time, until one succeeds."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE

    def after(self, error: TelegramError) -> float:
        """Seconds until the next try."""
        if isinstance(error, RetryAfter):
            return retry_seconds(error)
        pause, self._next = self._next, min(LONGEST_PAUSE, self._next * 1.5)
        return pause

    def reset(self) -> None:
        """A try has succeeded."""
        self._next = FIRST_PAUSE


async def poll(application: App, stop: asyncio.Event) -> int | None:
    """Hand updates to the application until `stop` is set.

    Returns:
        The number of the next update, to confirm those before it; None when there was none.

    Raises:
        InvalidToken: the token is refused, so that asking again is of no use.
    """
    offset: int | None = None
    pauses, service = Pauses(), application.bot_data
    while not stop.is_set():
        try:
            updates = await unless(stop, _next_updates(application, offset))
        except InvalidToken:
            raise
        except TelegramError as error:
            await complain(error, pauses.after(error), stop)
            continue
        pauses.reset()
        for update in updates or ():
            offset = update.update_id + 1
            if service.handed.first((update.update_id,), True, service.clock()):
                await application.update_queue.put(update)
    return offset


async def unless(stop: asyncio.Event, coroutine: Coroutine[Any, Any, T]) -> T | None:
    """Await a coroutine, or give it up and return None as soon as `stop` is set."""
    task = asyncio.ensure_future(coroutine)
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        return task.result()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return None


async def complain(error: TelegramError, pause: float, stop: asyncio.Event) -> None:
    """Say in one line why there is no contact, and wait."""
    if isinstance(error, Conflict):
        log.error("another program gets this bot's updates: stop it, one token serves one program", retry_in=pause)
    else:
        log.warning("no contact with the Bot API", error=type(error).__name__, retry_in=pause)
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), pause)


async def confirm(application: App, offset: int | None) -> None:
    """Tell Telegram which updates are done with, so that they don't come again after a restart."""
    if offset is None:
        return
    try:
        await application.bot.get_updates(offset, limit=1, timeout=timedelta(0), allowed_updates=ALLOWED_UPDATES)
    except TelegramError as error:
        log_refusal("last updates not confirmed", error)


async def _next_updates(application: App, offset: int | None) -> tuple[Update, ...]:
    application.bot_data.tidy()
    if application.update_processor.current_concurrent_updates > BACKLOG:
        await asyncio.sleep(FIRST_PAUSE)
        return ()
    return await application.bot.get_updates(offset, timeout=POLL_TIME, allowed_updates=ALLOWED_UPDATES)


def _is_numbered(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except Exception as error:  # noqa: BLE001 - the library raises whatever a strange value happens to cause
        log.warning("unreadable update dropped", error=type(error).__name__)
        return {"update_id": update["update_id"]}
    return update
