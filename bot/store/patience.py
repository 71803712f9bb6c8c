"""Trying again what a full disk or a lost connection has prevented. Touches nothing but what it is given."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeVar

from bot.store.trouble import is_passing

T = TypeVar("T")

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
"""Seconds before the next try; they double in between."""

TRIES: Final = 6
"""For what somebody waits for: about three seconds, in which a PostgreSQL restarts."""


def pauses() -> Iterator[float]:
    """Seconds to wait after each failure, without end."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(LONGEST_PAUSE, pause * 2)


async def patiently(work: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> T:
    """Do some work with the database, and do it again a few times if it fails for something that may pass.

    Args:
        work: doing it twice is the same as doing it once.
        sleep: waits for some seconds.

    Raises:
        Exception: what the last try raised, or the first that will not pass.
    """
    for left, pause in zip(reversed(range(TRIES)), pauses(), strict=False):
        try:
            return await work()
        except Exception as error:
            if not left or not is_passing(error):
                raise
        await sleep(pause)
    raise AssertionError("the last try returns or raises")
