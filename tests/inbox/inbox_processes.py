"""Processes that serve one inbox, and the journal that they write."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fresh import ROOT
from inbox_kit import until

SCRIPT = Path(__file__).with_name("inbox_process.py")


@dataclass(frozen=True, slots=True)
class Line:
    """What one process did."""

    process: int
    what: str
    number: int
    chat: int


class Processes:
    """Starts processes and reads what they wrote; leaves none behind.

    Args:
        url: of the database; folder: for the journal; lease: seconds.
    """

    def __init__(self, url, folder, lease=15.0):
        self._url = url
        self._journal = folder / "journal"
        self._journal.touch()
        self._lease = lease
        self._running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self._running:
            process.kill()
            process.wait()

    def start(self):
        """Start one; returns it once it runs."""
        tests = f"{SCRIPT.parent}{os.pathsep}{SCRIPT.parents[1]}"
        process = subprocess.Popen(  # noqa: S603 - the arguments are the tests' own
            [sys.executable, SCRIPT, self._url.render_as_string(hide_password=False), self._journal, str(self._lease)],
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tests}"},
        )
        self._running.append(process)
        return process

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.wait()
        self._running.remove(process)

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
