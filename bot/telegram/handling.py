"""One raw update through the framework's handlers: what comes out is what must be written once it is handled."""

from collections.abc import Sequence
from typing import Any, Final

import structlog
from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.delivery.errors import NotSent, TooMany
from bot.inbox.inbox import Later, Unreadable
from bot.store.writer import Write
from bot.telegram.context import App, Context
from bot.telegram.sanity import is_sane
from bot.telegram.work import Work, at_work

log = structlog.get_logger("bot.telegram")

MILLISECONDS: Final = 1000

UNREACHED_SECONDS: Final = 30.0
"""Before an answer is tried again that couldn't be handed to Telegram; the sender has tried for a while by then."""


class Handling:
    """Hands updates to an application, each in a unit of work of its own.

    Args:
        application: initialized.
    """

    def __init__(self, application: App) -> None:
        self._application = application

    async def __call__(self, payload: dict[str, Any], arrived: float) -> Sequence[Write]:
        """Handle an update as Telegram wrote it.

        Args:
            payload: the update.
            arrived: when it came, in seconds since the epoch.

        Returns:
            What is to be committed together with its done mark.

        Raises:
            Unreadable: the library can't make an update of it, now or ever.
            Exception: whatever a handler raised; the update may be tried again.
        """
        update = self._read(payload)
        service = self._application.bot_data
        started = service.clock()
        with at_work(Work(service, arrived)) as work:
            await self._application.process_update(update)
        if work.error is not None:
            raise _as_seen_by_inbox(work.error)
        _tell(update.update_id, work, service.clock() - started)
        return [*work.all_writes, *service.paced()]

    def _read(self, payload: dict[str, Any]) -> Update:
        try:
            update = Update.de_json(payload, self._application.bot)
            if is_sane(update):
                return update
            reason = "a number or a text that is none"
        except Exception as error:  # noqa: BLE001 - the library raises whatever a strange value happens to cause
            reason = f"{type(error).__name__} while the update was read"
        raise Unreadable(reason)


async def on_error(_: object, context: Context) -> None:
    """Keep what no handler expected: the framework would only write it down, and go on to the next handlers.

    Raises:
        ApplicationHandlerStop: the update is tried again as a whole, so the rest of it isn't handled now.
    """
    if isinstance(context.error, Exception):
        context.work.error = context.error
    raise ApplicationHandlerStop


def _as_seen_by_inbox(error: Exception) -> Exception:
    """What doesn't count as a failure of the update: Telegram can't be reached, or wants to be left alone for long."""
    if isinstance(error, TooMany):
        return Later(f"Telegram asks for silence: {error}", error.seconds)
    if isinstance(error, NotSent):
        return Later(f"Telegram can't be reached: {error}", UNREACHED_SECONDS)
    return error


def _tell(update_id: int, work: Work, seconds: float) -> None:
    """One line an update; what was none of the bot's business, and words, on the most talkative level alone."""
    facts = work.facts | {"update": update_id, "ms": round(seconds * MILLISECONDS)}
    if work.event is None:
        log.debug("ignored", **facts)
        return
    log.info(work.event, **facts)
    if work.question is not None:
        log.debug("question", update=update_id, text=work.question)
