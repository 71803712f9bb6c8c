"""What the matcher says of a query, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Reason = Literal[
    "exact",
    "confident",
    "follow-up",
    "ambiguous",
    "unsure",
    "unknown",
    "small-talk",
    "guard:year",
    "guard:number",
    "guard:negation",
    "guard:name",
    "guard:kind",
]

MAX_OPTIONS = 5
"""Choices offer at most so many pairs (design: five fit a phone's screen)."""


@dataclass(frozen=True, slots=True)
class Match:
    """A pair as it fits a question.

    Attributes:
        pair: the pair's id.
        asked: the part of the message that asks for it, as the person wrote it.
        confidence: the calibrated probability that it answers, 0 to 1.
    """

    pair: str
    asked: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """How one pair fared, for those who ask why.

    Attributes:
        phrasing: the pair's phrasing that came nearest.
        scores: each score by name.
        guard: the guard that forbids it, if any.
    """

    pair: str
    phrasing: str
    confidence: float
    scores: Mapping[str, float]
    guard: Reason | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a question got its outcome: one for each question found in the message.

    Attributes:
        asked: the question as found in the message; folded: the same as it was compared.
        candidates: the best ones, best first, those that a guard forbids among them.
        answer: the probability that the best allowed one is right.
        offer: the probability that one of the options is.
        limits: what decided, by name: from `answer` on there is an answer, from `offer` on there are choices; infinite
            where no probability would have been enough.
        weights: by the name of a score, what one of it adds to the rank; nothing for scores that add nothing.
    """

    asked: str
    folded: str
    candidates: tuple[Candidate, ...]
    answer: float = 0.0
    offer: float = 0.0
    limits: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Common to all three outcomes.

    Attributes:
        query: the message as the person wrote it.
        reason: why this outcome.
        matches: `Answer`: one for each question that has an answer; `Choices`: the options, best first;
            `NoAnswer`: the nearest pairs, which a reply must not show as answers.
        confidence: that of the least certain answer, of the best option, or of the nearest pair; 0 without any.
        unanswered: the questions of the message that have no answer, as written.
    """

    query: str
    reason: Reason
    matches: tuple[Match, ...] = ()
    confidence: float = 0.0
    unanswered: tuple[str, ...] = ()
    explanations: tuple[Explanation, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Answer(Outcome):
    """The message's questions are answered."""


@dataclass(frozen=True, slots=True)
class Choices(Outcome):
    """Several pairs may be meant: the person is asked which."""


@dataclass(frozen=True, slots=True)
class NoAnswer(Outcome):
    """No source says this, or the message asks nothing."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a conversation remembers between two messages. A value: the caller keeps it and gives it back.

    Attributes:
        asked: the last question, as written.
        pairs: the ids of the pairs that answered it, or that were offered for it.
        at: when, in seconds of the caller's clock.
    """

    asked: str
    pairs: tuple[str, ...]
    at: float
