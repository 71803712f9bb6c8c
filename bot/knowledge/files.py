"""Which files a knowledge folder holds, and what is in them. Reads the file system, knows nothing of YAML."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import Problem

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither an article nor a YAML file may hold: YAML 1.1, section 5.1, "non-printable characters"."""

TOP_FILES = ("synonyms.yaml", "announcements.yaml")
_STRAY_ENDINGS = (".yaml", ".yml", ".txt")


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder whose faults are collected.

    Attributes:
        path: as it follows from the folder that the caller named.
        problems: the list that all sources of one load share.
        data: what is in the file; None when it is a folder or can't be read.
    """

    path: Path
    problems: list[Problem]
    data: bytes | None = None

    def fault(self, line: int, message: str) -> None:
        """Note a fault at a line (from 1; 1 when it is of the whole file)."""
        self.problems.append(Problem(shown(self.path), line, message))


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of a knowledge folder, by stem and in order of their names.

    Attributes:
        problems: what was missing, misplaced or unreadable; the list that the sources share.
    """

    problems: list[Problem]
    articles: dict[str, Source] = field(default_factory=dict)
    pairs: dict[str, Source] = field(default_factory=dict)
    synonyms: Source | None = None
    announcements: Source | None = None

    @property
    def files(self) -> Iterator[tuple[str, Source]]:
        """Every file under a name of its own, always in the same order."""
        for kind, sources in (("articles", self.articles), ("pairs", self.pairs)):
            for name, source in sources.items():
                yield f"{kind}/{name}", source
        for name, one in (("synonyms", self.synonyms), ("announcements", self.announcements)):
            if one:
                yield name, one


def shown(path: Path) -> str:
    """A path that can always be printed."""
    return printable(os.fsencode(path).decode("utf-8", "replace"))


def printable(text: str) -> str:
    """A text in one line that a terminal shows as it stands: what has no picture becomes �, a line break ⏎."""
    return "".join(sign if sign.isprintable() else "⏎" if sign == "\n" else "�" for sign in text)


def survey(directory: Path) -> Layout:
    """List and read a knowledge folder."""
    problems: list[Problem] = []
    names = _names(Source(directory, problems))
    if names is None:
        return Layout(problems)
    for name in names:
        if name.endswith(_STRAY_ENDINGS) and name not in TOP_FILES:
            known = " and ".join(TOP_FILES)
            advice = f"articles go to articles/NAME.txt, pairs to pairs/NAME.yaml; here stand only {known}"
            Source(directory / name, problems).fault(1, f"isn't expected here: {advice}")
    articles = _folder(directory / "articles", ".txt", problems)
    if articles is not None and not articles:
        Source(directory / "articles", problems).fault(1, "holds no article: put each one in it as NAME.txt")
    pairs = _folder(directory / "pairs", ".yaml", problems) if "pairs" in names else None
    synonyms, announcements = (_read(directory / name, problems) if name in names else None for name in TOP_FILES)
    return Layout(problems, articles or {}, pairs or {}, synonyms, announcements)


def _read(path: Path, problems: list[Problem]) -> Source:
    source = Source(path, problems)
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return Source(path, problems, path.read_bytes())
        source.fault(1, "is no file: a text file is needed in its place")
    except OSError as error:
        source.fault(1, _why(path, error))
    return source


def _names(folder: Source) -> list[str] | None:
    try:
        return sorted(path.name for path in folder.path.iterdir() if not path.name.startswith("."))
    except OSError as error:
        folder.fault(1, f"{_why(folder.path, error)}: a folder with articles/NAME.txt and pairs/NAME.yaml is needed")
        return None


def _folder(folder: Path, ending: str, problems: list[Problem]) -> dict[str, Source] | None:
    names = _names(Source(folder, problems))
    if names is None:
        return None
    found: dict[str, Source] = {}
    for name in names:
        source = Source(folder / name, problems)
        stem = name.removesuffix(ending)
        if stem in {name, ""}:
            source.fault(1, f"isn't read because of its name: rename it to NAME{ending} or move it elsewhere")
        elif not name.isprintable():
            source.fault(1, "has unprintable characters in its name: rename it")
        else:
            found[stem] = _read(source.path, problems)
    return found


def _why(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is a link to nothing: mend or delete it" if path.is_symlink() else "is missing"
    if isinstance(error, NotADirectoryError):
        return "isn't a folder"
    if isinstance(error, PermissionError):
        return "can't be read: give the bot's user the right to read it"
    return f"can't be read: {error.strerror or error}"


def text_of(source: Source) -> str | None:
    """A file's text, exactly; None when it can't be had, for which a problem is noted."""
    data = source.data
    if data is None:
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        source.fault(1, "is UTF-16: save it as UTF-8")
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        source.fault(1, "starts with a byte order mark: save it as UTF-8 without BOM")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        source.fault(line, f"isn't UTF-8 (byte 0x{data[error.start]:02X}{_guess(data)}): save it as UTF-8")
        return None
    if bad := UNPRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        source.fault(
            line, f"holds the control character U+{ord(bad[0]):04X}: delete it, or save the file as UTF-8 text"
        )
        return None
    return text


def _guess(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return ", it looks like GBK"
