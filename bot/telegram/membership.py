"""Coming into groups, leaving them, and groups that change their id."""

from typing import Final

import structlog
from telegram import Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.replies import Words, hello_group_reply, not_allowed_group_reply
from bot.telegram.context import Context, words_of
from bot.telegram.questions import GROUPS
from bot.telegram.sending import Place, log_refusal, send_reply

log = structlog.get_logger("bot.telegram")

GRACE_SECONDS: Final = 2.0
"""Before a strange group is left, or hello is said to a supergroup: when a group becomes one, the bot is told that it
has come into it, and the news that it is the old group under another id may come later."""

_INSIDE: Final = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})


async def watch_groups(update: Update, context: Context) -> None:
    """Runs before every other handler: follows groups that change their id, and leaves those that are not allowed.

    Raises:
        ApplicationHandlerStop: the update is done with.
    """
    chat = update.effective_chat
    if chat is None or chat.type not in GROUPS or update.my_chat_member:
        return
    if update.message:
        _follow(update.message, context)
    if not context.service.allows(chat.id):
        await _leave(chat, words_of(update.effective_user), context)
        raise ApplicationHandlerStop


async def on_membership(update: Update, context: Context) -> None:
    """The bot was added, removed, blocked or muted somewhere."""
    change = update.my_chat_member
    if change is None:
        return
    came = not _is_inside(change.old_chat_member) and _is_inside(change.new_chat_member)
    log.info("membership changed", chat=change.chat.type, status=change.new_chat_member.status, came=came)
    if not _is_inside(change.new_chat_member):
        context.service.left.forget((change.chat.id,))  # whoever adds the bot again sees it leave again
    if not came or change.chat.type not in GROUPS:
        return
    if await _is_welcome(change.chat, context):
        await _greet(change, context)
    else:
        await _leave(change.chat, words_of(change.from_user), context)


def _is_inside(member: ChatMember) -> bool:
    return member.status in _INSIDE or (isinstance(member, ChatMemberRestricted) and member.is_member)


async def _is_welcome(group: Chat, context: Context) -> bool:
    if group.type == ChatType.SUPERGROUP or not context.service.allows(group.id):
        await context.service.sleep(GRACE_SECONDS)
    return context.service.allows(group.id)


async def _greet(change: ChatMemberUpdated, context: Context) -> None:
    """Say hello, once: how to ask, and which messages reach the bot (all of them, when it is an admin)."""
    service = context.service
    if not service.greeted.first((change.chat.id,), True, service.clock()):
        return
    is_admin = change.new_chat_member.status == ChatMemberStatus.ADMINISTRATOR
    sees_all = is_admin or bool(context.me.can_read_all_group_messages)
    words = words_of(change.from_user)
    hello = hello_group_reply(words, bot_name=context.bot_name, sees_all=sees_all)
    await send_reply(context, Place(change.chat.id), hello)


async def _leave(group: Chat, words: Words, context: Context) -> None:
    """Leave a group with a sentence; not again for a while, whatever else arrives from it in the meantime."""
    if not context.service.left.first((group.id,), True, context.service.clock()):
        return
    await send_reply(context, Place(group.id), not_allowed_group_reply(words))
    try:
        await context.bot.leave_chat(group.id)
        log.info("left a group that is not allowed", group=group.id)
    except TelegramError as error:
        log_refusal("group not left", error, group.id)


def _follow(message: Message, context: Context) -> None:
    """A group has become a supergroup; both tell it, in either order."""
    old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
    if old == new:
        return
    context.service.move(old, new)
    todo = "name the new id in YUANWEN_GROUPS" if context.service.allowed else None
    log.warning("group has a new id", old=old, new=new, todo=todo)
