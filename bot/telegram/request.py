"""How requests to the Bot API are made: over aiohttp, with the same time-outs and errors as the library's own way.

The library goes over httpx, whose pool costs several times the processor time under concurrent requests.
"""

from typing import Final
from urllib.parse import urlencode

import aiohttp
import httpx
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 5.0
POOL_SECONDS: Final = 1.0
"""The library's own defaults (HTTPXRequest): to reach the server, for its answer, and for a free connection."""

KEEP_SECONDS: Final = 5.0
"""For how long an idle connection is kept: httpx's default, well below the time after which servers close it."""

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_UPLOAD: Final = {"User-Agent": BaseRequest.USER_AGENT}


class NotSentError(NetworkError):
    """The request has not reached Telegram, so that it may be made again."""


class NotSentInTimeError(TimedOut, NotSentError):
    """The same for want of a connection within the time."""


class HttpRequest(BaseRequest):
    """HTTP to the Bot API, through the proxy that the environment names, if any.

    Args:
        connections: how many at once.
    """

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int = 1) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take unless a request says otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Get ready; may be called again."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections,
                    keepalive_timeout=KEEP_SECONDS,
                    ssl=httpx.create_ssl_context(),  # the certificates that httpx brings: some systems have none
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=True,
            )

    async def shutdown(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 - what is written here is small
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a request; see the base class.

        Raises:
            NotSentError: it has not reached Telegram.
            TimedOut: there was no answer in time.
            NetworkError: the connection broke.
        """
        if self._session is None:
            raise RuntimeError("This HTTPRequest is not initialized!")
        connect, pool = _seconds(connect_timeout, CONNECT_SECONDS), _seconds(pool_timeout, POOL_SECONDS)
        timeout = aiohttp.ClientTimeout(
            connect=None if connect is None or pool is None else connect + pool,
            sock_connect=connect,
            sock_read=_seconds(read_timeout, READ_SECONDS),
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            trouble = _meant_by(error)
        # Raised out here: aiohttp's errors name the address, and with it the token.
        raise trouble


def _seconds(given: ODVInput[float], default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None or not data.contains_files:
        return (urlencode(data.json_parameters).encode() if data else None), _FORM
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, _UPLOAD


def _meant_by(error: Exception) -> NetworkError:
    """The library's error for one of aiohttp's, without its words."""
    name = f"aiohttp.{type(error).__name__}"
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotSentInTimeError(f"Timed out before the request was sent ({name})")
    if isinstance(error, TimeoutError):
        return TimedOut()
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ClientHttpProxyError | aiohttp.InvalidURL):
        return NotSentError(name)
    return NetworkError(name)
