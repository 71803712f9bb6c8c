"""How a reply goes out, and what is done when Telegram doesn't take it: a failure ends here, in one log line."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeVar

import structlog
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.replies import Part, Reply
from bot.telegram.context import Context
from bot.telegram.keyboards import keyboard_of
from bot.telegram.request import NotSentError

T = TypeVar("T")

ATTEMPTS: Final = 3
"""How often a message is tried, the first time included."""

PATIENCE_SECONDS: Final = 60.0
"""The longest wait that Telegram may ask for; an answer that comes later is of no use."""

SLACK_SECONDS: Final = 0.5
"""Added to the wait that Telegram asks for, which it gives in whole seconds."""

PAUSE_SECONDS: Final = 1.0
"""Before a request that never left is tried again; doubled each time."""

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

log = structlog.get_logger("bot.telegram")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply goes.

    Attributes:
        chat: the chat's id.
        thread: the topic of a forum; None elsewhere.
        reply_to: the message that it replies to; None sends it by itself.
    """

    chat: int
    thread: int | None = None
    reply_to: int | None = None


async def send_reply(context: Context, place: Place, reply: Reply) -> tuple[int, ...]:
    """Send a reply's parts in order, its buttons under the last.

    Returns:
        The ids of the messages that went out: fewer than parts when one was refused, since the rest is then held back.
    """
    return await _send_all(context, place, _messages(reply))


async def edit_reply(context: Context, place: Place, message_ids: Sequence[int], reply: Reply) -> tuple[int, ...]:
    """Put a reply in the place of one sent before; surplus messages are deleted, missing ones are sent.

    Returns:
        The ids of the messages that now show the reply.
    """
    messages = _messages(reply)
    shown: list[int] = []
    for message_id, message in zip(message_ids, messages, strict=False):
        if await _edit(context, place.chat, message_id, *message):
            shown.append(message_id)
        else:
            shown += await _send_all(context, place, [message])
    for message_id in message_ids[len(messages) :]:
        await _delete(context, place.chat, message_id)
    return (*shown, *await _send_all(context, place, messages[len(message_ids) :]))


async def patiently(context: Context, call: Callable[[], Awaitable[T]]) -> T:
    """Make a request, again when Telegram asks for a moment or was never reached.

    Raises:
        TelegramError: it failed for good.
    """
    for attempt in range(ATTEMPTS - 1):
        try:
            return await call()
        except TelegramError as error:
            pause = _pause_after(error, attempt)
            if pause is None:
                raise
        await context.service.sleep(pause)
    return await call()


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    asked = error.retry_after
    return SLACK_SECONDS + (asked.total_seconds() if isinstance(asked, timedelta) else asked)


def log_refusal(event: str, error: TelegramError, chat: int | None = None) -> None:
    """One line for what Telegram refused or didn't take.

    Its own words are shown only of refusals: other errors may carry the request, and with it a question. A group is
    named by its id, a person is not.
    """
    known: dict[str, object] = {"error": type(error).__name__}
    if isinstance(error, (BadRequest, Forbidden)):
        known["reason"] = error.message
    if chat is not None and chat < 0:
        known["group"] = chat
    log.warning(event, **known)


def is_unchanged(error: TelegramError) -> bool:
    """Whether an edit was refused because the message shows the same already."""
    return "not modified" in error.message.lower()


def is_of_markup(error: TelegramError) -> bool:
    """Whether a text was refused for its markup, so that it may go out without."""
    return "parse entities" in error.message.lower()


def _messages(reply: Reply) -> list[tuple[Part, InlineKeyboardMarkup | None]]:
    last = len(reply.parts) - 1
    return [(part, keyboard_of(reply.buttons) if i == last else None) for i, part in enumerate(reply.parts)]


async def _send_all(
    context: Context, place: Place, messages: Sequence[tuple[Part, InlineKeyboardMarkup | None]]
) -> tuple[int, ...]:
    sent: list[int] = []
    for part, keyboard in messages:
        try:
            message = await _send(context, place, part, keyboard)
        except TelegramError as error:
            log_refusal("not sent", error, place.chat)
            break
        place = replace(place, chat=message.chat_id)
        sent.append(message.message_id)
    return tuple(sent)


async def _send(context: Context, place: Place, part: Part, keyboard: InlineKeyboardMarkup | None) -> Message:
    """One message; when the group has become a supergroup, once more under its new id."""

    def post(chat: int) -> Awaitable[Message]:
        return _in_markup(
            context,
            part,
            lambda text, mode: context.bot.send_message(
                chat,
                text,
                parse_mode=mode,
                link_preview_options=NO_PREVIEW,
                message_thread_id=place.thread,
                reply_parameters=_reply_parameters(place),
                reply_markup=keyboard,
            ),
        )

    try:
        return await post(place.chat)
    except ChatMigrated as moved:
        context.service.move(place.chat, moved.new_chat_id)
        return await post(moved.new_chat_id)


def _reply_parameters(place: Place) -> ReplyParameters | None:
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)


async def _edit(
    context: Context, chat: int, message_id: int, part: Part, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Whether the message now shows the part; if not, it is gone or can't be changed any more."""
    try:
        await _in_markup(
            context,
            part,
            lambda text, mode: context.bot.edit_message_text(
                text, chat, message_id, parse_mode=mode, link_preview_options=NO_PREVIEW, reply_markup=keyboard
            ),
        )
    except BadRequest as error:
        return is_unchanged(error)
    except TelegramError as error:
        # Sending anew would fail the same way, or show the answer twice after a time-out.
        log_refusal("not edited", error, chat)
    return True


async def _in_markup(context: Context, part: Part, call: Callable[[str, ParseMode | None], Awaitable[T]]) -> T:
    """Make a request with a part's markup, and again in plain words when its markup is refused."""
    try:
        return await patiently(context, lambda: call(part.html, ParseMode.HTML))
    except BadRequest as error:
        if not is_of_markup(error):
            raise
        log_refusal("markup refused, sent as plain text", error)
    return await patiently(context, lambda: call(part.plain, None))


async def _delete(context: Context, chat: int, message_id: int) -> None:
    try:
        await patiently(context, lambda: context.bot.delete_message(chat, message_id))
    except TelegramError as error:
        log_refusal("not deleted", error, chat)


def _pause_after(error: TelegramError, attempt: int) -> float | None:
    """Seconds to wait before trying again; None when that is of no use."""
    if isinstance(error, RetryAfter):
        seconds = retry_seconds(error)
        return seconds if seconds <= PATIENCE_SECONDS else None
    if isinstance(error, NotSentError):
        return PAUSE_SECONDS * 2.0**attempt
    return None
