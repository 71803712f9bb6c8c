"""Two hundred updates a second, one in ten a question: how long people wait, and whether anything piles up.

Telegram's limits are kept to the letter. The time runs from the moment at which an update exists to the one at which
its answer has arrived, by the stand-in's clock.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.bots import yuanwen
from benchmarks.crowd import Chatter, Crowd
from benchmarks.database import Ledger
from benchmarks.figures import Figure, quantile

from bot.errors import YuanwenError
from bot.preview.standin import StandIn

A_SECOND = 200
ONE_IN = 10
"""Updates of which one is a question."""

MOST_MS = 500.0
PATIENCE_SECONDS = 60.0
REST_SECONDS = 2.0
"""Before the load, so that the warm-up is no part of Telegram's windows; after it, for what the last ones left."""


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool) -> list[Figure]:
    """A minute of it."""
    seconds, ledger = 6 if short else 60, new()
    async with StandIn() as telegram:
        crowd, chatter, program = Crowd(telegram), Chatter(telegram), yuanwen(folder, telegram, ledger)
        await program.start()
        crowd.asks()
        if not await crowd.until_all(PATIENCE_SECONDS):
            raise YuanwenError(f"the bot answers nothing; {program.state}")
        await asyncio.sleep(REST_SECONDS)
        cpu = program.cpu
        late = await _feed(crowd, chatter, seconds * A_SECOND)
        await asyncio.sleep(REST_SECONDS)
        unanswered, queued, cpu = crowd.open, len(telegram.world.updates) + ledger.under_way(), program.cpu - cpu
        await program.stop()
    asked = list(crowd.questions.values())[1:]
    waits = [question.waited * 1000 for question in asked if question.heard]
    high, refused = quantile(waits, 0.99), telegram.world.journal.codes[429]
    name = f"{A_SECOND} updates a second for {seconds} s, {A_SECOND // ONE_IN} of them questions"
    return [
        Figure(f"{name}: p50", f"{quantile(waits, 0.5):.0f} ms"),
        Figure(f"{name}: p99", f"{high:.0f} ms, at most {max(waits):.0f}", f"under {MOST_MS:g} ms", high < MOST_MS),
        Figure("questions unanswered 2 s later", f"{unanswered} of {len(asked)}", "0", unanswered == 0),
        Figure("updates queued 2 s later", str(queued), "0", queued == 0),
        Figure("429 answers", str(refused), "0", refused == 0),
        Figure("the load itself ran late by at most", f"{late * 1000:.0f} ms"),
        Figure("the bot's share of a processor", f"{cpu / (seconds + REST_SECONDS):.0%}"),
    ]


async def _feed(crowd: Crowd, chatter: Chatter, number: int) -> float:
    """Let updates come at their times; returns how late the latest was, in seconds."""
    start, late = time.monotonic(), 0.0
    for count in range(number):
        ahead = start + count / A_SECOND - time.monotonic()
        late = max(late, -ahead)
        if ahead > 0:
            await asyncio.sleep(ahead)
        if count % ONE_IN == 0:
            crowd.asks()
        else:
            chatter.goes_on()
    return late
