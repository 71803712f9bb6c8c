"""How long an announcement stands still when the bot is killed: from its next start to its first message."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.announced_desk import at
from benchmarks.announced_fleet import fleet
from benchmarks.announced_groups import Groups
from benchmarks.database import Ledger
from benchmarks.figures import Figure

from bot.preview.standin import StandIn

MOST_SECONDS = 2.0
A_LIFE = 20
"""Messages before it is killed again."""

PATIENCE_SECONDS = 60.0


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool, processes: int) -> list[Figure]:
    """The median of some starts; the very first one isn't counted, since it compiles the bytecode."""
    rounds, ledger, waits = 1 if short else 5, new(), []
    if processes > 1:
        return []
    async with StandIn() as telegram, at(ledger) as desk, fleet(folder, telegram, ledger, 1) as ships:
        groups = Groups(telegram, (rounds + 2) * A_LIFE * 2)
        await desk.subscribe(groups.ids)
        await desk.announce("通知：明天上午九点开会。")
        for _ in range(rounds + 1):
            before, began = groups.count, time.monotonic()
            await ships.begin()
            await groups.until(before + 1, PATIENCE_SECONDS, ships.state)
            waits.append(time.monotonic() - began)
            await groups.until(before + A_LIFE, PATIENCE_SECONDS, ships.state)
            await ships.kill()
    waits = waits[1:]
    found = f"{median(waits):.2f} s ({min(waits):.2f} to {max(waits):.2f})"
    wanted = f"at most {MOST_SECONDS:g} s"
    return [Figure("start to first message, killed on the way", found, wanted, median(waits) <= MOST_SECONDS)]
