"""Browsing: articles, their topics, a topic's questions, and the list of sources; each in pages. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.knowledge.model import Article, Knowledge
from bot.replies.buttons import Rows, action_button, column, pair_button, sources_button, topics_button
from bot.replies.ids import Action, short_id
from bot.replies.markup import Block, Span, block
from bot.replies.model import Button, Reply
from bot.replies.source import date_text, joined, title_span
from bot.replies.split import pack
from bot.replies.words import Words

PAGE_SIZE: Final = 8
"""Entries on a page: with the two rows for moving about they fill a phone's screen."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of a list of `total` entries; `wanted` is counted from 0 and may lie beyond the end."""

    total: int
    wanted: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def number(self) -> int:
        return max(0, min(self.wanted, self.pages - 1))

    @property
    def entries(self) -> slice:
        return slice(self.number * PAGE_SIZE, (self.number + 1) * PAGE_SIZE)

    def heading(self, title: Span, hint: str, words: Words) -> list[Block]:
        """The title, what to do here, and which page of how many."""
        place = words.text("topics.page", page=self.number + 1, pages=self.pages) if self.pages > 1 else ""
        return [block(title), block(f"{hint} {place}".rstrip(), tight=True)]

    def turns(self, action: Action, words: Words) -> Rows:
        """The row with which one turns pages: none when there is one page only."""
        turns: list[Button] = []
        if self.number > 0:
            turns.append(action_button(words.text("button.earlier"), replace(action, page=self.number - 1)))
        if self.number + 1 < self.pages:
            turns.append(action_button(words.text("button.later"), replace(action, page=self.number + 1)))
        return (tuple(turns),) if turns else ()


def topics_reply(
    knowledge: Knowledge,
    words: Words,
    article: str | None = None,
    topic: str | None = None,
    page: int = 0,
) -> Reply:
    """One page of what can be asked: articles, an article's topics, or a topic's questions.

    Args:
        knowledge: what can be asked.
        words: the language.
        article: an article's name; None for the list of articles.
        topic: one of its topics, "" for its questions without one; None for the list of topics.
        page: counted from 0; one beyond the end shows the last.

    Raises:
        KeyError: there is no such article; ids from buttons go through `ids.find_article` first.
    """
    if article is None:
        return _articles_page(knowledge, words, page)
    topics = _topics(article, knowledge)
    if topic is None and len(topics) > 1:
        return _article_page(knowledge.articles[article], topics, words, page)
    chosen = next(iter(topics), "") if topic is None else topic
    return _topic_page(knowledge.articles[article], chosen, knowledge, words, page)


def _topics(article: str, knowledge: Knowledge) -> Mapping[str, int]:
    """The topics of an article in the file's order, "" last, each with the number of its questions."""
    counts = Counter(pair.topic or "" for pair in knowledge.pairs.values() if pair.article == article)
    return dict(sorted(counts.items(), key=lambda item: item[0] == ""))


def _articles_page(knowledge: Knowledge, words: Words, wanted: int) -> Reply:
    asked = {pair.article for pair in knowledge.pairs.values()}
    articles = [article for article in knowledge.articles.values() if article.name in asked]
    page = _Page(len(articles), wanted)
    buttons = [action_button(a.title, Action("topics", short_id(a.name))) for a in articles[page.entries]]
    heading = page.heading(Span(words.text("topics.title"), bold=True), words.text("topics.choose-article"), words)
    return Reply(
        pack([heading]),
        (*column(buttons), *page.turns(Action("topics"), words), (sources_button(words),)),
    )


def _article_page(article: Article, topics: Mapping[str, int], words: Words, wanted: int) -> Reply:
    page = _Page(len(topics), wanted)
    here = Action("topics", short_id(article.name))
    buttons = []
    for topic, count in list(topics.items())[page.entries]:
        label = words.text("topics.entry", topic=topic or words.text("topics.other"), count=count)
        buttons.append(action_button(label, replace(here, topic=short_id(topic))))
    heading = page.heading(title_span(article, words, bold=True), words.text("topics.choose-topic"), words)
    back = action_button(words.text("button.back"), Action("topics"))
    return Reply(pack([heading]), (*column(buttons), *page.turns(here, words), (back,)))


def _topic_page(article: Article, topic: str, knowledge: Knowledge, words: Words, wanted: int) -> Reply:
    in_article = [pair for pair in knowledge.pairs.values() if pair.article == article.name]
    pairs = [pair.id for pair in in_article if (pair.topic or "") == topic]
    page = _Page(len(pairs), wanted)
    here = Action("topics", short_id(article.name), short_id(topic))
    alone = len(pairs) == len(in_article)  # an article with one topic, or none, has no page of topics to go back to
    above = Action("topics") if alone else Action("topics", here.target)
    title = title_span(article, words, bold=True)
    hint = words.text("topics.choose-question")
    if not alone or topic:
        hint = words.text("topics.in-topic", topic=topic or words.text("topics.other"), hint=hint)
    buttons = column(pair_button(pair, knowledge) for pair in pairs[page.entries])
    back = action_button(words.text("button.back"), above)
    return Reply(pack([page.heading(title, hint, words)]), (*buttons, *page.turns(here, words), (back,)))


def sources_reply(knowledge: Knowledge, words: Words, page: int = 0) -> Reply:
    """One page of the articles that answers come from, with all that is known of each."""
    counts = Counter(pair.article for pair in knowledge.pairs.values())
    articles = list(knowledge.articles.values())
    shown = _Page(len(articles), page)
    heading = shown.heading(Span(words.text("sources.title"), bold=True), words.text("sources.hint"), words)
    sections = [_source_section(article, counts[article.name], words) for article in articles[shown.entries]]
    return Reply(pack([heading, *sections]), (*shown.turns(Action("sources"), words), (topics_button(words),)))


def _source_section(article: Article, questions: int, words: Words) -> list[Block]:
    authors = words.text("list.separator").join(article.authors)
    known = (article.publisher, date_text(article, words), authors and words.text("sources.authors", authors=authors))
    facts = [Span(fact) for fact in known if fact]
    facts.append(Span(words.text("sources.questions", count=questions)))
    return [
        block(title_span(article, words, bold=True)),
        Block(joined(facts, words.text("source.separator")), tight=True),
    ]
