"""The question sets: read, asked of the shipped knowledge, judged.

A question's line is `{id, kind, q, gold[, options]}`, a dialog's `{id, turns: [{q, gold}]}`; the second turn of dialog
a01 goes by the id a01.2. `gold` are spans of the articles that an answer must quote, all of them; without any, the
sources don't say, and an answer would be wrong. `options` are the spans of each reading of a question that can be read
in two ways.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, Choices, Memory, Outcome

HERE = Path(__file__).parent
KNOWLEDGE = HERE.parents[1] / "knowledge"
KNOWN_FAILURES = HERE / "known_failures.txt"
SETS = ("hengdong", "wangcheng", "both")
DIALOGS = "followups"
MOST_ANSWERS = 3
"""An answer that holds more than this buries what was asked for."""
BETWEEN_TURNS = 20.0
"""Seconds between two turns of a dialog."""

Spans = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or one turn of a dialog (`kind` is then follow-up)."""

    id: str
    kind: str
    text: str
    gold: Spans
    options: tuple[Spans, ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.gold)


@dataclass(frozen=True, slots=True)
class Result:
    """A question with what the matcher said of it, and what is wrong with that: empty when it is right."""

    question: Question
    outcome: Outcome
    fault: str


def questions() -> tuple[Question, ...]:
    """The questions that stand alone."""
    return tuple(
        Question(line["id"], line["kind"], line["q"], tuple(line["gold"]), tuple(map(tuple, line.get("options", ()))))
        for name in SETS
        for line in _lines(name)
    )


def dialogs() -> tuple[tuple[Question, ...], ...]:
    """The conversations, each the tuple of its turns."""
    return tuple(
        tuple(
            Question(f"{line['id']}.{number}", "follow-up", turn["q"], tuple(turn["gold"]))
            for number, turn in enumerate(line["turns"], 1)
        )
        for line in _lines(DIALOGS)
    )


def _lines(name: str) -> Iterator[dict]:
    return map(json.loads, (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())


class Asked:
    """The shipped matcher's results by id, each question asked once, when it is first wanted."""

    def __init__(self) -> None:
        self.matcher = Matcher(load(KNOWLEDGE, fold=fold_all))
        self._leading = {one.id: (one,) for one in questions()}
        self._leading |= {turn.id: turns[:number] for turns in dialogs() for number, turn in enumerate(turns, 1)}
        self._results: dict[str, Result] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """Every question and every turn, in the order of the files."""
        return tuple(self._leading)

    def __getitem__(self, name: str) -> Result:
        if name not in self._results:
            self._results[name] = self._ask(self._leading[name])
        return self._results[name]

    def _ask(self, turns: Sequence[Question]) -> Result:
        """The result of the last turn of a conversation."""
        memory: Memory | None = None
        for number, turn in enumerate(turns):
            outcome, memory = self.matcher.ask(turn.text, memory, number * BETWEEN_TURNS)
        return Result(turns[-1], outcome, fault(turns[-1], outcome, quoted(outcome, self.matcher)))


def quoted(outcome: Outcome, matcher: Matcher) -> tuple[str, ...]:
    """The excerpts of every pair that the outcome names."""
    pairs = matcher.knowledge.pairs
    return tuple(excerpt.text for match in outcome.matches for excerpt in pairs[match.pair].excerpts)


def fault(question: Question, outcome: Outcome, excerpts: Sequence[str]) -> str:
    """What is wrong with an outcome, in a few words; empty when it is right."""
    said = f"{type(outcome).__name__} ({outcome.reason}) {[match.pair for match in outcome.matches]}"
    if question.options:
        held = isinstance(outcome, Choices) and all(hold(excerpts, spans) for spans in question.options)
        return "" if held else f"choices that hold both readings expected, got {said}"
    if not question.answerable:
        return f"no answer expected, got {said}" if isinstance(outcome, Answer) else ""
    if not isinstance(outcome, Answer):
        return f"answer expected, got {said}"
    if len(outcome.matches) > MOST_ANSWERS:
        return f"at most {MOST_ANSWERS} answers expected, got {said}"
    return "" if hold(excerpts, question.gold) else f"{list(question.gold)} expected, got {said}"


def hold(excerpts: Sequence[str], spans: Spans) -> bool:
    """Whether each span stands in one of the excerpts."""
    return all(any(span in excerpt for excerpt in excerpts) for span in spans)


def known_failures() -> frozenset[str]:
    """The ids on the list; what follows a # is a comment."""
    lines = KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if (name := line.partition("#")[0].strip()))
