"""Processes that run announcements side by side or one after the other, and the journal of what arrived."""

import signal
from collections import Counter
from pathlib import Path

import processes
from announced_kit import until

SCRIPT = Path(__file__).with_name("announced_process.py")


class Processes(processes.Processes):
    """Processes of that script."""

    def __init__(self, url, folder, lease=1.0):
        super().__init__(SCRIPT, url, folder, lease)

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
