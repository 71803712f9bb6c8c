"""Text with marks, and the only place where HTML is written: every character from outside is escaped here. Pure."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from bot.replies.model import Part
from bot.replies.text import units

MAX_LINK = 2_048
"""Longer addresses are not linked: no source gives a limit, every browser opens this much."""
OPEN_QUOTE: Final = "「"
CLOSE_QUOTE: Final = "」"


@dataclass(frozen=True, slots=True)
class Span:
    """Plain words that look alike.

    Attributes:
        text: as people read it, never HTML.
        link: an http or https address, or None.
    """

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Spans that stand together.

    Attributes:
        quote: a block quotation; folded: one that opens at a touch.
        tight: follows the block before it without an empty line.
    """

    spans: tuple[Span, ...]
    quote: bool = False
    folded: bool = False
    tight: bool = False

    @property
    def text(self) -> str:
        """The words alone, as Telegram counts them after parsing."""
        return "".join(span.text for span in self.spans)

    def cut(self, start: int, end: int) -> "Block":
        """The same block with only the code points from start to end of its text."""
        kept: list[Span] = []
        at = 0
        for span in self.spans:
            words = span.text[max(start - at, 0) : max(end - at, 0)]
            at += len(span.text)
            if words:
                kept.append(replace(span, text=words))
        return replace(self, spans=tuple(kept))


def block(*spans: Span | str, tight: bool = False) -> Block:
    """A block of spans; a bare string is plain words."""
    return Block(tuple(Span(span) if isinstance(span, str) else span for span in spans), tight=tight)


def safe_link(url: str | None) -> str | None:
    """The address if it is one of the web that Telegram links, else None; never raises."""
    if url is None or units(url) > MAX_LINK or not url.isprintable() or " " in url:
        return None
    try:
        found = urlsplit(url)
    except ValueError:  # a bracket without its fellow in the host's place
        return None
    return url if found.scheme in {"http", "https"} and found.hostname else None


def entities(item: Block) -> int:
    """How many message entities a block makes (a message may have 100)."""
    return item.quote + sum(s.bold + s.italic + s.underline + (s.link is not None) for s in item.spans)


def _span_html(span: Span) -> str:
    text = html.escape(span.text, quote=False)
    for tag, wanted in (("i", span.italic), ("u", span.underline), ("b", span.bold)):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    return text if span.link is None else f'<a href="{html.escape(span.link)}">{text}</a>'


def block_html(item: Block) -> str:
    """A block in Telegram's HTML."""
    text = "".join(map(_span_html, item.spans))
    if not item.quote:
        return text
    return f"<blockquote{' expandable' if item.folded else ''}>{text}</blockquote>"


def block_plain(item: Block) -> str:
    """A block without markup: a quotation in its marks, an address after the words that it links."""
    text = "".join(span.text if span.link is None else f"{span.text} {span.link}" for span in item.spans)
    return f"{OPEN_QUOTE}{text}{CLOSE_QUOTE}" if item.quote else text


def _joined(blocks: Sequence[Block], texts: Iterable[str]) -> str:
    gaps = ("" if i == 0 else "\n" if item.tight else "\n\n" for i, item in enumerate(blocks))
    return "".join(gap + text for gap, text in zip(gaps, texts, strict=True))


def part(blocks: Sequence[Block]) -> Part:
    """One message of these blocks; its length is the caller's business (`split.pack`)."""
    return Part(_joined(blocks, map(block_html, blocks)), _joined(blocks, map(block_plain, blocks)))
