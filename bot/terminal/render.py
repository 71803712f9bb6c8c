"""An outcome as blocks for a terminal, made of the same pieces as a reply in Telegram. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.knowledge.model import Knowledge, Pair
from bot.matching.outcome import Answer, Choices, Outcome
from bot.replies.answer import answer_section
from bot.replies.compose import ARTICLE_WIDTH, MAX_NEAREST
from bot.replies.context import marked, shown_paragraphs
from bot.replies.markup import Block, Span, block
from bot.replies.source import source_spans
from bot.replies.text import shorten
from bot.replies.words import Words

MAX_RELATED = 3
ASKED_WIDTH = 120
"""Columns of someone's question when it is shown again: a line and a half of a usual terminal."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a terminal shows.

    Attributes:
        blocks: in order, from top to bottom.
        options: ids of the pairs that it offers by number, the first being 1.
    """

    blocks: tuple[Block, ...]
    options: tuple[str, ...] = ()


def show_outcome(outcome: Outcome, knowledge: Knowledge, words: Words) -> Shown:
    """What to show for an outcome."""
    pairs = [knowledge.pairs[match.pair] for match in outcome.matches]
    if isinstance(outcome, Answer):
        return show_answers(pairs, knowledge, words, outcome.unanswered)
    if isinstance(outcome, Choices):
        return _numbered([block(words.text("choices.title"))], pairs, knowledge, words)
    if outcome.reason == "small-talk":
        example = next(iter(knowledge.pairs.values()), None)
        text = words.text("small-talk.text", example=example.question) if example else words.text("small-talk.bare")
        return Shown((block(text),))
    return _not_found(outcome, pairs[:MAX_NEAREST], knowledge, words)


def show_answers(pairs: Sequence[Pair], knowledge: Knowledge, words: Words, unanswered: Sequence[str] = ()) -> Shown:
    """Answers with their excerpts and sources, then what has none, then what one may ask next."""
    blocks = [part for pair in pairs for part in answer_section(pair, knowledge, words)]
    if unanswered:
        blocks.append(block(words.text("unanswered.title")))
        blocks += [block(f"· {shorten(asked, ASKED_WIDTH)}", tight=True) for asked in unanswered]
    answered = {pair.id for pair in pairs}
    related = list(dict.fromkeys(other for pair in pairs for other in pair.related if other not in answered))
    following = [knowledge.pairs[other] for other in related[:MAX_RELATED]]
    return _numbered(blocks, following, knowledge, words, mark=words.text("button.related"))


def show_context(pair: Pair, knowledge: Knowledge, words: Words) -> Shown:
    """The paragraphs in which a pair's excerpts stand, the excerpts marked."""
    blocks: list[Block] = []
    for name, group in groupby(pair.excerpts, key=lambda excerpt: excerpt.article):
        article, excerpts = knowledge.articles[name], list(group)
        shown = shown_paragraphs(excerpts, article)
        blocks += [Block(tuple(marked(paragraph, excerpts, article)), quote=True) for paragraph in shown]
        blocks.append(Block(source_spans(excerpts, article, words), tight=True))
    return Shown(tuple(blocks))


def show_questions(title: Block, pairs: Sequence[Pair], knowledge: Knowledge, words: Words) -> Shown:
    """Questions to pick from by number."""
    return _numbered([title], pairs, knowledge, words)


def _not_found(outcome: Outcome, nearest: Sequence[Pair], knowledge: Knowledge, words: Words) -> Shown:
    asked = shorten(outcome.query, ASKED_WIDTH)
    blocks = [block(words.text("not-found.asked", asked=asked) if asked else words.text("not-found.bare"))]
    if outcome.reason.startswith("guard:"):
        blocks.append(block(words.text(f"not-found.{outcome.reason.removeprefix('guard:')}"), tight=True))
    if nearest:
        blocks.append(block(words.text("not-found.nearest")))
    return _numbered(blocks, nearest, knowledge, words)


def _numbered(blocks: list[Block], pairs: Sequence[Pair], knowledge: Knowledge, words: Words, mark: str = "") -> Shown:
    """The blocks, and below them the pairs' questions by number, with their articles where these differ."""
    several = len({pair.article for pair in pairs}) > 1
    lines: list[Block] = []
    for number, pair in enumerate(pairs, start=1):
        spans = [Span(f"{mark}{number}. {pair.question}")]
        if several:
            title = shorten(knowledge.articles[pair.article].title, ARTICLE_WIDTH)
            spans.append(Span("  " + words.text("choices.article", title=title).strip(), italic=True))
        lines.append(Block(tuple(spans), tight=number > 1 or not mark))
    return Shown((*blocks, *lines), tuple(pair.id for pair in pairs))
