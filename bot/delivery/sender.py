"""Sends everything that goes out: waits for its turn, makes the request, and does what each failure calls for.

A request is handed over as a function, of the chat's id if it goes to a chat, that raises the errors of
`bot.delivery.errors`.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

import structlog

from bot.delivery.errors import DeliveryError, Moved, NotSent, TooMany, Uncertain
from bot.delivery.pace import Pace, Urgency

T = TypeVar("T")

PATIENCE_SECONDS: Final = 3600.0
"""The longest silence that is waited out with a message in hand. While it lasts nothing else goes out either, so coming
back to it later would only use up tries."""

CALL_PATIENCE_SECONDS: Final = 5.0
"""The longest silence that is waited out with a call in hand: whoever pressed a button has turned away by then."""

SLACK_SECONDS: Final = 0.5
"""Added to the silence that Telegram asks for, which it gives in whole seconds."""

FIRST_PAUSE: Final = 1.0
"""Before a request is made again; doubled each time."""

NOT_SENT_RETRIES: Final = 3
"""After a request that was never sent: seven seconds in all, which bridges a router's short breath."""

BROKEN_RETRIES: Final = 2
TIMED_OUT_RETRIES: Final = 1
"""After one of which nobody knows whether it was carried out, for answers alone: they go out at least once. A time-out
means mostly that it was, and once more that something lasting is wrong."""

log = structlog.get_logger("bot.delivery")


