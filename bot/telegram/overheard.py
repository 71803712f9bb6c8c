"""A line of a group's log -> what it asks the bot, by the rule that a running bot follows. Pure."""

from datetime import UTC, datetime
from typing import Final

from telegram import Chat, Message, User
from telegram.constants import ChatType

from bot.telegram.questions import Asked, wish_of

_BOT_ID, _PERSON_ID, _GROUP_ID = 1, 2, -1
_GROUP: Final = Chat(_GROUP_ID, ChatType.SUPERGROUP)
_PERSON: Final = User(_PERSON_ID, "", is_bot=False)
_EPOCH: Final = datetime.fromtimestamp(0, UTC)


def overheard(text: str, bot_name: str) -> str | None:
    """The question of a message in a group, as plain text and in reply to nothing.

    Args:
        text: the message.
        bot_name: the bot's user name, without `@`.

    Returns:
        The question without the words that address the bot, empty where it was called for something else; None where
        the bot keeps silent.
    """
    me = User(_BOT_ID, "", is_bot=True, username=bot_name)
    message = Message(1, _EPOCH, _GROUP, from_user=_PERSON, text=text)
    wish = wish_of(message, me, lambda _: False)
    return wish.text if isinstance(wish, Asked) else None if wish is None else ""
