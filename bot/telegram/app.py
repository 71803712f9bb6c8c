"""The bot's life: open the database, reach Telegram, serve until told to stop, finish what was begun."""

import asyncio
import gc
import os
import signal
from contextlib import suppress
from functools import partial
from typing import Final

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.errors import SettingsError
from bot.inbox.inbox import Inbox
from bot.settings import Settings
from bot.telegram.beside import beside, complain_of, lead, tidy_now_and_then
from bot.telegram.cards import Cards
from bot.telegram.carrying import runner_for
from bot.telegram.context import App
from bot.telegram.handling import Handling
from bot.telegram.library import Library
from bot.telegram.logs import configure_logging
from bot.telegram.menu import set_menu
from bot.telegram.opening import open_service
from bot.telegram.polling import Pauses, Poll, complain, poll, unless
from bot.telegram.request import HttpRequest
from bot.telegram.sending import log_refusal
from bot.telegram.service import Service
from bot.telegram.wiring import build_application

STOP_SECONDS: Final = 7.0
"""For answers under way when the bot is stopped. A container gets ten seconds before it is killed, and what is to be
written then, and confirmed, takes some of them where the database or the network is slow."""

POOL_SIZE: Final = 64
"""Connections to the Bot API: more than are under way at the pace at which messages may go out."""

POLLS: Final = 4
"""Connections for updates: one polls, and one that was torn off may take a while to be noticed."""

THRESHOLDS: Final = (10_000, 10, 10)
"""Of the garbage collector: a start sets them far higher, at the price of memory that grows."""

log = structlog.get_logger("bot.telegram")


def run(settings: Settings, library: Library) -> int:
    """Run the bot until SIGINT or SIGTERM.

    Args:
        settings: checked.
        library: the knowledge to begin with.

    Returns:
        The exit code, 0.

    Raises:
        SettingsError: the token is refused.
        StoreError: the database can't be used, or another process uses it.
    """
    # The library's waiting times as timedelta: without it each of them comes with a warning on standard error.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    configure_logging(settings.log, settings.log_level, settings.secrets)
    refused = False
    try:
        asyncio.run(_until_signalled(settings, library))
    except InvalidToken:
        refused = True
    if refused:  # raised out here so that the library's error, which holds the token, doesn't hang on ours
        raise SettingsError(
            f"TELEGRAM_BOT_TOKEN is refused by {settings.api_url}: copy it again from @BotFather; "
            "if you set TELEGRAM_API_URL, see that a Bot API server answers there"
        )
    return 0


async def serve(service: Service, token: str, api_url: str, stop: asyncio.Event) -> None:
    """Serve until `stop` is set.

    Args:
        token: from @BotFather; api_url: a Bot API server, without a slash at its end.

    Raises:
        InvalidToken: the token is refused; its text may hold the token.
    """
    polling = HttpRequest(POLLS)
    application = build_application(token, api_url, service, request=HttpRequest(POOL_SIZE), polling=polling)
    try:
        if await _connect(application, stop):
            source = Poll(polling, f"{api_url}/bot{token}")
            await _work(application, source, stop)
    finally:
        await application.shutdown()
        await application.bot.shutdown()


async def _work(application: App, source: Poll, stop: asyncio.Event) -> None:
    service = application.bot_data
    inbox = Inbox(service.database, service.writer, service.bot, Handling(application))
    log.info("started", bot=application.bot.username, pairs=len(service.matcher.knowledge.pairs))
    async with beside(set_menu(application), tidy_now_and_then(service)):
        serving = asyncio.create_task(inbox.serve(stop))
        serving.add_done_callback(lambda _: stop.set())  # nothing is handled any more: there is nothing to stay for
        cards = Cards(application)
        announcing = asyncio.create_task(runner_for(application, cards.ended).run(stop))
        announcing.add_done_callback(complain_of)
        try:
            await lead(application, partial(_poll, source, inbox), cards, stop)
        finally:
            stop.set()  # however the polling ended
            log.info("stopping")
            if not await inbox.drain(STOP_SECONDS):
                log.warning("stopped before everything was answered; the rest is answered after the next start")
            await serving
            await asyncio.wait({announcing})


async def _poll(source: Poll, inbox: Inbox, until: asyncio.Event) -> None:
    """Poll, and leave nothing to the next start, or to the next process, that is stored."""
    await poll(source, inbox, until)
    await source.confirm()


async def _until_signalled(settings: Settings, library: Library) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with open_service(settings, library) as service:
        _settle_memory()
        await serve(service, settings.token.get_secret_value(), settings.api_url, stop)


def _stop_on_signals(stop: asyncio.Event) -> None:
    """The first signal stops in good order, a second one at once."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop_once() -> None:
        stop.set()
        for number in signals:
            loop.remove_signal_handler(number)

    with suppress(NotImplementedError):  # Windows has Ctrl+C alone, which arrives as KeyboardInterrupt
        for number in signals:
            loop.add_signal_handler(number, stop_once)


async def _connect(application: App, stop: asyncio.Event) -> bool:
    """Reach the Bot API, however long it takes; False when told to stop first."""
    pauses = Pauses()
    while not stop.is_set():
        try:
            await unless(stop, application.initialize())
            if not stop.is_set():
                await _drop_webhook(application)
        except InvalidToken:
            raise
        except TelegramError as error:
            await complain(error, pauses.after(error), stop)
        else:
            return not stop.is_set()
    return False


async def _drop_webhook(application: App) -> None:
    """Updates can't be fetched while they are sent somewhere; what waits is kept."""
    try:
        await application.bot.delete_webhook(drop_pending_updates=False)
    except TelegramError as error:
        log_refusal("webhook not dropped", error)


def _settle_memory() -> None:
    """What a start has built stays; from now on garbage is looked for as often as in any program that runs for long."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
