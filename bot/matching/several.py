"""The questions of one message, judged: each for itself, or the clearest of a long story. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.knowledge.model import Pair
from bot.matching.context import Context, follows, judge_in_context, reconsider
from bot.matching.decision import explain, is_within
from bot.matching.enumerations import things
from bot.matching.forms import kinds_of
from bot.matching.judging import Judging
from bot.matching.message import Asked, Question
from bot.matching.outcome import Answer, Match, Outcome
from bot.matching.ranking import Judged

MAX_QUESTIONS = 6
"""Questions of one message that are answered each; more are a pasted list, of which the clearest is answered."""
MAX_WINDOWS = 5
"""Parts of a message that are judged to find its question."""
MEASURED = frozenset({"who", "when", "count", "total", "long", "old"})
"""Kinds of question that ask for one fact, so that two of them seldom ask for the same."""
_BOTH = re.compile(r"[两2](?:篇|地|个地方|边|家|处|者)|分别|各自|各是|各有|\bboth\b")


def clearest(judging: Judging, message: str, asked: Asked, whole: Judged) -> Judged:
    """The part in which a message asks most clearly, as judged.

    That is all of it where all of it is answered, or no part is; in a story any part may be clearer than the whole.
    """
    if not asked.questions or (judging.answers(whole) and not asked.story):
        return whole
    judged = list(_parts(judging, message, asked))
    best = max((whole, *judged), key=lambda one: (judging.answers(one), judging.shares(one), one.answer, one.offer))
    return best if asked.story or judging.answers(best) else whole


def _parts(judging: Judging, message: str, asked: Asked) -> Iterator[Judged]:
    """The parts of a message that may be its question, judged.

    In a story the clearest of all is wanted. Else only what is answered counts: a part without content isn't, and one
    that only puts the content of all of it, or of one that is answered, in other words is no clearer.
    """
    told = {frozenset[str](), judging.content_of(message)}
    for part in _windows(asked.questions):
        content = frozenset() if asked.story else judging.content_of(part)
        if part != message and (asked.story or content not in told):
            one = judging.judge(part, message)
            if judging.answers(one):
                told.add(content)
            yield one


def _windows(questions: Sequence[Question]) -> list[str]:
    """The parts of a message that may be its question, those that a mark ends first, then from its end."""
    marked = [one for one in questions if one.is_marked]
    ordered = (*reversed(marked), *(one for one in reversed(questions) if not one.is_marked))
    parts = dict.fromkeys(part for one in ordered for part in (one.own, one.near, one.text))
    return list(parts)[:MAX_WINDOWS]


def several(judging: Judging, message: str, asked: Asked) -> Sequence[Judged]:
    """The questions of a message that asks more than one, judged; empty where it asks one.

    The whole message is judged only where its parts leave that open.
    """
    if 1 < len(asked.questions) <= MAX_QUESTIONS and not asked.story:
        judged = _each(judging, asked.questions)
        found = _answered(judging, judged)
        if len(found) > 1 or (found and all(one.is_marked for one in asked.questions)):
            return judged
        whole = judging.judge(message)
        return judged if found and (not judging.answers(whole) or whole.allowed[0].pair.id in found) else ()
    if len(asked.questions) > 1:
        return ()
    texts, apart = things(message)
    if not texts or (not apart and judging.answers(judging.judge(message))):
        return ()
    judged = _each(judging, [Question(text, text, text) for text in texts])
    return judged if len(_answered(judging, judged)) == len(texts) else ()


def _answered(judging: Judging, judged: Iterable[Judged]) -> set[str]:
    return {one.allowed[0].pair.id for one in judged if judging.answers(one)}


def _each(judging: Judging, questions: Sequence[Question]) -> list[Judged]:
    """Questions that follow each other, each judged with those before it in mind; empty where none is answered.

    What has no content is judged by itself only where that matters: nothing answers it.
    """
    led: list[Judged | None] = []
    for number, question in enumerate(questions):
        one = _alone(judging, questions, number) if judging.content_of(question.text) or not number else None
        if number and not (one and judging.answers(one)):
            one = _led(judging, questions, number, led[-1]) or one
        led.append(one)
    if not any(one and judging.answers(one) for one in led):
        return []
    judged = [one or _alone(judging, questions, number) for number, one in enumerate(led)]
    linked = any(question.is_linked for question in questions[1:])
    return [_raised(judging, one) if linked else one for one in judged]


def _alone(judging: Judging, questions: Sequence[Question], number: int) -> Judged:
    """A question of a message by itself."""
    return judging.judge(questions[number].text, "".join(before.text for before in questions[:number]))


def _raised(judging: Judging, one: Judged) -> Judged:
    """A question that is surely one of several, of which another one is answered: what explains all of it will do."""
    if judging.answers(one) or one.answer < judging.fitted.offer or not follows(one, judging, Context(one.asked, None)):
        return one
    return _settled(judging, one)


def _settled(judging: Judging, one: Judged) -> Judged:
    """A question with its best pair as its answer."""
    return replace(one, allowed=one.allowed[:1], silent=(), answer=max(one.answer, judging.fitted.answer))


def _led(judging: Judging, questions: Sequence[Question], number: int, before: Judged | None) -> Judged | None:
    """A question of a message as led up to by the one before it; None where nothing answers it even so.

    What is too unsure to be answered so must at least be asked for: most of what follows a question only says it
    in other words (……咋个合伙法?哪几家一起搞).

    Args:
        before: the one before it, as judged; None where nothing answers that.
    """
    earlier, question = questions[number - 1 : number + 1]
    context = Context(earlier.text, before.allowed[0].pair if before and judging.answers(before) else None)
    led = judge_in_context(question.text, context, judging)
    if judging.answers(led):
        return led
    if context.answered is None or not _is_more(question, earlier):
        return None
    leant = Context(earlier.text, None) if question.is_linked else context
    one = reconsider(led, context, judging)
    if not follows(one, judging, leant):
        one = _alone(judging, questions, number)
    return _settled(judging, one) if follows(one, judging, leant) else None


def _is_more(question: Question, earlier: Question) -> bool:
    """Whether a question surely asks for something more than the one before it, by its form."""
    if question.is_linked or (question.is_marked and earlier.is_marked):
        return True
    return bool(kinds_of(question.own) & MEASURED)


def answer_each(judging: Judging, query: str, judged: Sequence[Judged]) -> Outcome:
    """One answer for each question that has one; what another one quotes as well stands once."""
    matches: list[tuple[Pair, Match]] = []
    unanswered: list[str] = []
    for one in judged:
        if judging.answers(one):
            pair = one.allowed[0].pair
            if not any(is_within(pair, other) for other, _ in matches):
                matches = [kept for kept in matches if not is_within(kept[0], pair)]
                matches.append((pair, Match(pair.id, one.asked, one.answer)))
        else:
            unanswered.append(one.asked)
    found = tuple(match for _, match in matches)
    confidence = min(match.confidence for match in found)
    explanations = tuple(explain(one, judging.fitted) for one in judged)
    return Answer(query, "confident", found, confidence, tuple(unanswered), explanations)


def asks_both(message: str) -> bool:
    """Whether a message asks the same of two sources at once (两篇的编辑分别是谁)."""
    return _BOTH.search(message) is not None
