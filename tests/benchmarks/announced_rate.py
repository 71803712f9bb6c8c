"""One announcement to a thousand chats: how fast it goes, and whether Telegram ever says that it is too fast."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from benchmarks.announced_desk import at
from benchmarks.announced_fleet import fleet
from benchmarks.announced_groups import Groups
from benchmarks.database import Ledger
from benchmarks.figures import Figure

from bot.preview.standin import StandIn

LEAST = 25.0
"""Messages a second; Telegram takes 30 (Bots FAQ)."""

PATIENCE_SECONDS = 120.0


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool, processes: int) -> list[Figure]:
    """The rate from the first message to the last, and the most in any second."""
    chats, ledger = 150 if short else 1_000, new()
    async with StandIn() as telegram, at(ledger) as desk, fleet(folder, telegram, ledger, processes) as ships:
        groups = Groups(telegram, chats)
        await desk.subscribe(groups.ids)
        await ships.start()
        await desk.announce("通知：明天上午九点开会。")
        await groups.until(chats, PATIENCE_SECONDS, ships.state)
        await desk.until_ended(PATIENCE_SECONDS)
        await ships.stop()
    times = groups.times
    rate = (len(times) - 1) / (times[-1] - times[0])
    most = max(bisect_right(times, time) - bisect_right(times, time - 1) for time in times)
    gap = max(later - earlier for earlier, later in pairwise(times))
    wrong = len(groups.missing) + len(groups.repeats)
    name = f"{chats:,} chats, {processes} process{'es' if processes > 1 else ''}"
    return [
        Figure(f"{name}: messages a second", f"{rate:.1f}", f"at least {LEAST:g}", rate >= LEAST),
        Figure("  most in any second", f"{most}, longest gap {gap * 1000:.0f} ms"),
        Figure("  429 answers", str(groups.refused), "0", groups.refused == 0),
        Figure("  chats without it, or with it twice", str(wrong), "0", wrong == 0),
    ]