class _Silenced(Exception):  # noqa: N818 - never leaves this module
    """Telegram wants to be left alone; the silence has begun."""


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody who waits for a turn.

    Attributes:
        until: when a silence would last too long.
    """

    chat: int
    urgency: Urgency
    until: float
    is_admitted: bool = False
    turn: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass(slots=True)
class _Tries:
    """How often a message was tried again, by what failed."""

    not_sent: int = 0
    uncertain: int = 0

    def pause_after(self, error: DeliveryError, urgency: Urgency) -> float | None:
        """Seconds until the next try; None when there is none."""
        if isinstance(error, NotSent) and self.not_sent < NOT_SENT_RETRIES:
            self.not_sent += 1
            return FIRST_PAUSE * 2.0 ** (self.not_sent - 1)
        if isinstance(error, Uncertain) and urgency == "answer" and self.uncertain < _retries(error):
            self.uncertain += 1
            return FIRST_PAUSE * 2.0 ** (self.uncertain - 1)
        return None


class Sender:
    """Lets messages out, answers before announcements, each kind in the order in which it came as far as chats allow.

    Args:
        pace: what may go out when.
        clock: seconds that only go forward, the same that `pace` was made with.
        sleep: waits for some seconds.
        held: told that the pace has a new silence to keep, which should outlast a restart.
    """

    def __init__(
        self,
        pace: Pace,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        held: Callable[[], None] = lambda: None,
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._held = held
        self._waiting: dict[Urgency, list[_Waiter]] = {"answer": [], "announcement": []}
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = math.inf

    async def send(
        self,
        request: Callable[[int], Awaitable[T]],
        chat: int,
        urgency: Urgency = "answer",
        moved: Callable[[int, int], None] = lambda _, __: None,
    ) -> T:
        """Make a request when its turn has come, and again as far as that is of use.

        Args:
            request: makes it for the chat with an id.
            chat: the chat's id.
            moved: told the old and the new id when the group has become a supergroup.

        Returns:
            What the request returned.

        Raises:
            Refused: for good.
            NotSent: it was tried a few times.
            TooMany: the silence is too long to wait with a message in hand.
            Uncertain: nobody knows; of an announcement the first time, of an answer after a few.
        """
        target, tries = chat, _Tries()
        until = self._clock() + PATIENCE_SECONDS
        while True:
            try:
                async with self._turn(target, urgency, until):
                    return await self._made(partial(request, target))
            except _Silenced:
                continue
            except Moved as error:
                if target != chat:
                    raise
                target = error.chat
                moved(chat, target)
                continue
            except DeliveryError as error:
                pause = tries.pause_after(error, urgency)
                if pause is None:
                    raise
                _log_again(error, target, pause)
            await self._sleep(pause)

    async def call(self, request: Callable[[], Awaitable[T]]) -> T:
        """Make a request that counts in no chat, an acknowledgement for one: at once, but in no silence.

        Args:
            request: makes it.

        Returns:
            What the request returned.

        Raises:
            TooMany: the silence is too long for what goes out this way.
            DeliveryError: whatever else the request raised; it is not made again.
        """
        until = self._clock() + CALL_PATIENCE_SECONDS
        while True:
            silence = self._pace.held_until - self._clock()
            if silence > 0 and self._pace.held_until > until:
                raise TooMany(silence)
            if silence > 0:
                await self._sleep(silence)
                continue
            with suppress(_Silenced):
                return await self._made(request)

    async def _made(self, request: Callable[[], Awaitable[T]]) -> T:
        """Make a request; a silence that Telegram asks for begins before anybody else's turn does."""
        try:
            return await request()
        except TooMany as error:
            log.warning("asked to wait", seconds=error.seconds)
            self._pace.hold(self._clock() + error.seconds + SLACK_SECONDS)
        self._held()
        raise _Silenced

    @asynccontextmanager
    async def _turn(self, chat: int, urgency: Urgency, until: float) -> AsyncIterator[None]:
        """Wait for a turn, and have it.

        Raises:
            TooMany: there is a silence until later than `until`.
        """
        waiter = _Waiter(chat, urgency, until)
        self._waiting[urgency].append(waiter)
        self._admit()
        try:
            await waiter.turn
            yield
        finally:
            if waiter.is_admitted:
                self._pace.end(chat, self._clock())
            self._admit()

    def _admit(self) -> None:
        """Let in everybody whose turn it is, and see to it that the others are looked at again in time."""
        now = self._clock()
        soonest = now + min(self._admit_kind(waiting, now) for waiting in self._waiting.values())
        if soonest < self._alarm_at:
            self._set_alarm(soonest, soonest - now)

    def _admit_kind(self, waiting: list[_Waiter], now: float) -> float:
        """Let in those of one kind; answers stand first. Returns the seconds until another one may be."""
        soonest = math.inf
        for waiter in list(waiting):
            if self._pace.held_until <= now < now + (full := self._pace.wait_of_all(now)):
                return min(soonest, full)  # nobody has a turn, so that nobody needs to be looked at
            wait = self._look_at(waiter, now)
            if waiter.turn.done():
                waiting.remove(waiter)
            else:
                soonest = min(soonest, wait)
        return soonest

    def _look_at(self, waiter: _Waiter, now: float) -> float:
        """Let somebody in or send them away, if it is time for either; if not, the seconds until it may be."""
        if waiter.turn.done():  # given up
            return 0.0
        wait = self._pace.wait(waiter.chat, waiter.urgency, now)
        if wait <= 0:
            self._pace.begin(waiter.chat, waiter.urgency, now)
            waiter.is_admitted = True
            waiter.turn.set_result(None)
        elif self._pace.held_until > waiter.until:
            waiter.turn.set_exception(TooMany(self._pace.held_until - now))
        return wait

    def _set_alarm(self, at: float, seconds: float) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm, self._alarm_at = asyncio.create_task(self._admit_after(seconds)), at

    async def _admit_after(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._alarm, self._alarm_at = None, math.inf
        self._admit()


def _retries(error: Uncertain) -> int:
    return TIMED_OUT_RETRIES if error.timed_out else BROKEN_RETRIES


def _log_again(error: DeliveryError, chat: int, pause: float) -> None:
    """A group is named by its id, a person is not."""
    known: dict[str, object] = {"error": type(error).__name__, "reason": str(error), "pause": pause}
    log.warning("sent again", **(known | {"group": chat} if chat < 0 else known))
