"""The library's errors in the terms of the way out: what each says of whether a request was carried out."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Final, TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.errors import DeliveryError, Moved, NotSent, Refused, TooMany, Uncertain
from bot.telegram.request import NotSentError, ServerFailedError

T = TypeVar("T")

UNNAMED_SECONDS: Final = 5.0
"""How long to leave a server alone that asks for it without saying for how long: a proxy on the way, not Telegram."""

_TOO_MANY: Final = "too many requests"
_GONE: Final = ("chat not found", "group chat was deactivated", "peer_id_invalid", "user not found")
"""Of the refusals with which Telegram answers 400, those after which nothing can be sent to a chat any more."""

_ONLY_RIGHTS: Final = ("rights", "_forbidden", "_required", "restricted")
"""Of those with 403, which mean all that nothing can be sent, the ones of rights that a chat's admins may give back."""


async def in_terms(request: Awaitable[T]) -> T:
    """Await a request of the library.

    Raises:
        DeliveryError: it was not carried out, or nobody knows.
    """
    try:
        return await request
    except TelegramError as error:
        meant = meaning(error)
    # Raised out here so that the library's error, which may hold the token, doesn't hang on it.
    raise meant


def meaning(error: TelegramError) -> DeliveryError:
    """What an error says. Telegram's own words are kept of refusals alone: others may hold the request or the token."""
    meant: DeliveryError
    match error:
        case RetryAfter():
            meant = TooMany(retry_seconds(error))
        case ChatMigrated():
            meant = Moved(error.new_chat_id)
        case BadRequest():
            meant = Refused(error.message, gone=_says(error, _GONE))
        case Forbidden():
            meant = Refused(error.message, gone=not _says(error, _ONLY_RIGHTS))
        case NotSentError() | InvalidToken() | Conflict():  # a bad token and a second program pass: somebody mends them
            meant = NotSent(type(error).__name__)
        case TimedOut():
            meant = Uncertain("no answer in time", timed_out=True)
        case ServerFailedError():
            meant = Uncertain(str(error))
        case _ if error.message.lower().startswith(_TOO_MANY):
            meant = TooMany(UNNAMED_SECONDS)
        case _:
            meant = Uncertain(type(error).__name__)
    return meant


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def _says(error: TelegramError, words: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(word in said for word in words)
