"""Question sets -> values, or every bad line by path and number. Reads the files that it is given, writes none.

A line of a set is a JSON object: `id`, unique in its file; `kind`, the curator's word for the sort of question; `q`,
the question as written; `gold`, spans of the articles that its answer quotes, all of them, [] where the sources don't
say; `options`, only for a question that can be read in several ways, the spans of each reading. Other fields are the
curator's own.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from bot.errors import Problem, YuanwenError
from bot.knowledge.model import Pair

BOM = b"\xef\xbb\xbf"


class QuestionSetError(YuanwenError):
    """Question sets can't be used.

    Attributes:
        problems: every fault that was found, in order of path and line; never empty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class _BadLineError(Exception):
    """What is wrong with one line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what answers it.

    Attributes:
        gold: spans that an answer quotes, all of them; empty where the sources don't say.
        options: for a question that can be read in several ways, the spans of each reading; `gold` is then empty.
    """

    id: str
    kind: str
    text: str
    gold: tuple[str, ...]
    options: tuple[tuple[str, ...], ...] = ()

    def is_answered_by(self, pair: Pair) -> bool:
        """Whether a pair quotes all that the answer quotes; never so where there is none."""
        return bool(self.gold) and quotes(pair, self.gold)


def quotes(pair: Pair, spans: Iterable[str]) -> bool:
    """Whether each span stands in one of a pair's excerpts."""
    return all(any(span in excerpt.text for excerpt in pair.excerpts) for span in spans)


def read_questions(paths: Iterable[Path]) -> tuple[Question, ...]:
    """The questions of all sets, in the order of the files and their lines. Blank lines count and are passed over.

    Raises:
        QuestionSetError: with every line that can't be used, and every file that can't be read.
    """
    problems: list[Problem] = []
    found = [question for path in paths for question in _read(path, problems)]
    if problems:
        raise QuestionSetError(problems)
    return tuple(found)


def _read(path: Path, problems: list[Problem]) -> list[Question]:
    try:
        lines = path.read_bytes().removeprefix(BOM).split(b"\n")
    except OSError as wrong:
        problems.append(Problem(str(path), 1, f"can't be read: {wrong.strerror}"))
        return []
    found: dict[str, tuple[int, Question]] = {}
    for number, line in enumerate(lines, 1):
        try:
            question = _question(line) if line.strip() else None
        except _BadLineError as bad:
            problems.append(Problem(str(path), number, str(bad)))
            continue
        if question and question.id in found:
            earlier = found[question.id][0]
            problems.append(
                Problem(str(path), number, f"has the id {question.id!r} of line {earlier}: give it its own")
            )
        elif question:
            found[question.id] = number, question
    return [question for _, question in found.values()]


def _question(line: bytes) -> Question:
    fields = _object(line)
    options = fields.get("options", [])
    if not isinstance(options, list):
        raise _BadLineError('"options" is no list: give a list of spans for each reading')
    question = Question(
        id=_text(fields, "id"),
        kind=_text(fields, "kind"),
        text=_text(fields, "q"),
        gold=_spans(fields.get("gold"), '"gold"'),
        options=tuple(_spans(spans, f'reading {number} of "options"') for number, spans in enumerate(options, 1)),
    )
    if not all(question.options):
        raise _BadLineError('a reading of "options" is empty: give the spans that answer it')
    if question.gold and question.options:
        raise _BadLineError('has both "gold" and "options": leave "gold" empty where there are several readings')
    return question


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as bad:
        raise _BadLineError(f"is no UTF-8 from byte {bad.start + 1} on: save the file as UTF-8") from None
    except RecursionError:
        raise _BadLineError("is nested too deeply") from None
    except ValueError as bad:
        raise _BadLineError(f"is no JSON: {bad}") from None
    if not isinstance(value, dict):
        raise _BadLineError('is no JSON object like {"id": "1", "kind": "plain", "q": "…", "gold": ["…"]}')
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")


def _text(fields: dict[str, Any], name: str) -> str:
    if name not in fields:
        raise _BadLineError(f'"{name}" is missing')
    if not _is_text(fields[name]):
        raise _BadLineError(f'"{name}" is no text, or a blank one')
    return str(fields[name])


def _spans(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _BadLineError(f"{where} is no list: give the spans that an answer quotes, [] where there is none")
    if not all(map(_is_text, value)):
        raise _BadLineError(f"{where} holds something that is no text, or a blank one")
    return tuple(value)


def _is_text(value: object) -> bool:
    """Whether it is a text, not blank, that can be written as UTF-8: JSON can spell lone surrogates, UTF-8 can't."""
    return isinstance(value, str) and bool(value.strip()) and not any("\ud800" <= char <= "\udfff" for char in value)
