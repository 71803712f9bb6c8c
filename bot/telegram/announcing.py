"""Operators who plan and mind announcements in a private chat with the bot: which update goes where.

For everybody else nothing here exists: their messages go on to the other handlers before anything is read.
"""

from typing import Any, Final

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, BaseHandler, CallbackQueryHandler, MessageHandler, filters

from bot.replies import announcing
from bot.replies.announcing_ids import MARKED
from bot.telegram import announce_flow as flow
from bot.telegram.announce_desk import Desk, desk_for, is_operator
from bot.telegram.announce_draft import TAKEN
from bot.telegram.announce_lists import show_list
from bot.telegram.announce_presses import on_press
from bot.telegram.context import Context
from bot.telegram.said import said_in

GROUP: Final = -2
"""Before all other handlers: a message that a draft waits for is no question."""

_ORDERS: Final = frozenset({"announce", "announcements", "cancel"})


def handlers() -> list[tuple[BaseHandler[Any, Context, None], int]]:
    """What an application needs for all this, each with its group."""
    private = filters.ChatType.PRIVATE
    return [
        (MessageHandler(private & filters.UpdateType.MESSAGE, on_message), GROUP),
        (MessageHandler(private & filters.UpdateType.EDITED_MESSAGE, on_edited_message), GROUP),
        (CallbackQueryHandler(on_press, pattern=f"^{MARKED}"), GROUP),
    ]


async def on_message(update: Update, context: Context) -> None:
    """An operator gives an order, or sends what their draft waits for; anything else is a question as ever.

    Raises:
        ApplicationHandlerStop: the message has been taken.
    """
    message = update.message
    if message is None or not is_operator(message.from_user, context):
        return
    said = said_in(message, context.me)
    is_order = said.command is not None and message.forward_origin is None
    if is_order and (said.command not in _ORDERS or said.bot is False):
        return
    desk = await desk_for(message.from_user, context)
    if is_order:
        await _obey(desk, said.command)
    elif not await _take(desk, message):
        return
    raise ApplicationHandlerStop


async def on_edited_message(update: Update, context: Context) -> None:
    """What a draft was made of has been edited: the draft follows. It was no question, and is none now.

    Raises:
        ApplicationHandlerStop: the message belongs to a draft.
    """
    message = update.edited_message
    if message is None or not is_operator(message.from_user, context):
        return
    desk = await desk_for(message.from_user, context)
    if await context.work.get(TAKEN, desk.person, message.message_id) is None:
        return
    context.work.did("announcing")
    draft = await flow.draft_of(desk)
    if draft and draft.source == message.message_id:
        await flow.retake(desk, draft, message)
    elif draft is None:
        await desk.send(announcing.said_reply(desk.words, "late-edit"))
    raise ApplicationHandlerStop


async def _obey(desk: Desk, command: str | None) -> None:
    desk.context.work.did("announcing", command=command)
    if command == "announce":
        await flow.start(desk)
    elif command == "announcements":
        await show_list(desk, None)
    elif not await flow.leave(desk):
        await desk.send(announcing.said_reply(desk.words, "nothing"))


async def _take(desk: Desk, message: Message) -> bool:
    """Whether a draft waited for this message."""
    draft = await flow.draft_of(desk)
    if draft is None or not draft.is_listening:
        return False
    desk.context.work.did("announcing", step=draft.step)
    await flow.take(desk, draft, message)
    return True
