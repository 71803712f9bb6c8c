"""How long a start takes: a bot's until it answers, with a thousand updates waiting, and that of `yuanwen ask`."""

import os
import subprocess
import sys
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


STARTS = 7
QUESTION = "罗荣桓元帅的生平事迹展览在哪里?"
"""Of what the shipped knowledge speaks, in words of its own."""
BESIDE = ("-c", "import telegram.ext")
MOST_TIMES = 8.0


def ask_starts(folder: Path) -> list[Figure]:
    """How long `yuanwen ask` takes as a whole process, beside the import of the library for Telegram.

    All are compiled; they run in turn, and the medians count. A cold cache is an empty folder each time.
    """
    return [figure for choice in ("off", "auto") for figure in _ask_starts(folder / choice, choice)]


def _ask_starts(folder: Path, choice: str) -> list[Figure]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    settings = clean | {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "YUANWEN_ENCODER": choice}
    seconds: dict[str, list[float]] = {"library": [], "cold": [], "warm": []}
    for turn in range(STARTS + 1):  # the first one compiles, and isn't counted
        for name, command, cache in (
            ("library", BESIDE, "warm"),
            ("cold", ("-m", "bot", "ask", QUESTION), f"cold-{turn}"),
            ("warm", ("-m", "bot", "ask", QUESTION), "warm"),
        ):
            taken = _run(command, settings | {"YUANWEN_CACHE": str(folder / cache)})
            seconds[name] += [taken] if turn else []
    beside = median(seconds["library"])
    name, cold, warm = f"`yuanwen ask`, encoder {choice}", median(seconds["cold"]), median(seconds["warm"])
    return [
        Figure(f"{name}, cache cold", _times(cold, beside)),
        Figure(
            f"{name}, cache warm", _times(warm, beside), f"at most {MOST_TIMES:g} times", warm <= MOST_TIMES * beside
        ),
    ]


def _times(seconds: float, beside: float) -> str:
    return f"{seconds:.2f} s, {seconds / beside:.2f} times the library's {beside:.2f} s"


def _run(command: tuple[str, ...], settings: dict[str, str]) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, *command], env=settings, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    return time.monotonic() - began
