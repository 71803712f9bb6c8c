"""A knowledge folder -> `Knowledge`, or every problem that it has. Reads files, writes none."""

from pathlib import Path

from bot.errors import KnowledgeError, Problem
from bot.knowledge.advice import Form, fit
from bot.knowledge.announcements import build_templates
from bot.knowledge.curation import FoldAll, Sheet, build_pairs, build_unanswered, check_questions, qualified
from bot.knowledge.files import Layout, Source, read_text, shown, survey
from bot.knowledge.model import Article, Knowledge, Pair, Template, Unanswered
from bot.knowledge.reader import Place, clip, line_of, parse
from bot.knowledge.schema import AnnouncementFile, ArticleEntry, PairFile, SynonymFile


def load(directory: Path, *, fold: FoldAll) -> Knowledge:
    """Read all articles, pairs, synonyms and templates of announcements.

    Args:
        directory: holds articles/ and, if there are any, pairs/, synonyms.yaml and announcements.yaml.
        fold: how matching folds questions.

    Raises:
        KnowledgeError: with every problem found. In a pair that lacks what it needs, the rest isn't looked into.
    """
    problems: list[Problem] = []
    layout = survey(directory, problems)
    texts = {name: text for name, source in layout.articles.items() if (text := _article_text(source)) is not None}
    sheets, damaged = _sheets(layout, directory)
    known = {f"{name}/{entry.id}" for name, sheet in sheets.items() for entry in sheet.content.pairs}
    _check_related(sheets, known, damaged)
    articles = {name: _article(name, text, sheets.get(name)) for name, text in texts.items()}
    pairs: list[Pair] = []
    unanswered: list[Unanswered] = []
    for name, sheet in sheets.items():
        check_questions(sheet, fold)
        if name in articles:
            pairs += build_pairs(sheet, articles[name])
            unanswered += build_unanswered(sheet)
    synonyms = _synonyms(layout.synonyms, fold) if layout.synonyms else ()
    templates = _templates(layout.announcements, known, damaged) if layout.announcements else {}
    if problems:
        raise KnowledgeError(problems)
    return Knowledge(articles, {pair.id: pair for pair in pairs}, synonyms, tuple(unanswered), templates)


def _sheets(layout: Layout, directory: Path) -> tuple[dict[str, Sheet], set[str]]:
    """The pair files that can be read, and the names of those from which something is missing."""
    sheets: dict[str, Sheet] = {}
    damaged: set[str] = set()
    for name, source in layout.pairs.items():
        if name not in layout.articles:
            wanted = shown(directory / "articles" / f"{name}.txt")
            source.fault(1, f"has no article: put its text at {wanted}, or give this file its article's name")
        before = len(source.problems)
        content, place = _content(source, PairFile)
        if content:
            sheets[name] = Sheet(name, source, content, place)
        if len(source.problems) > before:
            damaged.add(name)
    return sheets, damaged


def _article_text(source: Source) -> str | None:
    text = read_text(source)
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


def _article(name: str, text: str, sheet: Sheet | None) -> Article:
    entry = sheet.content.article if sheet else ArticleEntry()
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


def _content(source: Source, form: type[Form]) -> tuple[Form | None, Place]:
    text = read_text(source)
    document = parse(text, source) if text is not None else None
    return (fit(document, form, source), document.place) if document else (None, 1)


def _check_related(sheets: dict[str, Sheet], known: set[str], damaged: set[str]) -> None:
    """Report `related` ids that no pair has; a pair that a damaged file has lost isn't missed."""
    for name, sheet in sheets.items():
        for index, entry in enumerate(sheet.content.pairs):
            for number, other in enumerate(entry.related):
                target = qualified(other, name)
                if target not in known and target.partition("/")[0] not in damaged:
                    advice = "mend or delete it; a pair of another article is named ARTICLE/ID"
                    sheet.fault(f"no pair has the id `{clip(target, 80)}`: {advice}", "pairs", index, "related", number)


def _synonyms(source: Source, fold: FoldAll) -> tuple[tuple[str, ...], ...]:
    content, place = _content(source, SynonymFile)
    if not content:
        return ()
    for index, group in enumerate(content.groups):
        for number, (word, folded) in enumerate(zip(group, fold(group), strict=True)):
            if not folded:
                line = line_of(place, "groups", index, number)
                source.fault(line, f"nothing of “{clip(word)}” is left for matching: delete it")
    return tuple(tuple(word.strip() for word in group) for group in content.groups)


def _templates(source: Source, known: set[str], damaged: set[str]) -> dict[str, Template]:
    content, place = _content(source, AnnouncementFile)
    return build_templates(content, place, source, known, damaged) if content else {}
