"""Whether a knowledge folder has changed, by its files' names, sizes and times. Looks at them, reads nothing.

Looking now and then works where being told of changes doesn't: on network mounts and in containers.
"""

import os
from pathlib import Path

Fingerprint = tuple[tuple[str, int, int], ...]
"""Of each file or folder its path, size and time of change in nanoseconds; a link to nothing has -1 for both."""


def fingerprint(directory: Path) -> Fingerprint:
    """What tells one state of a knowledge folder from another, in a few microseconds a file.

    Files whose names begin with a dot aren't counted, as they aren't read: editors put their drafts there.

    Args:
        directory: the knowledge folder. When it isn't there, or can't be listed, that is a state like others.

    Returns:
        The same for the same state. An edit that keeps both the size and the time of a file is not seen.
    """
    found: list[tuple[str, int, int]] = []
    for folder in (directory, directory / "articles", directory / "pairs"):
        try:
            with os.scandir(folder) as entries:
                found += [_look(entry) for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            found.append((str(folder), -1, error.errno or 0))
    return tuple(sorted(found))


def _look(entry: os.DirEntry[str]) -> tuple[str, int, int]:
    try:
        if entry.is_dir():
            return entry.path, 0, 0  # its time changes with every draft in it
        seen = entry.stat()  # of what a link leads to: that is how mounted settings are exchanged
    except OSError:
        return entry.path, -1, -1
    return entry.path, seen.st_size, seen.st_mtime_ns
