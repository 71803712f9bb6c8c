"""The files of a knowledge folder -> `Knowledge`, or every problem that they have. Reads only what it is given."""

from dataclasses import dataclass, field

from bot.errors import KnowledgeError
from bot.knowledge.advice import Form, fit
from bot.knowledge.announcements import build_templates
from bot.knowledge.curation import FoldAll, Sheet, build_pairs, build_unanswered, check_questions, qualified
from bot.knowledge.files import Layout, Source, shown, text_of
from bot.knowledge.model import Article, Knowledge, Pair, Template, Unanswered
from bot.knowledge.places import line_of
from bot.knowledge.reader import Places, clip, parse
from bot.knowledge.schema import AnnouncementFile, ArticleEntry, PairFile, SynonymFile


def prove(layout: Layout, fold: FoldAll) -> Knowledge:
    """All articles, pairs, synonyms and templates of announcements.

    Args:
        layout: the files. Their problems so far are kept.
        fold: how matching folds questions.

    Raises:
        KnowledgeError: with every problem found. In a pair that lacks what it needs, the rest isn't looked into.
    """
    texts = {name: text for name, source in layout.articles.items() if (text := _article_text(source)) is not None}
    found = _Found(fold)
    for name, source in layout.pairs.items():
        if name not in layout.articles:
            wanted = shown(source.path.parents[1] / "articles" / f"{name}.txt")
            source.fault(1, f"has no article: put its text at {wanted}, or give this file its article's name")
        found.read(name, source, texts.get(name))
    found.check_related()
    articles = {name: found.articles.get(name) or _article(name, text, ArticleEntry()) for name, text in texts.items()}
    synonyms = _synonyms(layout.synonyms, fold) if layout.synonyms else ()
    templates = _templates(layout.announcements, found) if layout.announcements else {}
    if layout.problems:
        raise KnowledgeError(layout.problems)
    return Knowledge(articles, {pair.id: pair for pair in found.pairs}, synonyms, tuple(found.unanswered), templates)


@dataclass(frozen=True, slots=True)
class _Related:
    """A pair that another names, with the place where it does."""

    target: str
    source: Source
    places: Places
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the pair files hold. One is done with before the next is read: a hundred thousand pairs weigh much as read.

    Attributes:
        articles: those that have pair files.
        known: the ids of all pairs.
        damaged: the names of files from which something is missing.
        wanted: the pairs that others name and that stood in no file yet.
    """

    fold: FoldAll
    articles: dict[str, Article] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    unanswered: list[Unanswered] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    wanted: list[_Related] = field(default_factory=list)

    def read(self, name: str, source: Source, text: str | None) -> None:
        """Take in a pair file; what it says of an article without a text is looked into all the same."""
        before = len(source.problems)
        sheet = _sheet(name, source)
        if len(source.problems) > before:
            self.damaged.add(name)
        if not sheet:
            return
        self.known.update(f"{name}/{entry.id}" for entry in sheet.content.pairs)
        self._note_related(sheet)
        check_questions(sheet, self.fold)
        if text is not None:
            self.articles[name] = article = _article(name, text, sheet.content.article)
            self.pairs.extend(build_pairs(sheet, article))
            self.unanswered.extend(build_unanswered(sheet))

    def _note_related(self, sheet: Sheet) -> None:
        for index, entry in enumerate(sheet.content.pairs):
            for number, other in enumerate(entry.related):
                target = qualified(other, sheet.name)
                if target not in self.known:
                    path = ("pairs", index, "related", number)
                    self.wanted.append(_Related(target, sheet.source, sheet.places, path))

    def check_related(self) -> None:
        """Report `related` ids that no pair has; a pair that a damaged file has lost isn't missed."""
        for one in self.wanted:
            if one.target not in self.known and one.target.partition("/")[0] not in self.damaged:
                advice = "mend or delete it; a pair of another article is named ARTICLE/ID"
                message = f"no pair has the id `{clip(one.target, 80)}`: {advice}"
                one.source.fault(line_of(one.places.root, *one.path), message)


def _article_text(source: Source) -> str | None:
    text = text_of(source)
    if text is None:
        return None
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        source.fault(line, "has a line that ends in CR: save the file with LF line ends")
        return None
    if not text.strip():
        source.fault(1, "is empty: put the article's text in it or delete it")
        return None
    return text


def _article(name: str, text: str, entry: ArticleEntry) -> Article:
    return Article(
        name=name,
        text=text,
        title=entry.title.strip() or text.strip().split("\n", 1)[0].strip(),
        publisher=entry.publisher.strip() or None,
        published=entry.published or None,
        dateline=entry.dateline.strip() or None,
        authors=tuple(author.strip() for author in entry.authors),
        url=entry.url or None,
    )


def _sheet(name: str, source: Source) -> Sheet | None:
    """A pair file that can be read; its values as YAML has them are gone by then."""
    content, places = _content(source, PairFile)
    return Sheet(name, source, content, places) if content else None


def _content(source: Source, form: type[Form]) -> tuple[Form | None, Places]:
    text = text_of(source)
    document = parse(text, source) if text is not None else None
    return (fit(document, form, source), document.places) if document else (None, Places(""))


def _synonyms(source: Source, fold: FoldAll) -> tuple[tuple[str, ...], ...]:
    content, places = _content(source, SynonymFile)
    if not content:
        return ()
    for index, group in enumerate(content.groups):
        for number, (word, folded) in enumerate(zip(group, fold(group), strict=True)):
            if not folded:
                line = line_of(places.root, "groups", index, number)
                source.fault(line, f"nothing of “{clip(word)}” is left for matching: delete it")
    return tuple(tuple(word.strip() for word in group) for group in content.groups)


def _templates(source: Source, found: _Found) -> dict[str, Template]:
    content, places = _content(source, AnnouncementFile)
    return build_templates(content, places.root, source, found.known, found.damaged) if content else {}
