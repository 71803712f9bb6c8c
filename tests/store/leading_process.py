"""A process that would lead, and writes down when it begins and ends. To be run as a script.

It takes the database's address and the file that it writes to.
"""

import asyncio
import os
import sys
from pathlib import Path

from sqlalchemy import make_url

from bot.store.database import Database
from bot.store.leader import while_leading


async def main(address, path):
    journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def work(until):
        os.write(journal, f"{os.getpid()} begins\n".encode())
        await until.wait()
        os.write(journal, f"{os.getpid()} ends\n".encode())

    async with Database(make_url(address)) as database:
        await while_leading(database, "test", work, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
