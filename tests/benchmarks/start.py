"""How long people wait for a bot that was down: from its start to the first answer, with a thousand updates waiting."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.bots import yuanwen
from benchmarks.crowd import Crowd
from benchmarks.database import Ledger
from benchmarks.figures import Figure

from bot.preview.standin import StandIn

MOST_SECONDS = 2.0
WAITING = 1_000
PATIENCE_SECONDS = 60.0


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool) -> list[Figure]:
    """The median of some starts; the very first one isn't counted, since it compiles the bytecode."""
    rounds, first = 1 if short else 5, new()
    await _start(folder, first)
    fresh = [await _start(folder, new()) for _ in range(rounds)]
    known = [await _start(folder, first) for _ in range(rounds)]
    return [
        _figure("with a new database", fresh),
        _figure("with a database that it had before", known),
    ]


def _figure(name: str, seconds: list[float]) -> Figure:
    found = f"{median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"
    wanted = f"at most {MOST_SECONDS:g} s"
    return Figure(f"start to first answer, {WAITING:,} waiting, {name}", found, wanted, median(seconds) <= MOST_SECONDS)


async def _start(folder: Path, ledger: Ledger) -> float:
    async with StandIn() as telegram:
        crowd, program = Crowd(telegram), yuanwen(folder, telegram, ledger)
        crowd.fill(WAITING)
        began = time.monotonic()
        await program.start()
        await crowd.until_answers(1, PATIENCE_SECONDS)
        seconds = time.monotonic() - began
        await program.kill()
    return seconds
