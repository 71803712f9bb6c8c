"""Why a question got its outcome: what it was compared as, how sure that was, and how each candidate fared. Pure.

For people in lines that fit their terminal, for programs as a line of JSON.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.knowledge.model import Knowledge
from bot.matching.outcome import Candidate, Explanation, Outcome
from bot.replies.markup import Block, Span, block
from bot.replies.text import shorten
from bot.replies.why import (
    RANK,
    asked_text,
    chances,
    contribution,
    findings,
    hindrances,
    marks_of,
    meaning,
    title_of,
    verdict_of,
    verdict_text,
)
from bot.replies.words import Words
from bot.terminal.result import one_line
from bot.terminal.screen import COLUMNS, hanging, table

LEAST = 24
"""Columns below which lines are broken by the terminal rather than by us."""
INDENT = "     "
"""Before what belongs to a candidate."""
VALUE = 6
"""Columns of a score, and of what it adds: -12.30."""
_DIGITS = 4


def explain(outcome: Outcome, knowledge: Knowledge, words: Words, columns: int = COLUMNS) -> list[Block]:
    """Each question of the message with its candidates and their scores, then what the scores mean.

    Args:
        outcome: what the matcher said.
        knowledge: what it was asked about.
        words: those of the replies.
        columns: of the screen.
    """
    columns = max(columns, LEAST)
    every = findings(outcome)
    blocks: list[Block] = []
    for number, found in enumerate(every, start=1):
        asked = asked_text(" ".join(found.asked.split()), number, len(every), words)
        blocks.append(block(Span(asked, bold=True)))
        blocks += _verdict(outcome, found, words, columns)
        blocks += _candidates(outcome, found, knowledge, words, columns)
        blocks += _scores(found, words, columns)
    return blocks + _legend(every, words, columns)


def explanation_line(outcome: Outcome) -> str:
    """All of it as a line of JSON without its newline, for programs.

    `explanations` holds one object for each question that was compared: `asked`, `folded`, `zone` (`answer`, `choices`
    or `none`), `reason`, `answer` and `offer` (probabilities), `limits`, `weights`, and `candidates`, best first.
    A limit that nothing reaches is null.
    """
    return one_line({"explanations": [_as_json(outcome, found) for found in outcome.explanations]})


def _as_json(outcome: Outcome, found: Explanation) -> dict[str, Any]:
    verdict = verdict_of(outcome, found)
    return {
        "asked": found.asked,
        "folded": found.folded,
        "zone": verdict.zone,
        "reason": verdict.reason,
        "answer": _rounded(found.answer),
        "offer": _rounded(found.offer),
        "limits": _all_rounded(found.limits),
        "weights": _all_rounded(found.weights),
        "candidates": [
            {
                "pair": one.pair,
                "phrasing": one.phrasing,
                "confidence": _rounded(one.confidence),
                "guard": one.guard,
                "scores": _all_rounded(one.scores),
            }
            for one in found.candidates
        ],
    }


def _all_rounded(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _rounded(value) for name, value in values.items()}


def _rounded(value: float) -> float | None:
    """JSON has no infinity."""
    return round(float(value), _DIGITS) if math.isfinite(value) else None


def _verdict(outcome: Outcome, found: Explanation, words: Words, columns: int) -> list[Block]:
    folded = [words.text("why.folded", folded=found.folded)] if found.folded else []
    told = (verdict_text(verdict_of(outcome, found), words), *chances(found, words))
    return _tight([*folded, *(line for text in told for line in hanging("", text, columns))])


def _candidates(outcome: Outcome, found: Explanation, knowledge: Knowledge, words: Words, columns: int) -> list[Block]:
    if not found.candidates:
        return _tight([words.text("why.no-candidates")])
    blocks = _apart(hanging("", words.text("why.candidates"), columns))
    for number, (mark, one) in enumerate(zip(marks_of(outcome, found, knowledge), found.candidates, strict=True), 1):
        lead = f"{number:2} {mark} {one.confidence:.3f}  "
        blocks += _tight([lead + one.pair, *_about(one, knowledge, words, columns - len(INDENT))])
    kept = [hanging("", text, columns) for text in hindrances(outcome, found, knowledge, words)]
    return blocks + _apart([line for lines in kept for line in lines])


def _about(one: Candidate, knowledge: Knowledge, words: Words, room: int) -> Iterator[str]:
    title = title_of(one, knowledge)
    yield INDENT + shorten(title, room)
    if one.phrasing != title:
        yield INDENT + shorten(words.text("why.phrasing", phrasing=one.phrasing), room)


def _scores(found: Explanation, words: Words, columns: int) -> list[Block]:
    """A row for each score, a column for each candidate; below each other where the screen is too narrow."""
    names = _names([found])
    if not names:
        return []
    first = max(map(len, names)) + 2
    wide = VALUE + 1 + VALUE if found.weights else VALUE
    fitting = max(1, (columns - first) // (wide + 2))
    blocks = _apart(hanging("", words.text("why.scores-added" if found.weights else "why.scores"), columns))
    for start in range(0, len(found.candidates), fitting):
        group = found.candidates[start : start + fitting]
        header = ["", *(str(number).rjust(VALUE) for number in range(start + 1, start + len(group) + 1))]
        rows = [[name, *(_cell(name, one, found) for one in group)] for name in names]
        lines = table([header, *rows])
        blocks += _apart(lines) if start else _tight(lines)
    return blocks


def _cell(name: str, one: Candidate, found: Explanation) -> str:
    if name not in one.scores:
        return ""
    added = contribution(name, one, found)
    value = f"{one.scores[name]:{VALUE}.2f}"
    return value if added is None else f"{value} {added:+{VALUE}.2f}"


def _names(every: Sequence[Explanation]) -> list[str]:
    """Every score's name once: what the others add up to first, then what moved a candidate furthest."""
    moved: dict[str, float] = {}
    for found in every:
        for one in found.candidates:
            for name in one.scores:
                moved[name] = max(moved.get(name, 0.0), abs(contribution(name, one, found) or 0.0))
    return sorted(moved, key=lambda name: (name != RANK, -moved[name]))


def _legend(every: Sequence[Explanation], words: Words, columns: int) -> list[Block]:
    meanings = {name: said for name in _names(every) if (said := meaning(name, words))}
    if not meanings:
        return []
    first = max(map(len, meanings)) + 2
    lines = [line for name, said in meanings.items() for line in hanging(name.ljust(first), said, columns)]
    return _apart([words.text("why.legends"), *lines])


def _tight(lines: Sequence[str]) -> list[Block]:
    return [block(line, tight=True) for line in lines]


def _apart(lines: Sequence[str]) -> list[Block]:
    """Lines below an empty one."""
    return [block(line, tight=number > 0) for number, line in enumerate(lines)]
