"""`announcements`: what is planned, under way and done, and what operators do about it. Touches the database."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from bot.announcements import control, plans, report
from bot.announcements.locking import Changed
from bot.announcements.model import Message
from bot.announcements.problems import Problem
from bot.errors import StoreError
from bot.settings import Settings
from bot.store.address import file_of, parse_url, shown
from bot.store.database import Database
from bot.store.opening import open_database
from bot.terminal.announce import BAD, MISUSED, told
from bot.terminal.announced_show import listed_json, report_json, show_list, show_report
from bot.terminal.streams import Streams
from bot.terminal.words import terminal_words

MISSING: Final = "no-announcement"
"""The problem of an id that isn't there, which is the caller's mistake; all others are of the world."""

_PLAIN: Final[Mapping[str, Callable[[Database, int, int, float], Awaitable[Changed]]]] = {
    "pause": control.pause,
    "resume": control.resume,
    "cancel": control.cancel,
    "retry": control.retry_failed,
    "recall": control.recall_everywhere,
}
"""What needs to be told no more than which announcement."""


def announcements(arguments: argparse.Namespace, settings: Settings, language: str | None, streams: Streams) -> int:
    """List announcements, show one, or do something to it and show it then.

    Args:
        arguments: of the command.
        settings: whose bot and database it is.
        language: the person's language tag; None where it is not known.
        streams: where it writes.

    Returns:
        The exit code.

    Raises:
        StoreError: there is no database yet, or it can't be used.
    """
    if misuse := _misuse(arguments):
        arguments.misuse(misuse)
    return asyncio.run(_run(arguments, settings, language, streams))


def _misuse(arguments: argparse.Namespace) -> str | None:
    action = arguments.action
    if (arguments.resend or arguments.drop) != (action == "settle"):
        return "settle takes --resend or --drop, and nothing else takes them"
    if (arguments.text is not None) != (action == "edit"):
        return "edit takes --text, and nothing else takes it"
    return None


async def _run(arguments: argparse.Namespace, settings: Settings, language: str | None, streams: Streams) -> int:
    async with _database(settings.database_address, language) as database:
        if arguments.id is None:
            found = await report.all(database, settings.bot)
            if arguments.json:
                streams.out.write(listed_json(found) + "\n")
            else:
                show_list(found, language, streams.out)
            return 0
        if arguments.action:
            changed = await _act(arguments, database, settings.bot)
            if isinstance(changed, Problem):
                return _refuse(changed, language, streams)
        return await _show(arguments, database, settings, language, streams)


async def _show(
    arguments: argparse.Namespace, database: Database, settings: Settings, language: str | None, streams: Streams
) -> int:
    one = await report.of(database, settings.bot, arguments.id)
    if one is None:
        return _refuse(Problem(MISSING, {"announcement": arguments.id}), language, streams)
    if arguments.json:
        streams.out.write(report_json(one) + "\n")
    else:
        show_report(one, language, streams.out)
    return 0


def _refuse(problem: Problem, language: str | None, streams: Streams) -> int:
    streams.err.writelines(f"{line}\n" for line in told([problem], language))
    return MISUSED if problem.key == MISSING else BAD


async def _act(arguments: argparse.Namespace, database: Database, bot: int) -> Changed:
    number, now = arguments.id, time.time()
    if arguments.action == "settle":
        return await control.settle(database, bot, number, "resend" if arguments.resend else "drop", now)
    if arguments.action == "edit":
        return await _edit(database, bot, number, arguments.text, now)
    return await _PLAIN[arguments.action](database, bot, number, now)


async def _edit(database: Database, bot: int, number: int, text: str, now: float) -> Changed:
    """Whether links show what they lead to stays as it was."""
    found = await plans.get(database, bot, number)
    sent = found.plan.content.message if found else None
    message = replace(sent, text=text, entities=(), html=None) if sent else Message(text)
    return await control.edit_everywhere(database, bot, number, message, now)


@asynccontextmanager
async def _database(address: str, language: str | None) -> AsyncIterator[Database]:
    """The database, unless there is none: looking makes none."""
    url = parse_url(address)
    if url.get_backend_name() == "sqlite" and not file_of(url).exists():
        raise StoreError(terminal_words(language).text("announced.no-database", where=shown(url)))
    async with open_database(url) as database:
        yield database
