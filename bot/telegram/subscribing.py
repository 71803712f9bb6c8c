"""Commands about announcements: /subscribe, /unsubscribe and /settings, in a group or channel or in private.

Only a chat's admins may change what it gets. Its members see its settings, and nobody sees those of others.
"""

import asyncio
from typing import Any, Final

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler, CallbackQueryHandler, MessageHandler, filters

from bot.announcements.homes import Home, homes
from bot.replies import Reply, Words
from bot.replies.subscriptions import choose_reply, settings_notice, settings_reply, unclear_reply
from bot.telegram.admins import is_admin, speaks_as_admin
from bot.telegram.answering import place_of
from bot.telegram.context import Context
from bot.telegram.membership import note_self
from bot.telegram.messages import may_ask
from bot.telegram.sending import send_reply
from bot.telegram.subscription_cards import Desk, card_of, desk_for, home_by, home_of, reply_for, spoken
from bot.telegram.subscription_changes import Change, changed
from bot.telegram.subscription_orders import Order, order_in, setting_of
from bot.telegram.subscription_presses import on_setting

MOST_ASKED: Final = 50
"""Chats about which Telegram is asked whether somebody is an admin there; a chat beyond may be named by its number."""

MOST_SHOWN: Final = 30
"""Of those that are found, so that the keyboard stays below ten kilobytes."""

AT_ONCE: Final = 8
"""Questions to Telegram side by side."""


class _Orders(filters.MessageFilter):
    """Commands about announcements; whatever else begins so is left to the other handlers."""

    def filter(self, message: Message) -> bool:
        return order_in(message, message.get_bot().bot) is not None


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """What reacts to these commands and to the buttons that follow; to be asked before those for all messages."""
    new = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
    return [MessageHandler(new & _Orders(), on_order), CallbackQueryHandler(on_setting, pattern="^g:")]


async def on_order(update: Update, context: Context) -> None:
    """Do what a command says, for whoever may say it."""
    message = update.effective_message
    order = order_in(message, context.me) if message else None
    if message is None or order is None or not await may_ask(message, context):
        return
    context.work.did("announcements", command=order.command, group=order.chat)
    if message.chat.type == ChatType.PRIVATE:
        reply = await _in_private(message, order, context)
    else:
        reply = await _in_chat(message, order, context)
    await send_reply(context, place_of(message), reply)


async def _in_chat(message: Message, order: Order, context: Context) -> Reply:
    """In a group or channel: anybody may look, admins may change."""
    desk = await desk_for(home_of(message.chat), context, inside=True, thread=place_of(message).thread)
    words = spoken(desk.was, desk.scene, await context.words(message.from_user))
    if not context.service.allows(message.chat.id):
        return settings_notice("not-allowed", words)
    if await speaks_as_admin(message, context):
        return await _obeyed(order, desk, words, context)
    if order.command == "settings" and not order.text:
        return settings_reply(card_of(desk, desk.was, context), words, buttons=False)
    return settings_notice("not-admin", words)


async def _in_private(message: Message, order: Order, context: Context) -> Reply:
    """In private: an admin names the chat, or picks it. To all others every chat is one that doesn't exist."""
    words, person = await context.words(message.from_user), message.chat.id
    if order.chat is None:
        if order.text:
            return settings_notice("not-yours", words)
        found = await _run_by(person, context)
        return choose_reply(order.command, [(home.id, home.title, home.subscribed) for home in found], words)
    home = await home_by(order.chat, context)
    if home is None or not await is_admin(person, home.id, context):
        return settings_notice("not-yours", words)
    return await _obeyed(order, await desk_for(home, context, inside=False), words, context)


async def _run_by(person: int, context: Context) -> list[Home]:
    """The groups and channels in which the bot is and a person is an admin now."""
    service, gate = context.service, asyncio.Semaphore(AT_ONCE)

    async def runs(home: Home) -> bool:
        async with gate:
            return await is_admin(person, home.id, context)

    known = [one for one in await homes(service.database, service.bot, MOST_ASKED) if service.allows(one.id)]
    answers = await asyncio.gather(*(runs(home) for home in known))
    return [home for home, yes in zip(known, answers, strict=True) if yes][:MOST_SHOWN]


async def _obeyed(order: Order, desk: Desk, words: Words, context: Context) -> Reply:
    """Carry an admin's command out; what is shown then."""
    setting = setting_of(order, desk.home.id)
    if setting is None:
        return unclear_reply(order.text, None if desk.scene.inside else desk.home.id, words)
    change = changed(setting, desk.was, desk.scene, context.service) or Change(desk.was)
    context.write(*change.writes)
    if setting.verb == "subscribe":
        await note_self(desk.home, context)
    return reply_for(setting, desk, change.wanted, words, context)
