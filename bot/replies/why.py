"""Why a question got its outcome: what was compared, how sure that was, what forbids what, how candidates fared. Pure.

The reply is for operators on a phone; the sentences and marks are the terminal's too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.knowledge.model import Knowledge
from bot.matching.outcome import Answer, Candidate, Choices, Explanation, Outcome, Reason
from bot.replies.markup import Block, Span, block
from bot.replies.model import Reply
from bot.replies.split import pack
from bot.replies.text import echo, shorten
from bot.replies.words import Words

Zone = Literal["answer", "choices", "none"]
Notice = Literal["usage", "no-words", "picked", "no-answer"]

MOST: Final = 3
"""Candidates of a question that a reply shows; fewer where it explains several questions."""
ALL: Final = 6
"""Candidates of all questions together: what one message holds, whatever they are."""
TOP_SCORES: Final = 3
RANK: Final = "rank"
"""The score that the others add up to."""
ASKED_WIDTH: Final = 80
QUESTION_WIDTH: Final = 60
ID_WIDTH: Final = 48
"""Columns of what people wrote, of a pair's question and of its id."""

TAKEN: Final = "✓"
FORBIDDEN: Final = "✗"
LEFT: Final = "·"
"""Before a candidate that was given or offered, one that may not be, and one that came too late."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one question of a message got, and why."""

    zone: Zone
    reason: Reason


def findings(outcome: Outcome) -> tuple[Explanation, ...]:
    """What there is to explain: each question of the message; the message itself where nothing was compared."""
    return outcome.explanations or (Explanation(outcome.query, "", ()),)


def verdict_of(outcome: Outcome, found: Explanation) -> Verdict:
    """What one of the message's questions got.

    In an answer to several, one without an answer of its own has none because a guard forbids what would have come
    first, or because nothing fits.
    """
    if isinstance(outcome, Choices):
        return Verdict("choices", outcome.reason)
    if not isinstance(outcome, Answer):
        return Verdict("none", outcome.reason)
    if found.asked not in outcome.unanswered:
        return Verdict("answer", outcome.reason)
    return Verdict("none", (found.candidates[0].guard if found.candidates else None) or "unknown")


def marks_of(outcome: Outcome, found: Explanation, knowledge: Knowledge) -> list[str]:
    """The mark of each candidate, in order."""
    zone, shown = verdict_of(outcome, found).zone, {match.pair for match in outcome.matches}
    marks: list[str] = []
    for one in found.candidates:
        if one.guard or one.pair not in knowledge.pairs:
            marks.append(FORBIDDEN)
        elif zone == "none" or one.pair not in shown or (zone == "answer" and TAKEN in marks):
            marks.append(LEFT)
        else:
            marks.append(TAKEN)
    return marks


def asked_text(asked: str, number: int, count: int, words: Words) -> str:
    """A question of the message, with its number where there are several."""
    if count > 1:
        return words.text("why.question-of", number=number, count=count, asked=asked)
    return words.text("why.question", asked=asked)


def verdict_text(verdict: Verdict, words: Words) -> str:
    """The zone, its reason as programs call it, and the same in a sentence."""
    zone = words.text(f"why.zone.{verdict.zone}")
    return words.text("why.verdict", zone=zone, reason=verdict.reason, sentence=_sentence(verdict.reason, words))


def _sentence(reason: Reason, words: Words) -> str:
    if reason.startswith("guard:"):
        return words.text("why.reason.guard", guard=_guard(reason, words))
    return words.text(f"why.reason.{reason}")


def _guard(reason: Reason, words: Words) -> str:
    return words.text(f"why.guard.{reason.removeprefix('guard:')}")


def chances(found: Explanation, words: Words) -> list[str]:
    """How sure the bot was, against each limit that decided; a limit of another kind stands by its name."""
    sure = {"answer": found.answer, "offer": found.offer}
    lines: list[str] = []
    for name, limit in found.limits.items():
        shown = f"{limit:.3f}" if math.isfinite(limit) else words.text("why.never")
        if name in sure:
            lines.append(words.text(f"why.chance.{name}", chance=f"{sure[name]:.3f}", limit=shown))
        else:
            lines.append(words.text("why.limit", name=name, limit=shown))
    return lines


def title_of(candidate: Candidate, knowledge: Knowledge) -> str:
    """The question that a candidate stands for: of one that is known to have no answer, the phrasing that it has."""
    pair = knowledge.pairs.get(candidate.pair)
    return pair.question if pair else candidate.phrasing


def hindrances(outcome: Outcome, found: Explanation, knowledge: Knowledge, words: Words) -> list[str]:
    """What keeps candidates from answering, each once, with the numbers of those that it keeps."""
    kept: dict[Reason | None, list[str]] = {}
    for number, (mark, one) in enumerate(zip(marks_of(outcome, found, knowledge), found.candidates, strict=True), 1):
        if mark == FORBIDDEN:
            kept.setdefault(one.guard, []).append(str(number))
    return [_hindrance(guard, words.text("list.separator").join(numbers), words) for guard, numbers in kept.items()]


