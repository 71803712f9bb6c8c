"""Messages, new and edited: find out what each wants, slow those who flood, and see to it."""

from datetime import timedelta
from typing import Final

from telegram import Message, Update

from bot.replies import (
    Reply,
    Words,
    cannot_read_reply,
    help_reply,
    privacy_reply,
    slow_down_reply,
    sources_reply,
    start_reply,
    topics_reply,
)
from bot.telegram.answering import answer, earlier_answer, look_back, person_of, place_of
from bot.telegram.context import Context
from bot.telegram.flood import MESSAGE_LIMIT, enter
from bot.telegram.keyboards import is_answer_by_buttons
from bot.telegram.kinds import ALBUM, MESSAGES, SHOWN
from bot.telegram.personal import forget_me, offer_languages
from bot.telegram.questions import Asked, Called, Command, Unreadable, Wish, wish_of
from bot.telegram.sending import send_reply
from bot.telegram.subscription_words import words_in

FRESH_EDIT: Final = timedelta(minutes=2)
"""A message that got no answer gets one when it is mended within this time, such as a mistyped /ask; older ones don't,
since Telegram reports edits that nobody made too, such as a link that got its preview."""


async def on_message(update: Update, context: Context) -> None:
    """See to what a new message wants."""
    message = update.message
    wish = await _wish(message, context) if message else None
    if message is None or wish is None or not await _is_first_of_album(message, wish, context):
        return
    if await may_ask(message, context):
        await _see_to(message, wish, context)


async def on_edited_message(update: Update, context: Context) -> None:
    """Answer an edited question in the place of its earlier answer."""
    message = update.edited_message
    wish = await _wish(message, context) if message else None
    if message is None or not isinstance(wish, Asked):
        return
    earlier = await earlier_answer(message, context.work)
    wanted = earlier.asked != context.service.keyring.hash(wish.text) if earlier else _is_fresh(message)
    if wanted and await may_ask(message, context):
        await answer(message, wish, context)


async def _wish(message: Message, context: Context) -> Wish | None:
    """What a message wants; for one that may want something, what is known of it is read on the way."""
    target = message.reply_to_message
    answered = target is not None and await _is_answer(target, message, context)
    wish = wish_of(message, context.me, lambda _: answered)
    if wish is not None:
        await look_back(message, context.work)
    return wish


async def _is_answer(target: Message, message: Message, context: Context) -> bool:
    """Whether a message is an answer of ours: as we remember it, or else by its buttons."""
    if target.from_user is None or target.from_user.id != context.me.id:
        return False
    await look_back(message, context.work)
    return await context.work.get(SHOWN, target.chat.id, target.message_id) is not None or is_answer_by_buttons(target)


async def _is_first_of_album(message: Message, wish: Wish, context: Context) -> bool:
    """An album arrives as several messages, of which one at most has a caption: it is reacted to once."""
    if message.media_group_id is None:
        return True
    first = await context.work.first(ALBUM, message.chat.id, message.media_group_id)
    return first or not isinstance(wish, Unreadable)


def _is_fresh(message: Message) -> bool:
    return message.edit_date is not None and message.edit_date - message.date <= FRESH_EDIT


async def may_ask(message: Message, context: Context) -> bool:
    """Whether a person is served; one who floods is told once.

    What counts is when they wrote: their answers go out slowly, and a flood must not fill the chat's whole next hour.
    """
    work, chat, person = context.work, message.chat.id, person_of(message)
    written = (message.edit_date or message.date).timestamp()
    known = await work.get(MESSAGES, chat, person)
    verdict, visits = enter(known, MESSAGE_LIMIT, written)
    work.put(MESSAGES, visits, chat, person, person=person)
    if verdict != "pass":
        work.did("slowed")
    if verdict == "notice":
        await send_reply(
            context, place_of(message), slow_down_reply(await words_in(message.chat, message.from_user, context))
        )
    return verdict == "pass"


async def _see_to(message: Message, wish: Wish, context: Context) -> None:
    if isinstance(wish, Asked):
        if await earlier_answer(message, context.work):
            context.work.did("answered already")  # it failed first, and its edit has come before its next try
        else:
            await answer(message, wish, context)
    elif isinstance(wish, Unreadable):
        context.work.did("not readable")
        await send_reply(
            context, place_of(message), cannot_read_reply(await words_in(message.chat, message.from_user, context))
        )
    else:
        await _obey(message, wish, context)


async def _obey(message: Message, wish: Called, context: Context) -> None:
    context.work.did("command", command=wish.command)
    if wish.command == "forget":
        await forget_me(message, context)
    elif wish.command == "language":
        await offer_languages(message, context)
    else:
        words = await words_in(message.chat, message.from_user, context)
        await send_reply(context, place_of(message), _page(wish.command, words, context))


def _page(command: Command | None, words: Words, context: Context) -> Reply:
    """What a command shows; one that doesn't exist shows the help."""
    knowledge = context.service.matcher.knowledge
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
