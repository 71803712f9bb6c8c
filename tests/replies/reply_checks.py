"""A strict reader of Telegram's HTML and the limits of the Bot API, as the tests understand them."""

import re
from dataclasses import dataclass, field

from bot.replies import Part, Reply, decode

TOKEN = re.compile(r"<(/?)([a-z]+)([^<>]*)>|&(amp|lt|gt|quot|#x27);|([^<>&])", re.DOTALL)
ENTITY = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "#x27": "'"}
PLAIN_TAGS = {"b", "i", "u"}
HIDDEN = re.compile("[\x00\u202a-\u202e\u2066-\u2069]")


@dataclass
class Parsed:
    """What Telegram would show: the text, its entities as (tag, words), and the links."""

    text: str = ""
    entities: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def quotes(self) -> list[str]:
        return [words for tag, words in self.entities if tag.startswith("blockquote")]


def unescape(text: str) -> str:
    return re.sub("&(amp|lt|gt|quot|#x27);", lambda m: ENTITY[m[1]], text)


def open_tag(tag: str, attributes: str, parsed: Parsed, above: list[str]) -> None:
    assert tag not in above, f"<{tag}> within <{tag}>"
    if tag == "a":
        link = re.fullmatch(r' href="([^"<>]*)"', attributes)
        assert link, f"a link without an address: {attributes}"
        parsed.links.append(unescape(link[1]))
        assert parsed.links[-1].startswith(("https://", "http://"))
    elif tag == "blockquote":
        assert attributes in {"", " expandable"}
    else:
        assert tag in PLAIN_TAGS, f"Telegram knows no <{tag}>"
        assert not attributes


def parse(html: str) -> Parsed:
    """Read HTML as strictly as Telegram does, or fail."""
    parsed = Parsed()
    stack: list[tuple[str, int]] = []
    at = 0
    while at < len(html):
        token = TOKEN.match(html, at)
        assert token, f"not Telegram's HTML at {at}: {html[at : at + 40]!r}"
        at = token.end()
        closing, tag, attributes, entity, character = token.groups()
        if not tag:
            parsed.text += ENTITY[entity] if entity else character
        elif closing:
            opened, start = stack.pop()
            assert (tag, attributes) == (opened.split()[0], "")
            assert parsed.text[start:], f"an empty <{opened}>"
            parsed.entities.append((opened, parsed.text[start:]))
        else:
            open_tag(tag, attributes, parsed, [name.split()[0] for name, _ in stack])
            stack.append((tag + attributes if tag == "blockquote" else tag, len(parsed.text)))
    assert not stack, f"not closed: {stack}"
    return parsed


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_part(part: Part) -> Parsed:
    """Telegram would take this message, with markup and without."""
    parsed = parse(part.html)
    assert 1 <= utf16(parsed.text) <= 4096
    assert parsed.text.strip()
    assert len(parsed.entities) <= 100
    assert 1 <= utf16(part.plain) <= 4096
    assert part.plain.strip()
    return parsed


def check_reply(reply: Reply) -> list[Parsed]:
    """Telegram would take all of this reply; returns what it would show."""
    buttons = [button for row in reply.buttons for button in row]
    assert len(buttons) <= 100
    assert all(1 <= len(row) <= 8 for row in reply.buttons)
    for button in buttons:
        assert button.text.strip()
        assert 1 <= len(button.data.encode()) <= 64
        assert decode(button.data) is not None
    assert reply.parts
    return [check_part(part) for part in reply.parts]


def texts(reply: Reply) -> str:
    return "\n".join(parsed.text for parsed in check_reply(reply))


def labels(reply: Reply) -> list[list[str]]:
    return [[button.text for button in row] for row in reply.buttons]


def actions(reply: Reply) -> list[str]:
    return [decode(button.data).name for row in reply.buttons for button in row]
