"""What a button sends back: an action and short ids made from pair ids, so that buttons survive a restart. Pure."""

import re
from base64 import b32encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final, Literal

from bot.knowledge.model import Knowledge
from bot.replies.words import LANGUAGES

ActionName = Literal["pair", "context", "topics", "sources", "none", "helpful", "unhelpful", "language"]

_CODES: Final[dict[ActionName, str]] = {
    "pair": "p",
    "context": "c",
    "topics": "t",
    "sources": "s",
    "none": "n",
    "helpful": "h",
    "unhelpful": "u",
    "language": "l",
}
"""Codes are never given to another action: buttons stay in people's chats for years."""

_NAMES: Final[dict[str, ActionName]] = {code: name for name, code in _CODES.items()}
_DATA: Final = re.compile("([pctsnhu])(?::([a-z2-7]{16})?(?::([a-z2-7]{16})?(?::([0-9]{1,6}))?)?)?")
"""At most 1 + 17 + 17 + 7 = 42 bytes, below the 64 that callback data may have (Bot API, InlineKeyboardButton)."""
_LANGUAGE: Final = re.compile(f"l(?::({'|'.join(LANGUAGES)}))?")


@dataclass(frozen=True, slots=True)
class Action:
    """What a press asks for.

    Attributes:
        name: `pair`: show the answer; `context`: its paragraph; `topics`: browse; `sources`: the list of articles;
            `none`: none of the offered questions was meant; `helpful`, `unhelpful`: what an answer was worth;
            `language`: speak it from now on.
        target: short id of a pair (`pair`, `context`; `helpful` and `unhelpful` of an answer of one pair) or of an
            article (`topics`); one of `words.LANGUAGES` (`language`); empty when there is none, which stands for the
            whole answer, or for the language of the person's Telegram app.
        topic: short id of a topic of that article; empty when none is chosen.
        page: of a list, counted from 0.
    """

    name: ActionName
    target: str = ""
    topic: str = ""
    page: int = 0


def encode(action: Action) -> str:
    """A button's data, at most 64 bytes.

    Raises:
        ValueError: the action holds something other than short ids or a language, or lacks the one it needs.
    """
    page = str(action.page) if action.page else ""
    data = ":".join((_CODES[action.name], action.target, action.topic, page)).rstrip(":")
    if decode(data) != action:
        raise ValueError(f"not an action that a button can carry: {action}")
    return data


def decode(data: str) -> Action | None:
    """The action that a button's data stands for; None for anything that `encode` did not make. Never raises."""
    language = _LANGUAGE.fullmatch(data)
    if language:
        return Action("language", language[1] or "")
    found = _DATA.fullmatch(data)
    if found is None:
        return None
    code, target, topic, page = found.groups(default="")
    name = _NAMES[code]
    if name in {"pair", "context"} and not target:
        return None
    return Action(name, target, topic, int(page or 0))


@lru_cache(maxsize=1 << 16)
def short_id(text: str) -> str:
    """Sixteen letters and digits for a pair id, an article's name or a topic: the same in every language and run."""
    return b32encode(blake2b(text.encode(), digest_size=10).digest()).decode().lower()


def find_pair(short: str, knowledge: Knowledge) -> str | None:
    """The pair's id, or None when the knowledge has it no more."""
    return next((pair for pair in knowledge.pairs if short_id(pair) == short), None)


def find_article(short: str, knowledge: Knowledge) -> str | None:
    """The article's name, or None when the knowledge has it no more."""
    return next((name for name in knowledge.articles if short_id(name) == short), None)


def find_topic(short: str, article: str, knowledge: Knowledge) -> str | None:
    """A topic of an article, "" for its pairs without one, or None when the article has it no more."""
    topics = (pair.topic or "" for pair in knowledge.pairs.values() if pair.article == article)
    return next((topic for topic in topics if short_id(topic) == short), None)
