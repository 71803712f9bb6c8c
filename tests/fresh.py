"""A fresh interpreter, for what a running one can't show: streams, exit codes, what is imported when."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_OURS = ("YUANWEN_", "TELEGRAM_", "LC_", "LANG", "PYTHONPATH", "PYTHONUTF8", "NO_COLOR", "FORCE_COLOR")


def python(*arguments, folder: Path, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python on this checkout in a folder, with none of our settings but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return subprocess.run(  # noqa: S603 - the arguments are the tests' own
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
    )


def yuanwen(*arguments, folder: Path, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a person would."""
    return python("-m", "bot", *arguments, folder=folder, given=given, **environment)
