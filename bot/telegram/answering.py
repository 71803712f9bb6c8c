"""A question in, its answer out, and what is remembered of both so that follow-ups and edits find them again."""

from dataclasses import dataclass
from typing import Final

from telegram import Message
from telegram.constants import ChatType

from bot.matching.outcome import Answer, Choices, Memory, NoAnswer, Outcome
from bot.replies import Reply, Words, empty_ask_reply, reply_to
from bot.store import missed
from bot.telegram.context import Context
from bot.telegram.kinds import ANSWERED, MEMORY, MESSAGES, SHOWN, Answered, Shown
from bot.telegram.questions import Asked
from bot.telegram.sending import Place, edit_reply, send_reply
from bot.telegram.service import recall
from bot.telegram.subscription_words import words_in
from bot.telegram.work import Work

_OUTCOMES: Final = {Answer: "answer", Choices: "choices"}
_NOT_MISSED: Final = frozenset({"small-talk"})


@dataclass(frozen=True, slots=True)
class _Answering:
    """What a question gets: the reply, and why; the outcome is None when nothing was asked."""

    reply: Reply
    outcome: Outcome | None
    after: Memory | None


async def answer(message: Message, asked: Asked, context: Context) -> None:
    """Answer the question of a message: anew, or in the place of the answer that it got before it was edited."""
    service, work = context.service, context.work
    words = await words_in(message.chat, message.from_user, context)
    earlier = await earlier_answer(message, work)
    before = (
        recall(earlier.before, service.matcher.knowledge, service.clock())
        if earlier
        else await _memory_for(message, context)
    )
    found = _find(asked, before, words, context)
    _describe(asked, found.outcome, work, edited=earlier is not None)
    if found.outcome and found.outcome.reason == "small-talk" and not (asked.called or earlier):
        return
    place = place_of(message, asked.message_id)
    if earlier:
        sent = await edit_reply(context, place, earlier.message_ids, found.reply)
    else:
        sent = await send_reply(context, place, found.reply)
    work.did(work.event or "asked", sent=bool(sent))
    _remember(message, asked, found, before, sent, context)


async def earlier_answer(message: Message, work: Work) -> Answered | None:
    """How a message was answered before, if it was; those that one person alone sees all have the number 0."""
    if message.message_id == 0:
        return None
    earlier = await work.get(ANSWERED, message.chat.id, message.message_id)
    return earlier if earlier and earlier.date == _written(message) else None


def _written(message: Message) -> int:
    return int(message.date.timestamp())


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


async def look_back(message: Message, work: Work) -> None:
    """Read at once what an answer to a message will ask for."""
    person, target = person_of(message), message.reply_to_message
    await work.load(
        message.chat.id,
        (MESSAGES, person),
        (ANSWERED, message.message_id),
        (MEMORY, (person, place_of(message).thread)),
        *([(SHOWN, target.message_id)] if target else []),
    )


def show(work: Work, chat: int, message_ids: tuple[int, ...], shown: Shown, person: int | None) -> None:
    """Remember what messages of ours show."""
    for message_id in message_ids:
        work.put(SHOWN, shown, chat, message_id, person=person)


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that found no answer.

    Attributes:
        asked: as written; pairs: the nearest ones; reason: why none of them answers.
        person: who asked.
    """

    asked: str
    pairs: tuple[str, ...]
    reason: str
    person: int | None


def miss(work: Work, message: Message, question: Missed) -> None:
    """Keep a question for the curators.

    Args:
        message: that asked it, or ours that offered the wrong choices.
    """
    service, person = work.service, question.person
    which = service.keyring.hash(message.chat.id, message.message_id)
    whose = None if person is None else service.keyring.hash(person)
    at = service.clock()
    work.writes.append(
        missed.put(
            service.database,
            service.bot,
            which,
            person=whose,
            question=question.asked,
            reason=question.reason,
            nearest=question.pairs,
            at=at,
        )
    )


async def _memory_for(message: Message, context: Context) -> Memory | None:
    """What a follow-up refers to: the answer that it replies to, or else the person's last question."""
    service, work, target = context.service, context.work, message.reply_to_message
    if target:
        shown = await work.get(SHOWN, message.chat.id, target.message_id)
        meant = recall(shown.pairs, service.matcher.knowledge, service.clock()) if shown else None
        if meant:
            return meant
    memory = await work.get(MEMORY, message.chat.id, person_of(message), place_of(message).thread)
    return memory  # noqa: RET504 - mypy can't tell the kind of a note by what is expected


def _find(asked: Asked, before: Memory | None, words: Words, context: Context) -> _Answering:
    if not asked.text:
        return _Answering(empty_ask_reply(words, bot_name=context.bot_name), None, before)
    matcher = context.service.matcher
    outcome, after = matcher.ask(asked.text, before, context.service.clock())
    return _Answering(reply_to(outcome, matcher.knowledge, words), outcome, after)


def _remember(  # noqa: PLR0913, PLR0917 - each of them is part of what an answer was
    message: Message, asked: Asked, found: _Answering, before: Memory | None, sent: tuple[int, ...], context: Context
) -> None:
    work, chat, person = context.work, message.chat.id, person_of(message)
    if sent:
        was = Answered(
            context.service.keyring.hash(asked.text), _written(message), sent, before.pairs if before else ()
        )
        work.put(ANSWERED, was, chat, message.message_id, person=person)
        show(work, chat, sent, Shown(message.message_id, found.after.pairs if found.after else ()), person)
    if found.after:
        work.put(MEMORY, found.after, chat, person, place_of(message).thread, person=person)
    _note_miss(message, asked, found.outcome, context)


def _note_miss(message: Message, asked: Asked, outcome: Outcome | None, context: Context) -> None:
    """A question without an answer is kept; one that was edited and has an answer now isn't any more."""
    if isinstance(outcome, NoAnswer) and outcome.reason not in _NOT_MISSED:
        nearest = tuple(match.pair for match in outcome.matches)
        author = message.reply_to_message if asked.message_id != message.message_id else message
        person = person_of(author) if author else None  # a bare call asks in somebody else's words
        miss(context.work, message, Missed(asked.text, nearest, outcome.reason, person))
    elif message.edit_date is not None:
        service = context.service
        context.write(missed.drop(service.bot, service.keyring.hash(message.chat.id, message.message_id)))


def _describe(asked: Asked, outcome: Outcome | None, work: Work, *, edited: bool) -> None:
    """What the log says of a question; never its words, nor who asked."""
    work.question = asked.text
    if outcome is None:
        work.did("asked nothing")
        return
    work.did(
        "edited" if edited else "answered",
        outcome=_OUTCOMES.get(type(outcome), "none"),
        reason=outcome.reason,
        pairs=[match.pair for match in outcome.matches],
        confidence=round(outcome.confidence, 3),
    )
