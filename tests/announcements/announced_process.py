"""A process that runs announcements until it is killed or told to stop, and writes down what arrives.

To be run as a script. It takes the database's address, the file that it writes to, and the seconds of the lease.
"""

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

from announced_kit import BOT, Quick
from sqlalchemy import make_url

from bot.announcements import claims, ledger, marks, recovery
from bot.announcements.runner import Runner
from bot.delivery.sender import Sender
from bot.store.database import Database
from bot.store.writer import Writer


class JournalOut:
    """What is posted arrives somewhere within the time that the request takes, as at Telegram."""

    def __init__(self, path):
        self._journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._number = 0

    async def post(self, chat, thread, message, *, silent):  # noqa: ARG002 - as the way out has them
        self._number += 1
        number = self._number
        await _a_moment()
        os.write(self._journal, f"{os.getpid()} {chat} {message.text}\n".encode())
        await _a_moment()
        return number


async def _a_moment():
    await asyncio.sleep(random.uniform(0.002, 0.03))  # noqa: S311 - no secret


async def main(address, path, seconds):
    claims.LEASE = recovery.LEASE = marks.LEASE = ledger.LEASE = seconds
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Database(make_url(address)) as database, Writer(database) as writer:
        await Runner(database, writer, BOT, Sender(Quick()), JournalOut(path), lambda: None).run(stop)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
