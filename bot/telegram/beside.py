"""What the bot does beside handling updates: it tidies up, takes up changed knowledge, tells the operators.

Of several processes on one database the leader alone asks Telegram for updates, and tells the operators anything.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog

from bot.replies import knowledge_broken_reply, knowledge_taken_reply
from bot.store.leader import while_leading
from bot.store.retention import tidy
from bot.store.trouble import sentence
from bot.telegram.announce_corrections import ask_about_corrections
from bot.telegram.cards import Cards
from bot.telegram.context import App
from bot.telegram.operators import Operators
from bot.telegram.service import Service

TIDY_SECONDS: Final = 60.0
"""Between two looks for what has been kept long enough."""

log = structlog.get_logger("bot.telegram")


@asynccontextmanager
async def beside(*jobs: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do what else there is to do, as long as it is entered."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        for task in tasks:
            complain_of(task)


def complain_of(task: "asyncio.Task[None]") -> None:
    """Say so if a task has failed: nobody else hears of it."""
    error = None if task.cancelled() else task.exception()
    if error:
        log.error("a task beside the updates ended", error=type(error).__name__)


async def tidy_now_and_then(service: Service) -> None:
    """Forget what has been kept long enough."""
    while True:
        try:
            await tidy(service.database, service.clock())
        except Exception as error:  # noqa: BLE001 - the next round may succeed, whatever was wrong with this one
            log.warning("nothing forgotten", error=sentence(error, service.database.url))
        await asyncio.sleep(TIDY_SECONDS)


async def lead(
    application: App, poll: Callable[[asyncio.Event], Coroutine[Any, Any, None]], cards: Cards, stop: asyncio.Event
) -> None:
    """Poll, and tell the operators what there is to tell, whenever no other process does.

    Args:
        application: initialized.
        poll: gets updates until an event is set.
        cards: keeps the operators informed.
        stop: ends it all.

    Raises:
        InvalidToken: the token is refused.
    """
    service, operators = application.bot_data, Operators(application, application.bot_data.operators)
    leads = asyncio.Event()

    async def work(until: asyncio.Event) -> None:
        leads.set()
        try:
            async with beside(cards.run(), ask_about_corrections(application)):
                await poll(until)
        finally:
            leads.clear()

    async def report(problems: tuple[str, ...]) -> bool:
        return not leads.is_set() or await _report(problems, operators, service)

    async def taken() -> None:
        if leads.is_set():
            await ask_about_corrections(application)

    async with beside(service.library.watch(stop, report, taken)):
        await while_leading(service.database, f"bot {service.bot}", work, stop, _tell)


def _tell(leads: bool, error: Exception | None) -> None:
    log.info("leads" if leads else "another process leads", error=type(error).__name__ if error else None)


async def _report(problems: tuple[str, ...], operators: Operators, service: Service) -> bool:
    """How the people who run the bot hear of knowledge that is broken, and of its being sound again."""
    pairs = len(service.matcher.knowledge.pairs)
    return await operators.tell(
        problems,
        lambda words: knowledge_broken_reply(problems, words) if problems else knowledge_taken_reply(pairs, words),
    )
