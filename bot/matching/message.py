"""A message before it is matched: its clauses and its questions. Pure."""

import re
from collections.abc import Callable

from bot.matching.fold import fold

_URL = re.compile(r"https?://\S+|\bt\.me/\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b")
_COMMAND = re.compile(r"^\s*[/／]\w+(?:@\w+)?")
_STOPS = frozenset("、—。!?！？;；,，:：~～…\n")
_ENDS = frozenset("。!?！？;；\n")
_OPEN, _CLOSE = "“「『《(（【‘", "”」』》)）】’"

MAX_CLAUSES = 40
"""Clauses of a message that are looked at: a longer one is a pasted text, and its questions stand first or last."""


def bare(message: str) -> str:
    """The message without links, mentions and a command at its start."""
    rest = _MENTION.sub(" ", _URL.sub(" ", _COMMAND.sub("", message))).strip()
    return _COMMAND.sub("", rest).strip()


def clauses(message: str, *, at_enumeration: bool = False) -> tuple[str, ...]:
    """The clauses of a message as written, each with the mark that ends it; marks inside quotations don't split.

    Args:
        at_enumeration: whether 、 ends a clause too.
    """
    stops = _STOPS if at_enumeration else _STOPS - {"、"}
    whole = sum(message.count(mark) for mark in _OPEN) == sum(message.count(mark) for mark in _CLOSE)
    found: list[str] = []
    depth = start = 0
    for at, char in enumerate(message):
        if whole:  # a quotation that never ends holds nothing together
            depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char in stops and not depth and not _in_number(message, at):
            found.append(message[start : at + 1])
            start = at + 1
    found.append(message[start:])
    kept = [clause.strip() for clause in found if fold(clause)]
    return tuple(kept if len(kept) <= MAX_CLAUSES else kept[: MAX_CLAUSES // 2] + kept[-MAX_CLAUSES // 2 :])


def _in_number(message: str, at: int) -> bool:
    return message[at] in ",:：，" and message[at - 1 : at].isdigit() and message[at + 1 : at + 2].isdigit()


def questions(parts: tuple[str, ...], asks: Callable[[str], bool]) -> tuple[str, ...]:
    """The questions of a message: each asking clause with what led up to it; what follows the last one is dropped.

    Args:
        parts: the clauses of the message.
        asks: whether a clause asks.

    Returns:
        As many texts as there are asking clauses.
    """
    found: list[str] = []
    start = 0
    for at, part in enumerate(parts):
        if asks(part):
            found.append("".join(parts[start : at + 1]))
            start = at + 1
    return tuple(found)


def halves(question: str) -> tuple[str, str] | None:
    """Two questions for one that asks the same of two things: “六大工程”和“六清”分别是什么.

    Returns:
        Both as questions of their own, or None where nothing is joined.
    """
    match = _JOINED.match(question.strip())
    if match is None:
        return None
    first, second, rest = match["first"], match["second"], match["rest"].removeprefix("分别").removeprefix("各自")
    rest = rest.removeprefix("各").removeprefix("都")
    if "的" in second and "的" not in first:
        first += second[second.index("的") :]
    return first + rest, _scope(first, second) + rest


_JOINED = re.compile(
    r"(?P<first>.{2,40}?)(?:和|与|及|以及|跟|还有)(?P<second>.{2,30}?)(?P<rest>(?:分别|各自|各|都)?(?:是|有|叫|指|讲|包括|在|为|由|怎么|做|来自).{0,20})$"
)


def _scope(first: str, second: str) -> str:
    """The second thing with the scope of the first, up to its last 的, unless it has one (衡东的“六大工程”和“六清”)."""
    if "的" in second:
        return second
    head, mark, _ = first.rpartition("的")
    return f"{head}{mark}{second}" if mark else second
