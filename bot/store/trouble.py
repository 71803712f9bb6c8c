"""What can be wrong with a database, in a sentence for people; and what may pass by itself. Pure."""

import errno
import ssl
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from bot.store.address import SETTING, shown

Kind: TypeAlias = Literal[
    "locked",
    "full",
    "failing",
    "readonly",
    "unreachable",
    "busy",
    "stopping",
    "folder",
    "forbidden",
    "foreign",
    "malformed",
    "password",
    "unknown",
    "tls",
    "taken",
]

PASSING: Final[frozenset[Kind | None]] = frozenset(
    {"locked", "full", "failing", "readonly", "unreachable", "busy", "stopping"}
)
"""What passes by itself or by somebody's help while the program runs, so that trying again is of use."""

_SENTENCES: Final[dict[Kind, str]] = {
    "locked": "{where} is locked by another program: close what has it open",
    "full": "{where} can't be written, its disk is full: make room there",
    "failing": "{where} can't be read or written, its disk fails: look into the system's log",
    "readonly": "{where} can't be written: make the file and its folder writable, or leave PostgreSQL's read-only mode",
    "unreachable": f"{{where}} can't be reached: see that PostgreSQL runs and that {SETTING} names its host and port",
    "busy": "{where} takes no more connections: raise PostgreSQL's max_connections or close other programs",
    "stopping": "{where} is starting or stopping: try again in a moment",
    "folder": f"{{where}} can't be made, its folder doesn't exist and can't be made: mend the path in {SETTING}",
    "forbidden": "{where}: permission denied: let the user that runs yuanwen read and write there",
    "foreign": f"{{where}} is no SQLite database: name another file in {SETTING}, or move this one away",
    "malformed": "{where} is damaged: put a backup in its place, or move it away and start with an empty one",
    "password": f"{{where}} refused the user or the password: mend them in {SETTING}",
    "unknown": f"{{where}} has no such database: create it (CREATE DATABASE), or name another one in {SETTING}",
    "tls": f"{{where}}: no TLS connection came about: see the server's certificate and sslmode in {SETTING}",
    "taken": f"{{where}} holds tables of another program: name a database of yuanwen's own in {SETTING}",
}

_SQLITE: Final[dict[str, Kind]] = {
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_FULL": "full",
    "SQLITE_IOERR": "failing",
    "SQLITE_READONLY": "readonly",
    "SQLITE_CANTOPEN": "readonly",
    "SQLITE_PERM": "forbidden",
    "SQLITE_NOTADB": "foreign",
    "SQLITE_CORRUPT": "malformed",
}
"""By primary result code; the extended ones begin with it."""

_POSTGRESQL: Final[dict[str, Kind]] = {
    "08": "unreachable",
    "28": "password",
    "3D": "unknown",
    "40": "locked",
    "53100": "full",
    "53": "busy",
    "55P03": "locked",
    "57": "stopping",
    "58": "failing",
    "25006": "readonly",
    "42501": "forbidden",
    "42P07": "taken",
    "XX001": "malformed",
    "XX002": "malformed",
}
"""By SQLSTATE or its class; the first that fits counts."""

_ERRNO: Final[dict[int, Kind]] = {
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "forbidden",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENOENT: "folder",
    errno.ENOTDIR: "folder",
    errno.EEXIST: "folder",
    errno.EISDIR: "foreign",
    errno.EIO: "failing",
}
"""For files; whatever else the system says of a connection means that nobody answers."""


def is_passing(error: BaseException) -> bool:
    """Whether a failure may pass by itself or by somebody's help, so that trying again is of use."""
    return isinstance(error, OSError) or _of_database(error) in PASSING


def sentence(error: BaseException, url: URL) -> str:
    """What is wrong with which database and how to mend it; without the values that were written, or a password."""
    of_system = _of_file if url.get_backend_name() == "sqlite" else _of_network
    kind = of_system(error) if isinstance(error, OSError) else _of_database(error)
    if kind is None:
        name = type(_original(error)).__name__
        return f"{shown(url)} failed in a way that yuanwen doesn't know ({name}): please report it"
    return _SENTENCES[kind].format(where=shown(url))


def _of_database(error: BaseException) -> Kind | None:
    """What is wrong; None when it is nothing that is known here, such as a value that can't be stored."""
    original = _original(error)
    if name := getattr(original, "sqlite_errorname", None):
        return _of_sqlite(str(name), str(original))
    if state := getattr(original, "sqlstate", None):
        return next((kind for start, kind in _POSTGRESQL.items() if str(state).startswith(start)), None)
    if isinstance(error, NoneFree):
        return "busy"
    return "unreachable" if isinstance(error, DBAPIError) and error.connection_invalidated else None


def _original(error: BaseException) -> Any:
    """The driver's own error."""
    return error.orig if isinstance(error, DBAPIError) else error


def _of_sqlite(name: str, said: str) -> Kind | None:
    if name == "SQLITE_ERROR" and "already exists" in said:
        return "taken"
    return next((kind for start, kind in _SQLITE.items() if name.startswith(start)), None)


def _of_file(error: OSError) -> Kind:
    return _ERRNO.get(error.errno or 0, "failing")


def _of_network(error: OSError) -> Kind:
    return "tls" if isinstance(error, ssl.SSLError) or "SSL" in str(error) else "unreachable"
