"""Who may run the bot on a database: on SQLite one process at a time, while other commands work beside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import URL

from bot.errors import StoreError
from bot.store.address import SETTING, file_of, shown
from bot.store.opening import make_file
from bot.store.trouble import sentence


@contextmanager
def sole_owner(url: URL) -> Iterator[None]:
    """Run the bot on a database, alone if it is a file; the system gives the lock back, however the process ends.

    Several may share a PostgreSQL: the inbox is made for it.

    Raises:
        StoreError: another process runs on the file, or it can't be made.
    """
    if url.get_backend_name() != "sqlite":
        yield
        return
    try:
        file = file_of(url).resolve()  # by whatever links it is named, it is one file with one lock
        lock = FileLock(f"{file}.lock", timeout=0, mode=0o600)
        make_file(file)
        lock.acquire()
    except Timeout:
        raise StoreError(
            f"another `yuanwen run` works on {shown(url)}: stop it first, or name another database in {SETTING}"
        ) from None
    except (OSError, RuntimeError) as error:  # the latter is a link that leads to itself
        raise StoreError(sentence(error, url)) from error
    try:
        yield
    finally:
        lock.release()
