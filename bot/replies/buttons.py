"""Buttons: what they say, what a press sends back, how they stand in rows. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.knowledge.model import Knowledge
from bot.replies.ids import Action, encode, short_id
from bot.replies.model import Button
from bot.replies.text import shorten
from bot.replies.words import Words

WIDTH: Final = 40
"""Columns of a button that is as wide as a phone's screen: twenty Chinese signs."""

Rows = tuple[tuple[Button, ...], ...]


def action_button(text: str, action: Action) -> Button:
    """A button for an action, its text shortened to fit a phone."""
    return Button(shorten(text, WIDTH), encode(action))


def pair_button(pair: str, knowledge: Knowledge, label: str = "") -> Button:
    """A button that shows a pair's answer: its question, after a label."""
    return action_button(label + knowledge.pairs[pair].question, Action("pair", short_id(pair)))


def topics_button(words: Words) -> Button:
    """A button that opens the list of articles and topics."""
    return action_button(words.text("button.topics"), Action("topics"))


def sources_button(words: Words) -> Button:
    """A button that opens the list of sources."""
    return action_button(words.text("button.sources"), Action("sources"))


def rows(buttons: Sequence[Button], in_row: int) -> Rows:
    """Buttons in rows of equal length, the last one perhaps shorter."""
    return tuple(tuple(buttons[i : i + in_row]) for i in range(0, len(buttons), in_row))


def column(buttons: Iterable[Button]) -> Rows:
    """Each button in a row of its own."""
    return tuple((button,) for button in buttons)
