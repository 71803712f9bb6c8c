"""A pair file's content against its article: excerpts proven, phrasings unique, ids whole. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.files import Source
from bot.knowledge.model import Article, Excerpt, Pair, Unanswered
from bot.knowledge.places import line_of
from bot.knowledge.reader import Places, clip
from bot.knowledge.schema import ExcerptEntry, PairEntry, PairFile, UnansweredEntry
from bot.knowledge.spans import Spans

MAX_EXPLAINED = 20
"""So many lost excerpts of a file are compared with the article (some 20 ms each in a megabyte); the rest are named."""

FoldAll = Callable[[Iterable[str]], Sequence[str]]
"""How matching folds questions; two that fold to the same can't be told apart."""

_LINES_NAMED = 5
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A pair file as read.

    Attributes:
        name: that of the article.
        places: the lines of `content`, in the same shape.
    """

    name: str
    source: Source
    content: PairFile
    places: Places

    def fault(self, message: str, *path: str | int) -> None:
        """Note a fault of the value at a path."""
        self.source.fault(self.line(*path), message)

    def line(self, *path: str | int) -> int:
        """The line of the value at a path."""
        return line_of(self.places.root, *path)


def check_questions(sheet: Sheet, fold: FoldAll) -> None:
    """Report ids and phrasings that stand twice, and phrasings of which folding leaves nothing."""
    _check_ids(sheet)
    asked: dict[str, tuple[_Path, str]] = {}
    places = [*_asked(sheet, "pairs"), *_asked(sheet, "unanswered")]
    for (path, text), folded in zip(places, fold(text for _, text in places), strict=True):
        if not folded:
            sheet.fault(f"nothing of “{clip(text)}” is left for matching: name what is asked", *path)
        elif (other := asked.setdefault(folded, (path, text)))[0] != path:
            where = f"“{clip(other[1])}” at line {sheet.line(*other[0])}"
            sheet.fault(f"“{clip(text)}” stands twice for matching ({where}): keep one", *path)


def _check_ids(sheet: Sheet) -> None:
    ids: dict[str, int] = {}
    for index, entry in enumerate(sheet.content.pairs):
        if (first := ids.setdefault(entry.id, index)) != index:
            line = sheet.line("pairs", first, "id")
            sheet.fault(f"the id `{entry.id}` stands twice (first at line {line}): rename one", "pairs", index, "id")


def _asked(sheet: Sheet, section: Literal["pairs", "unanswered"]) -> Iterator[tuple[_Path, str]]:
    """Every question and phrasing of a section with its path."""
    entries: Sequence[PairEntry | UnansweredEntry] = getattr(sheet.content, section)
    for index, entry in enumerate(entries):
        yield (section, index, "question"), entry.question
        for number, text in enumerate(entry.phrasings):
            yield (section, index, "phrasings", number), text


def build_unanswered(sheet: Sheet) -> list[Unanswered]:
    """The questions that the article doesn't answer."""
    return [
        Unanswered(sheet.name, entry.question.strip(), tuple(phrasing.strip() for phrasing in entry.phrasings))
        for entry in sheet.content.unanswered
    ]


def build_pairs(sheet: Sheet, article: Article) -> list[Pair]:
    """The pairs whose excerpts all stand in the article; a fault for each excerpt that doesn't."""
    prover = _Prover(sheet, article)
    return [prover.pair(index, entry) for index, entry in enumerate(sheet.content.pairs)]


class _Prover:
    def __init__(self, sheet: Sheet, article: Article) -> None:
        self._sheet = sheet
        self._article = article
        self._spans = Spans(article.text, sum(len(entry.excerpts) for entry in sheet.content.pairs))
        self._explained = 0

    def pair(self, index: int, entry: PairEntry) -> Pair:
        name = self._article.name
        found = [self._excerpt(form, index, number) for number, form in enumerate(entry.excerpts)]
        return Pair(
            id=f"{name}/{entry.id}",
            article=name,
            question=entry.question.strip(),
            phrasings=tuple(phrasing.strip() for phrasing in entry.phrasings),
            excerpts=tuple(excerpt for excerpt in found if excerpt),
            note=entry.note.strip() or None,
            topic=entry.topic.strip() or None,
            related=tuple(qualified(other, name) for other in entry.related),
        )

    def _excerpt(self, form: str | ExcerptEntry, index: int, number: int) -> Excerpt | None:
        words, occurrence = (form, 0) if isinstance(form, str) else (form.text, form.occurrence)
        starts = self._spans.find(words, max(occurrence, _LINES_NAMED + 1))
        if not starts or len(starts) < occurrence or (len(starts) > 1 and not occurrence):
            self._sheet.fault(self._refusal(words, occurrence, starts), "pairs", index, "excerpts", number)
            return None
        start = starts[max(occurrence, 1) - 1]
        paragraph = self._article.paragraph_at(start).number
        return Excerpt(self._article.name, words, paragraph, start, start + len(words))

    def _refusal(self, words: str, occurrence: int, starts: list[int]) -> str:
        if not starts:
            self._explained += 1
            why = self._spans.why_lost(words) if self._explained <= MAX_EXPLAINED else "copy it from there"
            return f"the excerpt “{clip(words)}” isn't in the article: {why}"
        lines = ", ".join(str(self._spans.line(start)) for start in starts[:_LINES_NAMED])
        more = ", …" if len(starts) > _LINES_NAMED else ""
        if occurrence:
            return f"the excerpt “{clip(words)}” has no occurrence {occurrence}: it stands at line {lines}{more}"
        advice = "say which with {text: …, occurrence: 1}, or quote more"
        return f"the excerpt “{clip(words)}” stands more than once in the article (lines {lines}{more}): {advice}"


def qualified(related: str, article: str) -> str:
    """The whole id of a pair that may be named without its article."""
    return related if "/" in related else f"{article}/{related}"
