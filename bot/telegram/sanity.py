"""Whether an update holds what the handlers and the database count on: the library checks no types. Pure."""

from collections.abc import Iterator
from typing import Final

from telegram import Message, Update, User

LARGEST: Final = 2**63 - 1
"""What a database's integer holds; Telegram's ids have 52 bits at most (Bot API, Chat and User)."""


def is_sane(update: Update) -> bool:
    """Whether numbers are numbers that can be stored, and texts are texts."""
    return all(_fits(number) for number in _numbers(update)) and all(
        text is None or isinstance(text, str) for text in _texts(update)
    )


def _fits(number: object) -> bool:
    return number is None or (type(number) is int and -LARGEST <= number <= LARGEST)


def _numbers(update: Update) -> Iterator[object]:
    chat, user = update.effective_chat, update.effective_user
    yield chat.id if chat else None
    yield user.id if user else None
    for message in _messages(update):
        yield from (message.message_id, message.message_thread_id, message.chat.id)
        yield from (message.migrate_to_chat_id, message.migrate_from_chat_id)
        for speaker in (message.sender_chat, message.from_user):
            yield speaker.id if speaker else None


def _texts(update: Update) -> Iterator[object]:
    yield from _of_person(update.effective_user)
    if update.callback_query:
        yield update.callback_query.data
    if update.inline_query:
        yield update.inline_query.query
    if update.effective_chat:
        yield from (update.effective_chat.type, update.effective_chat.title)
    for message in _messages(update):
        yield from (message.text, message.caption, message.media_group_id)
        yield message.quote.text if message.quote else None
        yield from _of_person(message.from_user)


def _of_person(user: User | None) -> Iterator[object]:
    if user:
        yield from (user.username, user.language_code)


def _messages(update: Update) -> Iterator[Message]:
    """The message that an update is about, and the one that it replies to."""
    message = update.effective_message
    if isinstance(message, Message):
        yield message
        if message.reply_to_message:
            yield message.reply_to_message
