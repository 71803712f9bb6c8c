"""HTML as the Bot API takes it: text and entities out of it, or its refusal with the byte where it stopped. Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

from bot.preview.entities import units
from bot.preview.fields import Json
from bot.preview.refusals import Refused, bad

_KINDS: Final = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
    "span": "spoiler",
}  # fmt: skip
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
"""The only names that the Bot API knows; others stay as they are (Bot API, HTML style)."""

_REFERENCE: Final = re.compile(
    r"&(?:#(?P<number>[0-9]{1,7})|#x(?P<hex>[0-9a-f]{1,6})|(?P<name>lt|gt|amp|quot));?", re.IGNORECASE
)
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[^\s>/=]*)(?P<rest>[^>]*)>")
_ATTRIBUTE: Final = re.compile(r"""\s*([A-Za-z][\w-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[\w./:-]+))?""")
_PERSON: Final = re.compile(r"tg://user\?id=(\d+)")


@dataclass(slots=True)
class _Open:
    name: str
    at: int
    start: int
    attributes: dict[str, str | None]


@dataclass(slots=True)
class _Parsed:
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.pieces.append(words)
        self.length += units(words)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Take markup out of a text.

    Returns:
        The text, and its entities with offsets in UTF-16 units.

    Raises:
        Refused: a tag that Telegram doesn't know, or that isn't closed where it should be.
    """
    parsed, at = _Parsed(), 0
    while (tag_at := source.find("<", at)) >= 0:
        parsed.say(_unescaped(source[at:tag_at]))
        tag = _TAG.match(source, tag_at)
        if tag is None:
            kind = "end" if source.startswith("</", tag_at) else "start"
            raise _unparsed(f"Unclosed {kind} tag", source, tag_at)
        (_close if tag["end"] else _begin)(parsed, tag, source)
        at = tag.end()
    parsed.say(_unescaped(source[at:]))
    if parsed.open:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{parsed.open[-1].name}\"")
    return "".join(parsed.pieces), parsed.entities


def _begin(parsed: _Parsed, tag: re.Match[str], source: str) -> None:
    name = tag["name"].lower()
    attributes = {key.lower(): value[1:-1] if value[:1] in "\"'" else value for key, value in _attributes(tag["rest"])}
    if name not in _KINDS:
        raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {_byte(source, tag.start())}')
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unparsed('Tag "span" must have class "tg-spoiler"', source, tag.start())
    parsed.open.append(_Open(name, parsed.length, len(parsed.pieces), dict(attributes)))


def _attributes(rest: str) -> list[tuple[str, str]]:
    return [(found[1], found[2] or "") for found in _ATTRIBUTE.finditer(rest) if found[1]]


def _close(parsed: _Parsed, tag: re.Match[str], source: str) -> None:
    name = tag["name"].lower()
    if not parsed.open:
        raise _unparsed("Unexpected end tag", source, tag.start())
    begun = parsed.open.pop()
    if name not in {"", begun.name}:
        where = _byte(source, tag.start())
        raise bad(
            f"can't parse entities: Unmatched end tag at byte offset {where}, "
            f'expected "</{begun.name}>", found "</{name}>"'
        )
    entity = _entity(parsed, begun)
    if entity and entity["length"]:
        parsed.entities.append(entity)


def _entity(parsed: _Parsed, begun: _Open) -> Json | None:
    kind, given = _KINDS[begun.name], begun.attributes
    entity: Json = {"type": kind, "offset": begun.at, "length": parsed.length - begun.at}
    if kind == "blockquote" and "expandable" in given:
        return entity | {"type": "expandable_blockquote"}
    if kind == "text_link":
        return _link(entity, given.get("href") or "".join(parsed.pieces[begun.start :]))
    if kind == "custom_emoji":
        return entity | {"custom_emoji_id": given["emoji-id"]} if given.get("emoji-id") else None
    if kind == "code" and parsed.open and parsed.open[-1].name == "pre" and given.get("class"):
        parsed.open[-1].attributes["language"] = (given["class"] or "").removeprefix("language-")
        return None
    if kind == "pre" and given.get("language"):
        return entity | {"language": given["language"]}
    return entity


def _link(entity: Json, address: str) -> Json | None:
    """A link; Telegram makes none of an address that is none."""
    address = _unescaped(address)
    if _PERSON.fullmatch(address) or re.match(r"(https?|tg|ton)://[^\s]+", address):
        return entity | {"url": address}
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", address):
        return entity | {"url": f"http://{address}"}
    return None


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found["name"]:
        return _NAMED[found["name"].lower()]
    code = int(found["number"] or found["hex"], 10 if found["number"] else 16)
    possible = 0 < code < 0xD800 or 0xDFFF < code < 0x110000
    return chr(code) if possible else found.group()


def _byte(source: str, at: int) -> int:
    return len(source[:at].encode())


def _unparsed(what: str, source: str, at: int) -> Refused:
    return bad(f"can't parse entities: {what} at byte offset {_byte(source, at)}")
