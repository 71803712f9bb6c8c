"""Blocks onto a stream: in colours and wrapped on a terminal, as plain text anywhere else.

Writes to the stream that it is given. `rich` is imported only for a terminal, where a person waits anyway.
"""

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TextIO

from bot.replies.markup import Block, Span

COLUMNS = 80
"""Of a screen that doesn't say how wide it is, and of what isn't one."""
BAR = "▌ "
_MARKS = ("⟦", "⟧")
"""Around what is marked within a quotation, where there are no colours to mark it with."""
_PIECE = re.compile(r"[!-~\u00a0-\u2e7f]+ *|.", re.DOTALL)
"""What stays on one line: a word with the space behind it, or a Chinese sign."""


def write_blocks(blocks: Iterable[Block], stream: TextIO) -> None:
    """Blocks with an empty line between them, but for those that are tight."""
    write = _write_rich if _is_fancy(stream) else _write_plain
    for number, block in enumerate(blocks):
        if number and not block.tight:
            stream.write("\n")
        write(block, stream)


def columns_of(stream: TextIO) -> int:
    """How wide a stream is shown."""
    return shutil.get_terminal_size((COLUMNS, 24)).columns if stream.isatty() else COLUMNS


def hanging(lead: str, text: str, columns: int) -> list[str]:
    """A text as lines of at most so many columns, the first behind its lead, the others as far in.

    A word that is longer than a line stays whole.
    """
    indent = " " * _columns(lead)
    lines, line = [], lead
    for piece in _PIECE.findall(text):
        if _columns(line + piece.rstrip()) > columns and line.strip() and line != lead:
            lines.append(line.rstrip())
            line = indent
        line += piece
    return [*lines, line.rstrip()]


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns, a Chinese sign counting as two."""
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    padded = ([cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in padded]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _is_fancy(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _printable(text: str) -> str:
    """Text without control signs, which a terminal would obey."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def _write_plain(block: Block, stream: TextIO) -> None:
    text = _printable("".join(map(_plain, block.spans)))
    bar = BAR if block.quote else ""
    stream.writelines(f"{bar}{line}\n" for line in text.split("\n"))


def _plain(span: Span) -> str:
    return f"{_MARKS[0]}{span.text}{_MARKS[1]}" if span.underline else span.text


def _write_rich(block: Block, stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 - a tenth of a question's time; pipes do without
    from rich.text import Text  # noqa: PLC0415 - see above

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    text = Text()
    for span in block.spans:
        text.append(_printable(span.text), _style(span))
    for line in text.wrap(console, max(console.width - len(BAR) * block.quote, 2)):
        console.print(Text.assemble((BAR, "bold green"), line) if block.quote else line, soft_wrap=True)


def _style(span: Span) -> str:
    looks = {"bold": span.bold, "dim": span.italic, "underline": span.underline, f"link {span.link}": span.link}
    return " ".join(name for name, wanted in looks.items() if wanted)
