"""How fast messages may go out: overall, to a chat, to a group. Pure; time comes in, as seconds that only go forward.

A request counts from its beginning until a while after its end. Telegram counts it somewhere in between, so whatever
the network does to it on its way, no window of Telegram's ever holds more than one here.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Self

Urgency = Literal["answer", "announcement"]
"""A person waits for an answer; nobody waits for an announcement."""

OVERALL: Final = 29
"""Messages that count at once: in flight, or ended within the last second. Telegram takes about 30 a second (Bots
FAQ)."""

ANNOUNCEMENTS: Final = 26.0
"""Announcements a second, evenly spaced, so that room for an answer comes up every few hundredths of a second. One more
than is promised, for what comes late; at more than 27, with a network of 50 ms, `OVERALL` alone would set the pace."""

CATCH_UP: Final = 0.02
"""Seconds of its lateness that an announcement doesn't pass on to the next: a timer is always a little late, and over a
thousand messages that adds up. What is beyond is lost, or a process that was stopped would go on with a burst."""

IN_MINUTE: Final = 20
"""Messages in a minute to one group or channel (Bots FAQ). Edits count: users report about the same limit for them."""

SLACK: Final = 0.02
"""Seconds by which clocks of two computers may differ over a minute."""

SECOND: Final = 1.0 + SLACK
"""Between two messages to one chat (Bots FAQ: short bursts pass, but not for sure)."""

MINUTE: Final = 60.0 + SLACK

UNKNOWN_SECONDS: Final = 1.0
"""For how long a process may have gone on sending after the last message that it wrote down, before it was killed."""

ALL_CHATS: Final = 0
"""In the place of a chat's id: no chat has it."""


@dataclass(slots=True)
class _Chat:
    """When the last messages to a chat ended, the oldest first, and whether one is in flight.

    Attributes:
        not_before: another process has sent something to it.
    """

    ends: deque[float] = field(default_factory=lambda: deque(maxlen=IN_MINUTE))
    is_busy: bool = False
    not_before: float = -math.inf

    @property
    def until(self) -> float:
        """When nothing of it counts any more."""
        return max(self.not_before, self.ends[-1] + MINUTE if self.ends else -math.inf)


class Pace:
    """What is in flight, and what ended lately.

    Attributes:
        held_until: nothing goes out before that time.
    """

    def __init__(self) -> None:
        self.held_until = -math.inf
        self._in_flight = 0
        self._last = -math.inf
        self._ends: deque[float] = deque()
        self._chats: OrderedDict[int, _Chat] = OrderedDict()
        self._next_announcement = -math.inf
        self._changed: set[int] = set()

    @classmethod
    def resumed(cls, known: Mapping[int, Sequence[float]], now: float) -> Self:
        """A pace that goes on where another one ended, perhaps in the middle of something: its last second was full.

        Args:
            known: what that one gave as its changes, the newest of each chat.
        """
        pace = cls()
        pace.held_until, last = known.get(ALL_CHATS, (-math.inf, -math.inf))
        pace._ends.extend([min(now, last + UNKNOWN_SECONDS)] * OVERALL)
        groups = {chat: lately for chat, ends in known.items() if chat != ALL_CHATS and (lately := _lately(ends, now))}
        for group, lately in sorted(groups.items(), key=lambda one: one[1][-1]):
            pace._chats[group] = _Chat(deque(lately, IN_MINUTE))
        return pace

    def wait_of_all(self, now: float) -> float:
        """Seconds until a message may go out at all, to whatever chat; see `wait`."""
        return max(self.held_until - now, self._overall(now))

    def wait(self, chat: int, urgency: Urgency, now: float) -> float:
        """Seconds until a message may go out if nothing else happens: 0 or less is now, infinite is when one ends."""
        known = self._chats.get(chat)
        waits = [self.wait_of_all(now)]
        if known:
            waits.append(_wait_of(chat, known, now))
        if urgency == "announcement":
            waits.append(self._next_announcement - now)
        return max(waits)

    def wait_of(self, chat: int, many: int, now: float) -> float:
        """Seconds until a chat takes some more messages in one go, whatever goes out to others; 0 for now."""
        known = self._chats.get(chat)
        return max(0.0, _rest_of(chat, known, many + known.is_busy, now)) if known else 0.0

    def begin(self, chat: int, urgency: Urgency, now: float) -> None:
        """A message goes out: `wait` has just allowed it."""
        self._in_flight += 1
        self._chats.setdefault(chat, _Chat()).is_busy = True
        if urgency == "announcement":
            self._next_announcement = max(self._next_announcement, now - CATCH_UP) + 1 / ANNOUNCEMENTS

    def end(self, chat: int, now: float) -> None:
        """It has arrived, or failed."""
        known = self._chats[chat]
        known.is_busy = False
        known.ends.append(now)
        self._chats.move_to_end(chat)
        self._in_flight -= 1
        self._ends.append(now)
        self._last = now
        self._changed |= {chat, ALL_CHATS} if chat < 0 else {ALL_CHATS}
        self._forget(now)

    def put_back(self, chat: int) -> None:
        """It has not gone out after all; nothing has been asked of Telegram."""
        self._chats[chat].is_busy = False
        self._in_flight -= 1

    def keep_off(self, chat: int, until: float) -> None:
        """Nothing goes out to a chat until some time."""
        self._chats.setdefault(chat, _Chat()).not_before = until

    def hold(self, until: float) -> None:
        """Nothing goes out until some time."""
        self.held_until = max(self.held_until, until)
        self._changed.add(ALL_CHATS)

    def changes(self) -> dict[int, tuple[float, ...]]:
        """What outlasts a restart and has changed since the last call.

        Returns:
            When the last messages to each group ended, the oldest first; for `ALL_CHATS`, until when all are held and
            when the last message ended.
        """
        changed, self._changed = self._changed, set()
        ends = {chat: tuple(self._chats[chat].ends) for chat in changed if chat in self._chats}
        if ALL_CHATS in changed:
            held = max(self.held_until, self._last)
            ends[ALL_CHATS] = (held, self._last if math.isfinite(self._last) else held)
        return ends

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chats)

    def _overall(self, now: float) -> float:
        while self._ends and self._ends[0] + SECOND <= now:
            self._ends.popleft()
        surplus = self._in_flight + len(self._ends) - OVERALL
        if surplus < 0:
            return 0.0
        return self._ends[surplus] + SECOND - now if surplus < len(self._ends) else math.inf

    def _forget(self, now: float) -> None:
        """Drop the chats whose last message counts no more; those that ended last stand at the end."""
        while self._chats:
            chat, first = next(iter(self._chats.items()))
            if first.is_busy or first.until > now:
                return
            del self._chats[chat]


def _lately(ends: Sequence[float], now: float) -> list[float]:
    return [end for end in ends if end + MINUTE > now]


def _wait_of(chat: int, known: _Chat, now: float) -> float:
    """Seconds until a chat takes the next message."""
    return math.inf if known.is_busy else _rest_of(chat, known, 1, now)


def _rest_of(chat: int, known: _Chat, many: int, now: float) -> float:
    """Seconds until there is room for some messages in a chat's second and, all of them, in a group's minute.

    Groups and channels have negative ids.
    """
    wait = max(known.not_before - now, known.ends[-1] + SECOND - now if known.ends else 0.0)
    surplus = len(known.ends) + many - IN_MINUTE
    if chat < 0 and surplus > 0:
        wait = max(wait, known.ends[surplus - 1] + MINUTE - now)
    return wait
