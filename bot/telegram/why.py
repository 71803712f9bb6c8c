"""/why: operators learn how an answer came about, of any question or message, in private and in groups.

What people ask is theirs: the explanation goes to the operator's private chat, wherever it was wanted, and nothing is
kept of it. To everybody else it is a command like any that doesn't exist.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler, MessageHandler, filters

from bot.delivery.errors import Refused
from bot.matching.outcome import Memory
from bot.replies.why import Notice, why_notice, why_reply
from bot.telegram.answering import earlier_answer, place_of
from bot.telegram.context import Context
from bot.telegram.kinds import ANSWERED, SHOWN, Answered, Shown
from bot.telegram.refusals import in_terms
from bot.telegram.said import is_words, said_in
from bot.telegram.sending import Place, log_refusal, send_reply
from bot.telegram.service import recall

COMMAND: Final = "why"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to be explained.

    Attributes:
        text: as written; before: what the conversation was about when it was asked.
    """

    text: str
    before: Memory | None


class _Why(filters.MessageFilter):
    """The command, said by whoever sends it."""

    def filter(self, message: Message) -> bool:
        said = said_in(message, message.get_bot().bot)
        is_own = message.forward_origin is None and message.via_bot is None
        return said.command == COMMAND and said.bot is not False and is_own


def handler(operators: Iterable[int]) -> BaseHandler[Any, Context, None]:
    """What reacts to the command; to be asked before the handler of all messages, which has the others' commands."""
    return MessageHandler(filters.UpdateType.MESSAGE & filters.User(sorted(operators)) & _Why(), on_why)


async def on_why(update: Update, context: Context) -> None:
    """Explain what an operator points at, or what they wrote behind the command."""
    message = update.message
    if message is None or message.from_user is None:
        return
    words, matcher = await context.words(message.from_user), context.service.matcher
    wanted = await _wanted(message, context)
    if isinstance(wanted, Wanted):
        outcome, _ = matcher.ask(wanted.text, wanted.before, context.service.clock())
        reply = why_reply(outcome, matcher.knowledge, words)
        context.work.did("explained", reason=outcome.reason)
    else:
        reply = why_notice(wanted, words)
        context.work.did("nothing to explain", reason=wanted)
    await send_reply(context, _private_place(message), reply)


def _private_place(message: Message) -> Place:
    """Where an operator alone reads it."""
    if message.chat.type == ChatType.PRIVATE:
        return place_of(message)
    return Place(message.from_user.id if message.from_user else message.chat.id)


async def _wanted(message: Message, context: Context) -> Wanted | Notice:
    """The question that is meant: the words behind the command, else those of what it replies to."""
    target, text = message.reply_to_message, said_in(message, context.me).rest
    if is_words(text):
        return Wanted(text, await _before(target, context) if target else None)
    if target is not None and _is_ours(target, context):
        return await _answered_by(target, message, context)
    if message.quote is not None and is_words(message.quote.text):
        return Wanted(message.quote.text, None)
    return "usage" if target is None else await _asked_in(target, context)


def _is_ours(message: Message, context: Context) -> bool:
    """Whether the bot itself said this; what it passes on was said by somebody else."""
    who = message.from_user
    return who is not None and who.id == context.me.id and message.forward_origin is None


async def _asked_in(target: Message, context: Context) -> Wanted | Notice:
    """A message as it was asked: with what the conversation was about then, if it has an answer."""
    text = said_in(target, context.me).rest
    if not is_words(text):
        return "usage"
    earlier = await earlier_answer(target, context.work)
    return Wanted(text, _recalled(earlier, context))


async def _answered_by(target: Message, message: Message, context: Context) -> Wanted | Notice:
    """The question that an answer of ours was given to."""
    shown = await _shown(target, context)
    if shown is None:
        return "no-answer"
    if shown.question_id is None:
        return "picked"
    text = await _fetched(shown.question_id, message, context)
    if text is None:
        return "no-words"
    earlier = await context.work.get(ANSWERED, target.chat.id, shown.question_id)
    return Wanted(text, _recalled(earlier, context))


async def _fetched(question_id: int, message: Message, context: Context) -> str | None:
    """The words of a question in the same chat, which only Telegram has: it tells them when the message is forwarded.

    The operator sees it too, above its explanation. None when it is gone, or may not be passed on.
    """

    async def request(chat: int) -> Message:
        forward = context.bot.forward_message
        return await in_terms(forward(chat, message.chat.id, question_id, disable_notification=True))

    try:
        forwarded = await context.service.sender.send(request, _private_place(message).chat)
    except Refused as error:
        log_refusal("question not forwarded", error)
        return None
    text = said_in(forwarded, context.me).rest
    return text if is_words(text) else None


async def _before(target: Message, context: Context) -> Memory | None:
    """What words behind the command refer to when they reply to an answer."""
    shown = await _shown(target, context)
    return recall(shown.pairs, context.service.matcher.knowledge, context.service.clock()) if shown else None


async def _shown(target: Message, context: Context) -> Shown | None:
    shown = await context.work.get(SHOWN, target.chat.id, target.message_id)
    return shown  # noqa: RET504 - mypy can't tell the kind of a note by what is expected


def _recalled(earlier: Answered | None, context: Context) -> Memory | None:
    """What the conversation was about when a question was answered."""
    if earlier is None:
        return None
    return recall(earlier.before, context.service.matcher.knowledge, context.service.clock())
