"""Files of JSON lines -> values, or every bad line by path and number. Reads what it is given, writes nothing."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar

from bot.errors import Problem, YuanwenError

BOM = b"\xef\xbb\xbf"

Fields = dict[str, Any]


class QuestionSetError(YuanwenError):
    """Question sets can't be used.

    Attributes:
        problems: every fault that was found, in order of path and line; never empty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class BadLineError(Exception):
    """What is wrong with one line."""


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """Its id, unique in its file."""


T = TypeVar("T")
N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one file that are JSON objects, by their numbers; blank lines count and are passed over.

    Attributes:
        problems: where to report what is wrong with the file.
    """

    path: Path
    rows: tuple[tuple[int, Fields], ...]
    problems: list[Problem] = field(repr=False)

    def values(self, form: Callable[[Fields], T]) -> Iterator[tuple[int, T]]:
        """Each line as a value; a line for which `form` raises `BadLineError` is reported and left out."""
        for number, fields in self.rows:
            try:
                yield number, form(fields)
            except BadLineError as bad:
                self.fault(number, str(bad))

    def named(self, form: Callable[[Fields], N]) -> tuple[N, ...]:
        """The same for values whose ids must differ."""
        found: dict[str, tuple[int, N]] = {}
        for number, value in self.values(form):
            if value.id in found:
                earlier = found[value.id][0]
                self.fault(number, f"has the id {value.id!r} of line {earlier}: give it its own")
            else:
                found[value.id] = number, value
        return tuple(value for _, value in found.values())

    def fault(self, line: int, message: str) -> None:
        """Report a problem."""
        self.problems.append(Problem(str(self.path), line, message))


def read_sheet(path: Path, problems: list[Problem]) -> Sheet:
    """The lines of a file, which may be empty where it can't be read.

    Args:
        path: the file.
        problems: where to report it, and every line that is no JSON object.
    """
    try:
        lines = path.read_bytes().removeprefix(BOM).split(b"\n")
    except OSError as wrong:
        problems.append(Problem(str(path), 1, f"can't be read: {wrong.strerror}"))
        return Sheet(path, (), problems)
    rows: list[tuple[int, Fields]] = []
    for number, line in enumerate(lines, 1):
        try:
            rows += [(number, _object(line))] if line.strip() else []
        except BadLineError as bad:
            problems.append(Problem(str(path), number, str(bad)))
    return Sheet(path, tuple(rows), problems)


def _object(line: bytes) -> Fields:
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as bad:
        raise BadLineError(f"is no UTF-8 from byte {bad.start + 1} on: save the file as UTF-8") from None
    except RecursionError:
        raise BadLineError("is nested too deeply") from None
    except ValueError as bad:
        raise BadLineError(f"is no JSON: {bad}") from None
    if not isinstance(value, dict):
        raise BadLineError('is no JSON object like {"id": "1", "kind": "plain", "q": "…", "gold": ["…"]}')
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")


def text_of(fields: Fields, name: str) -> str:
    """A field that holds a text which isn't blank.

    Raises:
        BadLineError: it is missing or something else.
    """
    if name not in fields:
        raise BadLineError(f'"{name}" is missing')
    if not _is_text(fields[name]):
        raise BadLineError(f'"{name}" is no text, or a blank one')
    return str(fields[name])


def number_of(fields: Fields, name: str) -> int:
    """A field that holds a whole number.

    Raises:
        BadLineError: it is missing or something else.
    """
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadLineError(f'"{name}" is no whole number')
    return value


def spans_of(value: object, where: str) -> tuple[str, ...]:
    """A list of texts that aren't blank.

    Args:
        value: what stands there.
        where: what to call it.

    Raises:
        BadLineError: it is something else.
    """
    if not isinstance(value, list):
        raise BadLineError(f"{where} is no list: give the spans that an answer quotes, [] where there is none")
    if not all(map(_is_text, value)):
        raise BadLineError(f"{where} holds something that is no text, or a blank one")
    return tuple(value)


def _is_text(value: object) -> bool:
    """Whether it is a text, not blank, that can be written as UTF-8: JSON can spell lone surrogates, UTF-8 can't."""
    return isinstance(value, str) and bool(value.strip()) and not any("\ud800" <= char <= "\udfff" for char in value)
