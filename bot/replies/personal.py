"""What concerns one person alone: thanks for feedback, the language to speak, forgetting. Pure."""

from typing import Final

from bot.replies.buttons import action_button, rows
from bot.replies.ids import Action
from bot.replies.markup import block
from bot.replies.model import Button, Reply
from bot.replies.split import pack
from bot.replies.words import LANGUAGES, Words, words_for

AUTOMATIC: Final = ""
"""Stands for the language of a person's Telegram app."""
LANGUAGES_IN_ROW: Final = 2


def feedback_toast(words: Words, *, helpful: bool) -> str:
    """Thanks for a press on helpful or not helpful; plain, at most 200 characters (Bot API, answerCallbackQuery)."""
    return words.text("feedback.helpful" if helpful else "feedback.unhelpful")


def language_reply(words: Words, chosen: str = AUTOMATIC) -> Reply:
    """The languages to choose from, each under its own name, with a mark at the one in force.

    Args:
        words: the language to ask in.
        chosen: one of `words.LANGUAGES`, or `AUTOMATIC`.
    """
    buttons = [_language_button(language, words, chosen=chosen) for language in (*LANGUAGES, AUTOMATIC)]
    return Reply(pack([[block(words.text("language.choose"))]]), rows(buttons, LANGUAGES_IN_ROW))


def _language_button(language: str, words: Words, *, chosen: str) -> Button:
    own = words_for(language).text("language.name") if language else words.text("language.automatic")
    label = words.text("language.in-force", name=own) if language == chosen else own
    return action_button(label, Action("language", language))


def language_toast(words: Words, chosen: str = AUTOMATIC) -> str:
    """Confirms a choice, in the words of the language that is spoken from now on; plain, at most 200 characters."""
    return words.text("language.chosen" if chosen else "language.follows")


def forgotten_reply(words: Words) -> Reply:
    """Whatever was stored of a person is deleted; the same whether there was anything or not."""
    return _paragraphs(words, "forget.done", "forget.telegram")


def not_yourself_reply(words: Words, *, bot_name: str) -> Reply:
    """For whoever speaks as a group or channel, so that nobody can tell which person's rows or language are meant.

    Args:
        words: the language.
        bot_name: the bot's user name, with or without @.
    """
    return _paragraphs(words, "notice.not-yourself", bot=bot_name.removeprefix("@"))


def _paragraphs(words: Words, *keys: str, **values: str) -> Reply:
    return Reply(pack([[block(words.text(key, **values)) for key in keys]]))
