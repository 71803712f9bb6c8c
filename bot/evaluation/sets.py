"""Files -> what there is to ask, each file's form told by its first line. Reads the files, writes none."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Problem
from bot.evaluation.lines import QuestionSetError, Sheet, read_sheet
from bot.evaluation.questions import Dialog, Question, Said, dialogs_in, messages_in, questions_in
from bot.evaluation.retrieval import INDEX, QUERIES, Query, Retrieval, beside, queries_in, retrieval_in

JSON_LINES = ".jsonl"


@dataclass(frozen=True, slots=True)
class Sets:
    """What files hold, each form by the names of its files.

    Attributes:
        strangers: queries without an index beside them: nothing answers them.
    """

    questions: dict[str, tuple[Question, ...]]
    dialogs: dict[str, tuple[Dialog, ...]]
    logs: dict[str, tuple[Said, ...]]
    retrievals: dict[str, Retrieval]
    strangers: dict[str, tuple[Query, ...]]


def read_sets(paths: Sequence[Path]) -> Sets:
    """What all files hold.

    Raises:
        QuestionSetError: with every line that can't be used, and every file that can't be read.
    """
    problems: list[Problem] = []
    sets = Sets({}, {}, {}, {}, {})
    for name, path in zip(names_of(paths), paths, strict=True):
        _put(read_sheet(path, problems), name, sets, problems)
    if problems:
        raise QuestionSetError(problems)
    return sets


def names_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """A name for each file: its own without endings, with as many of its folders as tell it from the others.

    A file that is given twice has one name twice.
    """
    bare = [path.with_name(path.name.removesuffix(QUERIES).removesuffix(JSON_LINES)) for path in paths]
    return tuple(_short(path, {other for other in bare if other != path}) for path in bare)


def _short(path: Path, others: set[Path]) -> str:
    for length in range(1, len(path.parts)):
        if all(other.parts[-length:] != path.parts[-length:] for other in others):
            return Path(*path.parts[-length:]).as_posix()
    return path.as_posix()


def _put(sheet: Sheet, name: str, sets: Sets, problems: list[Problem]) -> None:
    """Read a file in its form and put it where it belongs."""
    first = sheet.rows[0][1].keys() if sheet.rows else frozenset()
    if "turns" in first:
        sets.dialogs[name] = dialogs_in(sheet)
    elif "expect" in first:
        sets.logs[name] = messages_in(sheet)
    elif "type" in first:
        index = beside(sheet.path, INDEX)
        if index:
            sets.retrievals[name] = retrieval_in(sheet, index, problems)
        else:
            sets.strangers[name] = queries_in(sheet)
    elif first & {"alias", "verdict"}:
        sheet.fault(sheet.rows[0][0], f"is a part of a retrieval set: give its NAME{QUERIES} instead")
    else:
        sets.questions[name] = questions_in(sheet)
