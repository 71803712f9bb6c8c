"""`announce`: plans an announcement, which whoever runs the bot on this database sends. Writes the database."""

import argparse
import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.announcements import planning
from bot.announcements.model import Plan
from bot.announcements.planning import Preview
from bot.announcements.problems import Problem
from bot.announcements.schedule_words import due_words, schedule_words
from bot.knowledge.model import Knowledge
from bot.replies.markup import Block, Span, block
from bot.replies.text import tame
from bot.replies.words import Words, words_for
from bot.settings import Settings
from bot.store.address import parse_url
from bot.store.database import Database
from bot.store.opening import open_database
from bot.terminal.announce_plan import Misuse, plan_of
from bot.terminal.screen import write_blocks
from bot.terminal.streams import Streams
from bot.terminal.words import terminal_words

BAD: Final = 1
MISUSED: Final = 2

MINUTE: Final = 60

_YES: Final = frozenset({"y", "yes", "是", "好"})
_OF_THE_WORLD: Final = frozenset({"nobody"})
"""Problems that aren't the caller's mistake."""


def announce(
    arguments: argparse.Namespace, settings: Settings, knowledge: Knowledge, language: str | None, streams: Streams
) -> int:
    """Plan an announcement; on a terminal a person sees a preview and is asked, unless they said yes already.

    Args:
        arguments: of the command.
        settings: whose bot and database it is.
        knowledge: the pairs and templates.
        language: the person's language tag; None where it is not known.
        streams: where it reads and writes.

    Returns:
        The exit code.

    Raises:
        StoreError: the database can't be used.
    """
    if not (arguments.yes or streams.given.isatty()):
        arguments.misuse("there is no terminal to ask you on: add --yes to plan it without being asked")
    try:
        plan = plan_of(arguments, knowledge, settings.zone.key)
    except Misuse as wrong:
        arguments.misuse(str(wrong))
    return asyncio.run(_Command(arguments, settings, knowledge, language, streams).run(plan))


class _Command:
    """One call of `announce`."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        settings: Settings,
        knowledge: Knowledge,
        language: str | None,
        streams: Streams,
    ) -> None:
        self._arguments = arguments
        self._settings = settings
        self._knowledge = knowledge
        self._language = language
        self._words = terminal_words(language)
        self._streams = streams

    async def run(self, plan: Plan) -> int:
        """Look for problems, ask, look again since that took a while, and take it down."""
        async with open_database(parse_url(self._settings.database_address)) as database:
            if found := await self._problems(database, plan):
                return self._refuse(found)
            if not self._arguments.yes:
                if not await self._agreed(database, plan):
                    self._streams.err.write(self._words.text("announce.declined") + "\n")
                    return BAD
                if found := await self._problems(database, plan):
                    return self._refuse(found)
            return await self._take_down(database, plan)

    async def _problems(self, database: Database, plan: Plan) -> list[Problem]:
        bot = self._settings.bot
        found = await planning.problems(database, bot, plan, self._knowledge, time.time())
        if plan.audience.reach == "categories":
            named = plan.audience.categories
            found += await planning.unknown_categories(database, bot, named, self._knowledge)
        return found

    def _refuse(self, found: Sequence[Problem]) -> int:
        self._streams.err.writelines(f"{line}\n" for line in told(found, self._language))
        return BAD if {problem.key for problem in found} <= _OF_THE_WORLD else MISUSED

    async def _agreed(self, database: Database, plan: Plan) -> bool:
        """Whether a person says yes to what they see; what is printed for programs stays free of it."""
        out = self._streams.err if self._arguments.json else self._streams.out
        preview = await planning.preview_of(database, self._settings.bot, plan, self._knowledge, time.time())
        write_blocks(preview_blocks(plan, preview, self._language), out)
        out.write(self._words.text("announce.ask") + " ")
        out.flush()
        return self._streams.given.readline().strip().lower() in _YES

    async def _take_down(self, database: Database, plan: Plan) -> int:
        bot, now = self._settings.bot, time.time()
        preview = await planning.preview_of(database, bot, plan, self._knowledge, now)
        approval = self._settings.approval
        number = await planning.take_down(database, bot, plan, None, now, approval=approval, delay=0)
        state = "waiting" if approval else "active"
        if self._arguments.json:
            self._streams.out.write(planned_json(number, state, plan, preview, self._language) + "\n")
        else:
            write_blocks(self._planned(number, state, plan, preview), self._streams.out)
        return 0

    def _planned(self, number: int, state: str, plan: Plan, preview: Preview) -> Iterable[Block]:
        text = self._words.text
        yield block(text("announce.planned", id=number, recipients=preview.recipients), tight=True)
        yield block(text(f"announce.planned-{state}"), tight=True)
        if plan.schedule.when != "now":
            yield block(_next(plan, preview.next[:1], self._words, self._language), tight=True)
        if self._arguments.yes:
            yield from _warned(preview, self._words, self._language)


def told(found: Iterable[Problem], language: str | None) -> list[str]:
    """Problems as sentences, in the words that a chat has for them too."""
    words = words_for(language)
    return [tame(words.text(f"announce.problem.{problem.key}", **problem.values)) for problem in found]


def preview_blocks(plan: Plan, preview: Preview, language: str | None) -> Iterable[Block]:
    """What will happen, for a person to agree to."""
    words = terminal_words(language)
    yield block(Span(words.text("announce.preview"), bold=True))
    yield Block((Span(preview.message.text),), quote=True, tight=True)
    minutes, seconds = divmod(max(round(preview.seconds), 1), MINUTE)
    unit = "minutes" if minutes else "seconds"
    duration = words.text(f"announce.{unit}", count=minutes + (seconds > 0) if minutes else seconds)
    yield block(words.text("announce.recipients", count=preview.recipients, duration=duration))
    yield block(words.text("announce.when", when=schedule_words(plan.schedule, words_for(language))), tight=True)
    if plan.schedule.when not in {"now", "at"}:
        yield block(_next(plan, preview.next, words, language), tight=True)
    yield from _warned(preview, words, language)


def planned_json(number: int, state: str, plan: Plan, preview: Preview, language: str | None) -> str:
    """What was planned as a line of JSON, for programs."""
    zone = ZoneInfo(plan.schedule.zone)
    shown = {
        "id": number,
        "recipients": preview.recipients,
        "state": state,
        "next": [time_text(at, zone) for at in preview.next],
        "warnings": told(preview.warnings, language),
    }
    return json.dumps(shown, ensure_ascii=False)


def time_text(at: float, zone: ZoneInfo) -> str:
    """A time as ISO 8601 has it, in a zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone).isoformat(timespec="seconds")


def _next(plan: Plan, times: Sequence[float], words: Words, language: str | None) -> str:
    shown = [due_words(at, plan.schedule.zone, words_for(language)) for at in times]
    return words.text("announce.next", times=words.text("announce.separator").join(shown))


def _warned(preview: Preview, words: Words, language: str | None) -> Iterable[Block]:
    for warning in told(preview.warnings, language):
        yield block(words.text("announce.warning", warning=warning), tight=True)
