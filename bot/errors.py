"""The errors that a person may meet. Imports nothing of ours."""

from dataclasses import dataclass


class YuanwenError(Exception):
    """Something that a person can mend; its text is one clear sentence and is shown without a traceback."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a knowledge file.

    Attributes:
        path: the file, as the curator would name it.
        line: its line, counted from 1; 1 when the fault is of the whole file.
        message: what is wrong and how to mend it, in one sentence.
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class KnowledgeError(YuanwenError):
    """The knowledge can't be used.

    Attributes:
        problems: every fault that was found, in order of path and line; never empty.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingsError(YuanwenError):
    """A setting is missing or can't be used; the text names it and says how to mend it."""


class StoreError(YuanwenError):
    """The database can't be used; the text says which one and how to mend it, and never holds its password."""
