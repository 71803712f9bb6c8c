"""How long people wait for answers while a large knowledge that has changed is made anew.

`PYTHONPATH=.:tests python -m benchmarks.rebuild [100000]` runs the bot on the stand-in with so many questions, asks it
at a steady pace, changes a file, and goes on asking until the bot has taken up the change.
"""

import argparse
import asyncio
import sys
import time
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bots import Program, yuanwen
from benchmarks.crowd import Crowd
from benchmarks.database import Ledger
from benchmarks.figures import Figure, quantile, table
from benchmarks.large_knowledge import Size, questions, write

from bot.preview.standin import StandIn

A_SECOND = 10
QUIET_SECONDS = 10.0
"""Before the change, to compare with; after it a third of that."""

MOST_MS = 100.0
PATIENCE_SECONDS = 600.0
TAKEN_UP = "knowledge taken up"
ONE_MORE = """\
  - id: one-more
    question: {sentence}是真的吗?
    excerpts: [{sentence}]
"""


async def measure(folder: Path, size: Size) -> list[Figure]:
    """One change."""
    knowledge = folder / "knowledge"
    write(knowledge, size)
    async with StandIn() as telegram:
        crowd = Crowd(telegram)
        crowd._texts = cycle([one.q for one in questions(size, 1000) if one.kind == "known"])
        settings = {"YUANWEN_KNOWLEDGE": str(knowledge), "YUANWEN_CACHE": str(folder / "cache")}
        run = folder / "run"
        run.mkdir()
        program = yuanwen(run, telegram, Ledger(run / "yuanwen.db"), **settings)
        await program.start()
        try:
            return await _asked(crowd, program, knowledge)
        finally:
            await program.stop()


async def _asked(crowd: Crowd, program: Program, knowledge: Path) -> list[Figure]:
    crowd.asks()
    await crowd.until_all(PATIENCE_SECONDS)
    memory = program.resident
    quiet = await _waits(crowd, time.monotonic() + QUIET_SECONDS)
    _change(knowledge)
    began, peaks = time.monotonic(), [memory]
    busy: list[float] = []
    while TAKEN_UP not in program.written and time.monotonic() - began < PATIENCE_SECONDS:
        busy += await _waits(crowd, time.monotonic() + 1)
        peaks.append(program.resident)
    seconds = time.monotonic() - began
    busy += await _waits(crowd, time.monotonic() + QUIET_SECONDS / 3)
    high = quantile(busy, 0.99)
    return [
        Figure("quiet: p50, p99, most", _milliseconds(quiet)),
        Figure("until the change is taken up", f"{seconds:.0f} s"),
        Figure("meanwhile: p50, p99, most", _milliseconds(busy), f"p99 under {MOST_MS:g} ms", high < MOST_MS),
        Figure("memory before, most, after", f"{memory:.0f}, {max(peaks):.0f}, {program.resident:.0f} MB"),
    ]


def _milliseconds(waits: list[float]) -> str:
    low, high = quantile(waits, 0.5), quantile(waits, 0.99)
    return f"{low:.0f}, {high:.0f}, {max(waits):.0f} ms of {len(waits)}"


def _change(knowledge: Path) -> None:
    """A pair more in the last file."""
    article = max((knowledge / "articles").iterdir())
    pairs = knowledge / "pairs" / f"{article.stem}.yaml"
    sentence = article.read_text("utf-8").rstrip("。\n").rpartition("。")[2]
    text = pairs.read_text("utf-8").replace("unanswered:\n", ONE_MORE.format(sentence=sentence) + "unanswered:\n")
    pairs.write_text(text, encoding="utf-8")


async def _waits(crowd: Crowd, until: float) -> list[float]:
    """Ask at a steady pace for a while; how long each waited, in milliseconds."""
    before = len(crowd.questions)
    while time.monotonic() < until:
        crowd.asks()
        await asyncio.sleep(1 / A_SECOND)
    await crowd.until_all(PATIENCE_SECONDS)
    return [one.waited * 1000 for one in list(crowd.questions.values())[before:] if one.heard]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=int, nargs="?", default=100_000)
    parser.add_argument("--forms", type=int, default=5, help="questions of each pair")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder), Size(given.questions, given.forms)))
    sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    main()
