"""The updates in hand: in order in a lane, side by side across lanes, so many at once and no more. In memory alone."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Final

import structlog

from bot.inbox.handling import Handling
from bot.inbox.rows import Claim, Row

IN_HAND: Final = 4
"""Rows in hand for each worker, so that it finds the next one when it is done with one."""

SHARE: Final = 32
SMALLEST_SHARE: Final = 4
"""A lane may have so small a part of what room there is, yet a few rows: one busy chat is handled in few transactions,
and many chats whose handling takes long don't fill the hand with rows that only wait for each other."""

RUNNING_OUT: Final = 2
"""Rows left of a lane of which more wait, when these are claimed."""

_CANCEL_SECONDS: Final = 1.0
"""For how long a handler may tidy up once it is given up."""

log = structlog.get_logger("bot.inbox")


class Desk:
    """Hands the claimed rows to the handler.

    Args:
        workers: updates handled at once.
        certain: returns when it is certain that the rows in hand are still this process's.
        wake: called when more can be claimed and may be there.
    """

    def __init__(
        self,
        handling: Handling,
        workers: int,
        certain: Callable[[], Awaitable[None]],
        wake: Callable[[], None],
    ) -> None:
        self._handling = handling
        self._workers = workers
        self._certain = certain
        self._wake = wake
        self._held: dict[int, Row] = {}
        self._lanes: dict[int, deque[Row]] = {}  # the first one is being handled, unless its lane is ready
        self._ready: deque[int] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._limited: set[int] = set()
        self._more = False
        self._closed = False

    @property
    def held(self) -> Collection[int]:
        """The updates that are claimed, and of which no mark is durable yet."""
        return self._held.keys()

    @property
    def room(self) -> int:
        """How many rows may be claimed."""
        return 0 if self._closed else self._workers * IN_HAND - len(self._held)

    @property
    def share(self) -> int:
        """How many rows of one lane may be claimed."""
        return max(SMALLEST_SHARE, self.room // SHARE)

    def full_lanes(self) -> frozenset[int]:
        """The lanes of which no more are wanted for now."""
        share = self.share
        return frozenset(lane for lane, queue in self._lanes.items() if len(queue) >= share)

    def take(self, claim: Claim) -> None:
        """Have the rows of a claim handled."""
        for row in claim.rows:
            self._held[row.update_id] = row
            if self._closed:
                self._end(row, self._handling.give_back(row))
            elif row.lane in self._lanes:
                self._lanes[row.lane].append(row)
            else:
                self._lanes[row.lane] = deque((row,))
                self._ready.append(row.lane)
        self._staff()
        self._limited |= claim.limited
        self._more = claim.more
        for lane in claim.limited:
            self._see_lane(lane)
        self._see_room()

    def keep(self, ours: AbstractSet[int]) -> int:
        """Drop the rows that are not begun and no longer this process's.

        Returns:
            How many.
        """
        lost = [row for row in self._not_begun() if row.update_id not in ours]
        self._drop(lost)
        for row in lost:
            self._held.pop(row.update_id, None)
        return len(lost)

    def close(self) -> None:
        """Begin nothing more, and give back what isn't begun."""
        self._closed = True
        rows = self._not_begun()
        self._drop(rows)
        for row in rows:
            self._end(row, self._handling.give_back(row))

    async def finish(self, seconds: float) -> bool:
        """Let what is begun come to its end, and give it up when it takes longer.

        Returns:
            Whether all did; the others are handled anew after the next start.
        """
        late: set[asyncio.Task[None]] = set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=_CANCEL_SECONDS)
        return not late

    def _staff(self) -> None:
        for _ in range(min(len(self._ready), self._workers - self._busy)):
            self._busy += 1
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self) -> None:
        try:
            while self._ready and not self._closed:
                await self._certain()
                if self._ready and not self._closed:
                    await self._serve(self._ready.popleft())
                await asyncio.sleep(0)  # a handler that waits for nothing would hold up the rest of the bot
        finally:
            self._busy -= 1

    async def _serve(self, lane: int) -> None:
        """Handle the next row of a lane."""
        queue = self._lanes[lane]
        row = queue[0]
        try:
            self._end(row, await self._handling(row))
        except asyncio.CancelledError:
            self._end(row, self._handling.give_back(row))
            raise
        finally:
            queue.popleft()
            if queue:
                self._ready.append(lane)
            else:
                del self._lanes[lane]
            self._see_lane(lane)

    def _end(self, row: Row, marked: "asyncio.Future[None]") -> None:
        marked.add_done_callback(partial(self._marked, row))

    def _marked(self, row: Row, marked: "asyncio.Future[None]") -> None:
        """A row's mark is durable, or can't be written: then it stays claimed until the next start."""
        if self._held.get(row.update_id) is row:
            del self._held[row.update_id]
        error = None if marked.cancelled() else marked.exception()
        if error:  # after the end the database may be closed: nothing is lost by that
            tell = log.info if self._closed else log.error
            tell("mark not written", update_id=row.update_id, error=type(error).__name__)
        self._see_room()

    def _see_lane(self, lane: int) -> None:
        """Have more of a lane claimed when it runs out and more wait."""
        if lane in self._limited and len(self._lanes.get(lane, ())) <= RUNNING_OUT:
            self._limited.discard(lane)
            self._wake()

    def _see_room(self) -> None:
        """Have more claimed when more wait and there is much room, or some and a worker without anything to do."""
        room = self.room
        if self._more and (room >= self._workers or (room > 0 and not self._ready)):
            self._wake()

    def _not_begun(self) -> list[Row]:
        ready = set(self._ready)
        return [row for lane, queue in self._lanes.items() for at, row in enumerate(queue) if at > 0 or lane in ready]

    def _drop(self, rows: Sequence[Row]) -> None:
        """Take rows that are not begun off the desk."""
        dropped = {id(row) for row in rows}
        for lane in {row.lane for row in rows}:
            queue = self._lanes[lane]
            kept = [row for row in queue if id(row) not in dropped]
            queue.clear()
            queue.extend(kept)
            if not kept:
                del self._lanes[lane]
                self._ready.remove(lane)
