"""People ask while an announcement goes out: how long they wait for their answers."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from benchmarks.announced_desk import at
from benchmarks.announced_fleet import fleet
from benchmarks.announced_groups import Groups
from benchmarks.crowd import Crowd
from benchmarks.database import Ledger
from benchmarks.figures import Figure, quantile

from bot.errors import YuanwenError
from bot.preview.model import Post
from bot.preview.standin import StandIn

MOST_SECONDS = 1.0
A_SECOND = 2
PATIENCE_SECONDS = 60.0


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool, processes: int) -> list[Figure]:
    """Two questions a second, from the first message of the announcement to its last."""
    chats, ledger = 150 if short else 1_000, new()
    async with StandIn() as telegram, at(ledger) as desk, fleet(folder, telegram, ledger, processes) as ships:
        crowd, groups = _both(telegram, chats)
        await desk.subscribe(groups.ids)
        await ships.start()
        await desk.announce("通知：明天上午九点开会。")
        await groups.until(1, PATIENCE_SECONDS, ships.state)
        while groups.count < chats:
            crowd.asks()
            await asyncio.sleep(1 / A_SECOND)
        if not await crowd.until_all(PATIENCE_SECONDS):
            raise YuanwenError(f"{crowd.open} questions without answers; {ships.state()}")
        await desk.until_ended(PATIENCE_SECONDS)
        await ships.stop()
    waits = [question.waited for question in crowd.questions.values()]
    high, wrong = quantile(waits, 0.99), len(groups.missing) + len(groups.repeats)
    found = f"p50 {quantile(waits, 0.5) * 1000:.0f} ms, p99 {high * 1000:.0f} ms, at most {max(waits) * 1000:.0f} ms"
    name = f"{len(waits)} questions during one to {chats:,} chats, {processes} process{'es' if processes > 1 else ''}"
    return [
        Figure(name, found, f"p99 at most {MOST_SECONDS:g} s", high <= MOST_SECONDS),
        Figure("  429 answers", str(groups.refused), "0", groups.refused == 0),
        Figure("  chats without it, or with it twice", str(wrong), "0", wrong == 0),
    ]


def _both(telegram: StandIn, chats: int) -> tuple[Crowd, Groups]:
    """People and groups on one stand-in, which has one listener."""
    crowd = Crowd(telegram)
    people = telegram.world.posts.listener
    groups = Groups(telegram, chats)
    rooms = telegram.world.posts.listener

    def listen(post: Post) -> None:
        (people if post.chat.kind == "private" else rooms)(post)

    telegram.world.posts.listener = listen
    return crowd, groups
