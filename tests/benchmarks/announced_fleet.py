"""Several `yuanwen run` beside each other on one database and one stand-in, or one alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.bots import Program, yuanwen
from benchmarks.database import Ledger

from bot.errors import YuanwenError
from bot.preview.standin import StandIn

READY = "] started "
"""What the bot writes once it serves."""

READY_SECONDS = 60.0
LOOKS_A_SECOND = 20


class Fleet:
    """Processes of one bot.

    Attributes:
        programs: as many as were wanted, whether they run or not.
    """

    def __init__(self, folder: Path, telegram: StandIn, ledger: Ledger, number: int) -> None:
        self.programs: list[Program] = []
        for one in range(1, number + 1):
            place = folder / str(one)
            place.mkdir(exist_ok=True)
            self.programs.append(yuanwen(place, telegram, ledger))
        self._ready = {program: program.written.count(READY) for program in self.programs}
        self._started: set[Program] = set()

    def state(self) -> str:
        """For whoever wonders why nothing happens."""
        return "\n".join(program.state for program in self.programs)

    @property
    def serving(self) -> list[Program]:
        """Those that have come so far since they were started last."""
        return [program for program in self._running if program.written.count(READY) == self._ready[program]]

    async def start(self, *programs: Program) -> None:
        """Start some, all when none is named, and wait until each serves."""
        await self.begin(*programs)
        for _ in range(int(READY_SECONDS * LOOKS_A_SECOND)):
            if set(programs or self.programs) <= set(self.serving):
                return
            await asyncio.sleep(1 / LOOKS_A_SECOND)
        raise YuanwenError(f"the bot doesn't serve; {self.state()}")

    async def begin(self, *programs: Program) -> None:
        """Start some, all when none is named, without waiting for them."""
        for program in programs or self.programs:
            await program.start()
            self._ready[program] += 1
            self._started.add(program)

    async def kill(self) -> None:
        """End those that run as a power cut would."""
        await asyncio.gather(*(program.kill() for program in self._running))

    async def stop(self) -> None:
        """End them all in good order."""
        await asyncio.gather(*(program.stop() for program in self.programs))

    @property
    def _running(self) -> list[Program]:
        return [program for program in self.programs if program in self._started and program.process.returncode is None]


@asynccontextmanager
async def fleet(folder: Path, telegram: StandIn, ledger: Ledger, number: int) -> AsyncIterator[Fleet]:
    """A fleet, not started yet; whatever of it still runs at the end is killed."""
    ships = Fleet(folder, telegram, ledger, number)
    try:
        yield ships
    finally:
        await ships.kill()
