"""What an update costs in processor time, beside the library's own sequential polling without a database.

Both bots get the same updates from stand-ins of their own, in turn for some rounds; the medians count. The other bot
answers each question with one fixed word; ours finds the answer, quotes it, and keeps what it has done.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from benchmarks.bots import Program, yuanwen
from benchmarks.crowd import Chatter, Crowd
from benchmarks.database import Ledger, settled
from benchmarks.figures import Figure

from bot.errors import YuanwenError
from bot.preview.limits import NONE
from bot.preview.standin import TOKEN, StandIn

BASELINE = Path(__file__).with_name("baseline.py")
MOST = 3.0
"""Times what the other bot needs, the answer included."""

WARM_UP = 20
A_SECOND = 20
PATIENCE_SECONDS = 30.0
QUIET_SECONDS = 0.5

Feed = Callable[[StandIn, Crowd, int], Awaitable[None]]
Make = Callable[[StandIn, Ledger], Program]


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool) -> list[Figure]:
    """Each kind of updates for both bots."""
    rounds = 1 if short else 3
    figures = []
    for name, feed, number, counts in (
        ("questions that wait", at_once, 200 if short else 1000, True),
        (f"questions, {A_SECOND} a second", steadily, 60 if short else 400, True),
        ("chatter in groups", chattering, 500 if short else 3000, False),
    ):
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(await _cost(lambda t, _: Program(folder, str(BASELINE), t.url, TOKEN), new(), feed, number))
            ours.append(await _cost(lambda t, ledger: yuanwen(folder, t, ledger), new(), feed, number))
        figures.append(_figure(name, median(ours), median(theirs), counts=counts))
    return figures


async def at_once(_: StandIn, crowd: Crowd, number: int) -> None:
    """Everybody asks at the same moment."""
    crowd.fill(number)
    await crowd.until_all(PATIENCE_SECONDS)


async def steadily(_: StandIn, crowd: Crowd, number: int) -> None:
    """So many ask in each second."""
    for _ in range(number):
        crowd.asks()
        await asyncio.sleep(1 / A_SECOND)
    await crowd.until_all(PATIENCE_SECONDS)


async def chattering(telegram: StandIn, _: Crowd, number: int) -> None:
    """Nobody asks anything, but the bot hears it all."""
    chatter = Chatter(telegram)
    for _ in range(number):
        chatter.goes_on()


def _figure(name: str, ours: float, theirs: float, *, counts: bool) -> Figure:
    ratio = ours / theirs
    found = f"{ours:.2f} ms against {theirs:.2f} ms, {ratio:.2f} times"
    return Figure(f"{name}, CPU an update", found, f"at most {MOST:g} times" if counts else "", ratio <= MOST)


async def _cost(make: Make, ledger: Ledger, feed: Feed, number: int) -> float:
    """Milliseconds of processor time an update."""
    async with StandIn(limits=NONE) as telegram:
        crowd, program = Crowd(telegram), make(telegram, ledger)
        await program.start()
        crowd.fill(WARM_UP)
        await crowd.until_all(PATIENCE_SECONDS)
        await _quiet(telegram, ledger, program)
        before = program.cpu
        await feed(telegram, crowd, number)
        await _quiet(telegram, ledger, program)
        used = program.cpu - before
        await program.stop()
    return used * 1000 / number


async def _quiet(telegram: StandIn, ledger: Ledger, program: Program) -> None:
    """Until everything is done with, and what follows it too."""
    try:
        await settled(telegram, ledger)
    except YuanwenError as error:
        raise YuanwenError(f"{error}; {program.state}") from None
    await asyncio.sleep(QUIET_SECONDS)
