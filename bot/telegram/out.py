"""How an announcement reaches Telegram: one request for each thing that is done with a message. Decides nothing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from telegram import LinkPreviewOptions, MessageEntity
from telegram import Message as Posted
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from bot.announcements.model import Media, Message
from bot.delivery.errors import Refused
from bot.telegram.refusals import in_terms

_SAME: Final = "not modified"
_NOT_THERE: Final = "message to delete not found"
"""What Telegram says when a message is as it shall be already."""


class Out:
    """Posts, edits, deletes and pins; each is one request, made as soon as it is awaited.

    Args:
        bot: initialized.
    """

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot
        self._senders: Mapping[Media, Callable[..., Awaitable[Posted]]] = {
            "photo": bot.send_photo,
            "video": bot.send_video,
            "animation": bot.send_animation,
            "audio": bot.send_audio,
            "voice": bot.send_voice,
            "document": bot.send_document,
        }

    async def post(self, chat: int, thread: int | None, message: Message, *, silent: bool) -> int:
        """Send a message.

        Args:
            thread: the topic of a forum; None for none.
            silent: without a sound.

        Returns:
            The id that it has in the chat.

        Raises:
            DeliveryError: it was not sent, or nobody knows.
        """
        place = {"chat_id": chat, "message_thread_id": thread, "disable_notification": silent}
        return (await in_terms(self._sent(message, place))).message_id

    async def edit(self, chat: int, message_id: int, message: Message) -> None:
        """Put other words in the place of a message's; a file stays what it is.

        Raises:
            DeliveryError: it was not changed, or nobody knows.
        """
        place = {"chat_id": chat, "message_id": message_id}
        try:
            await in_terms(self._edited(message, place))
        except Refused as error:
            if _SAME not in error.reason.lower():
                raise

    async def delete(self, chat: int, message_id: int) -> None:
        """Take a message away; one that is gone already is fine.

        Raises:
            DeliveryError: it is still there, or nobody knows.
        """
        try:
            await in_terms(self._bot.delete_message(chat, message_id))
        except Refused as error:
            if _NOT_THERE not in error.reason.lower():
                raise

    async def pin(self, chat: int, message_id: int, *, silent: bool) -> None:
        """Have a message stand at the top of its chat.

        Raises:
            DeliveryError: it was not pinned, or nobody knows.
        """
        await in_terms(self._bot.pin_chat_message(chat, message_id, disable_notification=silent))

    async def _sent(self, message: Message, place: dict[str, Any]) -> Posted:
        if message.media is None or message.file is None:
            return await self._bot.send_message(**place, **self._text(message))
        with_file = place | {message.media: message.file} | self._caption(message)
        return await self._senders[message.media](**with_file)

    async def _edited(self, message: Message, place: dict[str, Any]) -> Posted | bool:
        if message.media is None:
            return await self._bot.edit_message_text(**place, **self._text(message))
        return await self._bot.edit_message_caption(**place, **self._caption(message))

    def _text(self, message: Message) -> dict[str, Any]:
        preview = LinkPreviewOptions(is_disabled=not message.preview)
        words = {"text": message.html or message.text, "link_preview_options": preview}
        return words | ({"parse_mode": ParseMode.HTML} if message.html else {"entities": self._entities(message)})

    def _caption(self, message: Message) -> dict[str, Any]:
        words = {"caption": message.html or message.text}
        return words | (
            {"parse_mode": ParseMode.HTML} if message.html else {"caption_entities": self._entities(message)}
        )

    def _entities(self, message: Message) -> tuple[MessageEntity, ...]:
        return MessageEntity.de_list([dict(entity) for entity in message.entities], self._bot)
