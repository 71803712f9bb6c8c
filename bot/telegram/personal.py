"""What a person may ask for themselves: to be forgotten, and to be spoken to in another language."""

from telegram import CallbackQuery, Message, User
from telegram.constants import ChatType

from bot.replies import (
    AUTOMATIC,
    Action,
    forgotten_reply,
    language_reply,
    language_toast,
    not_yourself_reply,
    words_for,
)
from bot.store.forgetting import forget
from bot.store.languages import choose, chosen
from bot.telegram.answering import place_of
from bot.telegram.context import Context
from bot.telegram.sending import edit_reply, send_reply


def speaker_of(message: Message) -> User | None:
    """The person who speaks; None for whoever does so as a group or channel, which many people may."""
    return None if message.sender_chat else message.from_user


async def forget_me(message: Message, context: Context) -> None:
    """Delete all that is stored of a person, and say so once it is gone."""
    service, person = context.service, speaker_of(message)
    if person is None:
        await _not_yourself(message, context)
        return
    words = await context.words(person)
    whose = service.keyring.hash(person.id)
    service.forgotten.put(whose, service.clock(), service.clock())  # what this and other updates still have in hand
    await service.writer.commit(*forget(service.bot, person.id, service.keyring))
    await service.database.checkpoint()
    service.languages.put(whose, AUTOMATIC, service.clock())
    await send_reply(context, place_of(message), forgotten_reply(words))


async def offer_languages(message: Message, context: Context) -> None:
    """Ask which language a person wants to be spoken to in."""
    person = speaker_of(message)
    if person is None:
        await _not_yourself(message, context)
        return
    service = context.service
    known = await chosen(service.database, service.bot, service.keyring.hash(person.id))
    words = await context.words(person)
    await send_reply(context, place_of(message), language_reply(words, known or AUTOMATIC))


async def _not_yourself(message: Message, context: Context) -> None:
    words = await context.words(message.from_user)
    await send_reply(context, place_of(message), not_yourself_reply(words, bot_name=context.bot_name))


def choose_language(action: Action, query: CallbackQuery, context: Context) -> str:
    """Speak another language with whoever pressed, in every chat from now on.

    Returns:
        What confirms it, in that language.
    """
    service, now = context.service, context.service.clock()
    whose = service.keyring.hash(query.from_user.id)
    context.write(choose(service.database, service.bot, whose, action.target or None, now))
    service.languages.put(whose, action.target, now)
    return language_toast(words_for(action.target or query.from_user.language_code), action.target)


async def show_choice(message: Message, action: Action, query: CallbackQuery, context: Context) -> None:
    """Mark the choice under the question, in the new language; a group's question is everybody's and stays as it is."""
    if message.chat.type == ChatType.PRIVATE:
        words = words_for(action.target or query.from_user.language_code)
        await edit_reply(context, place_of(message), (message.message_id,), language_reply(words, action.target))
