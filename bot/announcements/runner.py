"""Runs announcements: what falls due is spread to its chats and delivered, until it is told to stop.

The only module of the ledger that others call, besides those that plan and control.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Select, exists, select

from bot.announcements.courier import Courier
from bot.announcements.faults import reason_of
from bot.announcements.hand import REFILL, Hand
from bot.announcements.ledger import Delivery, Time, spreading
from bot.announcements.marks import Marks
from bot.announcements.model import Occurrence
from bot.announcements.out import Out
from bot.announcements.plans import fixed
from bot.announcements.rounds import Rounds, Wanted
from bot.announcements.scheduler import MOST, Scheduler
from bot.announcements.spreading import Spreading
from bot.announcements.telling import Told, tell
from bot.delivery.sender import Sender
from bot.knowledge.model import Knowledge
from bot.store.announced import announcements
from bot.store.database import Database
from bot.store.patience import pauses
from bot.store.trouble import is_passing, sentence
from bot.store.writer import Writer

POLL_SECONDS: Final = 0.5
"""Between two looks at what others have written to the database: the shell, or another process."""

STOP_SECONDS: Final = 6.0
"""For requests under way when it is told to stop; the bot has seven for everything."""

log = structlog.get_logger("bot.announcements")

ZONE: Final = ZoneInfo("Asia/Shanghai")

_LAST_SECONDS: Final = 1.0
"""How long a transaction may take that was under way then, or somebody who is told of something."""

_LONGEST_PAUSE: Final = 30.0
"""Seconds before another try after something that isn't known to pass."""

F = TypeVar("F", bound="asyncio.Future[Any]")


async def _nothing(*_: object) -> None:
    """Nobody wants to be told."""


