"""Presses of buttons. Every press is acknowledged; one that means nothing any more gets a polite alert."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from telegram import CallbackQuery, Message, Update

from bot.delivery.errors import DeliveryError
from bot.replies import Action, Words, decode, feedback_toast, slow_down_reply, stale_alert
from bot.telegram.context import Context
from bot.telegram.feedback import take_feedback
from bot.telegram.flood import PRESS_LIMIT, enter
from bot.telegram.kinds import PRESSED, PRESSES, SHOWN
from bot.telegram.personal import choose_language, show_choice
from bot.telegram.picks import reply_for, show_reply
from bot.telegram.refusals import in_terms
from bot.telegram.sending import log_refusal
from bot.telegram.service import Press
from bot.telegram.subscription_words import words_in

MAX_ALERT: Final = 200
"""Characters that an alert or a toast may have (Bot API, answerCallbackQuery)."""

DOUBLE_SECONDS: Final = 3.0
"""Two presses of the same button within this time are one: a double tap, or two people at once."""

_OF_ONE: Final = frozenset({"helpful", "unhelpful", "language"})
"""What is one person's alone: two who press it at once have pressed two buttons."""


async def on_press(update: Update, context: Context) -> None:
    """Do what a button stands for, once."""
    query = update.callback_query
    if query is None:
        return
    message, action = _pressed(query, context), decode(query.data or "")
    words = await (words_in(message.chat, query.from_user, context) if message else context.words(query.from_user))
    context.work.did("pressed", action=action.name if action else None)
    if message is None or action is None:
        await alert(query, context, stale_alert(words))
        return
    button = (message.message_id, query.data, query.from_user.id if action.name in _OF_ONE else None)
    with alone((message.chat.id, *button), context.service.pressing) as is_alone:
        if not is_alone:
            await toast(query, context)
        elif await is_let_in(query, message, button, words, context):
            await _do(message, action, query, words, context)


@contextmanager
def alone(press: Press, pressing: set[Press]) -> Iterator[bool]:
    """Whether nobody else's press of the same button is being handled: each person's come side by side with others'."""
    if press in pressing:
        yield False
        return
    pressing.add(press)
    try:
        yield True
    finally:
        pressing.remove(press)


async def _do(message: Message, action: Action, query: CallbackQuery, words: Words, context: Context) -> None:
    if action.name in {"helpful", "unhelpful"}:
        if take_feedback(message, action, query, context):
            await toast(query, context, feedback_toast(words, helpful=action.name == "helpful"))
        else:
            await alert(query, context, stale_alert(words))
    elif action.name == "language":
        await toast(query, context, choose_language(action, query, context))
        await show_choice(message, action, query, context)
    elif reply := reply_for(action, context.service.matcher.knowledge, words):
        await toast(query, context)
        await show_reply(message, action, reply, query, context)
    else:
        await alert(query, context, stale_alert(words))


def _pressed(query: CallbackQuery, context: Context) -> Message | None:
    """The message of ours that holds the button; None when Telegram hands it out no more, or it is not ours."""
    message = query.message
    if not isinstance(message, Message) or message.from_user is None or message.from_user.id != context.me.id:
        return None
    return message


async def is_let_in(query: CallbackQuery, message: Message, button: Press, words: Words, context: Context) -> bool:
    """Whether a press counts: not the same one twice, not from one who presses without end."""
    work, chat, person = context.work, message.chat.id, query.from_user.id
    await work.load(chat, (PRESSED, button), (PRESSES, person), (SHOWN, message.message_id))
    last = await work.get(PRESSED, chat, *button)
    work.put(PRESSED, work.arrived, chat, *button)
    if last is not None and abs(work.arrived - last) <= DOUBLE_SECONDS:
        await toast(query, context)
        return False
    known = await work.get(PRESSES, chat, person)
    verdict, visits = enter(known, PRESS_LIMIT, work.arrived)
    work.put(PRESSES, visits, chat, person, person=person)
    if verdict != "pass":
        if verdict == "notice":
            await alert(query, context, slow_down_reply(words).parts[0].plain)
        else:
            await toast(query, context)
    return verdict == "pass"


async def toast(query: CallbackQuery, context: Context, text: str | None = None) -> None:
    """Stop the button's spinner; what there is to say goes by."""
    await _acknowledge(query, context, text, stays=False)


async def alert(query: CallbackQuery, context: Context, text: str) -> None:
    """The same with words that stay until they are clicked away."""
    await _acknowledge(query, context, text, stays=True)


async def _acknowledge(query: CallbackQuery, context: Context, text: str | None, *, stays: bool) -> None:
    try:
        await context.service.sender.call(
            lambda: in_terms(query.answer(text[:MAX_ALERT] if text else None, show_alert=stays))
        )
    except DeliveryError as error:
        log_refusal("press not acknowledged", error)
