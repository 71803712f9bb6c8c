"""A bounded memory of the recent past: the oldest entry goes when it is full or out of date. Pure, time comes in."""

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")

Key = tuple[int | str | None, ...]
"""The chat's id comes first, so that a chat that changes its id keeps its entries."""


class Recent(Generic[V]):
    """Remembers values by key, for a while.

    Args:
        size: how many entries at most; beyond it the one that was put longest ago is forgotten.
        seconds: for how long.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self._size = size
        self._seconds = seconds
        self._entries: OrderedDict[Key, tuple[V, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key, now: float) -> V | None:
        """The value, or None when it is unknown or out of date."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        value, at = entry
        if now - at > self._seconds:
            del self._entries[key]
            return None
        return value

    def put(self, key: Key, value: V, now: float) -> None:
        """Remember a value from now on."""
        self.expire(now)
        self._entries[key] = (value, now)
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def first(self, key: Key, value: V, now: float) -> bool:
        """Whether a key is new; it is remembered from then on."""
        known = self.get(key, now) is not None
        if not known:
            self.put(key, value, now)
        return not known

    def forget(self, key: Key) -> None:
        """As if it had never been put."""
        self._entries.pop(key, None)

    def expire(self, now: float) -> None:
        """Forget what is out of date; the entries stand in the order in which they were put."""
        while self._entries and now - next(iter(self._entries.values()))[1] > self._seconds:
            self._entries.popitem(last=False)

    def move(self, old: int, new: int) -> None:
        """A chat has changed its id: so do its entries."""
        moved = ((((new, *key[1:]) if key[0] == old else key), entry) for key, entry in self._entries.items())
        self._entries = OrderedDict(moved)
