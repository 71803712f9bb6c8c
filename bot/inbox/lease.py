"""How long this process can be certain that what it has claimed is still its own. By a clock of this machine."""

import asyncio
import math
from collections.abc import Callable
from typing import Final

from bot.inbox.ledger import LEASE

RENEW: Final = 5.0
"""Seconds between two renewals: two may fail before the lease ends."""


class Lease:
    """The lease of all rows of this process.

    Args:
        shared: whether other processes may take the rows when it ends; else it never does.
        wake: called when somebody waits for a renewal.
    """

    def __init__(self, wake: Callable[[], None], *, shared: bool) -> None:
        self._wake = wake
        self._shared = shared
        self._until = -math.inf
        self._renew_at = -math.inf
        self._renewed = asyncio.Event()

    @property
    def due(self) -> bool:
        """Whether it is time to renew it, and to see to what other processes left."""
        return _now() >= self._renew_at

    def renewed(self, began: float) -> None:
        """It was renewed, in a transaction that began at that time of the event loop."""
        self._until = began + LEASE if self._shared else math.inf
        self._renew_at = began + RENEW if self._shared else math.inf
        self._renewed.set()

    async def certain(self) -> None:
        """Return when the rows in hand are certain to be ours: a process may have been stopped for any time."""
        while _now() >= self._until:
            self._renewed.clear()
            self._wake()
            await self._renewed.wait()


def _now() -> float:
    return asyncio.get_running_loop().time()
