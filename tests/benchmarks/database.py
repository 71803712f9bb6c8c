"""Which updates a bot's database calls done, waiting or given up, read beside the bot."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import YuanwenError
from bot.preview.standin import StandIn

LOOKS_A_SECOND = 20
SETTLED_SECONDS = 60.0


class Ledger:
    """The table of updates in an SQLite file.

    Args:
        path: may not exist yet; then it says that nothing was done.

    Attributes:
        url: as the bot's settings have it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    def done(self) -> set[int]:
        """The numbers of the updates that are done with."""
        return set(self._numbers("SELECT update_id FROM updates WHERE state = 2"))

    def under_way(self) -> int:
        """How many updates wait or are being handled."""
        return sum(self._numbers("SELECT count(*) FROM updates WHERE state IN (0, 1)"))

    def failed(self) -> int:
        """How many of them have failed and wait until they are tried again."""
        return sum(self._numbers("SELECT count(*) FROM updates WHERE state = 0 AND attempts > 0"))

    def set_aside(self) -> int:
        """How many updates were given up."""
        return sum(self._numbers("SELECT count(*) FROM updates WHERE state = 3"))

    def check(self) -> str:
        """What SQLite says of the file's soundness; `ok` when it is sound."""
        with closing(sqlite3.connect(self.path)) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])

    def _numbers(self, statement: str) -> list[int]:
        """The only column of a statement's rows; nothing as long as there is no table."""
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(self.path, timeout=10)) as connection:
            try:
                return [row[0] for row in connection.execute(statement)]
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []
                raise


class ServerLedger(Ledger):
    """The same in a database of a PostgreSQL.

    Args:
        url: as the bot's settings have it.
        run: runs a statement there and returns the values of what it selects, a line each.
    """

    def __init__(self, url: str, run: Callable[[str], str]) -> None:
        self.url = url
        self._run = run

    def check(self) -> str:
        """Whether the server still answers."""
        return "ok" if self._run("SELECT 1") == "1" else "broken"

    def _numbers(self, statement: str) -> list[int]:
        exists = self._run("SELECT count(*) FROM pg_tables WHERE tablename = 'updates'") == "1"
        return [int(line) for line in self._run(statement).splitlines()] if exists else []


@contextmanager
def sqlite_ledgers() -> Iterator[Callable[[], Ledger]]:
    """A new database at each call, each a file."""
    with TemporaryDirectory(prefix="yuanwen-") as folder:
        numbers = count(1)
        yield lambda: Ledger(Path(folder) / f"{next(numbers)}.db")


@contextmanager
def postgresql_ledgers() -> Iterator[Callable[[], Ledger]]:
    """A new database at each call, all on a PostgreSQL that is started for them."""
    from databases import PostgreSQL

    with TemporaryDirectory(prefix="pg-") as folder:
        server, numbers = PostgreSQL(Path(folder)), count(1)

        def new() -> Ledger:
            name = f"bench_{next(numbers)}"
            server.run(f"CREATE DATABASE {name}")
            url = server.url(name).set(drivername="postgresql").render_as_string(hide_password=False)
            return ServerLedger(url, lambda statement: server.run(statement, database=name))

        try:
            yield new
        finally:
            server.close()


async def settled(telegram: StandIn, ledger: Ledger, seconds: float = SETTLED_SECONDS) -> None:
    """Until the bot has fetched every update and is done with it.

    Raises:
        YuanwenError: it isn't within the time.
    """
    for _ in range(int(seconds * LOOKS_A_SECOND)):
        if not (len(telegram.world.updates) or ledger.under_way()):
            return
        await asyncio.sleep(1 / LOOKS_A_SECOND)
    raise YuanwenError(f"{len(telegram.world.updates)} updates not fetched, {ledger.under_way()} not done with")
