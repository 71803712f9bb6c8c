"""The question sets of the shipped knowledge, read and judged as `yuanwen eval` reads and judges them."""

from pathlib import Path

from bot.evaluation.asking import Result
from bot.evaluation.evaluate import Bench, Part, evaluate
from bot.evaluation.questions import Question
from bot.evaluation.report import outcome_name
from bot.evaluation.sets import Sets, read_sets
from bot.matching.matcher import Matcher
from bot.matching.opening import open_matcher

HERE = Path(__file__).parent
KNOWLEDGE = HERE.parents[1] / "knowledge"
KNOWN_FAILURES = HERE / "known_failures.txt"
FILES = tuple(HERE / f"{name}.jsonl" for name in ("hengdong", "wangcheng", "both", "followups"))


def sets() -> Sets:
    """What the files hold: questions that stand alone, and dialogs."""
    return read_sets(FILES)


def alone(found: Sets) -> tuple[Question, ...]:
    """The questions that stand alone."""
    return tuple(question for file in found.questions.values() for question in file)


def turns(found: Sets) -> tuple[Question, ...]:
    """The turns of all dialogs."""
    return tuple(turn for file in found.dialogs.values() for dialog in file for turn in dialog.turns)


def shipped() -> Matcher:
    """The matcher of the shipped knowledge."""
    return open_matcher(KNOWLEDGE)


def asked(found: Sets, matcher: Matcher) -> tuple[Part, ...]:
    """Everything asked of a matcher and judged."""
    return evaluate(found, Bench(lambda: matcher, Matcher, lambda _: None))


def fault(result: Result) -> str:
    """What is wrong with a result; empty when nothing is."""
    if result.verdict == "right" or result.outcome is None:
        return ""
    named = [match.pair for match in result.outcome.matches]
    came = f"{outcome_name(result.outcome)} ({result.outcome.reason}) {named}"
    return f"{result.text}: {list(result.wanted.said) or 'no answer'} wanted, {came} came"


def known_failures() -> frozenset[str]:
    """The ids on the list; what follows a # is a comment."""
    lines = KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if (name := line.partition("#")[0].strip()))
