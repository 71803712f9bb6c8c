"""Processes that run announcements side by side or one after the other, and the journal of what arrived."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from announced_kit import until
from fresh import ROOT

SCRIPT = Path(__file__).with_name("announced_process.py")


class Processes:
    """Starts processes and reads what they wrote; leaves none behind.

    Args:
        url: of the database; folder: for the journal; lease: seconds.
    """

    def __init__(self, url, folder, lease=1.0):
        self._url = url
        self._journal = folder / "arrived"
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

    def stop(self, process):
        """In good order; returns its exit code."""
        process.send_signal(signal.SIGTERM)
        self._running.remove(process)
        return process.wait(10)

    def arrived(self, *of):
        """What arrived in order, as chat and text, from all processes or some of them."""
        lines = [line.split(" ", 2) for line in self._journal.read_text().splitlines()]
        pids = {process.pid for process in of}
        return [(int(chat), text) for pid, chat, text in lines if not of or int(pid) in pids]

    def copies(self):
        return Counter(chat for chat, _ in self.arrived())

    async def until_arrived(self, many, *of):
        async def enough():
            assert all(process.poll() is None for process in self._running), "a process has ended by itself"
            return len(self.arrived(*of)) >= many

        await until(enough)
