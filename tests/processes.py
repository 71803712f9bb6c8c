"""Processes that a test starts on one database, and the journal that they write."""

import os
import signal
import subprocess
import sys

from fresh import ROOT


class Processes:
    """Starts processes and reads what they wrote; leaves none behind.

    Args:
        script: what they run; it takes the database's address, the journal and the seconds of the lease.
        url: of the database; folder: for the journal; lease: seconds.
    """

    def __init__(self, script, url, folder, lease):
        self._script = script
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
        tests = f"{self._script.parent}{os.pathsep}{self._script.parents[1]}"
        address = self._url.render_as_string(hide_password=False)
        process = subprocess.Popen(  # noqa: S603 - the arguments are the tests' own
            [sys.executable, self._script, address, self._journal, str(self._lease)],
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tests}"},
        )
        self._running.append(process)
        return process

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.wait()
        self._running.remove(process)
