"""A message before it is matched: its clauses and its questions. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching.enumerations import items
from bot.matching.fold import fold
from bot.matching.forms import SETTLING, TELLING, content_of, is_asking, is_remark, is_request, kinds_of, wonders

_URL = re.compile(r"https?://\S+|\bt\.me/\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b")
_COMMAND = re.compile(r"^\s*[/／]\w+(?:@\w+)?")
_STOPS = frozenset("、—。!?！？;；,，:：~～…\n")
_ENDS = frozenset("。.!?！？;；\n")
_OPEN, _CLOSE = "“「『《(（【‘", "”」』》)）】’"
_ALSO = re.compile(r"(?<=.)(?=(?:以及|还有|另外|顺便|顺带|外加|并且|同时|然后)|(?:和|跟|与|及)(?=.{2,}))")
_AND = re.compile(
    r"\s*,?\s+(?=and (?:also )?(?:(?:on|in|at|by|for|to|from) )?(?:who|what|when|where|which|how|why)\b)", re.IGNORECASE
)
_LINKED = re.compile(r"^(?:以及|还有|另外|顺便|顺带|外加|并且|同时|再|and\b)|(?<!又.)又(?!.又)", re.IGNORECASE)
_POSED = re.compile(r"^(?:第?[一二三]|首先|[先再])(?:来)?(?:问|说|讲|查|看|答)(?!过|了|完)")
"""What puts a question by its place (先问……,再问……), whatever words it has."""
_OPEN_END = re.compile(r"(?:是|叫|为|有|在)$")
"""How a clause ends that goes on: what follows doesn't stand apart from it."""
_SPACE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff“「《])")
_ECHO = re.compile(r"^(?:到底|究竟|具体|也就是|就是说|是不是|对不对|(?:那个|完整的?)?原[话句文])")
"""What asks the same again in other words."""

