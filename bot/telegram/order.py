"""In which order updates are handled: those of one chat one after the other, those of several chats side by side."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from inspect import iscoroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

WORKERS = 32
"""Chats served at once. More only cost time: each has a request or two under way."""

WAITING = 10_000
"""Updates that may be in hand at once: more than `polling` ever fetches, so that this bound is never met."""


class ChatOrder(BaseUpdateProcessor):
    """A slow send holds up its own chat alone, and a question is never overtaken by its own edit.

    The library bounds all updates by one number; here it bounds those that wait, and `WORKERS` those that run, since
    otherwise one busy chat could take every place with updates that only wait for each other.
    """

    __slots__ = ("_chats", "_workers")

    def __init__(self) -> None:
        super().__init__(WAITING)
        self._chats: dict[int, tuple[asyncio.Lock, int]] = {}
        self._workers = asyncio.Semaphore(WORKERS)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine when it is this update's turn."""
        try:
            async with self._turn(_chat_of(update)), self._workers:
                await coroutine
        finally:
            if iscoroutine(coroutine):  # given up while it waited, it would complain that nobody awaited it
                coroutine.close()

    @asynccontextmanager
    async def _turn(self, chat: int | None) -> AsyncIterator[None]:
        if chat is None:
            yield
            return
        lock, users = self._chats.get(chat, (asyncio.Lock(), 0))
        self._chats[chat] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._chats.pop(chat)
            if users > 1:
                self._chats[chat] = (lock, users - 1)


def _chat_of(update: object) -> int | None:
    """The chat whose order counts; a person's private chat has the person's id, so inline queries keep theirs too."""
    if not isinstance(update, Update):
        return None
    whose = update.effective_chat or update.effective_user
    return whose.id if whose else None
