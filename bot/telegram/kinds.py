"""The kinds of things that are remembered between two updates, each for its time, and how it is written down. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from bot.matching.outcome import Memory
from bot.telegram.flood import SILENCE_SECONDS, WINDOW_SECONDS, Visits

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Answered:
    """How a question was answered. Kept for longer than the question itself, so its words are not in it.

    Attributes:
        asked: a keyed hash of the question, which tells whether an edit changed it.
        date: when it was written, in seconds since the epoch; message ids alone begin anew when a group is upgraded.
        message_ids: the messages of the answer, in order.
        before: the pairs that the conversation was about before, so that an edited question starts from there.
    """

    asked: str
    date: int
    message_ids: tuple[int, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message of ours shows; nobody's words in it either.

    Attributes:
        question_id: the message that asked for it; None when a button did.
        pairs: the pairs that it answers with or offers, which whoever replies to it means.
    """

    question_id: int | None
    pairs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind(Generic[V]):
    """One kind of note.

    Attributes:
        name: as it stands in the database.
        seconds: for how long such a note is kept.
        pack: the value as JSON has it; unpack: the way back.
    """

    name: str
    seconds: float
    pack: Callable[[V], Any]
    unpack: Callable[[Any], V]


def _flag(name: str, seconds: float) -> Kind[bool]:
    return Kind(name, seconds, bool, bool)


MEMORY_SECONDS: Final = 600.0
"""For how long a follow-up may refer to the question before: "some minutes", as the privacy page says."""

WEEK: Final = 7 * 24 * 3600.0
"""For how long an edited question edits its answer, and a reply to an answer is known as one."""

MEMORY: Final[Kind[Memory]] = Kind(
    "memory", MEMORY_SECONDS, lambda m: [m.asked, m.pairs, m.at], lambda v: Memory(v[0], tuple(v[1]), v[2])
)
"""What a conversation is about; by chat, person and topic."""

ANSWERED: Final[Kind[Answered]] = Kind(
    "answered",
    WEEK,
    lambda a: [a.asked, a.date, a.message_ids, a.before],
    lambda v: Answered(v[0], v[1], tuple(v[2]), tuple(v[3])),
)
"""The answer of a question; by chat and the question's message."""

SHOWN: Final[Kind[Shown]] = Kind("shown", WEEK, lambda s: [s.question_id, s.pairs], lambda v: Shown(v[0], tuple(v[1])))
"""What an answer shows; by chat and the answer's message."""


def _visits(name: str) -> Kind[Visits]:
    seconds = WINDOW_SECONDS + SILENCE_SECONDS
    return Kind(name, seconds, lambda v: [v.times, v.silent_until], lambda v: Visits(tuple(v[0]), v[1]))


MESSAGES: Final = _visits("messages")
"""How fast somebody asks; by chat and person."""

PRESSES: Final = _visits("presses")
"""How fast somebody presses buttons; by chat and person."""

PRESSED: Final[Kind[float]] = Kind("pressed", 60.0, float, float)
"""When a button was pressed last; by chat, message and data."""

ALBUM: Final = _flag("album", 60.0)
"""The messages of an album arrive together; this allows for a slow connection."""

LEFT: Final = _flag("left", 600.0)
"""Before leaving a group is tried again."""

GREETED: Final = _flag("greeted", 600.0)
"""Before hello is said again to a group that took the bot back."""
