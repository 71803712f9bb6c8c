"""How much the bot may send: sliding windows, after which Telegram answers 429. Pure but for what it remembers."""

from collections import deque
from dataclasses import dataclass
from math import ceil
from typing import Final

from bot.preview.refusals import too_many

MINUTE: Final = 60.0
SPELL: Final = 1000
"""Chats after which the windows of those that are empty are forgotten."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages that pass; None lets all pass.

    Telegram names 30 a second to all, one a second to a chat, 20 a minute to a group (Bots FAQ), and says that the real
    limits are none of these; the stand-in keeps them to the letter.

    Attributes:
        overall: in any second.
        chat: in any second, to one chat.
        group: in any minute, to one group or channel.
    """

    overall: int | None = 30
    chat: int | None = 1
    group: int | None = 20


NONE: Final = Limits(None, None, None)
"""No limits at all."""


class Windows:
    """The messages of the last second and minute."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._overall: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}
        self._groups: dict[int, deque[float]] = {}

    def enter(self, chat: int, now: float, *, in_minute: bool) -> None:
        """A message to a chat.

        Args:
            now: seconds.
            in_minute: whether the limit of groups holds for it.

        Raises:
            Refused: it would be one too many; it isn't counted then.
        """
        limits = self.limits
        windows: list[tuple[deque[float], int, float]] = []
        if limits.overall is not None:
            windows.append((self._overall, limits.overall, 1.0))
        if limits.chat is not None:
            windows.append((self._chats.setdefault(chat, deque()), limits.chat, 1.0))
        if limits.group is not None and in_minute:
            windows.append((self._groups.setdefault(chat, deque()), limits.group, MINUTE))
        wait = max((_wait(*window, now) for window in windows), default=0.0)
        if wait > 0:
            raise too_many(max(1, ceil(wait)))
        for times, _, _ in windows:
            times.append(now)
        self._tidy(now)

    def _tidy(self, now: float) -> None:
        for kept, length in ((self._chats, 1.0), (self._groups, MINUTE)):
            if len(kept) > SPELL:
                for chat in [chat for chat, times in kept.items() if not times or times[-1] <= now - length]:
                    del kept[chat]


def _wait(times: deque[float], limit: int, length: float, now: float) -> float:
    """Seconds until a window has room."""
    while times and times[0] <= now - length:
        times.popleft()
    if len(times) < limit:
        return 0.0
    return times[len(times) - limit] + length - now if limit else length
