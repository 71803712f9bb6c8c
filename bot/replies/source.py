"""Where a quotation stands: publisher, date, title, paragraph, as far as the source gives them. Pure."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from bot.knowledge.model import Article, Excerpt
from bot.replies.markup import Span, safe_link
from bot.replies.words import Words

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def date_text(article: Article, words: Words) -> str | None:
    """The date in a person's language, else the source's own words for it, else None: nothing is guessed."""
    if article.published is None:
        return article.dateline
    found = _DATE.fullmatch(article.published)
    if found is None:
        return article.published
    year, month, day = found.groups()
    if month is None:
        return words.text("date.year", year=year)
    name = words.text(f"month.{int(month)}")
    if day is None:
        return words.text("date.month", year=year, month=name)
    return words.text("date.day", year=year, month=name, day=int(day))


def title_span(article: Article, words: Words, *, bold: bool = False) -> Span:
    """The title in its marks, linked when the article has an address of the web."""
    return Span(words.text("source.title", title=article.title), bold=bold, link=safe_link(article.url))


def joined(spans: Iterable[Span], separator: str) -> tuple[Span, ...]:
    """The spans with a separator between each two."""
    return tuple(piece for i, span in enumerate(spans) for piece in ((Span(separator), span) if i else (span,)))


def source_spans(excerpts: Sequence[Excerpt], article: Article, words: Words) -> tuple[Span, ...]:
    """The source line with its link."""
    known = (article.publisher, date_text(article, words))
    facts = [Span(fact) for fact in known if fact]
    facts += [title_span(article, words), Span(paragraph_text(excerpts, article, words))]
    return (Span(words.text("source.lead")), *joined(facts, words.text("source.separator")))


def source_line(excerpts: Sequence[Excerpt], article: Article, words: Words) -> str:
    """Publisher, date, title and paragraphs of excerpts of one article, on one line without markup."""
    return "".join(span.text for span in source_spans(excerpts, article, words))


def paragraph_numbers(excerpts: Iterable[Excerpt], article: Article) -> list[int]:
    """The paragraphs in which the excerpts stand, each once, in order."""
    return sorted(
        {
            paragraph.number
            for excerpt in excerpts
            for paragraph in article.paragraphs
            if paragraph.start < excerpt.end and excerpt.start < paragraph.end
        },
    )


def paragraph_text(excerpts: Iterable[Excerpt], article: Article, words: Words) -> str:
    """`第 3 段`, `第 3、5–7 段`: runs of three and more are drawn together."""
    numbers = paragraph_numbers(excerpts, article)
    if len(numbers) == 1:
        return words.text("source.paragraph", number=numbers[0])
    return words.text("source.paragraphs", numbers=words.text("list.separator").join(_runs(numbers)))


def _runs(numbers: Sequence[int]) -> list[str]:
    breaks = [i for i, (a, b) in enumerate(pairwise(numbers), start=1) if b != a + 1]
    runs = [numbers[a:b] for a, b in pairwise([0, *breaks, len(numbers)])]
    texts = ([f"{r[0]}–{r[-1]}"] if len(r) > 2 else [str(n) for n in r] for r in runs)
    return [text for run in texts for text in run]
