"""The paragraphs that a pair's excerpts stand in, with the excerpts marked. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from bot.knowledge.model import Article, Excerpt, Knowledge, Paragraph
from bot.replies.markup import Block, Span, block
from bot.replies.model import Reply
from bot.replies.source import paragraph_numbers, source_spans
from bot.replies.split import pack
from bot.replies.words import Words

SHORT: Final = 40
"""Code points below which a paragraph says little alone, so that its neighbours are shown with it."""


def context_reply(pair_id: str, knowledge: Knowledge, words: Words) -> Reply:
    """The whole paragraphs from which an answer is taken.

    Raises:
        KeyError: there is no such pair; ids from buttons go through `ids.find_pair` first.
    """
    pair = knowledge.pairs[pair_id]
    title = [block(Span(words.text("context.title"), bold=True), words.text("context.of", question=pair.question))]
    by_article = groupby(pair.excerpts, key=lambda excerpt: excerpt.article)
    sections = [_section(list(group), knowledge.articles[name], words) for name, group in by_article]
    return Reply(pack([title, *sections]))


def _section(excerpts: Sequence[Excerpt], article: Article, words: Words) -> list[Block]:
    shown = shown_paragraphs(excerpts, article)
    blocks = [
        Block(tuple(marked(paragraph, excerpts, article)), quote=True, tight=i > 0) for i, paragraph in enumerate(shown)
    ]
    return [*blocks, Block(source_spans(excerpts, article, words), tight=True)]


def shown_paragraphs(excerpts: Sequence[Excerpt], article: Article) -> list[Paragraph]:
    """The excerpts' paragraphs in order, and the neighbours of those too short to say much alone."""
    own = set(paragraph_numbers(excerpts, article))
    short = {p.number for p in article.paragraphs if p.number in own and p.end - p.start < SHORT}
    shown = own | {number + step for number in short for step in (-1, 1)}
    return [paragraph for paragraph in article.paragraphs if paragraph.number in shown]


def marked(paragraph: Paragraph, excerpts: Iterable[Excerpt], article: Article) -> list[Span]:
    """A paragraph's words, those of the excerpts bold and underlined; excerpts may overlap."""
    spans: list[Span] = []
    at = paragraph.start
    for excerpt in sorted(excerpts, key=lambda excerpt: excerpt.start):
        start, end = max(excerpt.start, at), min(excerpt.end, paragraph.end)
        if start < end:
            spans.append(Span(article.text[at:start]))
            spans.append(Span(article.text[start:end], bold=True, underline=True))
            at = end
    return [span for span in (*spans, Span(article.text[at : paragraph.end])) if span.text]
