"""Two results of an evaluation, as JSON -> what got better and what got worse. Reads the old one, writes nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.errors import YuanwenError
from bot.evaluation.evaluate import OURS
from bot.evaluation.report import FORMAT

Report = Mapping[str, Any]
"""What `as_json` gives."""

_RANKS = {verdict: rank for rank, verdict in enumerate(("wrong", "refused", "offered", "right"))}

Change = Literal["better", "worse"]
CHANGES: tuple[Change, ...] = get_args(Change)


class OldResultError(YuanwenError):
    """The file to compare with can't be used; the text says how to mend it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, before and now.

    Attributes:
        part: of which part it is.
        name: the path to it in the JSON, like `sorts.answerable.share`.
    """

    part: str
    name: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A message that fares otherwise.

    Attributes:
        before, now: the messages' results, as in the JSON.
    """

    change: Change
    before: Mapping[str, Any]
    now: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results.

    Attributes:
        figures: those that both have.
        moved: messages that both have and that fare better or worse, in order.
        gone, new: how many messages only the old one, or only the new one, has.
    """

    figures: tuple[Figure, ...]
    moved: tuple[Moved, ...]
    gone: int
    new: int


def read_report(path: Path) -> Report:
    """A result that was written before.

    Raises:
        OldResultError: it can't be read, or is no result of ours.
    """
    advice = "give a file that `yuanwen eval … --out FILE` wrote"
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as wrong:
        raise OldResultError(f"{path}: can't be read: {wrong.strerror}") from None
    except (ValueError, RecursionError):
        raise OldResultError(f"{path}: is no JSON; {advice}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not _is_report(found):
        raise OldResultError(f"{path}: is no result of this version's form; {advice}")
    return found


def _is_report(found: Mapping[str, Any]) -> bool:
    """Whether all that a comparison reads is there."""
    try:
        results = _results(found).values()
        figures = [value for part in found["parts"] for _, value in _told(part)]
        good = all(one["verdict"] in _RANKS and isinstance(one["q"], str) for one in results)
    except (TypeError, KeyError, AttributeError):
        return False
    return good and all(isinstance(value, float | int) for value in figures)


def compare(before: Report, now: Report) -> Comparison:
    """What is better and what is worse than before."""
    olds, news = _results(before), _results(now)
    both = [name for name in news if name in olds]
    moved = tuple(
        Moved("better" if _rank(news[name]) > _rank(olds[name]) else "worse", olds[name], news[name])
        for name in both
        if _rank(news[name]) != _rank(olds[name])
    )
    return Comparison(tuple(_figures(before, now)), moved, len(olds) - len(both), len(news) - len(both))


def _rank(result: Mapping[str, Any]) -> int:
    return _RANKS[result["verdict"]]


def _results(report: Report) -> dict[str, Mapping[str, Any]]:
    """Every message's result by its id; the same name may stand in a part of another form."""
    return {f"{part['name']}:{one['id']}": one for part in report["parts"] for one in part["results"]}


def _figures(before: Report, now: Report) -> Iterator[Figure]:
    olds = {part["name"]: dict(_told(part)) for part in before["parts"]}
    for part in now["parts"]:
        old = olds.get(part["name"], {})
        for name, value in _told(part):
            if name in old:
                yield Figure(part["name"], name, old[name], value)


def _told(part: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """The figures of a part that say how good it is."""
    for group in ("sorts", "kinds"):
        for name, tally in part[group].items():
            yield f"{group}.{name}.share", tally["share"]
            if group == "sorts":
                yield f"{group}.{name}.wrong", tally["wrong"]
    yield "excerpts.median", part["excerpts"]["median"]
    ours = part["scorers"].get(OURS)
    if ours:
        yield from ((f"scorers.{OURS}.{name}", ours[name]) for name in ("acc", "far", "brier", "ece", "area"))
        yield from ((f"scorers.{OURS}.at.{share}.right", point["right"]) for share, point in ours["at"].items())
        yield from ((f"scorers.{OURS}.pinyin.{name}", share) for name, share in ours["pinyin"].items())
