"""A pair as an announcement: one message in an answer's look, without buttons. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.model import Knowledge, Pair
from bot.replies.answer import answer_section
from bot.replies.markup import Block, Span, block, part
from bot.replies.model import Part
from bot.replies.text import units
from bot.replies.words import Words


@dataclass(frozen=True, slots=True)
class Announced:
    """One message, however long it came out.

    Attributes:
        part: its text; units: how many UTF-16 units that has after parsing, by which Telegram measures it.
    """

    part: Part
    units: int


def pair_announced(pair: Pair, knowledge: Knowledge, words: Words) -> Announced:
    """Question, quotations, sources and the editor's note, as an answer shows them."""
    return _announced(answer_section(pair, knowledge, words))


def template_announced(own: str, pair: Pair | None, knowledge: Knowledge, words: Words) -> Announced:
    """The editor's own words, marked as such, and below them the pair that they introduce, if any."""
    said = [block(Span(words.text("answer.note"), bold=True), Span(own, italic=True))] if own else []
    return _announced([*said, *(answer_section(pair, knowledge, words) if pair else [])])


def _announced(blocks: Sequence[Block]) -> Announced:
    gaps = sum(1 if item.tight else 2 for item in blocks[1:])
    return Announced(part(blocks), sum(units(item.text) for item in blocks) + gaps)