class Runner:
    """Runs the announcements of one bot; on PostgreSQL several processes may, each with a runner.

    Args:
        writer: commits marks.
        out: makes requests; sender: hands out the turns for them.
        knowledge: the one in force.
        clock: seconds since the epoch; unused on PostgreSQL, which has its own.
        zone: of quiet hours of chats that named none.
        ended: told of each occurrence that has ended, once: its deliveries have, it was missed, or nothing could be
            sent. Not told if the process is stopped just then.
        moved: told the old and the new id of a group that became a supergroup.
        lost: told of a chat that refuses the bot, and the reason in Telegram's words.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it works with, and whom it tells
        self,
        database: Database,
        writer: Writer,
        bot: int,
        sender: Sender,
        out: Out,
        knowledge: Callable[[], Knowledge],
        clock: Callable[[], float] = time.time,
        *,
        zone: ZoneInfo = ZONE,
        ended: Callable[[Occurrence], Awaitable[None]] = _nothing,
        moved: Callable[[int, int], Awaitable[None]] = _nothing,
        lost: Callable[[int, str], Awaitable[None]] = _nothing,
    ) -> None:
        owner = uuid4().hex
        marks = Marks(database, bot, owner, clock)
        courier = Courier(database, writer, bot, owner, sender, out, marks, Told(moved, lost))
        self._database = database
        self._ended = ended
        self._scheduler = Scheduler(database, bot, knowledge, clock)
        self._spreading = Spreading(database, bot, zone, clock)
        self._rounds = Rounds(database, bot, owner, zone, clock)
        self._is_stopping = False
        self._given_back: set[asyncio.Future[None]] = set()
        self._telling: set[asyncio.Task[None]] = set()
        self._time_to_plan, self._time_to_deliver = asyncio.Event(), asyncio.Event()

        def give_back(one: Delivery) -> None:
            _keep(self._given_back, writer.submit([marks.give_back(one)]))

        def give_up(one: Delivery, error: BaseException) -> None:
            mark = marks.unknown if one.is_begun else marks.failed
            _keep(self._given_back, writer.submit([mark(one, type(error).__name__)]))

        self._hand = Hand(courier, give_back, give_up, self._time_to_deliver.set)
        self._time = Time(database, clock)
        self._pulse = _pulse(bot, self._time)

    def wake(self) -> None:
        """Look at once at what was planned, or changed."""
        self._time_to_plan.set()
        self._time_to_deliver.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; then what isn't begun is given back, and what is begun has a few seconds to end."""
        stopped = asyncio.create_task(stop.wait())
        plan, deliver = self._loop(self._plan, self._time_to_plan), self._loop(self._deliver, self._time_to_deliver)
        loops = [asyncio.create_task(plan), asyncio.create_task(deliver)]
        try:
            await asyncio.wait([stopped, *loops], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            await self._finish(loops)
        for loop in loops:
            if not loop.cancelled():
                loop.result()

    async def _finish(self, loops: Sequence[asyncio.Task[None]]) -> None:
        """Claim nothing more, and leave in good order."""
        self._is_stopping = True
        self.wake()
        is_answered, _ = await asyncio.gather(self._hand.finish(STOP_SECONDS), _end(loops))
        if not is_answered:
            log.warning("stopped before every request was answered; what became of them isn't known")
        if waiting := {*self._given_back, *self._telling}:
            await asyncio.wait(waiting, timeout=_LAST_SECONDS)

    async def _loop(self, step: Callable[[], Awaitable[float]], wake: asyncio.Event) -> None:
        """Take one step after the other, when that says so or somebody wakes us; outlive whatever comes up."""
        waits, longer = pauses(), _longer_pauses()
        while not self._is_stopping:
            wake.clear()
            try:
                wait = await step()
                waits, longer = pauses(), _longer_pauses()
            except Exception as error:  # noqa: BLE001 - one mistake isn't to end all announcements for ever
                if is_passing(error):
                    wait, told = next(waits), sentence(error, self._database.url)
                    log.warning("announcements can't go on", error=told, retry_in=wait)
                else:  # a mistake of ours, perhaps with one announcement: the others are to go out
                    wait = next(longer)
                    log.error("announcements can't go on", error=reason_of(error), retry_in=wait)  # noqa: TRY400 - no words
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await wake.wait()

    async def _plan(self) -> float:
        """Let fall due what is, and make deliveries. Returns the seconds until there may be more to do."""
        pulse = (await self._database.rows(self._pulse, self._time.at()))[0]
        if not (pulse.due or pulse.spreading):
            return POLL_SECONDS
        has_fired = await self._fire() if pulse.due else False
        has_spread = await self._spreading.spread()
        self._tell(self._spreading.take_ended())
        if has_spread:
            self._time_to_deliver.set()
        return 0.0 if has_spread or has_fired else POLL_SECONDS

    async def _fire(self) -> bool:
        """Let everything fall due that is, before the first of it is sent. Returns whether anything was."""
        fired, last = 0, MOST
        while last == MOST and not self._is_stopping:
            due = await self._scheduler.fire()
            self._tell(due.ended)
            fired, last = fired + due.many, due.many
        return fired > 0

    async def _deliver(self) -> float:
        """Claim deliveries as far as there is room. Returns the seconds until there may be more to do."""
        hand = self._hand
        if not (hand.held or await self._rounds.is_needed()):
            return POLL_SECONDS
        found = await self._rounds.round(Wanted(hand.room, hand.recent(), hand.held))
        hand.take(found.claim.deliveries)
        self._tell(found.ended)
        await self._rounds.tidy(found)
        has_more = bool(found.claim.deliveries or found.claim.quiet) and hand.room >= REFILL
        return 0.0 if has_more or found.ended else POLL_SECONDS

    def _tell(self, ended: Iterable[Occurrence]) -> None:
        """Whoever is told takes the time that they need."""
        for occurrence in ended:
            log.info("occurrence ended", announcement=occurrence.announcement, occurrence=occurrence.id)
            _keep(self._telling, asyncio.create_task(tell(self._ended(occurrence))))


async def _end(loops: Sequence[asyncio.Task[None]]) -> None:
    """Let the loops come to their end, or end them."""
    _, late = await asyncio.wait(loops, timeout=_LAST_SECONDS)
    for loop in late:
        loop.cancel()
    await asyncio.gather(*late, return_exceptions=True)


def _longer_pauses() -> Iterator[float]:
    """Seconds to wait after each failure that isn't known to pass, without end."""
    pause = 1.0
    while True:
        yield pause
        pause = min(_LONGEST_PAUSE, pause * 2)


def _keep(kept: set[F], future: F) -> None:
    """Hold on to what goes on by itself until it is done."""
    kept.add(future)
    future.add_done_callback(kept.discard)


def _pulse(bot: int, clock: Time) -> Select[bool, bool]:
    """Whether anything has fallen due, and whether deliveries are still to be made."""
    is_due = exists().where(
        announcements.c.bot == bot, announcements.c.state == fixed("active"), announcements.c.next_at <= clock.now
    )
    return select(is_due.label("due"), exists().where(spreading(bot)).label("spreading"))
