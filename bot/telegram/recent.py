"""A bounded memory of the recent past: the oldest entry goes when it is full or out of date. Pure, time comes in."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Remembers values by key, for a while.

    Args:
        size: how many entries at most; beyond it the one that was put longest ago is forgotten.
        seconds: for how long.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self._size = size
        self._seconds = seconds
        self._entries: OrderedDict[K, tuple[V, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K, now: float) -> V | None:
        """The value, or None when it is unknown or out of date."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        value, at = entry
        if not 0 <= now - at <= self._seconds:  # a clock that was put back leaves no entry for ever
            del self._entries[key]
            return None
        return value

    def put(self, key: K, value: V, now: float) -> None:
        """Remember a value from now on."""
        self._entries[key] = (value, now)
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)
