"""Where the values of a YAML file stand: their lines, in the shape of the values. Pure."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Block:
    """Where a list or a mapping stands.

    Attributes:
        line: where it begins.
        keys: the line of each key of a mapping; empty for a list.
        inner: the place of each value, by key or by index.
    """

    line: int
    keys: dict[str, int]
    inner: "dict[str, Place] | list[Place]"


Place: TypeAlias = int | Block
"""The line of a scalar, or the block that a list or a mapping is. Has the shape of the data."""


def line_of(place: Place, *path: str | int) -> int:
    """The line of the value at a path of keys and indexes; of the nearest value around it when it isn't there."""
    place = place_of(place, *path)
    return place.line if isinstance(place, Block) else place


def place_of(place: Place, *path: str | int) -> Place:
    """The place of the value at a path of keys and indexes, or of the nearest value around it."""
    for step in path:
        if not isinstance(place, Block):
            break
        if isinstance(place.inner, dict):
            inner = place.inner.get(str(step))
        else:
            inner = place.inner[step] if isinstance(step, int) and step < len(place.inner) else None
        if inner is None:
            break
        place = inner
    return place
