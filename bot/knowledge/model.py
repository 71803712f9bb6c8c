"""What the knowledge is made of: articles, excerpts, pairs, templates. Frozen values without behaviour of their own."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A non-empty line of an article.

    Attributes:
        number: counted from 1 over the non-empty lines.
        start, end: code points of the article's text, end excluded.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """A source document, exactly as published.

    Attributes:
        name: the stem of its file.
        text: its whole text; every position counts its code points.
        title: as the curator gives it, else the first non-empty line.
        published: YYYY-MM-DD, YYYY-MM or YYYY; None when the source doesn't say.
        dateline: the source's own words for its date, shown when there is no `published`.
    """

    name: str
    text: str = field(repr=False)
    title: str
    publisher: str | None = None
    published: str | None = None
    dateline: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The non-empty lines, in order."""
        found: list[Paragraph] = []
        start = 0
        for line in self.text.split("\n"):
            if line.strip():
                found.append(Paragraph(len(found) + 1, start, start + len(line)))
            start += len(line) + 1
        return tuple(found)

    def paragraph_at(self, position: int) -> Paragraph:
        """The paragraph that holds a code point, or the nearest one before it."""
        after = bisect_right(self.paragraphs, position, key=attrgetter("start"))
        return self.paragraphs[max(after - 1, 0)]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A verbatim span of one article: `article.text[start:end] == text`.

    Attributes:
        article: the article's name.
        paragraph: the number of the paragraph in which it starts.
    """

    article: str
    text: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A curated question with its phrasings and its excerpts.

    Attributes:
        id: `article/name`.
        related: ids of other pairs, all of which exist.
    """

    id: str
    article: str
    question: str
    phrasings: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    note: str | None = None
    topic: str | None = None
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that readers ask and the article doesn't answer: the bot says so instead of quoting what lies near."""

    article: str
    question: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """When a template is sent, unless the operator who turns it on says otherwise: one of the first three.

    Attributes:
        at: once, `YYYY-MM-DD HH:MM`.
        cron: five fields.
        before: a festival, each year, `days` before it at `time`.
    """

    at: str = ""
    cron: str = ""
    before: str = ""
    days: int = 0
    time: str = "09:00"


@dataclass(frozen=True, slots=True)
class Template:
    """An announcement that operators may turn on.

    Attributes:
        titles: for operators, by language; under "" for every other one.
        category: to which chats it goes.
        text: the editor's own words, shown apart from a quotation; `{date}` and the like stand in it.
        pair: the id of the pair that it quotes, which exists.
        daily: whether it quotes the next pair that wasn't shown instead.
    """

    name: str
    titles: Mapping[str, str]
    category: str
    text: str = ""
    pair: str | None = None
    daily: bool = False
    every: Every | None = None

    def title(self, language: str) -> str:
        """What operators read in their language; the first title when there is none in it."""
        return self.titles.get(language) or next(iter(self.titles.values()))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that the bot knows. The mappings are in the order of the files.

    Attributes:
        synonyms: groups of words that mean the same; for matching only.
        unanswered: what the articles are known not to say; for matching only.
        templates: announcements that operators may turn on, by name.
    """

    articles: Mapping[str, Article]
    pairs: Mapping[str, Pair]
    synonyms: tuple[tuple[str, ...], ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    templates: Mapping[str, Template] = field(default_factory=dict)
