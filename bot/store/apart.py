"""Connections to PostgreSQL apart from the pool, for what must not wait behind the rest: each statement by itself."""

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def engine_apart(url: URL, connections: int, seconds: float, **settings: str) -> AsyncEngine:
    """An engine of one's own, to be disposed of by whoever asks for it.

    Args:
        url: of a PostgreSQL.
        connections: at most so many.
        seconds: how long a connection may take to come about, to become free and to answer.
        settings: of PostgreSQL, for these connections.
    """
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=seconds,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args={
            "timeout": seconds,
            "command_timeout": seconds,
            "server_settings": {"application_name": "yuanwen", **settings},
        },
    )
