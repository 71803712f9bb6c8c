"""Sends everything that goes out: waits for its turn, makes the request, and does what each failure calls for.

A request is handed over as a function, of the chat's id if it goes to a chat, that raises the errors of
`bot.delivery.errors`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import structlog

from bot.delivery.errors import DeliveryError, Moved, NotSent, TooMany, Uncertain
from bot.delivery.gate import Gate, OpenGate
from bot.delivery.pace import Pace, Urgency
from bot.delivery.turns import Turns

T = TypeVar("T")

PATIENCE_SECONDS: Final = 3600.0
"""The longest silence that is waited out with a message in hand: nothing else could go out meanwhile either."""

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
    """Lets messages out.

    Args:
        pace: what may go out when.
        clock: seconds that only go forward, the same that `pace` was made with.
        sleep: waits for some seconds.
        held: told that the pace has a new silence to keep, which should outlast a restart.
        gate: what this process has in common with others that send for the same bot; without one it is alone.
    """

    def __init__(
        self,
        pace: Pace,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        held: Callable[[], None] = lambda: None,
        gate: Gate | None = None,
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._held = held
        self._gate = gate or OpenGate()
        self._turns = Turns(pace, clock, sleep, self._gate)

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
        until, tries = self._clock() + PATIENCE_SECONDS, _Tries()
        try:
            return await self._sent(request, chat, urgency, until, tries)
        except Moved as error:
            moved(chat, error.chat)
            return await self._sent(request, error.chat, urgency, until, tries)

    async def _sent(
        self,
        request: Callable[[int], Awaitable[T]],
        chat: int,
        urgency: Urgency,
        until: float,
        tries: _Tries,
    ) -> T:
        """Make a request for one chat, as often as that is of use."""
        while True:
            try:
                async with self._turns.turn(chat, urgency, until):
                    return await self._made(partial(request, chat))
            except _Silenced:
                continue
            except DeliveryError as error:
                pause = tries.pause_after(error, urgency)
                if pause is None:
                    raise
                _log_again(error, chat, pause)
            await self._sleep(pause)

    def wait_of(self, chat: int, many: int = 1) -> float:
        """Seconds until a chat takes some more messages by its own limits, as far as this process knows them.

        A turn may take longer than that, for what goes out to other chats and for a silence.

        Args:
            many: how many it takes then in one go.

        Returns:
            0 for none. What is in flight to the chat counts in its minute, and is taken to end at once.
        """
        return self._pace.wait_of(chat, many, self._clock())

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
            silence = await self._silence()
            if silence > 0 and self._pace.held_until > until:
                raise TooMany(silence)
            if silence > 0:
                await self._sleep(silence)
                continue
            with suppress(_Silenced):
                return await self._made(request)

    async def hold(self, seconds: float) -> None:
        """Telegram wants to be left alone, by this process and all others; returns once all know.

        A request that does anything more before it raises `TooMany` says so here first.
        """
        log.warning("asked to wait", seconds=seconds)
        self._pace.hold(self._clock() + seconds + SLACK_SECONDS)
        self._held()
        await self._gate.hold(seconds + SLACK_SECONDS)

    async def _silence(self) -> float:
        """Seconds for which nothing goes out, from this process or any; negative or 0 for none."""
        of_all = await self._gate.silence()
        if of_all > 0:
            self._pace.hold(self._clock() + of_all)
        return self._pace.held_until - self._clock()

    async def _made(self, request: Callable[[], Awaitable[T]]) -> T:
        """Make a request; a silence that Telegram asks for begins before anybody else's turn does."""
        try:
            return await request()
        except TooMany as error:
            await self.hold(error.seconds)
        raise _Silenced


def _retries(error: Uncertain) -> int:
    return TIMED_OUT_RETRIES if error.timed_out else BROKEN_RETRIES


def _log_again(error: DeliveryError, chat: int, pause: float) -> None:
    """A group is named by its id, a person is not."""
    known: dict[str, object] = {"error": type(error).__name__, "reason": str(error), "pause": pause}
    log.warning("sent again", **(known | {"group": chat} if chat < 0 else known))
