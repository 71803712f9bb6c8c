"""What a button about the knowledge shows, and what is remembered of it: answers, context, lists, none of these."""

from dataclasses import replace

from telegram import CallbackQuery, Message

from bot.knowledge.model import Knowledge
from bot.matching.outcome import Memory
from bot.replies import (
    Action,
    Reply,
    Words,
    context_reply,
    find_article,
    find_pair,
    find_topic,
    none_of_these_reply,
    pair_reply,
    sources_reply,
    topics_reply,
)
from bot.telegram.answering import Missed, miss, place_of, show
from bot.telegram.context import Context
from bot.telegram.keyboards import offers_choices
from bot.telegram.kinds import ANSWERED, MEMORY, SHOWN, Shown
from bot.telegram.sending import edit_reply, send_reply


def reply_for(action: Action, knowledge: Knowledge, words: Words) -> Reply | None:
    """What an action shows; None when the knowledge has it no more."""
    if action.name == "none":
        return none_of_these_reply(knowledge, words)
    if action.name == "sources":
        return sources_reply(knowledge, words, page=action.page)
    if action.name == "topics":
        return _topics(action, knowledge, words)
    pair = find_pair(action.target, knowledge)
    if pair is None:
        return None
    return (pair_reply if action.name == "pair" else context_reply)(pair, knowledge, words)


def _topics(action: Action, knowledge: Knowledge, words: Words) -> Reply | None:
    if not action.target:
        return topics_reply(knowledge, words, page=action.page)
    article = find_article(action.target, knowledge)
    topic = find_topic(action.topic, article, knowledge) if article and action.topic else None
    if article is None or (action.topic and topic is None):
        return None
    return topics_reply(knowledge, words, article=article, topic=topic, page=action.page)


async def show_reply(message: Message, action: Action, reply: Reply, query: CallbackQuery, context: Context) -> None:
    """In the place of choices and lists; below what stays: answers, and lists from which a question is picked."""
    below = action.name == "context" or (action.name == "pair" and not offers_choices(message))
    place = replace(place_of(message), reply_to=message.message_id)
    if below:
        sent = await send_reply(context, place, reply)
    else:
        sent = await edit_reply(context, place, (message.message_id,), reply)
    if action.name in {"pair", "context"} and sent:
        await _remember(message, action, query, sent, context)
    elif action.name == "none":
        await _miss(message, query, context)


async def _remember(
    message: Message, action: Action, query: CallbackQuery, sent: tuple[int, ...], context: Context
) -> None:
    """The next question may refer to what was picked; an edited one must find the messages that now answer it."""
    work, knowledge, chat, person = context.work, context.service.matcher.knowledge, message.chat.id, query.from_user.id
    pair = find_pair(action.target, knowledge)
    if pair is None:
        return
    conversation = (person, place_of(message).thread)
    known = await work.get(MEMORY, chat, *conversation)
    asked = known.asked if known else knowledge.pairs[pair].question
    work.put(MEMORY, Memory(asked, (pair,), context.service.clock()), chat, *conversation, person=person)
    was = await work.get(SHOWN, chat, message.message_id)
    replaced = was.question_id if was and message.message_id in sent else None
    show(work, chat, sent, Shown(replaced, (pair,)), person)
    answered = await work.get(ANSWERED, chat, replaced)
    if answered:
        work.put(ANSWERED, replace(answered, message_ids=sent), chat, replaced, person=person)


async def _miss(message: Message, query: CallbackQuery, context: Context) -> None:
    """None of the choices was meant: the question is kept for the curators, as long as it is known."""
    work, person = context.work, query.from_user.id
    memory = await work.get(MEMORY, message.chat.id, person, place_of(message).thread)
    if memory:
        miss(work, message, Missed(memory.asked, memory.pairs, "none-of-these", person))
