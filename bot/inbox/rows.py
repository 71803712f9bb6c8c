"""What flows between the table of updates and the desk where they are handled. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stored:
    """An update to put in."""

    update_id: int
    lane: int
    payload: str


@dataclass(frozen=True, slots=True)
class Row:
    """An update that this process has claimed.

    Attributes:
        payload: the update as JSON.
        attempts: how often it has failed.
        stored_at: when it came, in seconds since the epoch.
    """

    update_id: int
    lane: int
    payload: str
    attempts: int
    stored_at: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What there is room for.

    Attributes:
        rows: how many at most; share: how many of one lane.
        full: lanes that have enough in hand.
    """

    rows: int = 0
    share: int = 0
    full: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim brought.

    Attributes:
        rows: in the order of their numbers.
        limited: lanes of which more may wait than they may have in hand.
        more: whether other rows may wait that there was no room for.
    """

    rows: Sequence[Row] = ()
    limited: frozenset[int] = frozenset()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """What waits.

    Attributes:
        waiting: how many rows; due: how many of them may be claimed now.
        next_in: seconds until another one may be, or another process's lease runs out; None when nothing is to come.
    """

    waiting: int
    due: int
    next_in: float | None

    def without(self, claimed: int) -> "Status":
        """What waits once so many of the due rows are claimed."""
        return Status(self.waiting - claimed, max(0, self.due - claimed), self.next_in)
