"""Texts as Telegram keeps them: cleaned, counted in UTF-16 units, with what it recognises by itself marked. Pure."""

import re
from typing import Any, Final

from bot.preview.fields import Json
from bot.preview.refusals import bad

MAX_TEXT: Final = 4096
"""UTF-16 units of a message after its markup is taken out (Bot API, sendMessage)."""

MAX_ENTITIES: Final = 100
"""Beyond these Telegram drops markup silently (limits of the MTProto API, `config`)."""

_FOUND: Final = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?!#)")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?!\w)", re.ASCII)),
    ("url", re.compile(r"(?:https?://|\bwww\.)[A-Za-z0-9.-]+(?::\d+)?(?:/[!-~]*[A-Za-z0-9/_=~-])?")),
)
"""What is recognised without markup, and how."""

_MARKED: Final = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
_CONTROL: Final = dict.fromkeys((*range(9), *range(11, 32)), " ") | {13: None}


def units(text: str) -> int:
    """How many UTF-16 units a text has, which is what Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cleaned(text: str) -> str:
    """Without control characters, which Telegram makes spaces."""
    return text.translate(_CONTROL)


def finished(text: str, entities: list[Json], *, limit: int = MAX_TEXT, too_long: str) -> tuple[str, list[Json]]:
    """A text and its markup as Telegram keeps them: without space around, with what it recognises marked.

    Args:
        limit: UTF-16 units.
        too_long: what is said of longer ones.

    Raises:
        Refused: nothing is left, or too much.
    """
    kept = text.rstrip()
    cut = units(kept) - units(kept.lstrip())
    kept = kept.lstrip()
    if not kept:
        raise bad("message text is empty")
    length = units(kept)
    if length > limit:
        raise bad(too_long)
    marked = [moved for entity in entities if (moved := _moved(entity, cut, length))]
    return kept, _in_order(marked + _recognised(kept, marked))[:MAX_ENTITIES]


def given_entities(text: str, entities: list[Any]) -> list[Json]:
    """Markup that a request gives as entities; kinds that are recognised anyway are left to that.

    Raises:
        Refused: one of them is none.
    """
    taken = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad("can't parse MessageEntity: expected an Object")
        offset, length = entity.get("offset"), entity.get("length")
        if not (isinstance(offset, int) and isinstance(length, int)):
            raise bad("can't parse MessageEntity: can't find field \"offset\"")
        if offset < 0 or length < 0 or offset + length > units(text) + 1:
            raise bad("entity bounds are invalid" if offset < 0 else "entity beyond the end of the text")
        if entity["type"] in _MARKED:
            taken.append(entity)
    return taken


def _moved(entity: Json, cut: int, length: int) -> Json | None:
    start = max(0, entity["offset"] - cut)
    end = min(length, entity["offset"] - cut + entity["length"])
    return entity | {"offset": start, "length": end - start} if end > start else None


def _recognised(text: str, marked: list[Json]) -> list[Json]:
    """Commands, names, tags and addresses, except in code and in links."""
    closed = [entity for entity in marked if entity["type"] in {"code", "pre", "text_link"}]
    taken: list[tuple[int, int]] = [(entity["offset"], entity["offset"] + entity["length"]) for entity in closed]
    found = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match.group())
            if not any(start < other_end and other < end for other, other_end in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return found


def _in_order(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"], entity["type"]))
