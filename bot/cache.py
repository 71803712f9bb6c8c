"""Files that can be made again, kept between runs. The only module that touches the cache's folder.

`YUANWEN_CACHE` names the folder, `off` does without; else it is the platform's. Each file carries a digest of what it
holds: one that is damaged, foreign or of another kind counts as missing. Nothing in here ever stops a command: what
can't be read is made anew, what can't be written isn't kept. A file is replaced as a whole, so that any number of
processes may share the folder. It holds people's knowledge: nobody else may read it.
"""

import functools
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

VARIABLE: Final = "YUANWEN_CACHE"
OFF: Final = "off"

MAX_BYTES: Final = 1 << 30
"""All files together; those that were used longest ago go first. The last one of each kind stays, however big."""

MAX_AGE: Final = 60 * 86_400
"""Seconds since a file was last used."""

_ABANDONED: Final = 86_400
"""Seconds after which a file that is still being written belongs to a process that was killed."""

_MAGIC: Final = b"yuanwen cache 1\n"
_HEADER: Final = 64
"""Bytes: the magic, the digest, and zeros up to where arrays of any type may begin."""

_NAME: Final = re.compile(r"([a-z]+)-[0-9a-f]{40}\.(cache|[0-9a-f]{16}\.part)")
"""Nothing else in the folder is ever touched: it may be one that holds other things too."""

Bytes = bytes | bytearray | memoryview
"""An array's bytes are its `.data`."""


def key_of(*parts: Bytes | str) -> str:
    """A name for what follows from some parts alone; other parts, or the same divided otherwise, have another one."""
    made = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else memoryview(part).cast("B")
        made.update(len(data).to_bytes(8, "little"))
        made.update(data)
    return made.hexdigest()


@functools.cache
def code_of(*folders: Path) -> str:
    """A name for a version of the code: for all files that lie in some folders, and for the Python that runs them.

    It stays the same while the process runs, as the code that it has imported does.

    Raises:
        OSError: a folder or a file can't be read.
    """
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    return key_of(sys.version, *(part for path in files for part in (path.name, path.read_bytes())))


def read(kind: str, key: str) -> memoryview | None:
    """What was written under a name, placed so that arrays may begin there; None when it has to be made.

    Args:
        kind: what it is, in small letters.
        key: from `key_of`; whatever the content depends on went into it, the version of the code that makes it too.
    """
    try:
        path = _path(kind, key)
        if path is None or not path.is_file():
            return None
        with path.open("rb") as file:
            data = memoryview(bytearray(os.fstat(file.fileno()).st_size))
            file.readinto(data)
        header, content = data[:_HEADER].tobytes(), data[_HEADER:].toreadonly()
        if header != _header(path.name, [content]):
            return None
        with suppress(OSError):  # a mount that is only read
            os.utime(path)
    except (OSError, ValueError, MemoryError):  # ValueError: no path can be what the setting says
        return None
    return content


def write(kind: str, key: str, *parts: Bytes) -> None:
    """Keep something, if it can be kept: the parts, one behind the other."""
    try:
        path = _path(kind, key)
        if path is None:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.urandom(8).hex()}.part")
        try:
            _fill(draft, path.name, [memoryview(part).cast("B") for part in parts])
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        tidy(path.parent)
    except (OSError, ValueError):
        return


def tidy(folder: Path, most: int = MAX_BYTES, age: float = MAX_AGE) -> None:
    """Delete what nobody has used for long, and of the rest so much that it fits; the last one of each kind stays.

    Args:
        most: bytes.
        age: seconds.

    Raises:
        OSError: the folder can't be listed, or a file in it not be deleted.
    """
    now, kept, kinds = time.time(), 0, set()
    for path, kind, used, size in _files(folder):
        if path.suffix == ".part":
            old = now - used > _ABANDONED
        else:
            old = kind in kinds and (kept + size > most or now - used > age)
            kinds.add(kind)
        if old:
            path.unlink(missing_ok=True)
        else:
            kept += size


def folder() -> Path | None:
    """Where the files lie; None when nothing is kept. It need not exist."""
    setting = (os.environ.get(VARIABLE) or _from_env_file()).strip()
    if setting.lower() == OFF:
        return None
    try:
        path = Path(setting).expanduser() if setting else _of_platform()
    except RuntimeError:  # a user without a home
        return None
    return path if setting or path.is_absolute() else None  # older libraries leave a ~ in it


def _of_platform() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415 - only who asks for it pays for it

    return user_cache_path("yuanwen", appauthor=False)


def _from_env_file() -> str:
    file = Path(".env")
    if not file.is_file():
        return ""
    from dotenv import dotenv_values  # noqa: PLC0415 - most have no such file

    try:
        return dotenv_values(file, encoding="utf-8-sig").get(VARIABLE) or ""
    except (OSError, UnicodeError):  # whoever reads the other settings says so
        return ""


def _path(kind: str, key: str) -> Path | None:
    where = folder()
    return where and where / f"{kind}-{key}.cache"


def _header(name: str, parts: Iterable[memoryview]) -> bytes:
    """What a file of this name with these parts begins with."""
    digest = blake2b(name.encode())
    for part in parts:
        digest.update(part)
    return (_MAGIC + digest.digest())[:_HEADER]


def _fill(draft: Path, name: str, parts: list[memoryview]) -> None:
    private = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(private, "wb") as file:
        file.writelines([_header(name, parts), *parts])


def _files(folder: Path) -> Iterator[tuple[Path, str, float, int]]:
    """Our files, with kind, time of the last use and size, the last used first."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if match := _NAME.fullmatch(entry.name):
                with suppress(FileNotFoundError):  # another process tidies too
                    about = entry.stat(follow_symlinks=False)
                    found.append((about.st_mtime, entry.name, match[1], about.st_size))
    for used, name, kind, size in sorted(found, reverse=True):
        yield folder / name, kind, used, size
