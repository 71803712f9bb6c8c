"""What an announcement says when its time has come: a message of the content and the knowledge of that time. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.announcements.model import Content, Message
from bot.announcements.problems import Problem
from bot.announcements.schedule_templates import text_of
from bot.knowledge.model import Knowledge, Pair, Template
from bot.replies.announcement import Announced, pair_announced, template_announced
from bot.replies.split import MAX_UNITS
from bot.replies.text import tame, units
from bot.replies.words import words_for
from bot.store.text import storable

MAX_CAPTION: Final = 1_024
"""UTF-16 units of a file's caption after parsing (Bot API, sendPhoto and its like)."""


@dataclass(frozen=True, slots=True)
class Made:
    """What goes out.

    Attributes:
        pair: the id of the pair that it shows; None where it shows none.
    """

    message: Message
    pair: str | None


class Impossible(Exception):  # noqa: N818 - a state of the world, and no mistake of ours
    """There is nothing that could be sent.

    Args:
        problem: why.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key)
        self.problem = problem


def message_of(  # noqa: PLR0913 - two are by name only, and each is a thing of its own
    content: Content,
    knowledge: Knowledge,
    shown: Mapping[str, int],
    seed: int,
    *,
    due: float,
    zone: str,
) -> Made:
    """What goes out; the words around a quotation are Chinese, the bot's own language.

    Args:
        content: what was planned.
        knowledge: as it is now.
        shown: for `daily`, the pairs that this announcement has shown: a number that is the greater the later it
            showed the pair last, such as the occurrence's id.
        seed: the announcement's id, by which it shuffles its pairs.
        due: when it goes out, in seconds since the epoch; zone: the schedule's. A template may name its day.

    Raises:
        Impossible: the pair or template is gone, or it has become too long for one message.
    """
    moment = _Moment(due, zone)
    match content.source:
        case "message":
            return _message_made(content.message or Message(""))
        case "pair":
            return _pair_made(content.name, knowledge)
        case "template":
            return _template_made(_template(content.name, knowledge), knowledge, shown, seed, moment)
        case "daily":
            return _first(_turns(knowledge, shown, seed), lambda pair: _pair_made(pair, knowledge))


def remade(content: Content, knowledge: Knowledge, pair: str, *, due: float, zone: str) -> Made:
    """What was made before, with the pair that it showed then, from the knowledge as it is now.

    Raises:
        Impossible: as `message_of` does.
    """
    if content.source != "template":
        return _pair_made(pair, knowledge)
    return _introduced(_template(content.name, knowledge), pair, knowledge, _Moment(due, zone))


def problem_of(message: Message) -> Problem | None:
    """Why Telegram wouldn't take a message, as far as that can be told beforehand."""
    if not (message.media or tame(message.text)):
        return Problem("empty")
    if storable(message.text) != message.text:
        return Problem("unfit")
    limit = MAX_CAPTION if message.media else MAX_UNITS
    # Of HTML the length after parsing isn't known here; whoever renders it has measured it.
    length = 0 if message.html else units(message.text)
    return Problem("too-long", {"length": length, "limit": limit}) if length > limit else None


@dataclass(frozen=True, slots=True)
class _Moment:
    due: float
    zone: str


def _message_made(message: Message) -> Made:
    if problem := problem_of(message):
        raise Impossible(problem)
    return Made(message, None)


def _pair_made(pair: str, knowledge: Knowledge) -> Made:
    return Made(_message(pair_announced(_pair(pair, knowledge), knowledge, words_for(None))), pair)


def _template_made(
    template: Template, knowledge: Knowledge, shown: Mapping[str, int], seed: int, moment: _Moment
) -> Made:
    if not template.daily:
        return _introduced(template, template.pair, knowledge, moment)
    return _first(_turns(knowledge, shown, seed), lambda pair: _introduced(template, pair, knowledge, moment))


def _introduced(template: Template, pair: str | None, knowledge: Knowledge, moment: _Moment) -> Made:
    words = words_for(None)
    own = text_of(template, moment.due, moment.zone, words)
    found = _pair(pair, knowledge) if pair else None
    return Made(_message(template_announced(own, found, knowledge, words)), pair)


def _template(name: str, knowledge: Knowledge) -> Template:
    if name not in knowledge.templates:
        raise Impossible(Problem("no-template", {"template": name, "known": ", ".join(knowledge.templates)}))
    return knowledge.templates[name]


def _pair(pair: str, knowledge: Knowledge) -> Pair:
    if pair not in knowledge.pairs:
        raise Impossible(Problem("no-pair", {"pair": pair}))
    return knowledge.pairs[pair]


def _message(announced: Announced) -> Message:
    if announced.units > MAX_UNITS:
        raise Impossible(Problem("too-long", {"length": announced.units, "limit": MAX_UNITS}))
    return Message(announced.part.plain, html=announced.part.html)


def _turns(knowledge: Knowledge, shown: Mapping[str, int], seed: int) -> list[str]:
    """The pairs as they take turns: those that weren't shown yet, shuffled, then whichever was shown longest ago."""

    def place(pair: str) -> tuple[int, bytes]:
        return shown.get(pair, -1), hashlib.sha256(f"{seed}:{pair}".encode()).digest()

    return sorted(knowledge.pairs, key=place)


def _first(pairs: Iterable[str], make: Callable[[str], Made]) -> Made:
    """The first pair that can be shown; a single one that is too long holds nobody up."""
    for pair in pairs:
        try:
            return make(pair)
        except Impossible:
            continue
    raise Impossible(Problem("empty"))
