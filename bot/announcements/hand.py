"""The deliveries that this process has in hand, each carried out by a task of its own. In memory alone."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

import structlog

from bot.announcements.courier import Courier
from bot.announcements.faults import reason_of
from bot.announcements.ledger import Delivery

MOST: Final = 16
"""Deliveries in hand: those whose requests are under way, and as many that wait for their turn."""

REFILL: Final = 6
"""Room from which on it is worth a claim."""

REST_SECONDS: Final = 3.0
"""Between two announcements to one chat: a group takes twenty messages a minute (Bots FAQ), answers among them."""

log = structlog.get_logger("bot.announcements")


class Hand:
    """What is in hand.

    Args:
        give_back: lets a delivery wait again that wasn't begun.
        give_up: told of a delivery that a mistake of ours has ended, and of that; marks it so that it isn't in hand.
        freed: called when there is room for more.
    """

    def __init__(
        self,
        courier: Courier,
        give_back: Callable[[Delivery], None],
        give_up: Callable[[Delivery, BaseException], None],
        freed: Callable[[], None],
    ) -> None:
        self._courier = courier
        self._give_back = give_back
        self._give_up = give_up
        self._freed = freed
        self._tasks: dict[asyncio.Task[None], Delivery] = {}
        self._rested: dict[int, float] = {}

    @property
    def room(self) -> int:
        """How many more it holds."""
        return MOST - len(self._tasks)

    @property
    def held(self) -> set[tuple[int, int]]:
        """What it holds, by occurrence and chat."""
        return {(one.occurrence, one.chat) for one in self._tasks.values()}

    def recent(self) -> list[int]:
        """The chats that got something a moment ago."""
        now = asyncio.get_running_loop().time()
        self._rested = {chat: until for chat, until in self._rested.items() if until > now}
        return list(self._rested)

    def take(self, deliveries: Iterable[Delivery]) -> None:
        """Have deliveries carried out; what comes when it is about to stop is given back."""
        for one in deliveries:
            if self._courier.is_stopping:
                self._give_back(one)
                continue
            task = asyncio.create_task(self._courier.deliver(one))
            self._tasks[task] = one
            task.add_done_callback(partial(self._done, one))

    async def finish(self, seconds: float) -> bool:
        """Give back what isn't begun, and let what is begun come to its end.

        Returns:
            Whether all did; of the others nobody knows, until the next start sees to them.
        """
        self._courier.is_stopping = True
        for task, one in list(self._tasks.items()):
            if not one.is_begun:
                task.cancel()
        late: set[asyncio.Task[None]] = set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.gather(*late, return_exceptions=True)
        return not late

    def _done(self, one: Delivery, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        self._rested[one.chat] = asyncio.get_running_loop().time() + REST_SECONDS
        if task.cancelled():
            if not one.is_begun:
                self._give_back(one)
        elif error := task.exception():
            log.error("delivery given up", occurrence=one.occurrence, reason=reason_of(error))
            self._give_up(one, error)
        if self.room >= REFILL or not self._tasks:
            self._freed()
