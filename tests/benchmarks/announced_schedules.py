"""A thousand announcements with due times of their own, and two processes that both look after them."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.announced_desk import Desk, at
from benchmarks.announced_fleet import fleet
from benchmarks.announced_groups import Groups
from benchmarks.database import Ledger, ServerLedger
from benchmarks.figures import Figure, quantile

from bot.announcements.model import Audience
from bot.preview.standin import StandIn

MOST_SECONDS = 2.0
A_SECOND = 18
"""Due times in a second: fewer than may be sent, so that none waits for the pace."""

AHEAD_SECONDS = 12.0
"""For planning them all before the first is due."""

PATIENCE_SECONDS = 60.0


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool, processes: int) -> list[Figure]:
    """How late each message is; on SQLite there can be only one process."""
    ledger = new()
    if processes > 1:
        return []
    number, many = (100, 2) if short else (1_000, 2)
    many = many if isinstance(ledger, ServerLedger) else 1
    async with StandIn() as telegram, at(ledger) as desk, fleet(folder, telegram, ledger, many) as ships:
        groups = Groups(telegram, number)
        await desk.subscribe(groups.ids)
        await ships.start()
        due = await _plan(desk, groups)
        await asyncio.sleep(max(due.values()) - time.time())
        await groups.until(number, PATIENCE_SECONDS, ships.state)
        await desk.until_ended(PATIENCE_SECONDS)
        rows = await desk.rows("SELECT announcement FROM occurrences")
        await ships.stop()
    late = [groups.heard[chat][0][0] - due[chat] for chat in groups.ids]
    twice, high = len(rows) - len({row.announcement for row in rows}) + len(groups.repeats), quantile(late, 0.99)
    lost = number - len({row.announcement for row in rows}) + len(groups.missing)
    figures = f"p50 {quantile(late, 0.5):.2f} s, p99 {high:.2f} s, at most {max(late):.2f} s"
    name = f"{number:,} schedules, {many} process{'es' if many > 1 else ''}"
    return [
        Figure(f"{name}: late by", figures, f"p99 at most {MOST_SECONDS:g} s", high <= MOST_SECONDS),
        Figure("  too early by at most", f"{max(0.0, -min(late)):.2f} s", "0", min(late) >= 0),
        Figure("  that never fired, or fired twice", f"{lost}, {twice}", "0, 0", (lost, twice) == (0, 0)),
        Figure("  429 answers", str(groups.refused), "0", groups.refused == 0),
    ]


async def _plan(desk: Desk, groups: Groups) -> dict[int, float]:
    """An announcement for each group; returns when each is due."""
    first = time.time() + max(AHEAD_SECONDS * len(groups.ids) / 1000, 1.0)
    due = {}
    for number, chat in enumerate(groups.ids):
        now = time.time()
        due[chat] = first + number / A_SECOND
        await desk.announce(f"通知{number}", Audience("chats", chats=((chat, None),)), delay=due[chat] - now)
    return due
