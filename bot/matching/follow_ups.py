"""Messages that lean on what was asked before, and when they do. Pure."""

import re
from dataclasses import replace

from bot.matching.context import Context, Kinds, asked_there, follows, judge_in_context, place_of, reconsider
from bot.matching.fold import fold, plain
from bot.matching.forms import content_of, kinds_of
from bot.matching.judging import Judging
from bot.matching.outcome import Memory
from bot.matching.ranking import Judged

LASTS = 600.0
"""Seconds for which a conversation is remembered: long enough to read an answer, too short to surprise."""
BRIEF = 8
"""Content characters up to which a question is likely to lean on the one before it."""
TOP = 3
"""A question that could stand alone is answered from its context only with one of so many of its own best pairs."""
_LEANS = re.compile(
    r"^(?:那么?|它|他|她|这|其|又|再|然后|还有|另外|and\b|what about|how about)|[呢咧]$|"
    r"\b(?:it|its|that|they|there|he|she)\b"
)
_PICKS = re.compile(
    r"^(?:那|就|要|选|我要|我选|我问的是|是)?第?(?P<number>\d)(?:个|条|项|篇|种)?(?:吧|呢|的)?$|"
    r"^(?:the )?(?P<word>first|second|third|fourth|fifth)(?: one)?$|"
    r"^(?P<place>前者|后者|前面那个|后面那个|最后[1一]个)(?:吧|呢)?$"
)
_PICKED = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "前者": 1, "前面那个": 1}


def leans(asked: str) -> bool:
    """Whether a question has the form of one that leans on another."""
    return bool(_LEANS.search(fold(asked).rstrip("呀啊哈")))


def is_brief(asked: str) -> bool:
    """Whether a question is so short that it may lean on another."""
    return len(fold(asked)) <= BRIEF


def fresh(memory: Memory | None, now: float) -> bool:
    """Whether what is remembered still counts."""
    return memory is not None and 0 <= now - memory.at <= LASTS


def picked(asked: str, memory: Memory) -> str | None:
    """The id of the remembered pair that a message picks by its place (第二个), if it does."""
    match = _PICKS.match(fold(asked))
    if match is None or len(memory.pairs) < 2:
        return None
    named = match["word"] or match["place"]
    number = int(match["number"]) if match["number"] else _PICKED.get(named, len(memory.pairs))
    return memory.pairs[number - 1] if 1 <= number <= len(memory.pairs) else None


def follow(message: str, whole: Judged, memory: Memory, judging: Judging) -> Judged | None:
    """A message read as one that leans on what was asked before; None where it stands alone.

    Args:
        whole: the message as judged by itself.
    """
    if judging.answers(whole) and not leans(message) and not _is_place(message, judging):
        return None
    pairs = judging.corpus.knowledge.pairs
    context = Context(memory.asked, pairs.get(memory.pairs[0]) if len(memory.pairs) == 1 else None)
    elliptic = leans(message) or is_brief(message)
    at = place_of(message, judging)
    if at and elliptic and (full := asked_there(message, memory.asked, at, judging)):
        judged = judging.judge(full)
        fits = judging.answers(judged) or follows(judged, judging, context)
        return replace(judged, asked=message) if fits else None
    forbidden = None
    for one in _contexts(context):
        led = judge_in_context(message, one, judging)
        if not (judging.answers(led) and follows(led, judging, one)):
            led = reconsider(led, one, judging, _carried(message, one, judging))
        if elliptic and led.forbidden and not led.allowed:
            forbidden = forbidden or led
        elif _fits(led, whole, elliptic) and follows(led, judging, one):
            return led
    return forbidden or (_elsewhere(message, context, judging) if elliptic else None)


def _is_place(message: str, judging: Judging) -> bool:
    """Whether a message names a place and nothing else (望城的), which says what is meant, not what is asked."""
    rest = plain(message)
    places = judging.corpus.places.named(rest)
    for place in places:
        rest = rest.replace(place, "")
    return bool(places) and not content_of(rest) and not kinds_of(rest)


def _contexts(context: Context) -> list[Context]:
    """What a question may lean on: the one before it, and its canonical form where that leaned itself."""
    asked, answered = context.asked, context.answered
    return (
        [context, Context(answered.question, answered)] if answered and (leans(asked) or is_brief(asked)) else [context]
    )


def _fits(led: Judged, whole: Judged, elliptic: bool) -> bool:
    """Whether what came out with an earlier question in mind isn't worse than without it."""
    if not led.allowed:
        return False
    best = [one.number for one in whole.allowed[:TOP]]
    if led.allowed[0].number in best[:1]:
        return True
    return led.answer >= whole.answer / 2 and (elliptic or led.allowed[0].number in best)


def _carried(message: str, context: Context, judging: Judging) -> Kinds:
    """The kinds of question that a message asks of another subject, where one character is all that it says (村呢).

    A longer one may as well name what is asked for (主题呢).
    """
    if kinds_of(message) or len(content_of(message)) > 1:
        return frozenset()
    return judging.read(context.asked).kinds


def _elsewhere(message: str, context: Context, judging: Judging) -> Judged | None:
    """A topic that the earlier article doesn't answer, as the subject of the same question in another article."""
    if context.answered is None or kinds_of(message):
        return None
    kinds = judging.read(context.asked).kinds
    led = reconsider(judge_in_context(message, context, judging, anywhere=True), context, judging, kinds, anywhere=True)
    return led if follows(led, judging, context, kinds) else None
