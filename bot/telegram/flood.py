"""How a person who floods a chat is slowed: a few answers, one notice, silence for a while. Pure, time comes in."""

from dataclasses import dataclass
from typing import Literal

from bot.telegram.recent import Key, Recent

MESSAGE_LIMIT = 6
"""Answers that one person gets in one chat within the window: Telegram itself asks for about one message a second and
chat, with short bursts (Bots FAQ), and a person who reads the answers doesn't ask faster than that."""

PRESS_LIMIT = 15
"""Presses within the window: turning pages is quicker than asking, and a press mostly changes a message in place."""

WINDOW_SECONDS = 10.0
SILENCE_SECONDS = 45.0
PEOPLE = 10_000
"""People remembered at once; one entry takes about half a kilobyte."""

Verdict = Literal["pass", "notice", "silence"]


@dataclass(frozen=True, slots=True)
class _Visits:
    """When a person was let in lately, and until when nothing is said."""

    times: tuple[float, ...] = ()
    silent_until: float = 0.0


class Gate:
    """Lets a few visits pass in a few seconds, for each key by itself.

    Args:
        limit: visits that pass within `WINDOW_SECONDS`.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._visits: Recent[_Visits] = Recent(PEOPLE, WINDOW_SECONDS + SILENCE_SECONDS)

    def tidy(self, now: float) -> None:
        """Forget who came long ago."""
        self._visits.expire(now)

    def enter(self, key: Key, now: float) -> Verdict:
        """Somebody comes: `notice` says so once, `silence` follows it until the time is over."""
        visits = self._visits.get(key, now) or _Visits()
        if now < visits.silent_until:
            return "silence"
        lately = tuple(time for time in visits.times if now - time < WINDOW_SECONDS)
        if len(lately) >= self._limit:
            self._visits.put(key, _Visits((), now + SILENCE_SECONDS), now)
            return "notice"
        self._visits.put(key, _Visits((*lately, now)), now)
        return "pass"
