"""The menu of commands, by kind of chat, by who is there, and by language."""

from collections.abc import Sequence
from typing import Final

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.delivery.errors import DeliveryError
from bot.replies import Words, words_for
from bot.telegram.context import App
from bot.telegram.refusals import in_terms
from bot.telegram.sending import log_refusal

IN_PRIVATE: Final = ("topics", "sources", "language", "help", "privacy", "forget")
"""A text is a question there, so /ask would only be in the way."""

IN_GROUPS: Final = ("ask", *IN_PRIVATE)

FOR_ADMINS: Final = (*IN_GROUPS, "subscribe", "unsubscribe", "settings")
FOR_OPERATORS: Final = ("announce", "announcements", "cancel", "why", "settings", *IN_PRIVATE)

LANGUAGES: Final = (None, "en")
"""Codes of two letters (Bot API, setMyCommands), so both ways to write Chinese are one; None is everyone else."""


Menu = tuple[BotCommandScope, tuple[str, ...]]


async def set_menu(application: App) -> None:
    """Tell Telegram the commands. When it won't have them the bot works all the same."""
    everybody: list[Menu] = [
        (BotCommandScopeAllPrivateChats(), IN_PRIVATE),
        (BotCommandScopeAllGroupChats(), IN_GROUPS),
        (BotCommandScopeAllChatAdministrators(), FOR_ADMINS),
    ]
    if await _set_all(application, everybody):
        for operator in sorted(application.bot_data.operators):  # one who never wrote to the bot has no menu yet
            await _set_all(application, [(BotCommandScopeChat(operator), FOR_OPERATORS)])


async def _set_all(application: App, menus: Sequence[Menu]) -> bool:
    """Set some menus in every language; False once one isn't taken."""
    for language in LANGUAGES:
        words = words_for(language)
        for scope, commands in menus:
            try:
                await _set(application, _named(commands, words), scope, language)
            except DeliveryError as error:
                log_refusal("menu not set", error)
                return False
    return True


async def _set(application: App, commands: list[BotCommand], scope: BotCommandScope, language: str | None) -> None:
    await application.bot_data.sender.call(lambda: in_terms(application.bot.set_my_commands(commands, scope, language)))


def _named(commands: tuple[str, ...], words: Words) -> list[BotCommand]:
    return [BotCommand(command, words.text(f"menu.{command}")) for command in commands]
