"""Coming into groups and channels, what the bot may do there, leaving them, and groups that change their id."""

from typing import Final

import structlog
from telegram import Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.announcements import subscriptions
from bot.announcements.homes import Home
from bot.delivery.errors import DeliveryError
from bot.replies import Words, hello_group_reply, not_allowed_group_reply
from bot.store import chats
from bot.telegram.context import Context
from bot.telegram.kinds import GREETED, LEFT
from bot.telegram.questions import GROUPS
from bot.telegram.refusals import in_terms
from bot.telegram.sending import Place, log_refusal, send_reply
from bot.telegram.subscription_words import words_in

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
        await _leave(chat, await words_in(chat, update.effective_user, context), context)
        raise ApplicationHandlerStop
    _meet(chat, context)


async def on_membership(update: Update, context: Context) -> None:
    """The bot was added, removed, blocked or muted somewhere."""
    change = update.my_chat_member
    if change is None or update.effective_chat is None:  # Telegram sends none without a chat; anybody else may
        return
    came = not _is_inside(change.old_chat_member) and _is_inside(change.new_chat_member)
    context.work.did("membership", chat=change.chat.type, status=change.new_chat_member.status, came=came)
    _note(change, context)
    if not _is_inside(change.new_chat_member):
        context.work.drop(LEFT, change.chat.id)  # whoever adds the bot again sees it leave again
    if not came or change.chat.type not in GROUPS:
        return
    if await _is_welcome(change.chat, context):
        await _greet(change, context)
    else:
        await _leave(change.chat, await words_in(change.chat, change.from_user, context), context)


def _is_inside(member: ChatMember) -> bool:
    return member.status in _INSIDE or (isinstance(member, ChatMemberRestricted) and member.is_member)


async def note_self(home: Home, context: Context) -> None:
    """Ask what the bot is and may do in a chat that wants something of it: it may have come there unheard of."""
    try:
        me = await context.service.sender.call(lambda: in_terms(context.bot.get_chat_member(home.id, context.me.id)))
    except DeliveryError as error:
        log_refusal("own rights not known", error, home.id)
        return
    service, known = context.service, chats.Chat(home.id, home.kind, home.title, *_standing(me), home.forum)
    context.write(chats.put(service.database, service.bot, known, service.clock()))


def _note(change: ChatMemberUpdated, context: Context) -> None:
    """What the bot is and may do in a chat from now on; of people, only who blocks it."""
    member, service = change.new_chat_member, context.service
    if change.chat.type == ChatType.PRIVATE:
        _note_person(change.chat.id, str(member.status), context)
        return
    known = _known(change.chat, *_standing(member))
    context.write(chats.put(service.database, service.bot, known, service.clock()))
    if not _is_inside(member):
        context.write(*subscriptions.leave(service.bot, change.chat.id))


def _standing(member: ChatMember) -> tuple[str, dict[str, bool]]:
    """The bot's status and rights; whoever is restricted may be out of the chat as well."""
    if isinstance(member, ChatMemberRestricted) and not member.is_member:
        return ChatMemberStatus.LEFT, {}
    return str(member.status), {name: value for name, value in member.to_dict().items() if name.startswith("can_")}


def _note_person(person: int, status: str, context: Context) -> None:
    service = context.service
    if status == ChatMemberStatus.BANNED:
        blocked = chats.Chat(person, ChatType.PRIVATE, "", status, {})
        context.write(chats.put(service.database, service.bot, blocked, service.clock()))
    else:
        context.write(chats.drop(service.bot, person))


def _meet(group: Chat, context: Context) -> None:
    """A group that the bot was in before there was a database is known from its first message on."""
    service = context.service
    if service.met.get(group.id, service.clock()) is None:
        context.write(chats.meet(service.database, service.bot, _known(group, "member", {}), service.clock()))
        service.met.put(group.id, True, service.clock())


def _known(chat: Chat, status: str, rights: dict[str, bool]) -> chats.Chat:
    return chats.Chat(chat.id, chat.type, chat.effective_name or "", status, rights, bool(chat.is_forum))


async def _is_welcome(group: Chat, context: Context) -> bool:
    if group.type == ChatType.SUPERGROUP or not context.service.allows(group.id):
        await context.service.sleep(GRACE_SECONDS)
    return context.service.allows(group.id)


async def _greet(change: ChatMemberUpdated, context: Context) -> None:
    """Say hello, once: how to ask, and which messages reach the bot (all of them, when it is an admin)."""
    if not await context.work.first(GREETED, change.chat.id):
        return
    is_admin = change.new_chat_member.status == ChatMemberStatus.ADMINISTRATOR
    sees_all = is_admin or bool(context.me.can_read_all_group_messages)
    words = await words_in(change.chat, change.from_user, context)
    hello = hello_group_reply(words, bot_name=context.bot_name, sees_all=sees_all)
    await send_reply(context, Place(change.chat.id), hello)


async def _leave(group: Chat, words: Words, context: Context) -> None:
    """Leave a group with a sentence; not again for a while, whatever else arrives from it in the meantime."""
    if not await context.work.first(LEFT, group.id):
        return
    await send_reply(context, Place(group.id), not_allowed_group_reply(words))
    try:
        await context.bot.leave_chat(group.id)
        context.work.did("left a group that is not allowed", group=group.id)
    except TelegramError as error:
        log_refusal("group not left", error, group.id)


def _follow(message: Message, context: Context) -> None:
    """A group has become a supergroup; both tell it, in either order."""
    old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
    if old == new:
        return
    context.moved(old, new)
    todo = "name the new id in YUANWEN_GROUPS" if context.service.allowed else None
    log.warning("group has a new id", old=old, new=new, todo=todo)
