"""The Bot API as `yuanwen doctor` asks it: one request after the other, whose refusals are answers. Speaks HTTP.

The bot itself goes through the library; that shows no header of an answer, and doctor reads the time off one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self

import aiohttp
import httpx

ANSWER_SECONDS: Final = 10.0
"""How long an answer may take."""

LONGEST_WAIT: Final = 5.0
"""Seconds for which a request waits when Telegram asks for it; who asks for more is left alone."""

REFUSED: Final = frozenset({401, 404})
"""What Telegram says to a token that it doesn't know: 404 to one that can't be any."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request.

    Attributes:
        status: of HTTP; 0 when there was no answer.
        result: what was asked for; None when it was refused.
        said: the words of a refusal, or the kind of error that kept an answer from coming.
        sent_at: the server's time, in seconds since the epoch; None when it doesn't say.
        is_telegram: whether the answer has the form of the Bot API's.
        retry_after: seconds for which Telegram wants to be left alone.
    """

    status: int
    result: Any = None
    said: str = ""
    sent_at: float | None = None
    is_telegram: bool = False
    retry_after: float = 0.0


class BotApi:
    """A bot's methods, while it is entered.

    Args:
        server: without a slash at its end.
        token: of the bot.
        sleep: waits for some seconds.
    """

    def __init__(self, server: str, token: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._address = f"{server}/bot{token}"
        self._sleep = sleep
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # The certificates that httpx brings: some systems have none.
        connector = aiohttp.TCPConnector(ssl=httpx.create_ssl_context())
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    async def ask(self, method: str, **parameters: str | int) -> Answer:
        """Call a method; never raises for what the network or the server does."""
        answer = await self._ask(method, parameters)
        if 0 < answer.retry_after <= LONGEST_WAIT:
            await self._sleep(answer.retry_after)
            answer = await self._ask(method, parameters)
        return answer

    async def _ask(self, method: str, parameters: dict[str, str | int]) -> Answer:
        if self._session is None:
            raise RuntimeError("ask only while the API is entered")
        try:
            async with self._session.post(f"{self._address}/{method}", json=parameters, allow_redirects=False) as got:
                return _answer(got.status, await _json(got), got.headers.get("Date"))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Answer(0, said=type(error).__name__)  # whose text names the address, and with it the token


async def _json(response: aiohttp.ClientResponse) -> Any:
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


def _answer(status: int, body: Any, date: str | None) -> Answer:
    shown = body if isinstance(body, dict) else {}
    more = shown.get("parameters")
    wait = more.get("retry_after") if isinstance(more, dict) else None
    return Answer(
        status,
        result=shown.get("result") if shown.get("ok") is True else None,
        said=str(shown.get("description") or ""),
        sent_at=_seconds(date),
        is_telegram=isinstance(shown.get("ok"), bool),
        retry_after=float(wait) if isinstance(wait, int) else 0.0,
    )


def _seconds(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except ValueError:
        return None
