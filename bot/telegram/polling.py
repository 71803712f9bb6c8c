"""Getting updates from Telegram until told to stop: through bad networks and other pollers, into the inbox.

The library's own updater confirms updates before anybody has handled them, and goes quiet when the token is withdrawn;
so this room asks for itself, and asks for more only when what it has is stored.
"""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.delivery.sender import SLACK_SECONDS
from bot.inbox.inbox import Inbox
from bot.inbox.lanes import is_numbered
from bot.telegram.refusals import retry_seconds
from bot.telegram.request import HttpRequest

T = TypeVar("T")
Json = dict[str, Any]

ALLOWED_UPDATES: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""Always passed: without it Telegram keeps what was asked for last, perhaps by another program."""

POLL_SECONDS: Final = 25
"""How long Telegram holds a request until there is something: below the 30 s after which many proxies cut it off."""

READ_SECONDS: Final = 10.0
"""Added to it for the answer to arrive."""

SPACING_SECONDS: Final = 0.025
"""Between two requests at least: when updates come quickly, several share a request and the transaction that stores
them, and nobody notices so short a wait."""

CONFIRM_SECONDS: Final = 1.0
"""For the last request of a bot that stops."""

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0

log = structlog.get_logger("bot.telegram")


class Pauses:
    """How long to wait between tries: longer each time, until one succeeds."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE

    def after(self, error: TelegramError) -> float:
        """Seconds until the next try."""
        if isinstance(error, RetryAfter):
            return retry_seconds(error) + SLACK_SECONDS
        pause, self._next = self._next, min(LONGEST_PAUSE, self._next * 1.5)
        return pause

    def reset(self) -> None:
        """A try has succeeded."""
        self._next = FIRST_PAUSE


class Poll:
    """Asks one bot's updates of Telegram as they are written, so that none is lost for what the library can't read.

    Args:
        request: initialized by the application that it belongs to.
        url: of the bot, its token included.
    """

    def __init__(self, request: HttpRequest, url: str) -> None:
        self._request = request
        self._url = url
        self._offset: int | None = None

    async def next(self, seconds: float = POLL_SECONDS) -> list[Json]:
        """The next updates, at most 100; asking confirms those that `seen` was told of.

        Raises:
            TelegramError: there was no contact.
        """
        asked = {"timeout": int(seconds), "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        url = f"{self._url}/getUpdates?{urlencode(asked)}"
        found = await self._request.post(url, read_timeout=seconds + READ_SECONDS)
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    def seen(self, updates: list[Json]) -> bool:
        """These are stored; False when there is no number among them with which they could be confirmed."""
        numbers = [update["update_id"] for update in updates if is_numbered(update)]
        if numbers:
            self._offset = max(numbers) + 1
        return bool(numbers)

    async def confirm(self) -> None:
        """Tell Telegram which updates are stored, so that they don't come again after a restart; no harm if they do."""
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await self.next(0)
        except (TelegramError, TimeoutError) as error:
            log.info("last updates not confirmed", error=type(error).__name__)


async def poll(source: Poll, inbox: Inbox, stop: asyncio.Event) -> None:
    """Put updates into the inbox until `stop` is set.

    Raises:
        InvalidToken: the token is refused, so that asking again is of no use.
    """
    pauses, loop = Pauses(), asyncio.get_running_loop()
    asked = -SPACING_SECONDS
    while not stop.is_set():
        await unless(stop, _not_before(asked + SPACING_SECONDS, inbox))
        asked = loop.time()
        try:
            updates = await unless(stop, source.next())
        except InvalidToken:
            raise
        except TelegramError as error:
            await complain(error, pauses.after(error), stop)
            continue
        if updates and await unless(stop, inbox.put(updates)) is not None and not source.seen(updates):
            await complain(TelegramError("no update has a number"), pauses.after(TelegramError("")), stop)
            continue
        pauses.reset()


async def _not_before(time: float, inbox: Inbox) -> None:
    """Wait until a time of the event loop, and until there is room."""
    await asyncio.sleep(max(0.0, time - asyncio.get_running_loop().time()))
    await inbox.room()


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
