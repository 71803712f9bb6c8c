"""Proven knowledge as bytes and back, for the cache. Pure.

Lines of JSON: first all but the pairs, then pairs by the thousand, so that a program that answers meanwhile is never
kept waiting long. The articles' texts aren't among it: an excerpt is a place in its article's file.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from bot.knowledge.model import Article, Every, Excerpt, Knowledge, Pair, Template, Unanswered

LINE: Final = 1000
"""Pairs in a line, at most: some 5 ms to read."""


def pack(knowledge: Knowledge) -> Iterator[bytes]:
    """What `unpack` makes the same knowledge of, in parts."""
    yield _line(
        {
            "articles": [
                [one.name, one.title, one.publisher, one.published, one.dateline, one.authors, one.url]
                for one in knowledge.articles.values()
            ],
            "synonyms": knowledge.synonyms,
            "unanswered": [[one.article, one.question, one.phrasings] for one in knowledge.unanswered],
            "templates": [asdict(template) for template in knowledge.templates.values()],
        }
    )
    for article, pairs in groupby(knowledge.pairs.values(), attrgetter("article")):
        rows = [_row(pair) for pair in pairs]
        for start in range(0, len(rows), LINE):
            yield _line([article, rows[start : start + LINE]])


def unpack(data: Iterable[bytes], texts: Mapping[str, str]) -> Knowledge:
    """The knowledge that was packed.

    Args:
        data: the parts, in their order.
        texts: those of the articles, by name.

    Raises:
        ValueError, TypeError, LookupError: this was never packed knowledge.
    """
    lines = iter(data)
    head = json.loads(next(lines, b""))
    articles = {name: Article(name, texts[name], *_frozen(rest)) for name, *rest in head["articles"]}
    shared: dict[str, str] = {}
    pairs: dict[str, Pair] = {}
    for line in lines:
        name, rows = json.loads(line)
        article = articles[name]
        for row in rows:
            pair = _pair(article, row, shared.setdefault)
            pairs[pair.id] = pair
    return Knowledge(
        articles,
        pairs,
        tuple(map(tuple, head["synonyms"])),
        tuple(Unanswered(article, question, tuple(others)) for article, question, others in head["unanswered"]),
        {fields["name"]: _template(fields) for fields in head["templates"]},
    )


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _row(pair: Pair) -> list[Any]:
    places = [(one.paragraph, one.start, one.end) for one in pair.excerpts]
    return [pair.id, pair.question, pair.phrasings, places, pair.note, pair.topic, pair.related]


def _pair(article: Article, row: list[Any], share: Callable[[str, str], str]) -> Pair:
    """A pair of which the texts that stand in many pairs are kept once."""
    whole, question, phrasings, places, note, topic, related = row
    return Pair(
        share(whole, whole),
        article.name,
        question,
        tuple(phrasings),
        tuple([Excerpt(article.name, article.text[start:end], number, start, end) for number, start, end in places]),
        note,
        topic and share(topic, topic),
        tuple([share(other, other) for other in related]),
    )


def _frozen(values: Iterable[Any]) -> Iterator[Any]:
    return (tuple(value) if isinstance(value, list) else value for value in values)


def _template(fields: dict[str, Any]) -> Template:
    every = fields.pop("every")
    return Template(**fields, every=every and Every(**every))