def _hindrance(guard: Reason | None, numbers: str, words: Words) -> str:
    if guard is None:
        return words.text("why.silent", mark=FORBIDDEN, numbers=numbers)
    return words.text("why.forbids", mark=FORBIDDEN, numbers=numbers, guard=guard, sentence=_guard(guard, words))


def meaning(name: str, words: Words) -> str | None:
    """What a score says, in half a line; None for one that nobody has described yet."""
    try:
        return words.text(f"why.score.{name}")
    except KeyError:
        return None


def contribution(name: str, candidate: Candidate, found: Explanation) -> float | None:
    """What a score adds to a candidate's rank; None where that isn't known."""
    weight, value = found.weights.get(name), candidate.scores.get(name)
    return None if weight is None or value is None else weight * value


def why_reply(outcome: Outcome, knowledge: Knowledge, words: Words) -> Reply:
    """The explanation of a message's outcome, short enough for a phone.

    Args:
        outcome: what the matcher said of the message.
        knowledge: what it was asked about.
        words: the language.

    Returns:
        As a rule one message, without buttons: of each question its best candidates with their top scores.
    """
    every = findings(outcome)
    most = max(1, min(MOST, ALL // len(every)))
    short = [_shortened(outcome, found, knowledge, most) for found in every]
    sections = [[block(Span(words.text("why.title"), bold=True))]]
    for number, found in enumerate(short, start=1):
        asked = asked_text(echo(found.asked, ASKED_WIDTH), number, len(short), words)
        sections.append([block(Span(asked, bold=True)), *_question(outcome, found, knowledge, words)])
    return Reply(pack([*sections, _legend(short, words)]))


def why_notice(key: Notice, words: Words) -> Reply:
    """Why there is nothing to explain, and what to do instead."""
    return Reply(pack([[block(words.text(f"why.notice.{key}"))]]))


def _shortened(outcome: Outcome, found: Explanation, knowledge: Knowledge, most: int) -> Explanation:
    """The best candidates alone; what was given is among them, however many better ones a guard forbids."""
    marked = list(zip(marks_of(outcome, found, knowledge), found.candidates, strict=True))
    taken = [one for mark, one in marked if mark == TAKEN][:1]
    best = list(found.candidates[:most])
    kept = best if not taken or taken[0] in best else [*best[: most - 1], *taken]
    return replace(found, candidates=tuple(kept))


def _question(outcome: Outcome, found: Explanation, knowledge: Knowledge, words: Words) -> list[Block]:
    told = [words.text("why.folded", folded=echo(found.folded, ASKED_WIDTH))] if found.folded else []
    told += [verdict_text(verdict_of(outcome, found), words), *chances(found, words)]
    blocks = [block(line, tight=True) for line in told]
    for number, (mark, one) in enumerate(zip(marks_of(outcome, found, knowledge), found.candidates, strict=True), 1):
        blocks.append(block(f"{number} {mark} {shorten(title_of(one, knowledge), QUESTION_WIDTH)}"))
        blocks += [block(line, tight=True) for line in _candidate(one, found, words)]
    return blocks + [block(line, tight=i > 0) for i, line in enumerate(hindrances(outcome, found, knowledge, words))]


def _candidate(one: Candidate, found: Explanation, words: Words) -> list[str]:
    """Which pair it is, how sure it is, and the scores that say most."""
    sure = words.text("why.confidence", confidence=f"{one.confidence:.3f}")
    scores = [_score(name, one, found) for name in _told(one, found)]
    lines = ((shorten(one.pair, ID_WIDTH), sure), scores)
    return [words.text("why.separator").join(line) for line in lines if line]


def _told(one: Candidate, found: Explanation) -> list[str]:
    """The names of the scores that a reply shows of a candidate."""
    return [name for name in (RANK, *_top(one, found)) if name in one.scores]


def _top(one: Candidate, found: Explanation) -> list[str]:
    """The scores that say most of a candidate: what moves its rank furthest, or the highest where that isn't known."""
    names = [name for name in one.scores if name != RANK]

    def weight(name: str) -> float:
        added = contribution(name, one, found)
        return abs(one.scores[name]) if added is None and not found.weights else abs(added or 0.0)

    return sorted(names, key=weight, reverse=True)[:TOP_SCORES]


def _score(name: str, one: Candidate, found: Explanation) -> str:
    added = contribution(name, one, found)
    return f"{name} {one.scores[name]:.2f}" + ("" if added is None else f" ({added:+.2f})")


def _legend(every: Sequence[Explanation], words: Words) -> list[Block]:
    """What the shown scores mean, out of the way until it is wanted."""
    names = dict.fromkeys(name for found in every for one in found.candidates for name in _told(one, found))
    meanings = ((name, meaning(name, words)) for name in names)
    lines = [words.text("why.legend", name=name, meaning=said) for name, said in meanings if said]
    return [Block((Span("\n".join(lines)),), quote=True, folded=True)] if lines else []
