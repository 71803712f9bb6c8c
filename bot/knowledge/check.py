"""The proof of a knowledge folder: its problems, else how much of each article is quoted. Reads files, writes none."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import KnowledgeError, Problem
from bot.knowledge.coverage import Coverage, coverage
from bot.knowledge.curation import FoldAll
from bot.knowledge.loader import load_anew
from bot.knowledge.model import Knowledge, Pair


@dataclass(frozen=True, slots=True)
class Report:
    """What `yuanwen check` prints.

    Attributes:
        problems: in order of path and line; then there is no knowledge and no coverage.
        coverage: one for each article, in order.
    """

    problems: tuple[Problem, ...] = ()
    knowledge: Knowledge | None = None
    coverage: tuple[Coverage, ...] = ()

    @property
    def covered(self) -> int:
        """How many sentences of all articles are quoted."""
        return sum(article.covered for article in self.coverage)

    @property
    def total(self) -> int:
        """How many sentences all articles have."""
        return sum(article.total for article in self.coverage)


def check(directory: Path, *, fold: FoldAll) -> Report:
    """Prove a knowledge folder anew and measure it; never raises for what the folder holds."""
    try:
        knowledge = load_anew(directory, fold=fold)
    except KnowledgeError as error:
        return Report(error.problems)
    by_article: dict[str, list[Pair]] = {name: [] for name in knowledge.articles}
    for pair in knowledge.pairs.values():
        by_article[pair.article].append(pair)
    measured = (coverage(article, by_article[name]) for name, article in knowledge.articles.items())
    return Report((), knowledge, tuple(measured))
