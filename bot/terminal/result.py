"""An outcome as one line of JSON, for machines: the contract of `--json` and `--jsonl`. Pure."""

import json
from typing import Any

from bot.knowledge.model import Excerpt, Knowledge
from bot.matching.outcome import Answer, Choices, Match, Outcome

_DIGITS = 4
_LINE_ENDS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Ends of lines to many readers, though not to JSON, which leaves them as they are; escaped, a result is one line."""


def result_line(outcome: Outcome, knowledge: Knowledge, line_id: str | float | None = None) -> str:
    """An outcome as a line of JSON without its newline.

    Args:
        outcome: what the matcher says.
        knowledge: what it was asked about.
        line_id: the id of the input line; None where there is none.
    """
    return one_line(
        {
            "id": line_id,
            "query": outcome.query,
            "outcome": _kind(outcome),
            "confidence": round(float(outcome.confidence), _DIGITS),
            "reason": outcome.reason,
            "unanswered": list(outcome.unanswered),
            "answers": [_answer(match, knowledge) for match in outcome.matches],
        }
    )


def error_line(message: str, line_id: str | float | None) -> str:
    """The line for an input line that can't be read."""
    return one_line({"id": line_id, "error": message})


def one_line(value: dict[str, Any]) -> str:
    """A value as JSON on one line, with its letters as they are."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS)


def _kind(outcome: Outcome) -> str:
    if isinstance(outcome, Answer):
        return "answer"
    return "choices" if isinstance(outcome, Choices) else "none"


def _answer(match: Match, knowledge: Knowledge) -> dict[str, Any]:
    pair = knowledge.pairs[match.pair]
    return {
        "pair": pair.id,
        "question": pair.question,
        "confidence": round(float(match.confidence), _DIGITS),
        "excerpts": [_excerpt(excerpt) for excerpt in pair.excerpts],
    }


def _excerpt(excerpt: Excerpt) -> dict[str, Any]:
    return {
        "article": excerpt.article,
        "text": excerpt.text,
        "paragraph": excerpt.paragraph,
        "start": excerpt.start,
        "end": excerpt.end,
    }
