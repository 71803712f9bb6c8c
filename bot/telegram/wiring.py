"""The bot, wired: which update goes to which handler."""

from typing import cast

from telegram import Update
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

from bot.telegram import announcing, subscribing, why
from bot.telegram.context import App, Context
from bot.telegram.handling import on_error
from bot.telegram.inline import on_inline_query
from bot.telegram.membership import on_membership, watch_groups
from bot.telegram.messages import on_edited_message, on_message
from bot.telegram.presses import on_press
from bot.telegram.service import Service


def build_application(
    token: str,
    api_url: str,
    service: Service,
    *,
    request: BaseRequest,
    polling: BaseRequest,
) -> App:
    """The bot, ready to be initialized.

    Args:
        token: from @BotFather.
        api_url: a Bot API server, without a slash at its end.
        service: what the handlers share.
        request: how requests are made.
        polling: how updates are asked for.
    """
    context_types = ContextTypes(context=Context, bot_data=cast("type[Service]", lambda: service))
    builder = (
        Application.builder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .context_types(context_types)
        .updater(None)
        .job_queue(None)
        .get_updates_request(polling)
        .request(request)
    )
    application = builder.build()
    _add_handlers(application)
    return application


def _add_handlers(application: App) -> None:
    """Everything that the bot reacts to."""
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    application.add_handler(TypeHandler(Update, watch_groups), group=-1)
    for handler, group in announcing.handlers():
        application.add_handler(handler, group)
    for handler in subscribing.handlers():
        application.add_handler(handler)
    application.add_handler(why.handler(application.bot_data.operators))
    application.add_handler(MessageHandler(new, on_message))
    application.add_handler(MessageHandler(edited, on_edited_message))
    application.add_handler(CallbackQueryHandler(on_press))
    application.add_handler(InlineQueryHandler(on_inline_query))
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(on_error)
