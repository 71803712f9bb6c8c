"""Presses of operators' buttons: whose count, and what each kind does. Any other press does nothing but a toast."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.announcements import cards
from bot.announcements.plans import LARGEST_ID
from bot.replies import stale_alert, words_for
from bot.replies.announcing_cards import TABS
from bot.replies.announcing_ids import MARKED, Part, Press, decode_press
from bot.telegram import announce_flow as flow
from bot.telegram.announce_corrections import is_settling, settle
from bot.telegram.announce_desk import Desk, desk_for, is_operator
from bot.telegram.announce_lists import show_list, show_shipped, switch
from bot.telegram.announce_pressed import Pressed, pressed
from bot.telegram.announce_single import act, ask_to_recall, decide, is_act, show_card, show_message, show_report
from bot.telegram.context import Context
from bot.telegram.kinds import PRESSED
from bot.telegram.presses import DOUBLE_SECONDS, alert, toast

MAX_DIGITS: Final = 10
"""Of a number in a button."""


async def on_press(update: Update, context: Context) -> None:
    """Do what an operator's button stands for.

    Raises:
        ApplicationHandlerStop: it was one of those; nobody else knows them.
    """
    query = update.callback_query
    if query is None or not (query.data or "").startswith(MARKED):  # the library hands on what has no data at all
        return
    context.work.did("announcing")
    await _press(query, context)
    raise ApplicationHandlerStop


async def _press(query: CallbackQuery, context: Context) -> None:
    """A press counts of an operator, under a message in their own chat, and once."""
    message, press = _shown(query, context), decode_press(query.data or "")
    if message is None or press is None or not is_operator(query.from_user, context):
        # As any other button that means nothing: whoever is no operator shall not tell these from those.
        await alert(query, context, stale_alert(words_for(query.from_user.language_code)))
        return
    desk = await desk_for(query.from_user, context)
    if press.part != "w" and await _is_double(message, query, context):  # a step may be ticked on and off quickly
        await toast(query, context)
        return
    said = await _DO[press.part](desk, press, message.message_id)
    await toast(query, context, said)


def _shown(query: CallbackQuery, context: Context) -> Message | None:
    """The message of ours that holds the button, in the presser's own chat."""
    message = query.message
    if not isinstance(message, Message) or message.from_user is None or message.from_user.id != context.me.id:
        return None
    return message if message.chat.type == ChatType.PRIVATE and message.chat.id == query.from_user.id else None


async def _is_double(message: Message, query: CallbackQuery, context: Context) -> bool:
    """Whether the same button was pressed a moment ago: a double tap, or a second device."""
    work, button = context.work, (message.message_id, query.data, query.from_user.id)
    last = await work.get(PRESSED, message.chat.id, *button)
    work.put(PRESSED, work.arrived, message.chat.id, *button)
    return last is not None and abs(work.arrived - last) <= DOUBLE_SECONDS


async def _on_draft(desk: Desk, press: Press, message_id: int) -> str | None:
    draft = await flow.draft_of(desk)
    if draft is None or draft.token != press.target or draft.screen != message_id:
        return await _on_old_draft(desk, press, message_id)
    if press.verb == "leave":
        await flow.leave(desk)
        return None
    if press.verb == "confirm":
        return await flow.confirmed(desk, draft)
    if press.verb == "go" and press.arg == "preview" and draft.target is None:
        await flow.proceed(desk, draft.at("preview"))
        return None
    changed = await pressed(press.verb, Pressed(draft, press.arg, desk.service, desk.now))
    if changed is None:
        return stale_alert(desk.words)
    await flow.proceed(desk, changed)
    return None


async def _on_old_draft(desk: Desk, press: Press, message_id: int) -> str:
    """A draft that has been confirmed shows what became of it; any other is gone."""
    number = await flow.planned_before(desk, press.target)
    if number is not None and press.verb == "confirm":
        await show_card(desk, number, message_id)
    return stale_alert(desk.words)


async def _on_list(desk: Desk, press: Press, message_id: int) -> str | None:
    number = _number(press.arg or "0")
    match press.verb:
        case "list" if number is not None:
            await cards.hide(desk.database, desk.bot, number, desk.whose)
            await show_list(desk, message_id)
        case "page" if press.target in TABS and number is not None:
            await show_list(desk, message_id, press.target, number)
        case "new":
            await flow.start(desk)
        case "shipped":
            await show_shipped(desk, message_id)
        case _:
            return stale_alert(desk.words)
    return None


def _number(text: str) -> int | None:
    """A number that the database can hold; None for anything else."""
    known = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if known and int(text) <= LARGEST_ID else None


async def _on_one(desk: Desk, press: Press, message_id: int) -> str | None:
    number, page, said = _number(press.target), _number(press.arg or "0"), None
    if number is None:
        return stale_alert(desk.words)
    match press.verb, press.arg:
        case "open", "":
            await show_card(desk, number, message_id)
        case "show", "":
            said = await show_message(desk, number)
        case "report", _ if page is not None:
            await show_report(desk, number, page, message_id)
        case "edit", "":
            await flow.start(desk, number)
        case "recall", "":
            await ask_to_recall(desk, number, message_id)
        case "recall", "yes":
            said = await act(desk, number, "recall", message_id)
        case (("approve" | "refuse"), ""):
            said = await decide(desk, number, press.verb, message_id)
        case verb, "" if is_act(verb):
            said = await act(desk, number, verb, message_id)
        case _:
            said = stale_alert(desk.words)
    return said


async def _on_shipped(desk: Desk, press: Press, message_id: int) -> str | None:
    known = press.verb in {"on", "off"}
    return (await switch(desk, press.target, press.verb, message_id) if known else None) or stale_alert(desk.words)


async def _on_correction(desk: Desk, press: Press, message_id: int) -> str | None:
    number = _number(press.target)
    if number is None or not is_settling(press.verb):
        return stale_alert(desk.words)
    return await settle(desk, number, press.verb, press.arg, message_id)


_DO: Final[Mapping[Part, Callable[[Desk, Press, int], Awaitable[str | None]]]] = {
    "w": _on_draft,
    "l": _on_list,
    "o": _on_one,
    "t": _on_shipped,
    "c": _on_correction,
}
"""Returns what a toast says, if anything."""
