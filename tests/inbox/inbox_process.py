"""A process that serves an inbox until it is killed, and writes down what it begins and ends. To be run as a script.

It takes the database's address, the file that it writes to, and the seconds of the lease.
"""

import asyncio
import os
import random
import sys
from pathlib import Path

from inbox_kit import BOT
from sqlalchemy import make_url

from bot.inbox import inbox, lease, ledger
from bot.store.database import Database
from bot.store.tables import notes
from bot.store.writer import Write, Writer

WORKERS = 4


async def main(address, path, seconds):
    ledger.LEASE = lease.LEASE = seconds
    lease.RENEW = inbox.RENEW = seconds / 4
    journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def handle(update, _):
        number, chat = update["update_id"], update["message"]["chat"]["id"]
        tell(f"begin {number} {chat}")
        await asyncio.sleep(random.choice([0, 0.005, 0.02]))  # noqa: S311 - no secret
        tell(f"end {number} {chat}")
        note = {"bot": BOT, "chat": chat, "key": str(number), "value": "", "person": None, "until": 0.0}
        return [Write(database.upsert(notes), note)]

    def tell(line):
        os.write(journal, f"{os.getpid()} {line}\n".encode())

    async with Database(make_url(address)) as database, Writer(database) as writer:
        await inbox.Inbox(database, writer, BOT, handle, workers=WORKERS).serve(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
