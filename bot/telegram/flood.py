"""How a person who floods a chat is slowed: a few answers, one notice, silence for a while. Pure, time comes in."""

from dataclasses import dataclass
from typing import Final, Literal

MESSAGE_LIMIT: Final = 6
"""Answers that one person gets in one chat within the window: Telegram itself asks for about one message a second and
chat, with short bursts (Bots FAQ), and a person who reads the answers doesn't ask faster than that."""

PRESS_LIMIT: Final = 15
"""Presses within the window: turning pages is quicker than asking, and a press mostly changes a message in place."""

WINDOW_SECONDS: Final = 10.0
SILENCE_SECONDS: Final = 45.0

Verdict = Literal["pass", "notice", "silence"]


@dataclass(frozen=True, slots=True)
class Visits:
    """When a person was let in lately, and until when nothing is said; seconds since the epoch."""

    times: tuple[float, ...] = ()
    silent_until: float = 0.0


def enter(visits: Visits | None, limit: int, now: float) -> tuple[Verdict, Visits]:
    """Somebody comes: `notice` says so once, `silence` follows it until the time is over.

    Args:
        visits: what the last call gave back for this person; None when it is out of date.
        limit: visits that pass within `WINDOW_SECONDS`.
        now: seconds since the epoch.

    Returns:
        What to do, and what to remember for `WINDOW_SECONDS + SILENCE_SECONDS`.
    """
    visits = visits or Visits()
    if now < visits.silent_until <= now + SILENCE_SECONDS:  # further ahead: the clock was put back
        return "silence", visits
    lately = tuple(time for time in visits.times if 0 <= now - time < WINDOW_SECONDS)
    if len(lately) >= limit:
        return "notice", Visits((), now + SILENCE_SECONDS)
    return "pass", Visits((*lately, now))
