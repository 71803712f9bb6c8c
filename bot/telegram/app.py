"""The bot's life: reach Telegram, serve until told to stop, finish what was begun."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import Final

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.errors import SettingsError
from bot.matching.matcher import Matcher
from bot.settings import Settings
from bot.telegram.context import App
from bot.telegram.logs import configure_logging
from bot.telegram.menu import set_menu
from bot.telegram.polling import Pauses, complain, confirm, poll, unless
from bot.telegram.sending import log_refusal
from bot.telegram.service import Service
from bot.telegram.wiring import build_application

STOP_SECONDS: Final = 8.0
"""For answers under way when the bot is stopped: a container gets ten seconds by default before it is killed."""

log = structlog.get_logger("bot.telegram")


def run(settings: Settings, matcher: Matcher) -> int:
    """Run the bot until SIGINT or SIGTERM.

    Args:
        settings: the token, the server, the groups and the form of log lines.
        matcher: finds the answers.

    Returns:
        The exit code, 0.

    Raises:
        SettingsError: the token is refused.
    """
    # The library's waiting times as timedelta: without it each of them comes with a warning on standard error.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    configure_logging(settings.log)
    refused = False
    try:
        asyncio.run(_until_signalled(settings, Service(matcher, set(settings.groups) or None)))
    except InvalidToken:
        refused = True
    if refused:  # raised out here so that the library's error, which holds the token, doesn't hang on ours
        raise SettingsError(
            f"TELEGRAM_BOT_TOKEN is refused by {settings.api_url}: copy it again from @BotFather; "
            "if you set TELEGRAM_API_URL, see that a Bot API server answers there"
        )
    return 0


async def serve(application: App, stop: asyncio.Event) -> None:
    """Serve until `stop` is set.

    Raises:
        InvalidToken: the token is refused; its text may hold the token.
    """
    try:
        if not await _connect(application, stop):
            return
        await unless(stop, set_menu(application))
        await application.start()
        log.info("started", bot=application.bot.username, pairs=len(application.bot_data.knowledge.pairs))
        try:
            offset = await poll(application, stop)
        finally:
            await _finish(application)
        await confirm(application, offset)
    finally:
        await application.shutdown()
        await application.bot.shutdown()


async def _until_signalled(settings: Settings, service: Service) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    await serve(build_application(settings.token.get_secret_value(), settings.api_url, service), stop)


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


async def _finish(application: App) -> None:
    """Let the updates in hand be answered, as long as there is time."""
    log.info("stopping")
    try:
        await asyncio.wait_for(application.stop(), STOP_SECONDS)
    except TimeoutError:
        log.warning("stopped before everything was answered")
