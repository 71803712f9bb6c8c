"""Sets -> results: every message asked of a matcher and judged. Pure but for the matcher's time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.evaluation.judging import Sort, Verdict, Wanted, is_first_right, judge, wanted_by
from bot.evaluation.questions import Dialog, Question, Said
from bot.evaluation.retrieval import Query, Retrieval
from bot.knowledge.model import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, Memory, Outcome

BETWEEN = 20.0
"""Seconds between two messages of a conversation."""

Hears = Callable[[str], str | None]
"""A group's message -> the question that it asks the bot; None where it is none of the bot's business."""


@dataclass(frozen=True, slots=True)
class Result:
    """A message with what came of it.

    Attributes:
        file: the name of its file; id: its own name in there.
        outcome: None where the bot kept silent.
        first: whether that is right which the outcome's confidence speaks of.
        lengths: code points of the excerpts of each answer.
    """

    file: str
    id: str
    kind: str
    text: str
    wanted: Wanted
    sort: Sort
    verdict: Verdict
    outcome: Outcome | None
    first: bool
    lengths: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Its name among all messages."""
        return f"{self.file}/{self.id}"


def ask_questions(file: str, questions: Iterable[Question], matcher: Matcher) -> Iterator[Result]:
    """Each question by itself."""
    for question in questions:
        outcome, _ = matcher.ask(question.text)
        yield _result(file, question, outcome, matcher.knowledge)


def ask_dialogs(file: str, dialogs: Iterable[Dialog], matcher: Matcher) -> Iterator[Result]:
    """The turns of each dialog as one conversation."""
    for dialog in dialogs:
        memory: Memory | None = None
        for number, turn in enumerate(dialog.turns):
            outcome, memory = matcher.ask(turn.text, memory, number * BETWEEN)
            yield _result(file, turn, outcome, matcher.knowledge)


def ask_log(file: str, messages: Iterable[Said], matcher: Matcher, hears: Hears) -> Iterator[Result]:
    """The messages of a group, each person's a conversation of their own."""
    memories: dict[str, Memory | None] = {}
    for number, message in enumerate(messages):
        heard, outcome = hears(message.question.text), None
        if heard is not None:
            outcome, memories[message.by] = matcher.ask(heard, memories.get(message.by), number * BETWEEN)
        yield _in_group(file, message, outcome, matcher.knowledge)


def ask_queries(
    file: str, queries: Iterable[Query], matcher: Matcher, found: Retrieval | None = None
) -> Iterator[Result]:
    """Each query by itself.

    Args:
        file: its name; queries: what it asks.
        matcher: of the retrieval set's own knowledge; of any other one for queries without an index.
        found: the retrieval set; None without an index: nothing answers these queries.
    """
    for query in queries:
        outcome, _ = matcher.ask(query.text)
        right = frozenset(found.ids[cid] for cid in query.right) if found else frozenset()
        said = tuple(matcher.knowledge.pairs[name].question for name in sorted(right))
        yield _judged(file, query, Wanted((right,) if right else (), (), 1, said), outcome, matcher.knowledge)


def _result(file: str, question: Question, outcome: Outcome, knowledge: Knowledge) -> Result:
    return _judged(file, question, wanted_by(question, knowledge), outcome, knowledge)


def _judged(file: str, asked: Question | Query, wanted: Wanted, outcome: Outcome, knowledge: Knowledge) -> Result:
    verdict, first = judge(wanted, outcome), is_first_right(wanted, outcome)
    lengths = _lengths(outcome, knowledge)
    return Result(file, asked.id, asked.kind, asked.text, wanted, wanted.sort, verdict, outcome, first, lengths)


def _lengths(outcome: Outcome, knowledge: Knowledge) -> tuple[int, ...]:
    if not isinstance(outcome, Answer):
        return ()
    return tuple(sum(len(one.text) for one in knowledge.pairs[match.pair].excerpts) for match in outcome.matches)


def _in_group(file: str, message: Said, outcome: Outcome | None, knowledge: Knowledge) -> Result:
    """A message that should or should not be heard, heard or not."""
    asked = message.question
    wanted = wanted_by(asked, knowledge)
    if message.to_bot and outcome is not None:
        return _judged(file, asked, wanted, outcome, knowledge)
    sort: Sort = wanted.sort if message.to_bot else "silent"
    verdict: Verdict = "refused" if message.to_bot else "right" if outcome is None else "wrong"
    return Result(file, asked.id, asked.kind, asked.text, wanted, sort, verdict, outcome, first=False)
