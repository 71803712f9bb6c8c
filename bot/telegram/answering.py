"""A question in, its answer out, and what is remembered of both so that follow-ups and edits find them again."""

from typing import Final

import structlog
from telegram import Message
from telegram.constants import ChatType

from bot.matching.outcome import Answer, Choices, Memory, Outcome
from bot.replies import Reply, empty_ask_reply, reply_to
from bot.telegram.context import Context, words_of
from bot.telegram.questions import Asked
from bot.telegram.recent import Key
from bot.telegram.sending import Place, edit_reply, send_reply
from bot.telegram.service import Answered, Shown

log = structlog.get_logger("bot.telegram")

_OUTCOMES: Final = {Answer: "answer", Choices: "choices"}


async def answer(message: Message, asked: Asked, context: Context) -> None:
    """Answer the question of a message: anew, or in the place of the answer that it got before it was edited."""
    service = context.service
    started = service.clock()
    question = (message.chat.id, message.message_id)
    earlier = service.answered.get(question, started)
    before = service.recall(earlier.before, started) if earlier else _memory_for(message, context)
    reply, outcome, after = _reply_for(message, asked, before, context)
    if outcome and outcome.reason == "small-talk" and not (asked.called or earlier):
        return
    place = place_of(message, asked.message_id)
    if earlier:
        sent = await edit_reply(context, place, earlier.message_ids, reply)
    else:
        sent = await send_reply(context, place, reply)
    now = service.clock()
    if sent:
        service.answered.put(question, Answered(hash(asked.text), sent, before.pairs if before else ()), now)
        show(context, message.chat.id, sent, Shown(message.message_id, after.pairs if after else ()))
    if after:
        service.memories.put(conversation_of(message), after, now)
    _log_answer(outcome, edited=earlier is not None, sent=bool(sent), seconds=now - started)


def place_of(message: Message, reply_to: int | None = None) -> Place:
    """Where what answers a message goes: in a group under it (or under another one), in its topic."""
    thread = message.message_thread_id if message.is_topic_message else None
    if message.chat.type == ChatType.PRIVATE:
        return Place(message.chat.id, thread)
    return Place(message.chat.id, thread, reply_to or message.message_id)


def person_of(message: Message) -> int | None:
    """Who speaks: a person, or the group or channel in whose name somebody does."""
    speaker = message.sender_chat or message.from_user
    return speaker.id if speaker else None


def conversation_of(message: Message) -> Key:
    """The key of a conversation: chat, person, topic."""
    return (message.chat.id, person_of(message), place_of(message).thread)


def show(context: Context, chat: int, message_ids: tuple[int, ...], shown: Shown) -> None:
    """Remember what messages of ours show."""
    for message_id in message_ids:
        context.service.shown.put((chat, message_id), shown, context.service.clock())


def _memory_for(message: Message, context: Context) -> Memory | None:
    """What a follow-up refers to: the answer that it replies to, or else the person's last question."""
    service = context.service
    now = service.clock()
    target = message.reply_to_message
    shown = service.shown.get((message.chat.id, target.message_id), now) if target else None
    meant = service.recall(shown.pairs, now) if shown else None
    return meant or service.memories.get(conversation_of(message), now)


def _reply_for(
    message: Message, asked: Asked, before: Memory | None, context: Context
) -> tuple[Reply, Outcome | None, Memory | None]:
    service, words = context.service, words_of(message.from_user)
    if not asked.text:
        return empty_ask_reply(words, bot_name=context.bot_name), None, before
    outcome, after = service.matcher.ask(asked.text, before, service.clock())
    return reply_to(outcome, service.knowledge, words), outcome, after


def _log_answer(outcome: Outcome | None, *, edited: bool, sent: bool, seconds: float) -> None:
    """One line a question; never its words, nor who asked."""
    if outcome is None:
        return
    log.info(
        "edited" if edited else "answered",
        outcome=_OUTCOMES.get(type(outcome), "none"),
        reason=outcome.reason,
        pairs=[match.pair for match in outcome.matches],
        confidence=round(outcome.confidence, 3),
        sent=sent,
        ms=round(seconds * 1000),
    )
