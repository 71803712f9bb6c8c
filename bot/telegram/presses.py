"""Presses of buttons. Every press is acknowledged; one that means nothing any more gets a polite alert."""

from dataclasses import replace

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.knowledge.model import Knowledge
from bot.matching.outcome import Memory
from bot.replies import (
    Action,
    Reply,
    Words,
    context_reply,
    decode,
    find_article,
    find_pair,
    find_topic,
    none_of_these_reply,
    pair_reply,
    slow_down_reply,
    sources_reply,
    stale_alert,
    topics_reply,
)
from bot.telegram.answering import place_of, show
from bot.telegram.context import Context, words_of
from bot.telegram.keyboards import offers_choices
from bot.telegram.sending import edit_reply, log_refusal, send_reply
from bot.telegram.service import Shown

MAX_ALERT = 200
"""Characters that an alert may have (Bot API, answerCallbackQuery)."""


async def on_press(update: Update, context: Context) -> None:
    """Do what a button stands for, once."""
    query = update.callback_query
    if query is None:
        return
    words = words_of(query.from_user)
    message, action = _pressed(query, context), decode(query.data or "")
    reply = _reply_for(action, context.service.knowledge, words) if action else None
    if message is None or action is None or reply is None:
        await _acknowledge(query, stale_alert(words))
        return
    if await _is_let_in(query, message, words, context):
        await _acknowledge(query)
        await _show(message, action, reply, query, context)


def _pressed(query: CallbackQuery, context: Context) -> Message | None:
    """The message of ours that holds the button; None when Telegram hands it out no more, or it is not ours."""
    message = query.message
    if not isinstance(message, Message) or message.from_user is None or message.from_user.id != context.me.id:
        return None
    return message


async def _is_let_in(query: CallbackQuery, message: Message, words: Words, context: Context) -> bool:
    """Whether a press counts: not the same one twice, not from one who presses without end."""
    service = context.service
    now = service.clock()
    if not service.pressed.first((message.chat.id, message.message_id, query.data), True, now):
        await _acknowledge(query)
        return False
    verdict = service.presses_gate.enter((message.chat.id, query.from_user.id), now)
    if verdict != "pass":
        await _acknowledge(query, slow_down_reply(words).parts[0].plain if verdict == "notice" else None)
    return verdict == "pass"


def _reply_for(action: Action, knowledge: Knowledge, words: Words) -> Reply | None:
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


async def _show(message: Message, action: Action, reply: Reply, query: CallbackQuery, context: Context) -> None:
    """In the place of choices and lists; below what stays: answers, and lists from which a question is picked."""
    below = action.name == "context" or (action.name == "pair" and not offers_choices(message))
    place = replace(place_of(message), reply_to=message.message_id)
    if below:
        sent = await send_reply(context, place, reply)
    else:
        sent = await edit_reply(context, place, (message.message_id,), reply)
    if action.name in {"pair", "context"} and sent:
        _remember(message, action, query, sent, context)


def _remember(message: Message, action: Action, query: CallbackQuery, sent: tuple[int, ...], context: Context) -> None:
    """The next question may refer to what was picked; an edited one must find the messages that now answer it."""
    service = context.service
    now, chat = service.clock(), message.chat.id
    pair = find_pair(action.target, service.knowledge)
    if pair is None:
        return
    conversation = (chat, query.from_user.id, place_of(message).thread)
    known = service.memories.get(conversation, now)
    asked = known.asked if known else service.knowledge.pairs[pair].question
    service.memories.put(conversation, Memory(asked, (pair,), now), now)
    was = service.shown.get((chat, message.message_id), now)
    replaced = was.question_id if was and message.message_id in sent else None
    show(context, chat, sent, Shown(replaced, (pair,)))
    answered = service.answered.get((chat, replaced), now)
    if answered:
        service.answered.put((chat, replaced), replace(answered, message_ids=sent), now)


async def _acknowledge(query: CallbackQuery, alert: str | None = None) -> None:
    """Stop the button's spinner, with an alert if there is something to say."""
    try:
        await query.answer(alert[:MAX_ALERT] if alert else None, show_alert=alert is not None)
    except TelegramError as error:
        log_refusal("press not acknowledged", error)
