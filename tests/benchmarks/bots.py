"""Programs that are measured: `yuanwen run`, or another bot beside it, each a process that may be killed.

Processor time and memory are read from /proc, so this needs Linux.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from benchmarks.database import Ledger

from bot.preview.standin import TOKEN, StandIn

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "knowledge"
_STRANGE = ("YUANWEN_", "TELEGRAM_", "PTB_", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")

STOP_SECONDS = 30.0


class Program:
    """A bot as a process, started and ended as often as one likes; what it writes goes into `bot.log`.

    Args:
        folder: where it runs; beside it the bytecode is kept, for all programs whose folders stand there.
        arguments: after the interpreter.
        settings: environment variables.
    """

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        self._folder = folder
        self._arguments = arguments
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_STRANGE)}
        ours = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode")}
        self._environment = kept | ours | {"YUANWEN_KNOWLEDGE": str(KNOWLEDGE)} | settings
        self._process: asyncio.subprocess.Process | None = None

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The process, which must have been started."""
        assert self._process is not None, "not started yet"
        return self._process

    @property
    def written(self) -> str:
        """Everything that it wrote, over all its starts."""
        log = self._folder / "bot.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    @property
    def state(self) -> str:
        """For whoever wonders why nothing happens: whether it runs, and the last lines that it wrote."""
        return f"exit code {self.process.returncode}, last lines:\n{self.written[-2000:]}"

    async def start(self) -> None:
        """Start it."""
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        await self.process.wait()

    async def stop(self, number: int = signal.SIGTERM, seconds: float = STOP_SECONDS) -> int:
        """End it by a signal; returns its exit code.

        Raises:
            TimeoutError: it goes on.
        """
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), seconds)

    @property
    def cpu(self) -> float:
        """Seconds of processor time that it has used, its threads included, in steps of the system's tick."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def resident(self) -> float:
        """Megabytes that it holds in memory."""
        return int(self._proc("statm").split()[1]) * _PAGE / 1024 / 1024

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text("ascii", "replace")


def yuanwen(folder: Path, telegram: StandIn, ledger: Ledger, **settings: str) -> Program:
    """`yuanwen run` on a stand-in and a database."""
    address = {"TELEGRAM_API_URL": telegram.url, "TELEGRAM_BOT_TOKEN": TOKEN, "YUANWEN_DATABASE_URL": ledger.url}
    return Program(folder, "-m", "bot", "run", **address, **settings)
