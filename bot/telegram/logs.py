"""Log lines: one form for ours and the libraries', and no bot token in any of them."""

import logging
import re
import sys
from typing import Final, Literal

import structlog

_TOKEN: Final = re.compile(r"\d+(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
"""What a bot token looks like, in an address too."""

_QUIET: Final = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.CRITICAL}
"""Libraries that say too much. httpx names every address at INFO, the token with it. python-telegram-bot logs failures
with tracebacks that this room logs itself in one line, and whole answers of the server with people's words in them."""


def redact(text: str) -> str:
    """The text with every bot token struck out."""
    return _TOKEN.sub("[token]", text)


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Strikes tokens out of finished lines, so that none hides in a message, an argument or a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure_logging(kind: Literal["console", "json"]) -> None:
    """Send every log line to standard error, for people or one JSON object a line. To be called once, by a program."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(foreign_pre_chain=shared, processors=_last(kind)))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)


def _last(kind: Literal["console", "json"]) -> list[structlog.typing.Processor]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if kind == "json":
        dumps = structlog.processors.JSONRenderer(ensure_ascii=False)
        return [remove, structlog.processors.format_exc_info, dumps]
    colors = sys.stderr.isatty()
    plain = structlog.dev.plain_traceback
    return [remove, structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]
