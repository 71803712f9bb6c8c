"""What a message wants of the bot: nothing, an answer, a command. Pure: a message goes in, a frozen value comes out.

A private chat speaks to the bot alone. A group doesn't: there only `/ask`, `@name`, a reply to an answer of the bot, or
one of the commands that its menu offers is meant for it, and everything else gets silence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from telegram import Message, User
from telegram.constants import ChatType

from bot.telegram.said import Said, is_words, said_in

Command = Literal["start", "help", "topics", "sources", "privacy", "forget", "language"]
COMMANDS: Final = frozenset(get_args(Command))

GROUPS: Final = (ChatType.GROUP, ChatType.SUPERGROUP)
"""The kinds of chat that are groups; channels are none, and nobody asks there."""

_OTHERS_NAME: Final = re.compile(r"\s*@\w", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Attributes:
        text: the question as written, without the words that address the bot; empty when nothing was asked.
        message_id: the message that asks it, which may be another than the one that calls the bot.
        called: whether the bot was called; a mere reply to it may be a thank-you, which needs no answer in a group.
    """

    text: str
    message_id: int
    called: bool = True


@dataclass(frozen=True, slots=True)
class Called:
    """A command; None stands for one that the bot doesn't know."""

    command: Command | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A photo, a voice message or the like, without words.

    Attributes:
        album: what the messages of one album share; None for a message by itself.
    """

    album: str | None


Wish = Asked | Called | Unreadable


def wish_of(message: Message, me: User, is_answer: Callable[[Message], bool]) -> Wish | None:
    """What a message wants of the bot.

    Args:
        message: new or edited, from any chat.
        me: the bot itself.
        is_answer: whether a message is one that the bot sent as an answer; its other messages don't invite questions.

    Returns:
        None when the message is none of the bot's business.
    """
    if not _is_from_a_person(message):
        return None
    if message.chat.type == ChatType.PRIVATE:
        return _in_private(message, me)
    if message.chat.type in GROUPS and message.forward_origin is None:
        return _in_group(message, me, is_answer)
    return None


def _is_from_a_person(message: Message) -> bool:
    """Not from a bot, which could go round in circles. Anonymous admins and people who post as a channel are people."""
    if message.via_bot or message.is_automatic_forward:
        return False
    if message.sender_chat:
        return True
    return message.from_user is not None and not message.from_user.is_bot


def _in_private(message: Message, me: User) -> Wish | None:
    said = said_in(message, me)
    if not said.text:
        return Unreadable(message.media_group_id) if message.effective_attachment is not None else None
    if message.forward_origin is not None or said.command is None:
        return _asked(message, me, said)
    if said.command == "ask" and said.bot is not False:
        return _asked(message, me, said)
    return Called(_known(said))


def _in_group(message: Message, me: User, is_answer: Callable[[Message], bool]) -> Wish | None:
    said = said_in(message, me)
    if said.command is not None:
        return _commanded(message, me, said)
    if said.names_us:
        return _asked(message, me, said)
    target = message.reply_to_message
    if target is None or _OTHERS_NAME.match(said.text) or not is_words(said.text) or not is_answer(target):
        return None
    return Asked(said.rest, message.message_id, called=False)


def _commanded(message: Message, me: User, said: Said) -> Wish | None:
    """A command in a group, where other bots may live; every bot has a /start, so that one needs our name."""
    if said.bot is False:
        return None
    if said.command == "ask":
        return _asked(message, me, said)
    known = _known(said)
    return Called(known) if known and (known != "start" or said.bot) else None


def _known(said: Said) -> Command | None:
    known = said.command in COMMANDS and said.bot is not False
    return cast("Command", said.command) if known else None


def _asked(message: Message, me: User, said: Said) -> Asked:
    """The question of a message that addresses the bot; a bare call asks the message that it replies to."""
    called = said.command is not None or said.names_us
    if called and not is_words(said.rest):
        return _pointed_at(message, me) or Asked("", message.message_id)
    return Asked(said.rest, message.message_id)


def _pointed_at(message: Message, me: User) -> Asked | None:
    """The question in the message that this one replies to, or in the part of it that was picked out."""
    target = message.reply_to_message
    if target is None:
        return None
    if message.quote is not None:
        text = message.quote.text
    elif target.from_user is not None and target.from_user.id == me.id:
        return None
    else:
        text = said_in(target, me).rest
    return Asked(text, target.message_id) if is_words(text) else None
