"""A process that announces something to chats at the shared pace. To be run as a script.

It takes the addresses of the database and of the Bot API, and the chats; it says when it is ready, then waits for a go.
"""

import asyncio
import json
import os
import sys

from sqlalchemy import make_url
from telegram import Bot

from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.delivery.shared import SharedPace
from bot.preview.standin import TOKEN
from bot.store.database import Database
from bot.telegram.refusals import in_terms
from bot.telegram.request import HttpRequest

BOT = 7000001
AT_ONCE = 8


async def main(address, api, chats):
    async with (
        Database(make_url(address)) as database,
        SharedPace(database, BOT) as gate,
        Bot(TOKEN, f"{api}/bot", request=HttpRequest(AT_ONCE)) as bot,
    ):
        sender, slots = Sender(Pace(), gate=gate), asyncio.Semaphore(AT_ONCE)

        async def announce(chat):
            async with slots:
                await sender.send(lambda chat: in_terms(bot.send_message(chat, "x")), chat, "announcement")

        os.write(sys.stdout.fileno(), b"ready\n")
        await asyncio.to_thread(sys.stdin.readline)
        await asyncio.gather(*map(announce, chats))


if __name__ == "__main__":
    os.environ["PTB_TIMEDELTA"] = "1"
    asyncio.run(main(*sys.argv[1:3], json.loads(sys.argv[3])))
