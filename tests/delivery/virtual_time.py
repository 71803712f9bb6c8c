"""Time for tests: it passes when nobody has anything left to do at the moment, and then at once."""

import asyncio
import heapq
import time
from itertools import count

ROUNDS = 12
"""Of the loop, after which everything that one event sets off is done."""


class VirtualTime:
    """Seconds that stand still while somebody is at work."""

    def __init__(self, now=1000.0):
        self.now = now
        self._sleepers = []
        self._numbers = count()

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), future))
        await future

    async def settle(self):
        """Let everybody do what they can do now."""
        for _ in range(ROUNDS):
            await asyncio.sleep(0)

    async def gather(self, *coroutines):
        """What each returns or raises, in order; time passes as far as they need."""
        together = asyncio.gather(*coroutines, return_exceptions=True)
        while True:
            await self.settle()
            if together.done():
                return together.result()
            at, _, future = heapq.heappop(self._sleepers)
            self.now = max(self.now, at)
            if not future.done():
                future.set_result(None)


class QuickTime:
    """Real time, many times as fast: what the machine dawdles counts as many times as much."""

    def __init__(self, speed):
        self._speed = speed
        self._started = time.monotonic()

    def __call__(self):
        return 1000.0 + (time.monotonic() - self._started) * self._speed

    async def sleep(self, seconds):
        await asyncio.sleep(seconds / self._speed)
