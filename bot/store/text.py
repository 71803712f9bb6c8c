"""Text as every database takes it. Pure."""

import json
import re
from typing import Any, Final

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL takes no NUL, and neither database takes half of a surrogate pair."""


def storable(text: str) -> str:
    """A text without what a database refuses; U+FFFD stands in its place."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def as_json(value: Any) -> str:
    """A value as JSON of nothing but ASCII, so that any text in it can be stored and comes back as it was."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))
