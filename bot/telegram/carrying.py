"""Announcements under way beside the updates: Telegram as their way out, and what they find out about chats."""

from collections.abc import Awaitable, Callable

from bot.announcements.model import Occurrence
from bot.announcements.runner import Runner
from bot.telegram.context import App, Context
from bot.telegram.out import Out
from bot.telegram.work import Work, at_work


def runner_for(application: App, ended: Callable[[Occurrence], Awaitable[None]]) -> Runner:
    """What runs the announcements of a bot.

    Args:
        application: initialized.
        ended: told of each occurrence that has ended.
    """
    service = application.bot_data

    async def moved(old: int, new: int) -> None:
        await _note(application, lambda context: context.moved(old, new))

    async def lost(chat: int, reason: str) -> None:
        await _note(application, lambda context: context.lost(chat, reason))

    return Runner(
        service.database,
        service.writer,
        service.bot,
        service.sender,
        Out(application.bot),
        lambda: service.library.knowledge,
        service.clock,
        zone=service.zone,
        ended=ended,
        moved=moved,
        lost=lost,
    )


async def _note(application: App, note: Callable[[Context], None]) -> None:
    """Write down what an update would have brought about."""
    service = application.bot_data
    with at_work(Work(service)) as work:
        note(Context(application))
    await service.writer.commit(*work.all_writes)
