"""An evaluation as blocks for a terminal: what fared how, figures beside the plain scorers', each failure. Pure."""

from collections.abc import Iterable, Iterator

from bot.evaluation.asking import Result
from bot.evaluation.evaluate import Part, Scored
from bot.evaluation.measures import wilson
from bot.evaluation.report import Tally, excerpt_lengths, outcome_name, tallies
from bot.replies.markup import Block, Span, block
from bot.replies.text import shorten, tame
from bot.replies.words import Words
from bot.terminal.eval_table import percent, scorers, show_table

MAX_SHOWN = 30
"""Failures of a retrieval set that are shown: it has hundreds, and nobody reads them on a screen."""
WIDTH = 60
"""Columns for a message, and for what was wanted of it."""
VERDICTS = ("right", "offered", "wrong", "refused")


def show_parts(parts: Iterable[Part], words: Words) -> list[Block]:
    """Every part with its tables and failures.

    Args:
        parts: as `evaluate` gives them.
        words: the terminal's.
    """
    return [one for part in parts for one in _part(part, words)]


def _part(part: Part, words: Words) -> Iterator[Block]:
    files = words.text("eval.separator").join(part.files)
    title = words.text("eval.title", name=part.name, count=len(part.results), files=files)
    yield block(Span(title, bold=True))
    yield from show_table(_verdicts(part, words))
    answers, median = excerpt_lengths(part)
    if answers and part.form != "retrieval":  # there each excerpt is but the question itself
        yield block(words.text("eval.excerpts", median=f"{median:g}", answers=answers))
    if part.scored:
        yield from _confidence(next(iter(part.scored.values())), words)
        yield from show_table(scorers(part, words))
    yield from _failures(part, words)


def _verdicts(part: Part, words: Words) -> list[list[str]]:
    heads = [words.text(f"eval.{name}") for name in ("kind", "count", *VERDICTS, "share")]
    kinds = tallies(part.results, lambda result: result.kind)
    sorts = tallies(part.results, lambda result: result.sort)
    rows = [[f"  {name}", *_tally(one)] for name, one in kinds.items()]
    return [heads, *rows, *([words.text(f"eval.{name}"), *_tally(one)] for name, one in sorts.items())]


def _tally(one: Tally) -> list[str]:
    low, high = wilson(one.right, one.count)
    counts = (one.count, one.right, one.offered, one.wrong, one.refused)
    return [*map(str, counts), f"{percent(one.right / one.count)} ({percent(low)}–{percent(high)})"]


def _confidence(ours: Scored, words: Words) -> Iterator[Block]:
    drawn = ours.curves
    figures = {"brier": f"{drawn.brier:.3f}", "ece": f"{drawn.ece:.3f}", "area": f"{drawn.area:.3f}"}
    yield block(words.text("eval.calibrated", **figures))
    heads = [words.text(f"eval.{name}") for name in ("bin", "count", "bin-right")]
    yield from show_table([heads, *([percent(one.sure), str(one.count), percent(one.right)] for one in drawn.bins)])


def _failures(part: Part, words: Words) -> Iterator[Block]:
    failures = [result for result in part.results if result.verdict != "right"]
    if failures:
        yield block(Span(words.text("eval.failures", count=len(failures)), bold=True))
    shown = MAX_SHOWN if part.form == "retrieval" else len(failures)
    for result in failures[:shown]:
        yield from (block(line, tight=True) for line in _failure(result, words))
    if len(failures) > shown:
        yield block(words.text("eval.more", count=len(failures) - shown), tight=True)


def _failure(result: Result, words: Words) -> Iterator[str]:
    yield words.text("eval.failure", id=result.key, kind=result.kind, text=shorten(tame(result.text), WIDTH))
    outcome = result.outcome
    if outcome is None:
        yield words.text("eval.came-silence")
    else:
        said = words.text(f"eval.outcome-{outcome_name(outcome)}")
        answers = words.text("eval.separator").join(match.pair for match in outcome.matches)
        sure = f"{outcome.confidence:.2f}"
        yield words.text("eval.came", outcome=said, reason=outcome.reason, confidence=sure, answers=answers).rstrip()
    if result.sort == "silent":
        yield words.text("eval.wanted-silence")
    else:
        wanted = words.text("eval.or" if result.sort == "ambiguous" else "eval.and").join(result.wanted.said)
        yield words.text("eval.wanted", wanted=shorten(tame(wanted), WIDTH) or words.text("eval.outcome-none"))
