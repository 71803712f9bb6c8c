"""The updates that wait for the bot: long polls, confirmations, conflicts, and which kinds it wants. Holds state."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from bot.preview.fields import Json
from bot.preview.refusals import conflict

KINDS: Final = (
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query",
    "chosen_inline_result", "my_chat_member", "chat_member", "message_reaction", "message_reaction_count",
)  # fmt: skip
NOT_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KEPT_SECONDS: Final = 24 * 3600.0
"""Telegram keeps updates no longer than this (Bot API, getUpdates)."""

LONGEST_POLL: Final = 50
"""Seconds that a request for updates is held at most."""

MOST: Final = 100
"""Updates in one answer."""

_LARGEST: Final = 2**63 - 1
OTHER_POLLER: Final = "terminated by other getUpdates request; make sure that only one bot instance is running"


class _Poll:
    """A request that waits for an update.

    Attributes:
        over: set when it waits no longer.
        reason: why it fails, if it does.
    """

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.reason = ""


class Updates:
    """A queue of updates.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: deque[tuple[float, Json]] = deque()
        self._confirmed: list[Json] = []
        self._next = 1
        self._poll: _Poll | None = None
        self._allowed = frozenset(KINDS) - NOT_BY_DEFAULT
        self.listener: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def newest(self) -> int:
        """The number of the newest update; 0 when there was none yet."""
        return self._next - 1

    @property
    def allowed(self) -> list[str]:
        """The kinds that the bot wants, in a fixed order."""
        return [kind for kind in KINDS if kind in self._allowed]

    def allow(self, kinds: list[str] | None) -> None:
        """The kinds that the bot wants from now on; None leaves it at the former ones, none at all is the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or frozenset(KINDS) - NOT_BY_DEFAULT

    def put(self, kind: str, content: Json) -> int | None:
        """An update, or nothing when the bot doesn't want its kind; returns its number."""
        return self.force({kind: content}) if kind in self._allowed else None

    def force(self, content: Json) -> int:
        """An update of any content, wanted or not, sound or not, even its `update_id`; returns its number."""
        number = self._next
        self._next += 1
        self._waiting.append((self._clock(), {"update_id": number, **content}))
        if self._poll:
            self._poll.over.set()
        self.listener()
        return number

    def drop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def abort(self, reason: str) -> None:
        """Fail the poll under way, if there is one; Telegram fails the older of two, never the newer."""
        if self._poll:
            self._poll.reason = reason
            self._poll.over.set()
            self._poll = None

    async def poll(
        self, offset: int | None, limit: int | None, seconds: int | None, *, again: bool = False
    ) -> list[Json]:
        """Updates from `offset` on; those before it are confirmed and never come again.

        Args:
            offset: the number of the first one; a negative one counts from the end and forgets all before.
            limit: how many.
            seconds: to wait for the first one.
            again: whether what was just confirmed comes once more.

        Raises:
            Refused: another request for updates has come, or a webhook was set.
        """
        self.abort(OTHER_POLLER)
        self._expire()
        self._confirm(offset)
        if again:
            self._waiting.extendleft((self._clock(), update) for update in reversed(self._confirmed))
            self._confirmed = []
        if not self._waiting and seconds:
            await self._wait(min(seconds, LONGEST_POLL))
        most = min(max(limit or MOST, 1), MOST)
        return [update for (_, update), _ in zip(self._waiting, range(most), strict=False)]

    def take(self) -> Json | None:
        """The next update, for a webhook; None when none waits."""
        self._expire()
        return self._waiting.popleft()[1] if self._waiting else None

    def put_back(self, updates: list[Json]) -> None:
        """Updates that a webhook was not rid of wait again, before all others."""
        self._waiting.extendleft((self._clock(), update) for update in reversed(updates))

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = _Poll()
        try:
            async with asyncio.timeout(seconds):
                await poll.over.wait()
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.reason:
            raise conflict(poll.reason)

    def _confirm(self, offset: int | None) -> None:
        if not offset:
            return
        if offset < 0:
            offset = _number(self._waiting[offset][1]) if len(self._waiting) >= -offset else 0
        confirmed = []
        while self._waiting and _number(self._waiting[0][1]) < offset:
            confirmed.append(self._waiting.popleft()[1])
        self._confirmed = confirmed or self._confirmed

    def _expire(self) -> None:
        while self._waiting and self._waiting[0][0] < self._clock() - KEPT_SECONDS:
            self._waiting.popleft()


def _number(update: Json) -> int:
    """The number by which an update is confirmed; one that is none comes before all others."""
    number = update["update_id"]
    return number if isinstance(number, int) and abs(number) <= _LARGEST else 0
