"""Who may decide for a group or channel: its admins, as Telegram knows them at this moment."""

from typing import Final

from telegram import Message
from telegram.constants import ChatMemberStatus

from bot.delivery.errors import DeliveryError
from bot.telegram.context import Context
from bot.telegram.refusals import in_terms
from bot.telegram.sending import log_refusal

_ADMINS: Final = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


async def is_admin(person: int, chat: int, context: Context) -> bool:
    """Whether a person is an admin of a chat: asked now, since somebody may have been demoted a second ago.

    When Telegram refuses to say, or can't be reached, the answer is no.
    """
    try:
        member = await context.service.sender.call(lambda: in_terms(context.bot.get_chat_member(chat, person)))
    except DeliveryError as error:
        log_refusal("admin not known", error, chat)
        return False
    return member.status in _ADMINS


async def speaks_as_admin(message: Message, context: Context) -> bool:
    """Whether a message in a group or channel comes from one of its admins.

    Only an admin can speak in the name of the group itself, and post in a channel. Whoever speaks in the name of
    another chat has proven nothing, whatever account stands in for them.
    """
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    person = message.from_user
    return person is not None and not person.is_bot and await is_admin(person.id, message.chat.id, context)
