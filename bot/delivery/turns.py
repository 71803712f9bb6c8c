"""Who may send next: answers before announcements, each kind in the order in which it came as far as chats allow."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.delivery.errors import TooMany
from bot.delivery.gate import Gate, NotYet, Ticket
from bot.delivery.pace import Pace, Urgency


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


class Turns:
    """Hands out turns at a pace.

    Args:
        pace: what may go out when.
        clock: seconds that only go forward, the same that `pace` was made with.
        sleep: waits for some seconds.
        gate: passed in each turn, before it is handed out.
    """

    def __init__(
        self, pace: Pace, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]], gate: Gate
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._gate = gate
        self._announcing: _Waiter | None = None  # at the gate: of announcements one, or they'd take the answers' room
        self._waiting: dict[Urgency, list[_Waiter]] = {"answer": [], "announcement": []}
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = math.inf

    @asynccontextmanager
    async def turn(self, chat: int, urgency: Urgency, until: float) -> AsyncIterator[None]:
        """Wait for a turn, and have it until the block ends.

        Args:
            until: when a silence would last too long.

        Raises:
            TooMany: there is a silence until later than `until`.
            NotSent: the gate can't tell whether it may go out.
        """
        waiter = _Waiter(chat, urgency, until)
        self._waiting[urgency].append(waiter)
        self._admit()
        try:
            ticket = await self._through_gate(waiter)
            try:
                yield
            finally:
                self._gate.leave(ticket)
        finally:
            if waiter.is_admitted:
                self._pace.end(chat, self._clock())
            self._leave_gate(waiter)
            self._admit()

    async def _through_gate(self, waiter: _Waiter) -> Ticket:
        """Wait for a turn in which the gate lets one through."""
        while True:
            await waiter.turn
            try:
                ticket = await self._gate.enter(waiter.chat, waiter.urgency)
            except NotYet as refusal:
                self._put_back(waiter, refusal)
            else:
                if self._leave_gate(waiter):
                    self._admit()
                return ticket

    def _put_back(self, waiter: _Waiter, refusal: NotYet) -> None:
        """Have somebody wait once more, before those who came later."""
        self._pace.put_back(waiter.chat)
        refusal.tell(self._pace, waiter.chat, self._clock())
        waiter.is_admitted = False
        waiter.turn = asyncio.get_running_loop().create_future()
        self._waiting[waiter.urgency].insert(0, waiter)
        self._leave_gate(waiter)
        self._admit()

    def _leave_gate(self, waiter: _Waiter) -> bool:
        """Somebody is at the gate no more; whether announcements had to wait for them."""
        if self._announcing is not waiter:
            return False
        self._announcing = None
        return True

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
        announces = waiter.urgency == "announcement"
        wait = math.inf if announces and self._announcing else self._pace.wait(waiter.chat, waiter.urgency, now)
        if wait <= 0:
            self._announcing = waiter if announces else self._announcing
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
