"""`ask --jsonl`: a line of JSON in, a line of JSON out, in order and at once, so that programs can hold conversations.

Reads the stream that it is given and nothing else. Lines of one session are one conversation, whatever the time
between them.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn, TypeGuard

from bot.matching.matcher import Matcher
from bot.matching.outcome import Memory
from bot.terminal.result import error_line, result_line

MAX_LINE = 65_536
"""Bytes of an input line: sixteen times the longest message that Telegram lets through, which has 4,096 characters."""

_LEADING_ID = re.compile(r'\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9]{1,20})\s*[,}]')
"""The id of a line that can't be read as a whole, where it stands first, as it mostly does."""

MAX_SESSIONS = 10_000
"""Conversations remembered at a time; the one that was quiet longest is forgotten first."""


class BadLineError(Exception):
    """An input line that can't be read; its text goes into the result, with the line's id as far as it is known."""

    def __init__(self, message: str, line_id: str | float | None = None) -> None:
        self.line_id = line_id
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Asked:
    """An input line that can be read."""

    id: str | float | None
    query: str
    session: str | None


def answer_lines(stream: BinaryIO, matcher: Matcher) -> Iterator[str]:
    """A result for each line that isn't blank, as soon as the line is there.

    Args:
        stream: lines of JSON objects: `q`, a text; `id`, a text or number, and `session`, a text, if wanted.
        matcher: what answers them.
    """
    memories: OrderedDict[str, Memory | None] = OrderedDict()
    for raw in _read(stream):
        try:
            asked = parse(raw)
        except BadLineError as bad:
            yield error_line(str(bad), bad.line_id)
            continue
        memory = memories.pop(asked.session, None) if asked.session is not None else None
        outcome, memory = matcher.ask(asked.query, memory)
        if asked.session is not None:
            memories[asked.session] = memory
            if len(memories) > MAX_SESSIONS:
                memories.popitem(last=False)
        yield result_line(outcome, matcher.knowledge, asked.id)


def _read(stream: BinaryIO) -> Iterator[bytes]:
    """The lines that aren't blank; of one that is too long only its head, which is more than `MAX_LINE`."""
    first = True
    while raw := stream.readline(MAX_LINE + 1):
        rest = raw
        while len(raw) > MAX_LINE and rest and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE)
        if first:
            raw, first = raw.removeprefix(b"\xef\xbb\xbf"), False
        if raw.strip():
            yield raw


def parse(raw: bytes) -> Asked:
    """An input line, read.

    Raises:
        BadLineError: it is too long, no UTF-8, no JSON object, or a field is missing or of the wrong kind.
    """
    value = _object(raw)
    line_id = value.get("id")
    if not _is_id(line_id):
        raise BadLineError('"id" is neither text nor a number')
    query, session = value.get("q"), value.get("session")
    if "q" not in value:
        raise BadLineError('"q", the question, is missing', line_id)
    if not _is_text(query):
        raise BadLineError('"q" is no text that can be written as UTF-8', line_id)
    if not (session is None or _is_text(session)):
        raise BadLineError('"session" is no text that can be written as UTF-8', line_id)
    return Asked(line_id, query, session)


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_LINE:
        raise BadLineError(f"the line is longer than {MAX_LINE:,} bytes", _leading_id(raw))
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as bad:
        raise BadLineError(f"the line is no UTF-8 from byte {bad.start + 1} on", _leading_id(raw)) from None
    except RecursionError:
        raise BadLineError("the line is nested too deeply", _leading_id(raw)) from None
    except ValueError as bad:
        raise BadLineError(f"the line is no JSON: {bad}", _leading_id(raw)) from None
    if not isinstance(value, dict):
        raise BadLineError('the line is no JSON object like {"id": "1", "q": "…"}')
    return value


def _leading_id(raw: bytes) -> str | int | None:
    found = _LEADING_ID.match(raw[:MAX_LINE].decode("utf-8", "replace"))
    try:
        value = json.loads(found[1]) if found else None
    except ValueError:  # an escape or a control sign that JSON doesn't have
        return None
    return value if _is_id(value) else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")


def _is_text(value: object) -> TypeGuard[str]:
    try:
        return isinstance(value, str) and bool(value.encode() or True)
    except UnicodeEncodeError:  # a lone surrogate, which JSON can spell and UTF-8 can't
        return False


def _is_id(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, float):
        return abs(value) < float("inf")
    return value is None or isinstance(value, int) or _is_text(value)
