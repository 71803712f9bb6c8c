"""Which sentences of an article no excerpt quotes. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.knowledge.model import Article, Pair

COVERED_SHARE = 0.6
"""A sentence counts as quoted when excerpts hold at least this share of its letters and digits: they may leave out a
lead-in or the speaker, but not the statement."""

MAX_LABEL = 8
"""A line of at most so many letters, without a digit or any sign, is a label (分享, 综合新闻, 请使用微信扫一扫)."""

_SENTENCE = re.compile(
    r"""[^\n]+?                        # at least one sign, as few as lead up to an end:
        (?: [。！？…] | [!?](?![A-Za-z0-9=/&]) | [A-Za-z%)]\.(?=\s) | (?=\n) | \Z )
        [。！？…!?”’」』》）】"')\]]*   # further ends and closing signs stay with it
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a line without a sentence's end: `article.text[start:end] == text`.

    Attributes:
        line: of the article's file, from 1.
    """

    text: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of an article its pairs quote.

    Attributes:
        article: its name.
        total: how many sentences it has; labels are not counted.
        uncovered: those that no excerpt quotes.
        labels: lines that nobody quotes and that are too short and too plain to state anything.
    """

    article: str
    total: int
    uncovered: tuple[Sentence, ...]
    labels: tuple[Sentence, ...]

    @property
    def covered(self) -> int:
        """How many sentences are quoted."""
        return self.total - len(self.uncovered)


def coverage(article: Article, pairs: Iterable[Pair]) -> Coverage:
    """Measure an article.

    What a page leaves around an article (分享, 请使用微信扫一扫) states nothing, and only a person can tell. Instead of
    a list of known leftovers one rule holds for every article: a line of its own that nobody quotes, with at most
    `MAX_LABEL` letters and no digit, colon, quotation mark or other sign, is a label. A byline (编辑:胡红叶), a date or
    a sentence never is; a heading of four characters is. So labels are not counted, but they are handed out, for
    `yuanwen check` to show them.

    Args:
        article: the article.
        pairs: any pairs; those of other articles are passed over.
    """
    quoted = bytearray(len(article.text))
    for pair in pairs:
        for excerpt in pair.excerpts:
            if excerpt.article == article.name:
                quoted[excerpt.start : excerpt.end] = b"\1" * (excerpt.end - excerpt.start)
    total = 0
    uncovered: list[Sentence] = []
    labels: list[Sentence] = []
    for sentence in sentences(article.text):
        missing = not _is_quoted(sentence, quoted)
        if missing and _is_label(sentence, article.text):
            labels.append(sentence)
            continue
        total += 1
        if missing:
            uncovered.append(sentence)
    return Coverage(article.name, total, tuple(uncovered), tuple(labels))


def sentences(text: str) -> Iterator[Sentence]:
    """Split at 。！？… and their half-width forms, closing quotation marks included, and at line ends."""
    line, counted = 1, 0
    for match in _SENTENCE.finditer(text):
        words = match[0].strip()
        if not any(map(str.isalnum, words)):
            continue
        start = match.start() + match[0].index(words)
        line, counted = line + text.count("\n", counted, start), start
        yield Sentence(words, line, start, start + len(words))


def _is_quoted(sentence: Sentence, quoted: bytearray) -> bool:
    hits = [quoted[sentence.start + at] for at, sign in enumerate(sentence.text) if sign.isalnum()]
    return sum(hits) >= COVERED_SHARE * len(hits)


def _is_label(sentence: Sentence, text: str) -> bool:
    if len(sentence.text) > MAX_LABEL or not sentence.text.isalpha():
        return False
    line_start = text.rfind("\n", 0, sentence.start) + 1
    line_end = text.find("\n", sentence.end)
    return text[line_start : line_end if line_end >= 0 else None].strip() == sentence.text
