"""What the buttons under a chat's settings send back; all of it begins with `g:`. Pure."""

import re
from dataclasses import dataclass
from typing import Final, Literal

Verb = Literal["open", "subscribe", "unsubscribe", "want", "decline", "quiet", "zone", "language", "topic"]

_CODES: Final[dict[Verb, str]] = {
    "open": "o",
    "subscribe": "s",
    "unsubscribe": "u",
    "want": "w",
    "decline": "d",
    "quiet": "q",
    "zone": "z",
    "language": "l",
    "topic": "t",
}
"""Codes are never given to another verb: buttons stay in people's chats for years."""

_VERBS: Final[dict[str, Verb]] = {code: verb for verb, code in _CODES.items()}
_DATA: Final = re.compile(r"g:(-[1-9][0-9]{0,15}):([osuwdqzlt])(?::([A-Za-z0-9_/:+-]{1,40}))?")
"""At most 2 + 17 + 2 + 41 = 62 bytes of the 64 that callback data may have (Bot API, InlineKeyboardButton)."""

UNSET: Final = "-"
"""The value that takes a choice back."""

HERE: Final = "here"
GENERAL: Final = "general"
"""Values of `topic`: the one in which the button stands, or the forum's first."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One change of what a chat wants.

    Attributes:
        chat: the group's or channel's id.
        verb: `open` shows the settings; `want` and `decline` take a category's short id; `quiet` hours as
            `22:30-07:00`, `zone` a time zone's name and `language` one of `words.LANGUAGES`, each also `UNSET`, or
            nothing to offer the choice; `topic` takes `HERE` or `GENERAL`.
        value: what the verb takes; empty for nothing.
    """

    chat: int
    verb: Verb
    value: str = ""


def encode_setting(setting: Setting) -> str:
    """A button's data.

    Raises:
        ValueError: the setting holds what no button can carry.
    """
    data = f"g:{setting.chat}:{_CODES[setting.verb]}" + (f":{setting.value}" if setting.value else "")
    if decode_setting(data) != setting:
        raise ValueError(f"not what a button can carry: {setting}")
    return data


def decode_setting(data: str) -> Setting | None:
    """What a button's data stands for; None for anything that `encode_setting` did not make. Never raises."""
    found = _DATA.fullmatch(data)
    return Setting(int(found[1]), _VERBS[found[2]], found[3] or "") if found else None
