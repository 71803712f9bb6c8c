"""Question sets, dialogs and group logs -> values, or every bad line. Reads the files that it is given, writes none.

A line of a set is a JSON object: `id`, unique in its file; `kind`, the curator's word for the sort of question; `q`,
the question as written; `gold`, spans of the articles that its answer quotes, all of them, [] where the sources don't
say; `options`, only for a question that can be read in several ways, the spans of each reading. A dialog has `id` and
`turns`, each with `q` and `gold`. A line of a group log has `id`, `from`, `text`, `gold` and `expect`: `answer` where
somebody asks the bot, `silent` where nobody does. Other fields are the curator's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Problem
from bot.evaluation.lines import BadLineError, Fields, QuestionSetError, Sheet, read_sheet, spans_of, text_of
from bot.knowledge.model import Pair

OPENING, FOLLOW_UP = "opening", "follow-up"
"""Kinds of a dialog's turns: the first, and those that lean on what came before."""
SILENT, ADDRESSED = "silent", "addressed"
"""Kinds of a group's messages: to one another, and to the bot."""


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


@dataclass(frozen=True, slots=True)
class Dialog:
    """A conversation: the second turn of dialog d01 goes by the id d01.2."""

    id: str
    turns: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A message in a group.

    Attributes:
        by: who wrote it.
        to_bot: whether it asks the bot, which then has to reply.
        question: what it asks, if it does; of the kind `SILENT` or `ADDRESSED`.
    """

    id: str
    by: str
    to_bot: bool
    question: Question


def quotes(pair: Pair, spans: Iterable[str]) -> bool:
    """Whether each span stands in one of a pair's excerpts."""
    return all(any(span in excerpt.text for excerpt in pair.excerpts) for span in spans)


def read_questions(paths: Iterable[Path]) -> tuple[Question, ...]:
    """The questions of question sets, in the order of the files and their lines.

    Raises:
        QuestionSetError: with every line that can't be used, and every file that can't be read.
    """
    problems: list[Problem] = []
    found = [question for path in paths for question in questions_in(read_sheet(path, problems))]
    if problems:
        raise QuestionSetError(problems)
    return tuple(found)


def questions_in(sheet: Sheet) -> tuple[Question, ...]:
    """The questions of a set."""
    return sheet.named(_question)


def dialogs_in(sheet: Sheet) -> tuple[Dialog, ...]:
    """The conversations of a file of dialogs."""
    return sheet.named(_dialog)


def messages_in(sheet: Sheet) -> tuple[Said, ...]:
    """The messages of a group log."""
    return sheet.named(_said)


def _question(fields: Fields) -> Question:
    options = fields.get("options", [])
    if not isinstance(options, list):
        raise BadLineError('"options" is no list: give a list of spans for each reading')
    question = Question(
        id=text_of(fields, "id"),
        kind=text_of(fields, "kind"),
        text=text_of(fields, "q"),
        gold=spans_of(fields.get("gold"), '"gold"'),
        options=tuple(spans_of(spans, f'reading {number} of "options"') for number, spans in enumerate(options, 1)),
    )
    if not all(question.options):
        raise BadLineError('a reading of "options" is empty: give the spans that answer it')
    if question.gold and question.options:
        raise BadLineError('has both "gold" and "options": leave "gold" empty where there are several readings')
    return question


def _dialog(fields: Fields) -> Dialog:
    name, turns = text_of(fields, "id"), fields.get("turns")
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise BadLineError('"turns" is no list of questions like {"q": "…", "gold": ["…"]}')
    return Dialog(name, tuple(_turn(turn, name, number) for number, turn in enumerate(turns, 1)))


def _turn(turn: Fields, name: str, number: int) -> Question:
    try:
        return _question({**turn, "id": f"{name}.{number}", "kind": OPENING if number == 1 else FOLLOW_UP})
    except BadLineError as bad:
        raise BadLineError(f"turn {number}: {bad}") from None


def _said(fields: Fields) -> Said:
    expected = fields.get("expect")
    if expected not in ("answer", "silent"):
        raise BadLineError('"expect" is neither "answer" nor "silent"')
    name, to_bot = text_of(fields, "id"), expected == "answer"
    gold = spans_of(fields.get("gold", []), '"gold"')
    question = Question(name, ADDRESSED if to_bot else SILENT, text_of(fields, "text"), gold)
    return Said(name, text_of(fields, "from"), to_bot, question)
