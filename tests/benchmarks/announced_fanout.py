"""An announcement for a hundred thousand chats is spread over them, while others want to write as well.

Done in this process by what the bot does it with; beside it somebody commits a little again and again.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.announced_desk import BOT, Desk, at
from benchmarks.bots import KNOWLEDGE
from benchmarks.database import Ledger
from benchmarks.figures import Figure
from sqlalchemy import text

from bot.announcements.scheduler import Scheduler
from bot.announcements.spreading import Spreading
from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.store import chats

MOST_SECONDS = 2.0
FIRST = -1_001_000_000_000
OTHER = 77
"""Somebody's private chat, of which something is noted now and then."""

PAUSE_SECONDS = 0.005
ZONE = ZoneInfo("Asia/Shanghai")


async def measure(_: Path, new: Callable[[], Ledger], *, short: bool, processes: int) -> list[Figure]:
    """Spread it, and spread it once more from the beginning."""
    if processes > 1:
        return []
    number = 10_000 if short else 100_000
    async with at(new()) as desk:
        await desk.subscribe([FIRST - one for one in range(number)])
        await desk.announce("通知")
        spreading = Spreading(desk.database, BOT, ZONE)
        knowledge = load(KNOWLEDGE, fold=fold_all)
        done = asyncio.Event()
        other = asyncio.create_task(_others(desk, done))
        began = time.monotonic()
        await Scheduler(desk.database, BOT, lambda: knowledge).fire()
        await _spread(spreading)
        seconds = time.monotonic() - began
        done.set()
        waits = await other
        rows = sum((await desk.states()).values())
        again = await _again(desk, spreading) - rows
    found = f"{seconds:.2f} s, {rows:,} deliveries"
    return [
        Figure(
            f"spread over {number:,} chats",
            found,
            f"at most {MOST_SECONDS:g} s",
            seconds <= MOST_SECONDS and rows == number,
        ),
        Figure("  another writer waited at most", f"{max(waits) * 1000:.0f} ms, {len(waits)} commits meanwhile"),
        Figure("  new deliveries when it is done again", str(again), "0", again == 0),
    ]


async def _spread(spreading: Spreading) -> None:
    while await spreading.spread():
        pass


async def _again(desk: Desk, spreading: Spreading) -> int:
    """As after a crash that forgot how far it was; returns how many deliveries there are then."""
    anew = text('UPDATE occurrences SET state = 0, "cursor" = NULL')
    await desk.database.work(lambda connection: connection.execute(anew))
    await _spread(spreading)
    return sum((await desk.states()).values())


async def _others(desk: Desk, done: asyncio.Event) -> list[float]:
    """Write something small until told that it is enough; returns the seconds that each commit took."""
    waits = []
    while not done.is_set():
        began = time.monotonic()
        here = chats.Chat(OTHER, "private", "安", "member", {})
        await desk.writer.commit(chats.put(desk.database, BOT, here, time.time()))
        waits.append(time.monotonic() - began)
        await asyncio.sleep(PAUSE_SECONDS)
    return waits
