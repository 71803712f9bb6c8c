"""Results and figures -> JSON of a stable form. Pure.

`{"format": 1, "version", "parts": [{"name", "form", "files", "kinds", "sorts", "excerpts", "scorers", "results"}]}`:
`kinds` and `sorts` count verdicts, `scorers` holds `yuanwen` and the plain scorers, `results` every message.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bot import __version__
from bot.evaluation.asking import Result
from bot.evaluation.evaluate import Part, Scored
from bot.evaluation.judging import Verdict
from bot.evaluation.measures import Measures, Point, wilson
from bot.matching.outcome import Answer, Choices, Outcome

FORMAT = 1
"""Raised when a reader of the old form could misread the new one."""
DIGITS = 4
STEPS = 20
"""The risk is told at every twentieth of the coverage."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages fared how."""

    count: int
    right: int
    offered: int
    wrong: int
    refused: int


def tally(results: Iterable[Result]) -> Tally:
    """Count verdicts."""
    verdicts = [result.verdict for result in results]
    names: tuple[Verdict, ...] = ("right", "offered", "wrong", "refused")
    return Tally(len(verdicts), *(verdicts.count(name) for name in names))


def tallies(results: Sequence[Result], of: Callable[[Result], str]) -> dict[str, Tally]:
    """The tally of each kind, or sort, in the order in which they come."""
    return {name: tally(one for one in results if of(one) == name) for name in dict.fromkeys(map(of, results))}


def excerpt_lengths(part: Part) -> tuple[int, float]:
    """How many answers were shown, and the median of their excerpts' code points; 0 where there are none."""
    lengths = [length for result in part.results for length in result.lengths]
    return len(lengths), median(lengths) if lengths else 0.0


def as_json(parts: Iterable[Part]) -> dict[str, Any]:
    """All parts as JSON values."""
    return {"format": FORMAT, "version": __version__, "parts": [_part(part) for part in parts]}


def _part(part: Part) -> dict[str, Any]:
    answers, length = excerpt_lengths(part)
    return {
        "name": part.name,
        "form": part.form,
        "files": list(part.files),
        "kinds": {name: _tally(one) for name, one in tallies(part.results, lambda result: result.kind).items()},
        "sorts": {name: _tally(one) for name, one in tallies(part.results, lambda result: result.sort).items()},
        "excerpts": {"answers": answers, "median": length},
        "scorers": {name: _scored(one) for name, one in part.scored.items()},
        "results": [_result(result) for result in part.results],
    }


def _tally(one: Tally) -> dict[str, Any]:
    low, high = wilson(one.right, one.count)
    return asdict(one) | {"share": _round(one.right / one.count), "low": _round(low), "high": _round(high)}


def _scored(scored: Scored) -> dict[str, Any]:
    drawn, risk = scored.curves, scored.curves.risk
    return {
        **_measures(scored.measures),
        "recall": None if scored.recall is None else _round(scored.recall),
        "pinyin": {name: _round(share) for name, share in scored.spelled.items()},
        "brier": _round(drawn.brier),
        "ece": _round(drawn.ece),
        "area": _round(drawn.area),
        "bins": [{"count": one.count, "sure": _round(one.sure), "right": _round(one.right)} for one in drawn.bins],
        "risk": [_round(risk[max(round(len(risk) * step / STEPS) - 1, 0)]) for step in range(1, STEPS + 1)],
    }


def _measures(measures: Measures) -> dict[str, Any]:
    return {
        "acc": _round(measures.acc),
        "at": {str(share): _point(point) for share, point in measures.at.items()},
        "best": _point(measures.best),
        "far": _round(measures.far),
        "far_by_kind": _rounded(measures.far_by_kind),
    }


def _point(point: Point) -> dict[str, float | None]:
    threshold = None if point.threshold is None else _round(point.threshold)
    return {"threshold": threshold, "right": _round(point.right), "false": _round(point.false)}


def _result(result: Result) -> dict[str, Any]:
    outcome = result.outcome
    return {
        "id": result.key,
        "kind": result.kind,
        "sort": result.sort,
        "q": result.text,
        "verdict": result.verdict,
        "outcome": outcome_name(outcome),
        "reason": outcome.reason if outcome else None,
        "confidence": _round(outcome.confidence) if outcome else None,
        "answers": [match.pair for match in outcome.matches] if outcome else [],
        "wanted": list(result.wanted.said),
    }


def outcome_name(outcome: Outcome | None) -> str:
    """`answer`, `choices`, `none` as in a result of `ask`, or `silence`."""
    if outcome is None:
        return "silence"
    return "answer" if isinstance(outcome, Answer) else "choices" if isinstance(outcome, Choices) else "none"


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: _round(value) for name, value in values.items()}


def _round(value: float) -> float:
    return round(float(value), DIGITS)
