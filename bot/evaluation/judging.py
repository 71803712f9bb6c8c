"""What was wanted and what came -> a verdict. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.evaluation.questions import Question, quotes
from bot.knowledge.model import Knowledge
from bot.matching.outcome import Answer, Choices, Outcome

Sort = Literal["answerable", "unanswerable", "ambiguous", "silent"]
"""What a message wants: an answer, none, a choice of readings, or not even a reply."""

Verdict = Literal["right", "offered", "wrong", "refused"]
"""How a message fared, the best first.

`right`: it got what it wants: all that was asked and no more answers than questions, choices with all readings, or no
answer where nothing answers it. `offered`: choices which hold all that was asked; where nothing answers it, or not all
readings are among them, any choices. `wrong`: any other answer. `refused`: anything else, choices without what was
asked included.
"""

MULTI = "multi"
"""The kind of questions that ask several things at once."""

Parts = tuple[frozenset[str], ...]
"""For each thing that was asked, the pairs which answer it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a message wants, in pairs.

    Attributes:
        parts: what an answer must hold; empty where nothing answers it.
        readings: the same for each reading of a message that has several; `parts` is then empty.
        asks: how many answers are enough.
        said: the same for people: the spans to quote, or the questions to find.
    """

    parts: Parts
    readings: tuple[Parts, ...]
    asks: int
    said: tuple[str, ...]

    @property
    def sort(self) -> Sort:
        """What sort of message it is."""
        return "ambiguous" if self.readings else "answerable" if self.parts else "unanswerable"


def wanted_by(question: Question, knowledge: Knowledge) -> Wanted:
    """What a question wants of a knowledge.

    A question asks one thing, however many sentences it has. One that no pair answers alone asks as many as its gold
    has spans, and one of the kind `MULTI` at least two.
    """
    parts = _parts(question.gold, knowledge)
    alone = frozenset.intersection(frozenset(knowledge.pairs), *parts)
    asks = max(2, len(parts)) if question.kind == MULTI else 1 if alone else len(parts)
    said = question.gold or tuple(" + ".join(spans) for spans in question.options)
    return Wanted(parts, tuple(_parts(spans, knowledge) for spans in question.options), asks, said)


def _parts(spans: Iterable[str], knowledge: Knowledge) -> Parts:
    return tuple(frozenset(pair.id for pair in knowledge.pairs.values() if quotes(pair, [span])) for span in spans)


def judge(wanted: Wanted, outcome: Outcome) -> Verdict:
    """How a message fared that got an outcome."""
    pairs = {match.pair for match in outcome.matches}
    if isinstance(outcome, Answer):
        right = wanted.sort == "answerable" and _holds(pairs, wanted.parts) and len(outcome.matches) <= wanted.asks
        return "right" if right else "wrong"
    if not isinstance(outcome, Choices):
        return "right" if wanted.sort == "unanswerable" else "refused"
    if wanted.sort == "ambiguous":
        return "right" if all(_holds(pairs, parts) for parts in wanted.readings) else "offered"
    return "offered" if _holds(pairs, wanted.parts) else "refused"


def is_first_right(wanted: Wanted, outcome: Outcome) -> bool:
    """Whether what an outcome's confidence speaks of is right: its answers, or the best of what else it names."""
    if isinstance(outcome, Answer):
        return judge(wanted, outcome) == "right"
    return bool(wanted.parts) and _holds({match.pair for match in outcome.matches[:1]}, wanted.parts)


def _holds(pairs: Collection[str], parts: Parts) -> bool:
    return all(not part.isdisjoint(pairs) for part in parts)
