"""What the handlers share: the knowledge, and what is remembered between two updates, in memory alone."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from bot.knowledge.model import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.outcome import Memory
from bot.telegram.flood import MESSAGE_LIMIT, PRESS_LIMIT, Gate
from bot.telegram.recent import Recent

MEMORY_SECONDS: Final = 600.0
"""For how long a follow-up may refer to the question before: "some minutes", as the privacy page says."""

EDIT_SECONDS: Final = 24 * 3600.0
"""For how long an edited question edits its answer, and a reply to an answer is known as one."""

DOUBLE_SECONDS: Final = 3.0
"""Two presses of the same button within this time are one: a double tap, or two people at once."""

ALBUM_SECONDS: Final = 60.0
"""The messages of an album arrive together; this allows for a slow connection."""

AGAIN_SECONDS: Final = 600.0
"""Before leaving a group is tried again, or hello is said again to one that took the bot back."""

HANDED_SECONDS: Final = 3600.0
"""For how long an update is known, so that it is not handled twice when Telegram sends it again."""

ENTRIES: Final = 20_000
"""Of each kind remembered at once; some ten megabytes when all are full."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a question was answered. Kept for longer than the question itself, so its words are not in it.

    Attributes:
        asked: a fingerprint of the question, which tells whether an edit changed it.
        message_ids: the messages of the answer, in order.
        before: the pairs that the conversation was about before, so that an edited question starts from there.
    """

    asked: int
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
class Service:
    """Reaches every handler as its context's `service`.

    Attributes:
        allowed: ids of the groups in which the bot may be; None allows all. Grows when an allowed group changes its id.
        clock: seconds that only go forward; sleep: waits for some seconds.
        memories: what each conversation remembers, by chat, person and topic.
        answered: the answers of each question; shown: the messages of answers; both by chat and message id.
        pressed, albums, left, greeted, handed: what was done a moment ago and is not done again.
        messages_gate, presses_gate: how many of each a person may send.
    """

    matcher: Matcher
    allowed: set[int] | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    memories: Recent[Memory] = field(default_factory=partial(Recent, ENTRIES, MEMORY_SECONDS))
    answered: Recent[Answered] = field(default_factory=partial(Recent, ENTRIES, EDIT_SECONDS))
    shown: Recent[Shown] = field(default_factory=partial(Recent, ENTRIES, EDIT_SECONDS))
    pressed: Recent[bool] = field(default_factory=partial(Recent, ENTRIES, DOUBLE_SECONDS))
    albums: Recent[bool] = field(default_factory=partial(Recent, ENTRIES, ALBUM_SECONDS))
    left: Recent[bool] = field(default_factory=partial(Recent, ENTRIES, AGAIN_SECONDS))
    greeted: Recent[bool] = field(default_factory=partial(Recent, ENTRIES, AGAIN_SECONDS))
    handed: Recent[bool] = field(default_factory=partial(Recent, ENTRIES, HANDED_SECONDS))
    messages_gate: Gate = field(default_factory=partial(Gate, MESSAGE_LIMIT))
    presses_gate: Gate = field(default_factory=partial(Gate, PRESS_LIMIT))

    @property
    def knowledge(self) -> Knowledge:
        """What the answers are made of."""
        return self.matcher.knowledge

    def allows(self, group: int) -> bool:
        """Whether the bot may be in a group."""
        return self.allowed is None or group in self.allowed

    def recall(self, pairs: tuple[str, ...], now: float) -> Memory | None:
        """The memory of a conversation about some pairs, from their own questions; None when they exist no more."""
        known = tuple(pair for pair in pairs if pair in self.knowledge.pairs)
        return Memory(self.knowledge.pairs[known[0]].question, known, now) if known else None

    def tidy(self) -> None:
        """Forget what is out of date: a question is gone after its minutes, even when nobody asks another one."""
        now = self.clock()
        kept = (
            self.memories,
            self.answered,
            self.shown,
            self.pressed,
            self.albums,
            self.left,
            self.greeted,
            self.handed,
        )
        for entries in kept:
            entries.expire(now)
        for gate in (self.messages_gate, self.presses_gate):
            gate.tidy(now)

    def move(self, old: int, new: int) -> None:
        """A group has become a supergroup, under another id: what is remembered of it goes along."""
        if self.allowed is not None and old in self.allowed:
            self.allowed.add(new)
        for kept in (self.memories, self.answered, self.shown, self.pressed):
            kept.move(old, new)
        self.greeted.put((new,), True, self.clock())
