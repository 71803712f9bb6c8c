"""Presses of the buttons under a chat's settings. Whoever presses must be an admin of that chat at that moment."""

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.replies import Words
from bot.replies.subscription_ids import Setting, decode_setting
from bot.replies.subscriptions import setting_toast
from bot.telegram.admins import is_admin
from bot.telegram.answering import place_of
from bot.telegram.context import Context
from bot.telegram.membership import note_self
from bot.telegram.presses import alert, alone, is_let_in, on_press, toast
from bot.telegram.sending import edit_reply
from bot.telegram.subscription_cards import desk_for, home_by, home_of, reply_for
from bot.telegram.subscription_changes import changed


async def on_setting(update: Update, context: Context) -> None:
    """Do what a button says, for an admin."""
    query = update.callback_query
    if query is None:
        return
    if not query.data:  # the library hands on what has no data at all
        await on_press(update, context)
        return
    words = await context.words(query.from_user)
    message, setting = _message_of(query, context), decode_setting(query.data or "")
    context.work.did("set", verb=setting.verb if setting else None, group=setting.chat if setting else None)
    if message is None or setting is None or not _fits(setting, message):
        await alert(query, context, setting_toast("stale", words))
        return
    button = (message.message_id, query.data, None)
    with alone((message.chat.id, *button), context.service.pressing) as is_alone:
        if not is_alone:
            await toast(query, context)
        elif await is_let_in(query, message, button, words, context):
            await _decide(message, setting, query, words, context)


def _message_of(query: CallbackQuery, context: Context) -> Message | None:
    """The message of ours that holds the button; None when Telegram hands it out no more, or it is not ours.

    A channel's posts name nobody who sent them.
    """
    message = query.message
    if not isinstance(message, Message):
        return None
    if message.chat.type == ChatType.CHANNEL:
        return message
    return message if message.from_user is not None and message.from_user.id == context.me.id else None


def _fits(setting: Setting, message: Message) -> bool:
    """A button in a group or channel is about that one; one in private may be about any."""
    return message.chat.type == ChatType.PRIVATE or message.chat.id == setting.chat


async def _decide(message: Message, setting: Setting, query: CallbackQuery, words: Words, context: Context) -> None:
    """Change what the chat wants, if the person may."""
    inside = message.chat.type != ChatType.PRIVATE
    home = home_of(message.chat) if inside else await home_by(setting.chat, context)
    if home is None or not await is_admin(query.from_user.id, home.id, context):
        await alert(query, context, setting_toast("not-admin" if inside else "not-yours", words))
        return
    desk = await desk_for(home, context, inside=inside, thread=place_of(message).thread)
    change = changed(setting, desk.was, desk.scene, context.service)
    if change is None:
        await alert(query, context, setting_toast("stale", words))
        return
    context.write(*change.writes)
    if setting.verb == "subscribe":
        await note_self(home, context)
    await toast(query, context, setting_toast("changed", words) if change.writes else None)
    reply = reply_for(setting, desk, change.wanted, words, context)
    await edit_reply(context, place_of(message), (message.message_id,), reply)
