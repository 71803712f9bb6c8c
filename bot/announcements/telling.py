"""Who is told of what comes up while announcements go out. Touches nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger("bot.announcements")


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of what comes up on the way.

    Attributes:
        moved: the old and the new id of a group that became a supergroup.
        lost: a chat that refuses the bot, and the reason in Telegram's words.
    """

    moved: Callable[[int, int], Awaitable[None]]
    lost: Callable[[int, str], Awaitable[None]]


async def tell(telling: Awaitable[None]) -> None:
    """Tell somebody; that they can't listen is no reason to stop."""
    try:
        await telling
    except Exception as error:  # noqa: BLE001 - whatever it is
        log.warning("nobody could be told", error=type(error).__name__)
