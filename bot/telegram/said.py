"""The words of a message: which of them address the bot, and what is left without those. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from telegram import Message, MessageEntity, User

_COMMAND: Final = re.compile(r"[/／](?P<name>[A-Za-z]\w{0,31})(?:@(?P<bot>\w+))?(?![\w/@])", re.ASCII)
"""A command at the very start; a Chinese keyboard types the wide slash, which Telegram itself doesn't mark."""

_QUIET: Final = frozenset(
    {MessageEntity.CODE, MessageEntity.PRE, MessageEntity.URL, MessageEntity.TEXT_LINK, MessageEntity.EMAIL}
)
"""Entities whose text is shown, not said: nothing in them calls anybody."""

_SEAMS: Final = " \t\r\n,，:：、"
"""What is left over where a name was cut out."""

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a message, its caption included.

    Attributes:
        text: all of them.
        rest: the same without a command at the start and without the bot's name.
        command: the name of the command at the start, in small letters, if there is one.
        bot: whom the command names: True for us, False for another bot, None for nobody.
        names_us: whether the bot is mentioned.
    """

    text: str
    rest: str
    command: str | None
    bot: bool | None
    names_us: bool


def said_in(message: Message, me: User) -> Said:
    """Take the words of a message apart; a message without words gives empty ones."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    quiet = [_span(text, entity) for entity in entities if entity.type in _QUIET]
    names = [_span(text, entity) for entity in entities if _means(entity, me)]
    names += [span for span in _written_names(text, me) if not _overlaps(span, quiet)]
    found = _COMMAND.match(text)
    if found is None or _overlaps(found.span(), quiet):
        return Said(text, _without(text, names), None, None, bool(names))
    named = found["bot"]
    bot = None if named is None else named.lower() == (me.username or "").lower()
    return Said(text, _without(text, [found.span(), *names]), found["name"].lower(), bot, bool(names))


def is_words(text: str) -> bool:
    """Whether there is anything to look up: a letter or a digit of any script."""
    return any(character.isalnum() for character in text)


def _means(entity: MessageEntity, me: User) -> bool:
    """A mention without a name: people without one are mentioned so, and some clients do it with bots."""
    return entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == me.id


def _written_names(text: str, me: User) -> Iterable[_Span]:
    """Where `@name` stands. Telegram marks it only between spaces or signs; people write it right behind Chinese."""
    if not me.username:
        return ()
    name = rf"(?<![\w.@/])@{re.escape(me.username)}(?!\w)"
    return (found.span() for found in re.finditer(name, text, re.ASCII | re.IGNORECASE))


def _span(text: str, entity: MessageEntity) -> _Span:
    """Code points of an entity, whose offsets count UTF-16 units; offsets that lie outside are pulled in."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = (max(0, at) * 2 for at in (entity.offset, entity.offset + entity.length))
    return (len(units[:start].decode("utf-16-le", "ignore")), len(units[:end].decode("utf-16-le", "ignore")))


def _overlaps(span: _Span, others: Iterable[_Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _without(text: str, spans: list[_Span]) -> str:
    """The text without some spans, and without what no text can hold: NUL and halves of surrogate pairs."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    kept.append(text[at:])
    rest = " ".join(filter(None, (piece.strip(_SEAMS) for piece in kept))) if spans else text.strip()
    return rest.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
