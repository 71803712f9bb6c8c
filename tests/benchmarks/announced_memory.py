"""What the bot holds in memory while an announcement goes to ten thousand chats."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.announced_desk import at
from benchmarks.announced_fleet import fleet
from benchmarks.announced_groups import Groups
from benchmarks.database import Ledger
from benchmarks.figures import Figure

from bot.preview.standin import StandIn

MOST_MB = 10.0
STEPS = 10
PATIENCE_SECONDS = 120.0


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool, processes: int) -> list[Figure]:
    """What is held after each tenth, beside the first."""
    if processes > 1:
        return []
    chats, ledger = 300 if short else 10_000, new()
    async with StandIn() as telegram, at(ledger) as desk, fleet(folder, telegram, ledger, 1) as ships:
        groups = Groups(telegram, chats)
        await desk.subscribe(groups.ids)
        await ships.start()
        before = ships.programs[0].resident
        await desk.announce("通知：明天上午九点开会。")
        held = []
        for step in range(1, STEPS + 1):
            await groups.until(chats // STEPS * step, PATIENCE_SECONDS, ships.state)
            held.append(ships.programs[0].resident)
        await desk.until_ended(PATIENCE_SECONDS)
        await ships.stop()
    grown, wrong = max(held) - held[0], len(groups.missing) + len(groups.repeats)
    found = f"{grown:+.1f} MB ({before:.1f} before, {held[0]:.1f} to {held[-1]:.1f})"
    return [
        Figure(
            f"memory over {chats:,} chats after the first tenth", found, f"+{MOST_MB:g} MB at most", grown <= MOST_MB
        ),
        Figure("  429 answers", str(groups.refused), "0", groups.refused == 0),
        Figure("  chats without it, or with it twice", str(wrong), "0", wrong == 0),
    ]
