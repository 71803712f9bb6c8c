"""Opens what the handlers share, on the database and with the knowledge of the settings."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial

import structlog
from sqlalchemy import URL

from bot.delivery.memory import PaceMemory
from bot.delivery.sender import Sender
from bot.delivery.shared import SharedPace
from bot.settings import Settings
from bot.store import chats
from bot.store.address import parse_url
from bot.store.database import Database
from bot.store.keys import Keyring
from bot.store.opening import open_database
from bot.store.owner import sole_owner
from bot.store.trouble import sentence
from bot.store.writer import Write, Writer
from bot.telegram.library import Library
from bot.telegram.service import Service

log = structlog.get_logger("bot.telegram")


@asynccontextmanager
async def open_service(settings: Settings, library: Library) -> AsyncIterator[Service]:
    """What the handlers share, on the database of the settings.

    Raises:
        StoreError: the database can't be used, or another process uses it.
    """
    url, bot = parse_url(settings.database_address), settings.bot
    with sole_owner(url):
        async with (
            open_database(url) as database,
            Writer(database, partial(_complain, url)) as writer,
            _gate(database, bot) as gate,
        ):
            memory = PaceMemory(database, bot)
            pace = await memory.load(time.monotonic(), time.time())

            def paced() -> Sequence[Write]:
                return memory.writes(pace, time.monotonic(), time.time())

            def held() -> None:
                """A silence outlasts a kill: it is written at once, and nobody waits for it."""
                writer.submit(paced())

            yield Service(
                bot=bot,
                database=database,
                writer=writer,
                keyring=await Keyring.load(database),
                library=library,
                sender=Sender(pace, held=held, gate=gate),
                paced=paced,
                allowed=await _allowed(settings, database, bot),
                operators=settings.operators,
                approval=settings.approval,
                zone=settings.zone,
            )


def _gate(database: Database, bot: int) -> AbstractAsyncContextManager[SharedPace | None]:
    """What this process's pace has in common with others'; SQLite has one process."""
    return SharedPace(database, bot) if database.dialect == "postgresql" else nullcontext()


async def _allowed(settings: Settings, database: Database, bot: int) -> set[int] | None:
    """The groups in which the bot may be; one that has become a supergroup stays allowed under its new id."""
    if not settings.groups:
        return None
    return set(settings.groups) | await chats.successors(database, bot, settings.groups)


def _complain(url: URL, error: Exception, pause: float) -> None:
    log.error("the database can't be written to; trying again", error=sentence(error, url), retry_in=pause)
