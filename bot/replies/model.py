"""A reply before it is sent: text in parts and rows of buttons. Knows nothing of Telegram's library."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button.

    Attributes:
        text: what it says.
        data: what a press sends back: an action and short ids, at most 64 bytes (Bot API, InlineKeyboardButton).
    """

    text: str
    data: str


@dataclass(frozen=True, slots=True)
class Part:
    """One message's text, at most 4,096 UTF-16 units after parsing (Bot API, sendMessage).

    Attributes:
        html: with Telegram's HTML markup, everything from outside escaped.
        plain: the same words without markup, for when the markup is refused.
    """

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out for one message: parts in order, the buttons under the last one."""

    parts: tuple[Part, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One pair in the list that inline mode shows, ready to be sent into a chat.

    Attributes:
        id: the pair's short id, at most 64 bytes (Bot API, InlineQueryResultArticle).
        title: the pair's question; description: how its excerpt begins.
        part: what is sent when a person picks it.
    """

    id: str
    title: str
    description: str
    part: Part
