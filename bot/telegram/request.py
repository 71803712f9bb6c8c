"""How requests to the Bot API are made: over aiohttp, with the same time-outs and errors as the library's own way.

The library goes over httpx, whose pool costs several times the processor time under concurrent requests.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS: Final = 5.0
WRITE_SECONDS: Final = 5.0
POOL_SECONDS: Final = 1.0
"""The library's own defaults (HTTPXRequest): to reach the server, to hand the request over, for a free connection."""

READ_SECONDS: Final = 7.0
"""For the answer. With the library's 5 s people report messages that were delivered after the time-out and then again
(its issue 1045 and others), so this is the longest that leaves time to end in good order within the 8 s that a stop
waits for what is in flight."""

KEEP_SECONDS: Final = 5.0
"""For how long an idle connection is kept: httpx's default, well below the time after which servers close it."""

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_UPLOAD: Final = {"User-Agent": BaseRequest.USER_AGENT}


class NotSentError(NetworkError):
    """The request has not reached Telegram, so that it may be made again."""


class NotSentInTimeError(TimedOut, NotSentError):
    """The same for want of a connection within the time."""


class ServerFailedError(NetworkError):
    """The server, or a proxy before it, answered that it failed: nobody knows how far it had come.

    Args:
        status: the answer's, from 500.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status


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
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a request; see the base class. A time-out is seconds, None for none, or the library's mark for ours.

        Raises:
            NotSentError: it has not reached Telegram.
            TimedOut: there was no answer in time.
            ServerFailedError: the answer says that the server failed.
            NetworkError: the connection broke.
        """
        if self._session is None:
            raise RuntimeError("This HTTPRequest is not initialized!")
        timeout = _timeout(
            pool=_seconds(pool_timeout, POOL_SECONDS),
            connect=_seconds(connect_timeout, CONNECT_SECONDS),
            write=_seconds(write_timeout, WRITE_SECONDS),
            read=_seconds(read_timeout, READ_SECONDS),
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                status, content = answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            trouble = _meant_by(error)
        else:
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise ServerFailedError(status)
            return status, content
        # Raised out here: aiohttp's errors name the address, and with it the token.
        raise trouble


def _timeout(
    *, pool: float | None, connect: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    """The same for aiohttp, which has none for writing; the sum also ends an answer that comes in drops."""
    parts = [seconds for seconds in (pool, connect, write, read) if seconds is not None]
    return aiohttp.ClientTimeout(
        total=sum(parts) if len(parts) == 4 else None,
        connect=None if connect is None or pool is None else connect + pool,
        sock_connect=connect,
        sock_read=read,
    )


def _seconds(given: object, default: float) -> float | None:
    return given if given is None or isinstance(given, float | int) else default


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
