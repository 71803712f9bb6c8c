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
    words = await context.words(query.from_user)
    message, action = _pressed(query, context), decode(query.data or "")
    context.work.did("pressed", action=action.name if action else None)
    if message is None or action is None:
        await _alert(query, context, stale_alert(words))
        return
    button = (message.message_id, query.data, query.from_user.id if action.name in _OF_ONE else None)
    with _alone((message.chat.id, *button), context.service.pressing) as alone:
        if not alone:
            await _toast(query, context)
        elif await _is_let_in(query, message, button, words, context):
            await _do(message, action, query, words, context)


@contextmanager
def _alone(press: Press, pressing: set[Press]) -> Iterator[bool]:
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
            await _toast(query, context, feedback_toast(words, helpful=action.name == "helpful"))
        else:
            await _alert(query, context, stale_alert(words))
    elif action.name == "language":
        await _toast(query, context, choose_language(action, query, context))
        await show_choice(message, action, query, context)
    elif reply := reply_for(action, context.service.matcher.knowledge, words):
        await _toast(query, context)
        await show_reply(message, action, reply, query, context)
    else:
        await _alert(query, context, stale_alert(words))


def _pressed(query: CallbackQuery, context: Context) -> Message | None:
    """The message of ours that holds the button; None when Telegram hands it out no more, or it is not ours."""
    message = query.message
    if not isinstance(message, Message) or message.from_user is None or message.from_user.id != context.me.id:
        return None
    return message


async def _is_let_in(query: CallbackQuery, message: Message, button: Press, words: Words, context: Context) -> bool:
    """Whether a press counts: not the same one twice, not from one who presses without end."""
    work, chat, person = context.work, message.chat.id, query.from_user.id
    await work.load(chat, (PRESSED, button), (PRESSES, person), (SHOWN, message.message_id))
    last = await work.get(PRESSED, chat, *button)
    work.put(PRESSED, work.arrived, chat, *button)
    if last is not None and abs(work.arrived - last) <= DOUBLE_SECONDS:
        await _toast(query, context)
        return False
    known = await work.get(PRESSES, chat, person)
    verdict, visits = enter(known, PRESS_LIMIT, work.arrived)
    work.put(PRESSES, visits, chat, person, person=person)
    if verdict != "pass":
        if verdict == "notice":
            await _alert(query, context, slow_down_reply(words).parts[0].plain)
        else:
            await _toast(query, context)
    return verdict == "pass"


async def _toast(query: CallbackQuery, context: Context, text: str | None = None) -> None:
    """Stop the button's spinner; what there is to say goes by."""
    await _acknowledge(query, context, text, stays=False)


async def _alert(query: CallbackQuery, context: Context, text: str) -> None:
    """The same with words that stay until they are clicked away."""
    await _acknowledge(query, context, text, stays=True)


async def _acknowledge(query: CallbackQuery, context: Context, text: str | None, *, stays: bool) -> None:
    try:
        await context.service.sender.call(
            lambda: in_terms(query.answer(text[:MAX_ALERT] if text else None, show_alert=stays))
        )
    except DeliveryError as error:
        log_refusal("press not acknowledged", error)
