"""How a reply goes out through the sender, and what is done when Telegram doesn't take it.

What Telegram refuses for good ends here, in one log line. Everything else is raised, so that the update is tried again
later, unless a part of the reply is out already: nobody is told the same twice for the sake of the rest.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

import structlog
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.delivery.errors import DeliveryError, NotSent, Refused, Uncertain
from bot.replies import Part, Reply
from bot.telegram.context import Context
from bot.telegram.keyboards import keyboard_of
from bot.telegram.refusals import in_terms, meaning

T = TypeVar("T")
Outgoing = tuple[Part, InlineKeyboardMarkup | None]

REST_TRIES: Final = 6
REST_SECONDS: Final = 10.0
"""How often and when the rest of a reply is sent again of which a part is out: for a minute."""

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

    Raises:
        DeliveryError: nothing went out, and it may another time.
    """
    showing = _Showing(context, place)
    await showing.post_all(_messages(reply))
    return tuple(showing.message_ids)


async def edit_reply(context: Context, place: Place, message_ids: Sequence[int], reply: Reply) -> tuple[int, ...]:
    """Put a reply in the place of one sent before; surplus messages are deleted, missing ones are sent.

    Returns:
        The ids of the messages that now show the reply.

    Raises:
        DeliveryError: nothing new went out, and doing all of it again may help.
    """
    messages, showing = _messages(reply), _Showing(context, place)
    for message_id, message in zip(message_ids, messages, strict=False):
        await showing.edit(message_id, message)
    for message_id in message_ids[len(messages) :]:
        await showing.delete(message_id)
    await showing.post_all(messages[len(message_ids) :])
    return tuple(showing.message_ids)


def log_refusal(event: str, error: TelegramError | DeliveryError, chat: int | None = None) -> None:
    """One line for what Telegram refused or didn't take. A group is named by its id, a person is not."""
    meant = meaning(error) if isinstance(error, TelegramError) else error
    known: dict[str, object] = {"error": type(meant).__name__, "reason": str(meant)}
    if chat is not None and chat < 0:
        known["group"] = chat
    log.warning(event, **known)


def is_of_markup(error: TelegramError | DeliveryError) -> bool:
    """Whether a text was refused for its markup, so that it may go out without."""
    return "parse entities" in str(error).lower()


@dataclass(slots=True)
class _Showing:
    """A reply on its way.

    Attributes:
        message_ids: the messages that show it, so far.
        is_begun: whether something new is out, which must not go out again.
    """

    context: Context
    place: Place
    message_ids: list[int] = field(default_factory=list)
    is_begun: bool = False

    async def post_all(self, messages: Sequence[Outgoing]) -> None:
        """Send messages in order, up to the first that isn't taken."""
        for message in messages:
            if not await self.post(message):
                return

    async def post(self, message: Outgoing) -> bool:
        """Send a message: whether it went out."""
        part, keyboard = message

        def request(chat: int, text: str, mode: ParseMode | None) -> Awaitable[Message]:
            return self.context.bot.send_message(
                chat,
                text,
                parse_mode=mode,
                link_preview_options=NO_PREVIEW,
                message_thread_id=self.place.thread,
                reply_parameters=_reply_parameters(self.place),
                reply_markup=keyboard,
            )

        try:
            posted = await self._persistently(lambda: self._in_markup(request, part))
        except DeliveryError as error:
            self._end_here("not sent", error)
            return False
        self.place = replace(self.place, chat=posted.chat_id)
        self.message_ids.append(posted.message_id)
        self.is_begun = True
        return True

    async def _persistently(self, post: Callable[[], Awaitable[Message]]) -> Message:
        """Send; once a part of the reply is out the rest can't be left to another time, so it is tried for longer."""
        for _ in range(REST_TRIES if self.is_begun else 0):
            try:
                return await post()
            except (NotSent, Uncertain) as error:
                log_refusal("rest of a reply not sent yet", error, self.place.chat)
            await self.context.service.sleep(REST_SECONDS)
        return await post()

    async def edit(self, message_id: int, message: Outgoing) -> None:
        """Change a message; one that is gone or can't be changed any more is sent anew."""
        part, keyboard = message

        def request(chat: int, text: str, mode: ParseMode | None) -> Awaitable[Message | bool]:
            return self.context.bot.edit_message_text(
                text, chat, message_id, parse_mode=mode, link_preview_options=NO_PREVIEW, reply_markup=keyboard
            )

        try:
            await self._in_markup(request, part)
        except DeliveryError as error:
            if isinstance(error, Refused) and not error.gone and not _is_unchanged(error):
                await self.post(message)
                return
            if not _is_unchanged(error):
                self._end_here("not edited", error)
        self.message_ids.append(message_id)

    async def delete(self, message_id: int) -> None:
        """Take a message away; one that can't be stays."""
        try:
            await self._make(lambda chat: self.context.bot.delete_message(chat, message_id))
        except DeliveryError as error:
            log_refusal("not deleted", error, self.place.chat)

    def _end_here(self, event: str, error: DeliveryError) -> None:
        """Log a failure, unless all of the reply may be tried again later; then it is raised.

        What timed out, and once more when it was made again, is most likely out: it is not sent a third time.
        """
        is_out = isinstance(error, Uncertain) and error.timed_out
        if not (is_out or isinstance(error, Refused) or self.is_begun):
            raise error
        log_refusal(event, error, self.place.chat)
        if isinstance(error, Refused) and error.gone:
            self.context.lost(self.place.chat, error.reason)

    async def _in_markup(self, request: Callable[[int, str, ParseMode | None], Awaitable[T]], part: Part) -> T:
        """Make a request with a part's markup, and again in plain words when its markup is refused."""
        try:
            return await self._make(lambda chat: request(chat, part.html, ParseMode.HTML))
        except Refused as error:
            if not is_of_markup(error):
                raise
            log_refusal("markup refused, sent as plain text", error)
        return await self._make(lambda chat: request(chat, part.plain, None))

    async def _make(self, request: Callable[[int], Awaitable[T]]) -> T:
        """Make a request in its turn."""
        return await self.context.service.sender.send(
            lambda chat: in_terms(request(chat)), self.place.chat, moved=self.context.moved
        )


def _messages(reply: Reply) -> list[Outgoing]:
    last = len(reply.parts) - 1
    return [(part, keyboard_of(reply.buttons) if i == last else None) for i, part in enumerate(reply.parts)]


def _reply_parameters(place: Place) -> ReplyParameters | None:
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)


def _is_unchanged(error: DeliveryError) -> bool:
    """Whether an edit was refused because the message shows the same already."""
    return isinstance(error, Refused) and "not modified" in error.reason.lower()
