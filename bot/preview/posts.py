"""The newest messages of all chats, and how many there ever were. Holds state."""

from collections.abc import Callable
from typing import Final

from bot.preview.fields import Json
from bot.preview.model import Chat, Post

KEPT: Final = 10_000
"""Messages that are kept; older ones are only counted, so that a long run needs no more memory than a short one."""


class Posts:
    """Messages by chat and number.

    Args:
        kept: how many.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._posts: dict[tuple[int, int], Post] = {}
        self._inline: dict[str, Post] = {}
        self.count = 0
        self.listener: Callable[[Post], None] = lambda _: None

    def __len__(self) -> int:
        return len(self._posts)

    def add(self, post: Post) -> None:
        """Keep a message, and let the oldest one go."""
        self.count += 1
        self._posts[post.chat.id, post.id] = post
        post.chat.posts.append(post)
        if post.inline_id:
            self._inline[post.inline_id] = post
        if len(self._posts) > self._kept:
            oldest = self._posts.pop(next(iter(self._posts)))
            oldest.chat.posts.popleft()
            self._inline.pop(oldest.inline_id or "", None)
        self.listener(post)

    def replace(self, post: Post, shown: Json) -> None:
        """A message looks different from now on."""
        post.json = shown
        self.listener(post)

    def find(self, chat: Chat, number: int | None) -> Post | None:
        """A message that is kept and not deleted."""
        post = self._posts.get((chat.id, number)) if number is not None else None
        return None if post is None or post.is_deleted else post

    def find_inline(self, inline_id: str) -> Post | None:
        """A message that was sent through the bot."""
        post = self._inline.get(inline_id)
        return None if post is None or post.is_deleted else post
