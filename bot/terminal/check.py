"""`check`: the problems of a knowledge folder, else what its pairs quote. Reads the folder, writes to a stream."""

from pathlib import Path
from typing import TextIO

from bot.knowledge.check import check
from bot.knowledge.coverage import Coverage, Sentence
from bot.knowledge.curation import FoldAll
from bot.knowledge.model import Knowledge
from bot.replies.words import Words
from bot.terminal.words import terminal_words


def check_knowledge(folder: Path, fold: FoldAll, language: str | None, out: TextIO) -> bool:
    """Print every problem as `path:line: message`, else how much of each article is quoted and what isn't.

    Args:
        folder: the knowledge folder.
        fold: how the matcher folds questions.
        language: the person's language tag; None where it is not known.
        out: where to print.

    Returns:
        Whether the knowledge can be used. Sentences that no pair quotes don't forbid it: they are news, not faults.
    """
    report = check(folder, fold=fold)
    out.writelines(f"{problem}\n" for problem in report.problems)
    if report.knowledge is None:
        return False
    words = terminal_words(language)
    for measured in report.coverage:
        out.writelines(f"{line}\n" for line in _coverage(measured, report.knowledge, words))
    return True


def _coverage(measured: Coverage, knowledge: Knowledge, words: Words) -> list[str]:
    pairs = sum(pair.article == measured.article for pair in knowledge.pairs.values())
    counts = {"pairs": pairs, "covered": measured.covered, "total": measured.total}
    uncovered = [_sentence(sentence, words) for sentence in measured.uncovered]
    labels = words.text("check.separator").join(label.text for label in measured.labels)
    return [
        words.text("check.article", article=measured.article, **counts),
        *([words.text("check.uncovered"), *uncovered] if uncovered else []),
        *([words.text("check.labels", labels=labels)] if labels else []),
    ]


def _sentence(sentence: Sentence, words: Words) -> str:
    return words.text("check.sentence", line=sentence.line, text=sentence.text)
