"""Processes that serve one inbox, and the journal that they write."""

from dataclasses import dataclass
from pathlib import Path

import processes
from inbox_kit import until

SCRIPT = Path(__file__).with_name("inbox_process.py")


@dataclass(frozen=True, slots=True)
class Line:
    """What one process did."""

    process: int
    what: str
    number: int
    chat: int


class Processes(processes.Processes):
    """Processes of that script."""

    def __init__(self, url, folder, lease=15.0):
        super().__init__(SCRIPT, url, folder, lease)

    def lines(self, *of):
        """What was done in order, by all processes or some of them."""
        written = [line.split() for line in self._journal.read_text().splitlines()]
        lines = [Line(int(process), what, int(number), int(chat)) for process, what, number, chat in written]
        return [line for line in lines if not of or line.process in {process.pid for process in of}]

    def begun(self, *of):
        return [line.number for line in self.lines(*of) if line.what == "begin"]

    async def until_begun(self, many, *of):
        """Wait until some processes have begun so many updates."""

        async def enough():
            assert all(process.poll() is None for process in self._running), "a process has ended by itself"
            return len(self.begun(*of)) >= many

        await until(enough)
