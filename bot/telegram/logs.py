"""Log lines: one form for ours and the libraries', no token or password in any of them, people's words only at debug.

Takes hold of what else would reach standard error by itself: warnings, exceptions that nobody caught, log lines that
can't be written. To be configured once, by a program.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Literal

import structlog

from bot.settings import redact

Kind = Literal["console", "json"]
Level = Literal["debug", "info", "warning", "error"]

OURS: Final = "bot"
"""Above the names of all our loggers. Only they say anything at debug: libraries would log whole updates there."""

WORDS: Final = frozenset({"text", "question", "query"})
"""Keys under which a line may hold what a person wrote; `log.debug("question", text=…)`. Dropped above debug."""

_QUIET: Final = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL,
    "sqlalchemy": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "asyncpg": logging.WARNING,
    "alembic": logging.WARNING,
    "filelock": logging.WARNING,
}
"""Libraries that say too much. httpx names every address at INFO, the token with it. python-telegram-bot logs failures
with tracebacks that this room logs itself in one line, and whole answers of the server with people's words in them."""

_LINE_ENDS: Final = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Ends of lines to many readers, though not to JSON."""

SHORTEST_SECRET: Final = 6
"""Signs of a secret that is struck out wherever it stands; a shorter one is part of too many words."""

Values = structlog.typing.EventDict


def configure_logging(kind: Kind, level: Level = "info", secrets: Iterable[str] = ()) -> None:
    """Send every log line to standard error, for people or one JSON object a line.

    Args:
        kind: the form of a line.
        level: the least that is logged.
        secrets: what is struck out besides everything that looks like a token or a password.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        _without_words,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _Handler(sys.stderr)
    handler.setFormatter(_Formatter(secrets, foreign_pre_chain=shared, processors=_last(kind, talks=level == "debug")))
    logging.basicConfig(level=max(threshold, logging.INFO), handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(threshold)
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    _take_hold()


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Strikes secrets out of finished lines, so that none hides in a message, an argument or a traceback."""

    def __init__(self, secrets: Iterable[str], **how: Any) -> None:
        super().__init__(**how)
        longest_first = sorted(secrets, key=len, reverse=True)
        self._secrets = tuple(secret for secret in longest_first if len(secret) >= SHORTEST_SECRET)

    def format(self, record: logging.LogRecord) -> str:
        line = redact(super().format(record))
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return line


class _Handler(logging.StreamHandler[Any]):
    """Standard error. A line that can't be written is given up without a word: the usual complaint shows its values."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Tell only which logger it was."""
        with suppress(OSError, ValueError):  # nobody reads standard error any more
            self.stream.write(f"a line of {record.name} could not be logged ({sys.exc_info()[0]!r})\n")


def _last(kind: Kind, *, talks: bool) -> list[structlog.typing.Processor]:
    first: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _Discreet(talks=talks),
    ]
    if kind == "json":
        return [*first, structlog.processors.JSONRenderer(_one_line)]
    return [*first, _tame, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


def _without_words(_: object, method: str, values: Values) -> Values:
    """What a person wrote is for the most talkative level alone."""
    return values if method == "debug" else {key: value for key, value in values.items() if key not in WORDS}


class _Discreet:
    """Exceptions as text, and of a message its first line: libraries show values, and errors with their words, below.

    Args:
        talks: whether the words of errors may be shown, which may be a person's.
    """

    def __init__(self, *, talks: bool) -> None:
        self._talks = talks

    def __call__(self, _: object, __: str, values: Values) -> Values:
        found = values.pop("exc_info", None)
        error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
        if isinstance(error, BaseException):
            shown = traceback.format_exception(error) if self._talks else [f"{place}\n" for place in _places(error)]
            values["exception"] = "".join(shown).rstrip()
        if not self._talks:
            values["event"] = str(values["event"]).partition("\n")[0]
        return values


def _places(error: BaseException | None) -> Iterator[str]:
    """Where an exception was raised and of what kind it is, then those that it holds or that caused it; no words."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"{frame.filename}:{frame.lineno} in {frame.name}"
        yield type(error).__qualname__
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _places(one)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _tame(_: object, __: str, values: Values) -> Values:
    """No value can begin a line of its own or talk to the terminal; the lines of a traceback stand indented."""
    tamed = {_visible(key): _visible(value) if isinstance(value, str) else value for key, value in values.items()}
    for key in ("exception", "stack"):
        if isinstance(values.get(key), str):
            tamed[key] = "\n".join(f"    {_visible(line)}" for line in values[key].splitlines())
    return tamed


def _visible(text: str) -> str:
    """What has no picture, as its escape."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _one_line(values: Values, **how: Any) -> str:
    """JSON that is one line to every reader."""
    return json.dumps(values, ensure_ascii=False, **how).translate(_LINE_ENDS)


def _take_hold() -> None:
    """Warnings and uncaught exceptions become log lines too."""
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt) or error is None:
        return
    logging.getLogger(OURS).critical("uncaught exception", exc_info=(kind, error, trace))