MAX_CLAUSES = 40
"""Clauses of a message that are looked at: a longer one is a pasted text, and its questions stand first or last."""
NARRATED = 3
"""Clauses that tell without asking, from which on a message is a story."""
TOLD = 4
"""Content characters that a clause holds at least to tell something of its own."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a message.

    Attributes:
        text: as written, with what led up to it in its sentence.
        own: the clause that asks.
        near: that with the last clause before it that doesn't just tell, if one leads up to it.
    """

    text: str
    own: str
    near: str

    @property
    def is_marked(self) -> bool:
        """Whether a question mark ends it."""
        return _is_marked(self.text)

    @property
    def is_linked(self) -> bool:
        """Whether a word joins it to the one before it as another question (另外……, ……又是谁)."""
        return is_linked(self.text)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks, by its form.

    Attributes:
        questions: in their order.
        story: whether it tells something besides, which may hold words that only look like questions.
    """

    questions: tuple[Question, ...]
    story: bool


def is_linked(clause: str) -> bool:
    """Whether a clause asks for something more by its words."""
    return bool(_LINKED.search(clause) or _POSED.search(clause))


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
        if (
            (char in stops or (char == "." and message[at + 1 : at + 2] == " "))
            and not depth
            and not _in_number(message, at)
        ):
            found.append(message[start : at + 1])
            start = at + 1
    found.append(message[start:])
    kept = [clause.strip() for clause in found if fold(clause)]
    return tuple(kept if len(kept) <= MAX_CLAUSES else kept[: MAX_CLAUSES // 2] + kept[-MAX_CLAUSES // 2 :])


def _in_number(message: str, at: int) -> bool:
    return message[at] in ",:：，" and message[at - 1 : at].isdigit() and message[at + 1 : at + 2].isdigit()


def asked_of(message: str) -> Asked:
    """What a message asks, by its form alone.

    In a story, several questions count only where they are set apart by their marks or by a word such as 另外.
    """
    listed = items(message)
    if listed:
        return Asked(tuple(Question(item, item, item) for item in listed), story=False)
    pieces = [piece for part in clauses(message, at_enumeration=True) for piece in _apart(part)]
    if len(pieces) < 2:
        return Asked((Question(message, message, message),), story=False)
    found = _questions(message, pieces)
    story = any(map(_tells, pieces)) or sum(_narrates(piece) for piece in pieces) >= NARRATED
    if story and len(found) > 1:
        apart = tuple(one for one in found if one.is_marked or one.is_linked)
        return Asked(apart if len(apart) > 1 else found, story=len(apart) < 2)
    return Asked(found, story)


def _is_marked(question: str) -> bool:
    return question.rstrip().endswith(("?", "？"))


def _tells(clause: str) -> bool:
    """Whether a clause tells something beside the question."""
    return is_remark(clause) and bool(content_of(clause))


def _narrates(clause: str) -> bool:
    return not is_asking(clause) and len(content_of(clause)) >= TOLD


def _apart(clause: str) -> list[str]:
    """A clause cut where a conjunction or a space joins two that both ask."""
    for pattern in (_AND, _SPACE, _ALSO):
        for match in pattern.finditer(clause):
            before, after = clause[: match.start()], clause[match.end() :]
            if _stands(before) and _stands(after):
                return [before, *_apart(after)]
    return [clause]


def _stands(clause: str) -> bool:
    """Whether a clause asks something by itself."""
    return wonders(clause) and bool(content_of(clause)) and not _OPEN_END.search(clause)


def _questions(message: str, pieces: Sequence[str]) -> tuple[Question, ...]:
    """Each asking clause with what led up to it in its sentence.

    A clause that asks the same again belongs to the question before it; so does what ends its sentence with a mark.
    """
    found: list[list[int]] = []  # of each: where it starts, the clause that asks, where it ends
    start, asked = 0, False
    for at, piece in enumerate(pieces):
        if found and start == found[-1][2] + 1 and (_repeats(piece) or (asked and _settles(piece, pieces[start - 1]))):
            found[-1][2], start = at, at + 1
        elif _asks(piece, asked, at > start, _asks_later(pieces[at + 1 :])):
            own = next((here for here in range(at, start - 1, -1) if content_of(pieces[here])), at)
            found.append([start, own, at])
            start, asked = at + 1, True
        elif asked and _is_marked(piece):
            found[-1][2], start = at, at + 1
        if piece[-1] in _ENDS:
            start, asked = at + 1, False
    spans = _spans(message, pieces)
    questions = []
    for start, own, last in found:
        text, asks = (message[spans[first][0] : spans[last][1]] for first in (start, own))
        before = next((piece for piece in reversed(pieces[start:own]) if not is_remark(piece)), "")
        questions.append(Question(text, asks, before + asks))
    return tuple(questions)


def _asks_later(pieces: Sequence[str]) -> bool:
    """Whether the rest of a sentence asks, other than for something more."""
    if pieces and is_linked(pieces[0]):
        return False
    for piece in pieces:
        if wonders(piece) or _is_marked(piece):
            return True
        if piece[-1] in _ENDS:
            break
    return False


def _spans(message: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    end = 0
    for piece in pieces:
        start = message.index(piece, end)
        end = start + len(piece)
        spans.append((start, end))
    return spans


def _repeats(piece: str) -> bool:
    """Whether a clause right after a question asks it again, or adds nothing to it."""
    asks = wonders(piece) or _is_marked(piece)
    return asks and (_ECHO.search(piece) is not None or not (content_of(piece) or kinds_of(piece) & TELLING))


def _settles(piece: str, before: str) -> bool:
    """Whether a clause only asks yes or no of what the question before it asks more of (他们咋说的,感动了没)."""
    return not (is_linked(piece) or kinds_of(piece) - SETTLING) and bool(kinds_of(before) - SETTLING) and wonders(piece)


def _asks(piece: str, asked: bool, led: bool, later: bool) -> bool:
    """Whether a clause asks: by its words, as a request, or by its mark where its sentence hasn't asked yet.

    Args:
        asked: whether its sentence has; later: whether it will.
        led: whether something led up to it, which it may ask for without naming it (能告诉我吗).
    """
    if not (content_of(piece) or led or kinds_of(piece) & TELLING):
        return False
    if wonders(piece) or _POSED.search(piece):
        return True
    return not asked and (_is_marked(piece) or (is_request(piece) and not later and piece[-1] not in ":："))
