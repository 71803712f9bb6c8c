"""Figures as tables for a terminal, and the one that sets the matcher beside plain scorers. Pure."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bot.evaluation.evaluate import OURS, Part, Scored
from bot.evaluation.report import tallies
from bot.replies.markup import Block, Span, block
from bot.replies.words import Words
from bot.terminal.screen import table

NONE = "–"

Column = tuple[str, Callable[[Scored], float | None]]
"""A heading, and a scorer's share; None where it has none."""


def show_table(rows: Sequence[Sequence[str]]) -> list[Block]:
    """Rows as a table whose first row is its heading and whose columns but the first hold figures."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    filled = [
        [row[0], *(" " * (width - _width(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))]
        for row in rows
    ]
    heading, *lines = table(filled)
    return [block(Span(heading, bold=True)), *(block(line, tight=True) for line in lines)]


def percent(share: float) -> str:
    """A share with one digit behind the point."""
    return f"{share * 100:.1f}"


def scorers(part: Part, words: Words) -> list[list[str]]:
    """A row for each scorer, the matcher's first."""
    columns = [*_by_own_limits(part, words), *_by_set_limits(part), *_typed(part, words)]
    heads = [words.text("eval.scorer"), *(head for head, _ in columns)]
    return [heads, *([name, *(_cell(share(one)) for _, share in columns)] for name, one in part.scored.items())]


def _cell(share: float | None) -> str:
    return NONE if share is None else percent(share)


def _width(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def _by_own_limits(part: Part, words: Words) -> Iterator[Column]:
    """What the matcher itself answers; plain scorers have no limits of their own."""
    ours = part.scored[OURS]
    sorts = tallies(part.results, lambda result: result.sort)
    right = sorts["answerable"].right / sorts["answerable"].count
    yield words.text("eval.limits-right"), lambda one: right if one is ours else None
    if "unanswerable" in sorts:
        false = sorts["unanswerable"].wrong / sorts["unanswerable"].count
        yield words.text("eval.limits-false"), lambda one: false if one is ours else None


def _by_set_limits(part: Part) -> Iterator[Column]:
    """What each brings at limits that are set for it on these very messages."""
    yield "acc@1", lambda one: one.measures.acc
    if part.form == "retrieval":
        yield "R@5", lambda one: one.recall
        yield "ans@P95", partial(_right_at, 0.95)
    else:
        yield "ans@P98", partial(_right_at, 0.98)
        yield "false@P98", partial(_false_at, 0.98)
        yield "ans@best", lambda one: one.measures.best.right
        yield "false@best", lambda one: one.measures.best.false
    yield "FAR", lambda one: one.measures.far
    for kind in part.scored[OURS].measures.far_by_kind if part.form == "retrieval" else ():
        yield f"FAR {kind}", partial(_far, kind)


def _typed(part: Part, words: Words) -> Iterator[Column]:
    for spelling in part.scored[OURS].spelled:
        yield words.text(f"eval.pinyin-{spelling}"), partial(_pinyin, spelling)


def _right_at(share: float, one: Scored) -> float:
    return one.measures.at[share].right


def _false_at(share: float, one: Scored) -> float:
    return one.measures.at[share].false


def _far(kind: str, one: Scored) -> float:
    return one.measures.far_by_kind[kind]


def _pinyin(spelling: str, one: Scored) -> float | None:
    return one.spelled.get(spelling)
