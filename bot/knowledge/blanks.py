"""Places in a template's text that are filled when it goes out: `{date}` and its like. Pure."""

import re
from collections.abc import Mapping
from typing import Final

BLANKS: Final = ("date", "days", "festival")
"""Of the festival that the template comes before: its date, how many days away it is, its name. Without a festival
there is only the date, of the day on which the template goes out."""

_BLANK: Final = re.compile(r"\{([a-z]+)\}")
"""All else in braces is text like any other: nothing reaches into a value, nothing is computed."""


def blanks_of(text: str) -> list[str]:
    """The names that a text wants filled, each once, known or not."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with the values in their places; a name without a value stays as it stands."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)
