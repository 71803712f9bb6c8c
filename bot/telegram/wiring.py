"""The bot, wired: which update goes to which handler, and what becomes of an error."""

from typing import Final, cast

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.telegram.context import App, Context
from bot.telegram.inline import on_inline_query
from bot.telegram.membership import on_membership, watch_groups
from bot.telegram.messages import on_edited_message, on_message
from bot.telegram.order import ChatOrder
from bot.telegram.polling import PollingRequest
from bot.telegram.presses import on_press
from bot.telegram.request import HttpRequest
from bot.telegram.sending import log_refusal
from bot.telegram.service import Service

POOL_SIZE: Final = 64
"""Connections to the Bot API: two for each chat that `order` serves at once."""

POLLS: Final = 4
"""Connections for updates: one polls, and one that was torn off may take a while to be noticed."""

log = structlog.get_logger("bot.telegram")


def build_application(
    token: str,
    api_url: str,
    service: Service,
    *,
    request: BaseRequest | None = None,
) -> App:
    """The bot, ready to be initialized.

    Args:
        token: from @BotFather.
        api_url: a Bot API server, without a slash at its end.
        service: what the handlers share.
        request: how requests are made; HTTP when none is given.
    """
    context_types = ContextTypes(context=Context, bot_data=cast("type[Service]", lambda: service))
    builder = (
        Application.builder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .context_types(context_types)
        .concurrent_updates(ChatOrder())
        .updater(None)
        .job_queue(None)
        .get_updates_request(PollingRequest(POLLS))
        .request(request or HttpRequest(POOL_SIZE))
    )
    application = builder.build()
    _add_handlers(application)
    return application


def _add_handlers(application: App) -> None:
    """Everything that the bot reacts to."""
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    application.add_handler(TypeHandler(Update, watch_groups), group=-1)
    application.add_handler(MessageHandler(new, on_message))
    application.add_handler(MessageHandler(edited, on_edited_message))
    application.add_handler(CallbackQueryHandler(on_press))
    application.add_handler(InlineQueryHandler(on_inline_query))
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(on_error)


async def on_error(_: object, context: Context) -> None:
    """One line for what no handler expected: what kind of error and where, never its words, which may be a person's."""
    error = context.error
    if isinstance(error, TelegramError):
        log_refusal("update not handled", error)
    elif error is not None:
        log.error("update not handled", error=type(error).__name__, where=_where(error))


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "unknown"
