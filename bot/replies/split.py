"""Blocks -> parts that Telegram takes: at most 4,096 UTF-16 units and 100 entities, cut where it hurts least. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.replies.markup import Block, Span, block_plain, entities, part
from bot.replies.model import Part
from bot.replies.text import graphemes, units

MAX_UNITS: Final = 4_096
"""Of a message's text after parsing (Bot API, sendMessage)."""
MAX_ENTITIES: Final = 100
"""Of a message; Telegram silently drops those beyond (Bot API)."""
GAP: Final = 2
"""Units of the empty line between two blocks."""
WORTH_STARTING: Final = MAX_UNITS // 4
"""A block that must be cut begins in a message that has so much room left, else in a new one."""

_ENDS: Final = (
    re.compile(r"\n+"),
    # Full-width marks by their numbers, because many editors can't tell them from half-width ones.
    re.compile(r"(?:[。!?…\uff01\uff1f]+|\.(?=\s))[\"')”’」』》】\uff09]*\s*"),
    re.compile(r"[,:;、\uff0c\uff1a\uff1b]\s*|\s+"),
)
"""Where a cut hurts least, best first: after a paragraph, a sentence, a clause."""
_LOOK_BEYOND: Final = 32
"""Code points after the room's end that are read, to see whether a sentence's closing marks still follow."""


def _room_end(text: str, start: int, room: int) -> int:
    """The furthest position from which `start` is at most `room` units away."""
    end = min(len(text), start + room)
    excess = units(text[start:end]) - room
    while excess > 0:
        end -= 1
        excess -= units(text[end])
    return end


def _grapheme_ends(text: str, start: int, end: int) -> set[int]:
    ends: set[int] = set()
    at = start
    for grapheme in graphemes(text[start : end + _LOOK_BEYOND]):
        at += len(grapheme)
        ends.add(at)
    return ends


def _cut_at(text: str, start: int, room: int) -> int:
    """Where to cut, so that `text[start:cut]` has at most `room` units."""
    end = _room_end(text, start, room)
    if end == len(text):
        return end
    whole = {at for at in _grapheme_ends(text, start, end) if at <= end}
    middle = start + (end - start) // 2
    for pattern in _ENDS:
        found = [m.end() for m in pattern.finditer(text, start, end + _LOOK_BEYOND) if m.end() in whole]
        if found and found[-1] >= middle:
            return found[-1]
    return max(whole, default=max(end, start + 1))


def pieces(text: str, first: int, room: int) -> Iterator[tuple[int, int]]:
    """Cut a text into spans that join back to it exactly.

    Args:
        text: what to cut.
        first: units of room for its first piece, at least 2.
        room: the same for each other piece.

    Returns:
        Start and end of each piece in code points, never within a code point; within a visible sign only when that
        sign alone is longer than the room.
    """
    start = 0
    while start < len(text):
        end = _cut_at(text, start, room if start else first)
        yield start, end
        start = end


def _size(item: Block) -> int:
    """Units that a block takes at most: without markup it has quotation marks and addresses too."""
    return units(block_plain(item)) + GAP


def _lean(item: Block) -> Block:
    """The block with no more marks than one message may have: Telegram would drop the rest anyway."""
    left = MAX_ENTITIES - item.quote
    spans: list[Span] = []
    for span in item.spans:
        left -= entities(Block((span,)))
        spans.append(span if left >= 0 else Span(span.text))
    return replace(item, spans=tuple(spans))


class _Packer:
    """Fills one part after another; lives for one call of `pack`."""

    def __init__(self) -> None:
        self.full: list[list[Block]] = []
        self.current: list[Block] = []

    def room(self) -> int:
        return MAX_UNITS - sum(map(_size, self.current))

    def fits(self, blocks: Sequence[Block]) -> bool:
        marks = sum(map(entities, (*self.current, *blocks)))
        return marks <= MAX_ENTITIES and sum(map(_size, blocks)) <= self.room()

    def turn(self) -> None:
        if self.current:
            self.full.append(self.current)
            self.current = []

    def add(self, item: Block) -> None:
        """Add a block, cut over as many parts as it needs."""
        if self.fits([item]):
            self.current.append(item)
            return
        extra = _size(item) - units(item.text)
        if self.room() < WORTH_STARTING + extra or not self.fits([item.cut(0, 1)]):
            self.turn()
        for start, end in pieces(item.text, self.room() - extra, MAX_UNITS - extra):
            if start:
                self.turn()
            self.current.append(item.cut(start, end))


def pack(sections: Iterable[Sequence[Block]]) -> tuple[Part, ...]:
    """Make messages of sections: one that fits in a message is not torn apart, a longer one is cut.

    A message of blanks alone is refused by Telegram, so it is left out.
    """
    packer = _Packer()
    for section in sections:
        lean = [_lean(item) for item in section if item.text]
        if not packer.fits(lean):
            packer.turn()
        for item in lean:
            packer.add(item)
    packer.turn()
    return tuple(part(blocks) for blocks in packer.full if "".join(item.text for item in blocks).strip())
