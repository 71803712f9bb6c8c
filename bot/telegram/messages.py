"""Messages, new and edited: find out what each wants, slow those who flood, and see to it."""

from datetime import timedelta
from typing import Final

from telegram import Message, Update

from bot.replies import (
    Reply,
    cannot_read_reply,
    help_reply,
    privacy_reply,
    slow_down_reply,
    sources_reply,
    start_reply,
    topics_reply,
)
from bot.telegram.answering import answer, person_of, place_of
from bot.telegram.context import Context, words_of
from bot.telegram.keyboards import is_answer_by_buttons
from bot.telegram.questions import Asked, Command, Unreadable, Wish, wish_of
from bot.telegram.sending import send_reply

FRESH_EDIT: Final = timedelta(minutes=2)
"""A message that got no answer gets one when it is mended within this time, such as a mistyped /ask; older ones don't,
since Telegram reports edits that nobody made too, such as a link that got its preview."""


async def on_message(update: Update, context: Context) -> None:
    """See to what a new message wants."""
    message = update.message
    wish = _wish(message, context) if message else None
    if message is None or wish is None or not _is_first_of_album(message, wish, context):
        return
    if await _may_ask(message, context):
        await _see_to(message, wish, context)


async def on_edited_message(update: Update, context: Context) -> None:
    """Answer an edited question in the place of its earlier answer."""
    message = update.edited_message
    wish = _wish(message, context) if message else None
    if message is None or not isinstance(wish, Asked):
        return
    service = context.service
    earlier = service.answered.get((message.chat.id, message.message_id), service.clock())
    wanted = earlier.asked != hash(wish.text) if earlier else _is_fresh(message)
    if wanted and await _may_ask(message, context):
        await answer(message, wish, context)


def _wish(message: Message, context: Context) -> Wish | None:
    return wish_of(message, context.me, lambda target: _is_answer(target, context))


def _is_answer(target: Message, context: Context) -> bool:
    """Whether a message is an answer of ours: by memory, or after a restart by its buttons."""
    if target.from_user is None or target.from_user.id != context.me.id:
        return False
    service = context.service
    known = service.shown.get((target.chat.id, target.message_id), service.clock())
    return known is not None or is_answer_by_buttons(target)


def _is_first_of_album(message: Message, wish: Wish, context: Context) -> bool:
    """An album arrives as several messages, of which one at most has a caption: it is reacted to once."""
    if message.media_group_id is None:
        return True
    service = context.service
    first = service.albums.first((message.chat.id, message.media_group_id), True, service.clock())
    return first or not isinstance(wish, Unreadable)


def _is_fresh(message: Message) -> bool:
    return message.edit_date is not None and message.edit_date - message.date <= FRESH_EDIT


async def _may_ask(message: Message, context: Context) -> bool:
    """Whether a person is served now; one who floods is told once."""
    service = context.service
    verdict = service.messages_gate.enter((message.chat.id, person_of(message)), service.clock())
    if verdict == "notice":
        await send_reply(context, place_of(message), slow_down_reply(words_of(message.from_user)))
    return verdict == "pass"


async def _see_to(message: Message, wish: Wish, context: Context) -> None:
    if isinstance(wish, Asked):
        await answer(message, wish, context)
    elif isinstance(wish, Unreadable):
        await send_reply(context, place_of(message), cannot_read_reply(words_of(message.from_user)))
    else:
        await send_reply(context, place_of(message), _page(wish.command, message, context))


def _page(command: Command | None, message: Message, context: Context) -> Reply:
    """What a command shows; one that doesn't exist shows the help."""
    knowledge, words = context.service.knowledge, words_of(message.from_user)
    match command:
        case "start":
            return start_reply(knowledge, words, bot_name=context.bot_name)
        case "topics":
            return topics_reply(knowledge, words)
        case "sources":
            return sources_reply(knowledge, words)
        case "privacy":
            return privacy_reply(words)
        case _:
            return help_reply(knowledge, words, bot_name=context.bot_name)
