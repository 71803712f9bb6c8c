"""The type of what a handler is given, so that nothing is looked up by a string."""

from typing import Any

from telegram import User
from telegram.ext import Application, CallbackContext, ExtBot

from bot.replies import Words, words_for
from bot.telegram.service import Service


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Service]):
    """A handler's second argument."""

    @property
    def service(self) -> Service:
        """What the handlers share."""
        return self.bot_data

    @property
    def me(self) -> User:
        """The bot itself, as Telegram knows it."""
        return self.bot.bot

    @property
    def bot_name(self) -> str:
        """The bot's user name, without @."""
        return self.me.username or ""


App = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], Service, None]


def words_of(user: User | None) -> Words:
    """The words in a person's language; those of the default when nobody is known."""
    return words_for(user.language_code if user else None)
