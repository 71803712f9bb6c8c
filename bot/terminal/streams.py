"""Standard streams and arguments as every command needs them: UTF-8, and quiet when a reader has left."""

import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Streams:
    """Where a command reads and writes.

    Attributes:
        given: what a person or a program types; out: what was asked for; err: what is said beside it.
    """

    given: TextIO
    out: TextIO
    err: TextIO

    @classmethod
    def standard(cls) -> "Streams":
        """Those of the process."""
        return cls(sys.stdin, sys.stdout, sys.stderr)


def speak_utf8() -> None:
    """UTF-8 on every stream, whatever the locale says: what can't be read or written becomes a replacement sign."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def as_text(argument: str) -> str:
    """An argument as UTF-8, however the locale made Python read it; stray bytes and surrogates become `?`."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument.encode(errors="replace").decode()


def drop_output() -> None:
    """Send what can't be written nowhere, so that the interpreter's last flush doesn't complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
