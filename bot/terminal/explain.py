"""Why a question got its outcome: what it was compared as, and how each candidate fared. Pure."""

from collections.abc import Sequence

from bot.matching.outcome import Answer, Candidate, Choices, Explanation, Outcome
from bot.replies.markup import Block, block
from bot.replies.text import shorten
from bot.replies.words import Words
from bot.terminal.screen import table

PHRASING_WIDTH = 40
"""Columns for the nearest phrasing: twenty Chinese signs tell one from another."""


def explain(outcome: Outcome, words: Words) -> list[Block]:
    """The outcome's reason, then for each question of the message its candidates as a table.

    Args:
        outcome: what the matcher said.
        words: the terminal's words.
    """
    kind = "answer" if isinstance(outcome, Answer) else "choices" if isinstance(outcome, Choices) else "none"
    said = words.text(
        "why.outcome", outcome=words.text(f"why.{kind}"), reason=outcome.reason, confidence=_number(outcome.confidence)
    )
    return [block(said), *(part for found in outcome.explanations for part in _question(found, words))]


def _question(explanation: Explanation, words: Words) -> list[Block]:
    heading = block(words.text("why.question", asked=explanation.asked))
    folded = block(words.text("why.folded", folded=explanation.folded), tight=True)
    rows = _rows(explanation.candidates, words)
    return [heading, folded, *(block(line, tight=True) for line in table(rows))]


def _rows(candidates: Sequence[Candidate], words: Words) -> list[list[str]]:
    names = list(dict.fromkeys(name for candidate in candidates for name in candidate.scores))
    fixed = [words.text(f"why.{name}") for name in ("pair", "confidence", "guard", "phrasing")]
    return [[*fixed[:2], *names, *fixed[2:]], *(_row(candidate, names) for candidate in candidates)]


def _row(candidate: Candidate, names: Sequence[str]) -> list[str]:
    scores = (candidate.scores.get(name) for name in names)
    return [
        candidate.pair,
        _number(candidate.confidence),
        *("" if score is None else _number(score) for score in scores),
        candidate.guard or "",
        shorten(candidate.phrasing, PHRASING_WIDTH),
    ]


def _number(value: float) -> str:
    return f"{value:.2f}"
