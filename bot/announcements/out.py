"""The way out as this room sees it: one method is one request to Telegram. Pure; the telegram room implements it."""

from typing import Protocol

from bot.announcements.model import Message


class Out(Protocol):
    """Makes requests, each within a turn of the sender's: it waits for nothing and tries nothing again.

    Each method raises what stands in `bot.delivery.errors`, and nothing else.
    """

    async def post(self, chat: int, thread: int | None, message: Message, *, silent: bool) -> int:
        """Send a message to a chat, or to a topic of it; returns the message's id."""

    async def edit(self, chat: int, message_id: int, message: Message) -> None:
        """Give a message that was sent the words of another one."""

    async def delete(self, chat: int, message_id: int) -> None:
        """Take a message back."""

    async def pin(self, chat: int, message_id: int, *, silent: bool) -> None:
        """Keep a message at the top of its chat."""
