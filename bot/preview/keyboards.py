"""The buttons under a message, checked as Telegram checks them. Pure."""

import json
from typing import Any, Final

from bot.preview.fields import Fields, Json
from bot.preview.refusals import bad

MAX_DATA: Final = 64
"""Bytes of `callback_data` (Bot API, InlineKeyboardButton)."""

MAX_BUTTONS: Final = 100
MAX_ROW: Final = 8
"""Buttons in all, and beside each other; Telegram drops what stands beyond the eighth (telegram.constants)."""

MAX_BYTES: Final = 10_240
"""Of a keyboard as JSON; found by people who met the refusal, written nowhere."""

_PURPOSES: Final = (
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "pay",
)


def keyboard(fields: Fields) -> Json | None:
    """The keyboard that a request gives; None when there is none, so also for an empty one.

    Raises:
        Refused: a button is none, or there are too many of them.
    """
    markup = fields.object("reply_markup")
    if markup is None or not any(name in markup for name in ("inline_keyboard", "keyboard")):
        return None
    rows = markup.get("inline_keyboard")
    if rows is None:
        return None  # a keyboard in the place of letters isn't part of the message
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse inline keyboard: expected an Array of Array")
    kept = [[_button(button) for button in row[:MAX_ROW]] for row in rows if row]
    if sum(map(len, kept)) > MAX_BUTTONS or len(json.dumps(kept).encode()) > MAX_BYTES:
        raise bad("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not any(purpose in button for purpose in _PURPOSES):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MAX_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return button
