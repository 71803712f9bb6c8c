"""What the buttons of operators send back; all of it begins with `a:`. Pure."""

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

from bot.replies.buttons import WIDTH
from bot.replies.model import Button
from bot.replies.text import shorten, tame

Part = Literal["w", "l", "o", "t", "c"]
"""Of a draft that is being put together (by its token); of the list; of one announcement (by its number); of a shipped
template (by its short id); of a correction (by the number of an occurrence)."""

_DATA: Final = re.compile(
    r"a:(?P<part>[wlotc]):(?P<target>[a-z0-9]{0,16}):(?P<verb>[a-z]{1,12})(?::(?P<arg>[a-z0-9:-]{1,30}))?"
)
"""At most 2 + 2 + 17 + 13 + 30 = 64 bytes, as many as callback data may have (Bot API, InlineKeyboardButton)."""

MARKED: Final = "a:"


@dataclass(frozen=True, slots=True)
class Press:
    """What a press asks for.

    Attributes:
        target: which draft, announcement, template or occurrence; empty for the list.
        verb: what to do with it.
        arg: what with; empty for nothing.
    """

    part: Part
    target: str
    verb: str
    arg: str = ""


def encode_press(press: Press) -> str:
    """A button's data, at most 64 bytes.

    Raises:
        ValueError: the press holds what no button can carry.
    """
    data = f"a:{press.part}:{press.target}:{press.verb}" + (f":{press.arg}" if press.arg else "")
    if decode_press(data) != press:
        raise ValueError(f"not what a button can carry: {press}")
    return data


def decode_press(data: str) -> Press | None:
    """What a button's data stands for; None for anything that `encode_press` did not make. Never raises."""
    found = _DATA.fullmatch(data)
    if found is None:
        return None
    return Press(cast("Part", found["part"]), found["target"], found["verb"], found["arg"] or "")


def press_button(label: str, press: Press) -> Button:
    """A button for a press, on one line that fits a phone; a label of hidden signs alone becomes a dot."""
    return Button(shorten(tame(label), WIDTH) or "·", encode_press(press))
