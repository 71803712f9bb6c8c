"""`python -m bot.preview.bench [MESSAGES]`: how fast the stand-in is on one core, and whether its memory stays flat.

The stand-in runs in this process, with the people who write; a small bot in another one polls and answers each message.
So the processor time of this process is what the stand-in costs. Writes to standard output.
"""

import asyncio
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import aiohttp

from bot.preview.fields import Json
from bot.preview.limits import NONE
from bot.preview.people import Person
from bot.preview.standin import TOKEN, StandIn

MESSAGES: Final = 100_000
"""Half of them questions, half answers."""

STEPS: Final = 10
PEOPLE: Final = 200
OPEN: Final = 300
"""Questions that may wait for their answers, so that the bot is never idle."""

PATIENCE_SECONDS: Final = 60.0
_AS_BOT: Final = "--as-bot"


async def measure(messages: int) -> None:
    """Let people ask and the other process answer; print a line for each tenth, then the sum."""
    async with StandIn(limits=NONE) as stand_in:
        command = (sys.executable, "-m", "bot.preview.bench", _AS_BOT, stand_in.url)
        bot = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
        try:
            await stand_in.asked("getUpdates")
            people = [stand_in.person(f"Person {number}") for number in range(PEOPLE)]
            processor, wall, step = time.process_time(), time.monotonic(), messages // 2 // STEPS
            for number in range(1, STEPS + 1):
                await _ask(stand_in, people, step)
                _write(f"{number * step * 2:>9,} messages  {_resident():>7.1f} MB")
            processor, wall = time.process_time() - processor, time.monotonic() - wall
        finally:
            bot.terminate()
            await bot.wait()
    done = STEPS * step
    _write(f"{done / processor:,.0f} updates with their answers a second of one core, {done / wall:,.0f} by the clock")


async def answer(url: str) -> None:
    """Poll and answer everything with the same word, until terminated."""
    async with aiohttp.ClientSession() as session:
        offset = 0
        while True:
            updates = await _call(session, url, "getUpdates", offset=offset, timeout=50)
            offset = updates[-1]["update_id"] + 1 if updates else offset
            chats = [update["message"]["chat"]["id"] for update in updates]
            await asyncio.gather(*(_call(session, url, "sendMessage", chat_id=chat, text="好") for chat in chats))


async def _ask(stand_in: StandIn, people: list[Person], questions: int) -> None:
    journal = stand_in.world.journal
    before = journal.counts["sendMessage"]

    async def answered(wanted: int) -> None:
        until = before + wanted
        await journal.until(lambda: journal.counts["sendMessage"] >= until, "an answer", PATIENCE_SECONDS)

    for number in range(questions):
        people[number % len(people)].says("青石果园几点开门？")
        await answered(number - OPEN)
    await answered(questions)


async def _call(session: aiohttp.ClientSession, url: str, method: str, **given: object) -> list[Json]:
    async with session.post(f"{url}/bot{TOKEN}/{method}", json=given) as response:
        result: list[Json] = (await response.json())["result"]
    return result


def _resident() -> float:
    """Megabytes that this process holds now; where the system doesn't tell, the most that it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == [_AS_BOT]:
        asyncio.run(answer(sys.argv[2]))
    else:
        asyncio.run(measure(int(sys.argv[1]) if sys.argv[1:] else MESSAGES))
