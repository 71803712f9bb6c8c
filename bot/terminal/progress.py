"""How far a long command is, on a terminal. Writes to the stream that it is given; `rich` is imported for it alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Tick = Callable[[], None]


@contextmanager
def progress(title: str, count: int, stream: TextIO) -> Iterator[Tick]:
    """A bar while it lasts, on a terminal; nothing anywhere else.

    Args:
        count: how often the tick is going to be called.
    """
    if not stream.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - for terminals alone
    from rich.progress import Progress  # noqa: PLC0415 - see above

    with Progress(console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(title, total=count)
        yield lambda: bar.advance(task)
