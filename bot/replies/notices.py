"""What the bot says of itself: greetings, help, privacy, and short notices. Pure."""

from typing import Final

from bot.knowledge.model import Knowledge
from bot.replies.buttons import Rows, column, pair_button, sources_button, topics_button
from bot.replies.examples import examples
from bot.replies.markup import Span, block
from bot.replies.model import Reply
from bot.replies.split import pack
from bot.replies.words import Words

EXAMPLES: Final = 3
"""Questions to try: as many as fit a screen beside the text."""


def _notice(words: Words, *keys: str, buttons: Rows = (), **values: str | int) -> Reply:
    """Paragraphs; the key that ends in `.title` stands in bold."""
    texts = ((key, words.text(key, **values)) for key in keys)
    return Reply(pack([[block(Span(text, bold=key.endswith(".title"))) for key, text in texts]]), buttons)


def _ways_on(knowledge: Knowledge, words: Words) -> Rows:
    tries = column(pair_button(pair, knowledge) for pair in examples(knowledge, EXAMPLES))
    return (*tries, (topics_button(words), sources_button(words)))


def start_reply(knowledge: Knowledge, words: Words, *, bot_name: str) -> Reply:
    """The first words to a person, with questions to try."""
    return _notice(
        words, "start.title", "start.text", "start.try", buttons=_ways_on(knowledge, words), bot=_bare(bot_name)
    )


def help_reply(knowledge: Knowledge, words: Words, *, bot_name: str) -> Reply:
    """How to ask in private, in a group and inline, the commands, and questions to try."""
    keys = ("help.title", "help.private", "help.group", "help.inline", "help.commands")
    return _notice(words, *keys, buttons=_ways_on(knowledge, words), bot=_bare(bot_name))


def privacy_reply(words: Words) -> Reply:
    """What is kept of people, for how long and in which form, and how to have it deleted."""
    parts = ("title", "text", "kept", "person", "forget", "telegram")
    return _notice(words, *(f"privacy.{part}" for part in parts))


def hello_group_reply(words: Words, *, bot_name: str, sees_all: bool) -> Reply:
    """Said once in a group: how to ask, and which messages the bot gets to see.

    Args:
        words: the language.
        bot_name: the bot's user name, with or without @.
        sees_all: Telegram hands the bot every message (privacy mode off, or the bot is an admin).
    """
    seen = "hello.sees-all" if sees_all else "hello.sees-some"
    return _notice(words, "hello.text", "hello.how", seen, bot=_bare(bot_name))


def not_allowed_group_reply(words: Words) -> Reply:
    """Said before leaving a group that is not on the allow-list."""
    return _notice(words, "notice.not-allowed-group")


def cannot_read_reply(words: Words) -> Reply:
    """For photos, voice and the like."""
    return _notice(words, "notice.cannot-read")


def empty_ask_reply(words: Words, *, bot_name: str) -> Reply:
    """For a bare /ask with nothing to ask."""
    return _notice(words, "notice.empty-ask", bot=_bare(bot_name))


def slow_down_reply(words: Words) -> Reply:
    """The one notice that a person gets who asks too fast."""
    return _notice(words, "notice.slow-down")


def stale_alert(words: Words) -> str:
    """For a press on a button whose answer is gone; plain, at most 200 characters (Bot API, answerCallbackQuery)."""
    return words.text("notice.stale")


def _bare(bot_name: str) -> str:
    return bot_name.removeprefix("@")
