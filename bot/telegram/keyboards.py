"""Buttons as Telegram has them, and back: what the buttons under a message of ours say about it. Pure."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.replies import Action, Button, decode


def keyboard_of(buttons: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """The keyboard that goes under a message; None without buttons."""
    rows = [[InlineKeyboardButton(button.text, callback_data=button.data) for button in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def is_answer_by_buttons(message: Message) -> bool:
    """Whether a message of ours answered or offered choices: known even after a restart, from its buttons alone."""
    return any(action.name in {"context", "none"} for action in actions_under(message))


def offers_choices(message: Message) -> bool:
    """Whether a message of ours asks which question was meant: it has served once one is picked."""
    return any(action.name == "none" for action in actions_under(message))


def actions_under(message: Message) -> list[Action]:
    """What the buttons under a message stand for, in order; those that mean nothing any more are left out."""
    if message.reply_markup is None:
        return []
    buttons = (button for row in message.reply_markup.inline_keyboard for button in row)
    actions = (decode(button.callback_data) for button in buttons if isinstance(button.callback_data, str))
    return [action for action in actions if action is not None]
