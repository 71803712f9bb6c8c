"""The menu of commands, by kind of chat and by language."""

from typing import Final

from telegram import BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.delivery.errors import DeliveryError
from bot.replies import Words, words_for
from bot.telegram.context import App
from bot.telegram.refusals import in_terms
from bot.telegram.sending import log_refusal

IN_PRIVATE: Final = ("topics", "sources", "language", "help", "privacy", "forget")
"""A text is a question there, so /ask would only be in the way."""

IN_GROUPS: Final = ("ask", *IN_PRIVATE)

LANGUAGES: Final = (None, "en")
"""Codes of two letters (Bot API, setMyCommands), so both ways to write Chinese are one; None is everyone else."""


async def set_menu(application: App) -> None:
    """Tell Telegram the commands. When it won't have them the bot works all the same."""
    scopes = ((BotCommandScopeAllPrivateChats(), IN_PRIVATE), (BotCommandScopeAllGroupChats(), IN_GROUPS))
    for language in LANGUAGES:
        words = words_for(language)
        for scope, commands in scopes:
            try:
                await _set(application, _named(commands, words), scope, language)
            except DeliveryError as error:
                log_refusal("menu not set", error)
                return


async def _set(application: App, commands: list[BotCommand], scope: BotCommandScope, language: str | None) -> None:
    await application.bot_data.sender.call(lambda: in_terms(application.bot.set_my_commands(commands, scope, language)))


def _named(commands: tuple[str, ...], words: Words) -> list[BotCommand]:
    return [BotCommand(command, words.text(f"menu.{command}")) for command in commands]
