"""Which updates are handled one after the other: those of one lane, a chat or a person. Pure; believes no update."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias, TypeGuard

Json: TypeAlias = dict[str, Any]
"""An update as Telegram sent it."""

NO_LANE: Final = 0
"""Of updates that are nobody's; no chat and no person has this id."""

_LARGEST: Final = 2**63 - 1
"""What a BIGINT holds."""


def is_numbered(update: object) -> bool:
    """Whether an update has a number by which it can be confirmed, and stored."""
    return isinstance(update, Mapping) and _is_id(update.get("update_id")) and update["update_id"] >= 0


def lane_of(update: Mapping[str, Any]) -> int:
    """The id of the chat in which something happened, else of the person who did it, else 0.

    A private chat has its person's id, so that what somebody types inline keeps its place among their messages.

    A pressed button is its presser's, wherever it stands: Telegram gives it up if nobody takes note of it for a while,
    and in a busy group it would stand behind answers that wait for the group's next minute. So in a group presses keep
    no order with messages, nor with others' presses: whoever handles them sees to it that two presses of one button at
    the same moment count once, which two processes may miss; of two changes of one message either may be the last.
    """
    happenings = [value for value in update.values() if isinstance(value, Mapping)]
    for find in (_chats, _people):
        for happening in happenings:
            for id_ in find(happening):
                if _is_id(id_):
                    return id_
    return NO_LANE


def _chats(happening: Mapping[str, Any]) -> Iterator[object]:
    """Where it happened; where a pressed button stands doesn't matter."""
    yield _inside(happening, "chat")
    yield happening.get("user_chat_id")


def _people(happening: Mapping[str, Any]) -> Iterator[object]:
    yield _inside(happening, "from")
    yield _inside(happening, "user")


def _inside(value: object, key: str) -> object:
    inner = value.get(key) if isinstance(value, Mapping) else None
    return inner.get("id") if isinstance(inner, Mapping) else None


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST
