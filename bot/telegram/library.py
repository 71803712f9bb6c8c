"""The knowledge in force, taken up anew when its files change; broken files leave the old in force. Knows no Telegram.

The files are looked at and read in threads, after another process has made of them what can be made beforehand, so that
whoever asks meanwhile is answered from the old knowledge.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final, TypeVar

import structlog

from bot.errors import YuanwenError
from bot.knowledge.model import Knowledge
from bot.knowledge.watch import Fingerprint, fingerprint
from bot.matching.matcher import Matcher

LOOK_SECONDS: Final = 2.0
"""Between two looks. Files that are the same in both are taken as complete: by then an editor or git has written
them, and the coarsest clock of a file system in use (FAT's, two seconds) has ticked."""

LOGGED: Final = 5
"""Problems of broken knowledge that the log shows; `yuanwen check` shows all."""

LONGEST_REST: Final = 64
"""Looks between two tries to tell the operators, so that a day without Telegram doesn't fill the log."""

Report = Callable[[tuple[str, ...]], Awaitable[bool]]
"""Told the problems of broken knowledge, each as `path:line: message`; then none once it is mended. Returns whether
everybody knows; if not, it is told the same again."""

Taken = Callable[[], Awaitable[None]]
"""Told that changed knowledge has been taken up."""

Beforehand = Callable[[], Awaitable[object]]
"""Makes what a load takes long for, as far as it can, where it holds nobody up."""

T = TypeVar("T")
log = structlog.get_logger("bot.telegram")


class Library:
    """Holds the matcher in force.

    Args:
        matcher: the first one.
        folder: what it was made of.
        load: makes another; called in a thread.
        seen: the folder's state before the first matcher was made of it; None takes that of now.
        beforehand: called before each `load`; nothing by default.

    Attributes:
        matcher: finds the answers. Replaced as a whole: whoever handles an update takes it once.
    """

    def __init__(
        self,
        matcher: Matcher,
        folder: Path,
        load: Callable[[], Matcher],
        seen: Fingerprint | None = None,
        beforehand: Beforehand | None = None,
    ) -> None:
        self.matcher = matcher
        self._folder = folder
        self._load = load
        self._beforehand = beforehand
        self._known = fingerprint(folder) if seen is None else seen
        self._news: tuple[str, ...] = ()
        self._told: tuple[str, ...] | None = ()  # None while some have heard the news and others haven't
        self._rest = self._looks = 0

    @property
    def knowledge(self) -> Knowledge:
        """What the answers are made of."""
        return self.matcher.knowledge

    async def watch(self, stop: asyncio.Event, report: Report, taken: Taken | None = None) -> None:
        """Take up what changes until `stop` is set.

        Args:
            stop: ends the watch at once; a load under way is left to itself.
            report: called once for each kind of broken knowledge, and once it is mended.
            taken: called each time that the knowledge in force is another.
        """
        watching, stopping = asyncio.ensure_future(self._watch(report, taken)), asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watching.cancel()
            stopping.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self, report: Report, taken: Taken | None) -> None:
        before = self._known
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = await _aside(self._look)
            if now == before != self._known and await self._is_prepared(now):
                made = await self._make()
                if now == await _aside(self._look):  # else it was read while it was written: not what anybody meant
                    self._known = now
                    if self._take_up(made) and taken:
                        await _told(taken)
            before = now
            if self._news != self._told:
                await self._tell(report)

    def _look(self) -> Fingerprint:
        return fingerprint(self._folder)

    async def _is_prepared(self, now: Fingerprint) -> bool:
        """Whether all is made beforehand, as far as it can be, and the folder is still as it was."""
        if self._beforehand:
            try:
                await self._beforehand()
            except Exception as error:  # noqa: BLE001 - `load` makes what is missing
                log.warning("nothing made beforehand", error=type(error).__name__)
        return now == await _aside(self._look)

    async def _make(self) -> Matcher | tuple[str, ...]:
        """A matcher of what is there now, or why there can be none."""
        try:
            return await _aside(self._load)
        except YuanwenError as error:
            return tuple(str(error).splitlines())
        except Exception as error:  # noqa: BLE001 - whatever a strange file causes, the old knowledge stays in force
            return (f"{self._folder}:1: can't be used ({type(error).__name__})",)

    def _take_up(self, made: Matcher | tuple[str, ...]) -> bool:
        self._rest = self._looks = 0
        if isinstance(made, tuple):
            shown = list(made[:LOGGED])
            log.error("changed knowledge is broken, the old stays in force", problems=len(made), first=shown)
            self._news = made
            return False
        self.matcher = made
        log.info("knowledge taken up", articles=len(self.knowledge.articles), pairs=len(self.knowledge.pairs))
        self._news = ()  # the operators needn't know of a change that went well, unless one before hadn't
        return True

    async def _tell(self, report: Report) -> None:
        """Tell the news, at the next look again if it wasn't heard, and then after more looks each time."""
        if self._looks < self._rest:
            self._looks += 1
            return
        self._told, self._looks, self._rest = None, 0, min(LONGEST_REST, 2 * self._rest + 1)
        try:
            if await report(self._news):
                self._told = self._news
        except Exception as error:  # noqa: BLE001 - knowledge must go on being watched whoever can't be told
            log.warning("operators not told of the knowledge", error=type(error).__name__)


async def _told(taken: Taken) -> None:
    try:
        await taken()
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("nobody told of the change", error=type(error).__name__)


async def _aside(call: Callable[[], T]) -> T:
    """Call something in a thread that nobody waits for at the end: a network mount may hold it for minutes."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:  # noqa: BLE001 - it is for whoever called
            future.set_exception(error.with_traceback(None))  # which would keep alive what was being read

    Thread(target=run, name="library", daemon=True).start()
    return await asyncio.wrap_future(future)
