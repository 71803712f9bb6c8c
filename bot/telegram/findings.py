"""What `yuanwen doctor` found out, as values: made in this room, shown in the terminal's. Imports nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["ok", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: which one, such as `token`.
        state: `bad` keeps the bot, or a part of it, from working; a `warning` is for somebody to look at.
        key: of the words that say it; those of how to mend it have the same one with `-mend`.
        values: what goes into the words.
    """

    check: str
    state: State
    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)
