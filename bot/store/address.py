"""Where the database is: the setting's text to a URL, and a URL to text that may be shown. Opens nothing."""

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from platformdirs import user_data_path
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StoreError

SETTING: Final = "YUANWEN_DATABASE_URL"

_FORMS: Final = "write it like sqlite:///path/to/yuanwen.db or postgresql://user@host/database"
_POSTGRESQL: Final = ("postgresql", "postgres", "postgresql+asyncpg")
_OPTIONS: Final = {"host": "host", "port": "port", "sslmode": "ssl", "ssl": "ssl"}
"""What may stand after the `?` of a PostgreSQL URL, by the name that the driver gives it."""

_UNFIT: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def parse_url(text: str | None) -> URL:
    """The address of the database, with the driver that the bot uses.

    Args:
        text: the setting; none means the default, a file in the platform's data folder. A relative path and a `~`
            are resolved here, once.

    Raises:
        StoreError: it can't be read; the text is not repeated, since it may hold a password.
    """
    text = (text or "").strip()
    if not text:
        return _of_file(user_data_path("yuanwen") / "yuanwen.db")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(f"{SETTING} can't be read: {_FORMS}") from None
    if _UNFIT.search(text):
        raise StoreError(f"{SETTING} holds a character that can't be part of an address: {_FORMS}")
    if url.drivername in {"sqlite", "sqlite+aiosqlite"}:
        return _sqlite(url)
    if url.drivername in _POSTGRESQL:
        return _postgresql(url)
    raise StoreError(f"{SETTING} names a database that yuanwen doesn't work with: {_FORMS}")


def file_of(url: URL) -> Path:
    """The file of an SQLite database."""
    return Path(url.database or "")


def shown(url: URL) -> str:
    """An address for people and logs: a file's path, or a URL without user and password."""
    if url.get_backend_name() == "sqlite":
        return str(file_of(url))
    host = url.host or _single(url.query, "host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{host}{port}/{url.database}"


def _sqlite(url: URL) -> URL:
    if url.host or url.username or url.query:
        raise StoreError(f"{SETTING} has more than a path: write sqlite:///path, and sqlite:////path from the root")
    if not url.database or url.database == ":memory:":
        raise StoreError(f"{SETTING} names no file, and a database in memory would lose everything: {_FORMS}")
    return _of_file(Path(url.database))


def _of_file(path: Path) -> URL:
    try:
        return URL.create("sqlite+aiosqlite", database=str(path.expanduser().absolute()))
    except (RuntimeError, OSError):  # nobody's home, or the working directory is gone
        raise StoreError(f"{SETTING}: where {path} is can't be told: write the path from the root") from None


def _postgresql(url: URL) -> URL:
    if not url.database:
        raise StoreError(f"{SETTING} names no database: write it like postgresql://user@host/database")
    unknown = [name for name in url.query if name not in _OPTIONS]
    if unknown:
        raise StoreError(f"{SETTING} has an option that yuanwen doesn't know: only host, port and sslmode are")
    if importlib.util.find_spec("asyncpg") is None:
        raise StoreError(f"{SETTING} names PostgreSQL, whose driver isn't installed: pip install 'yuanwen[postgresql]'")
    query = {_OPTIONS[name]: value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def _single(query: Mapping[str, tuple[str, ...] | str], name: str) -> str:
    value = query.get(name, "")
    return value if isinstance(value, str) else ",".join(value)
