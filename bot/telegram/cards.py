"""What operators are shown of their own accord: approvals that wait, progress that goes on, ends that went badly."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Final

import structlog

from bot.announcements import cards, report
from bot.announcements.model import Announcement, Occurrence
from bot.announcements.problems import Problem
from bot.announcements.report import Report, Run
from bot.delivery.errors import DeliveryError, Refused
from bot.replies import Reply
from bot.replies.announcing_cards import ended_reply
from bot.store.announced import IMPOSSIBLE, MISSED
from bot.store.trouble import sentence
from bot.telegram.announce_cards import card_of
from bot.telegram.announce_desk import Desk, desk_of, operator_of
from bot.telegram.announce_screens import facts_of
from bot.telegram.announce_single import card_for, message_for
from bot.telegram.context import App, Context
from bot.telegram.kinds import Kind
from bot.telegram.sending import log_refusal
from bot.telegram.work import Work, at_work

LOOK_SECONDS: Final = 3.0
"""Between two looks: more often an edit tells nobody anything, and counts against the chat's pace."""

BACK_SECONDS: Final = 3600.0
"""How far a new start looks back for what nobody was told of, and for cards that show what was."""

SLACK_SECONDS: Final = 10.0
"""Between the clocks of two processes, or of the program and the database."""

NO_CHAT: Final = 0
"""Where notes lie that are of no chat."""

TOLD: Final[Kind[bool]] = Kind("announce-told", 2 * BACK_SECONDS, bool, bool)
"""By occurrence and time: of which ends operators were told."""

_OFFERED: Final = frozenset({"retry", "resend", "drop", "report"})
"""What may be done right below the news that something went badly."""

log = structlog.get_logger("bot.telegram")


class Cards:
    """Keeps operators informed, as long as it runs.

    Args:
        application: initialized.
        sleep: waits for some seconds between two looks.
    """

    def __init__(self, application: App, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._application = application
        self._service = application.bot_data
        self._sleep = sleep
        self._since = self._service.clock() - BACK_SECONDS
        self._newest: int | None = None
        self._moving: set[int] = set()
        self._noted: set[int] = set()
        self._shown: dict[tuple[int, str], Reply] = {}

    async def ended(self, occurrence: Occurrence) -> None:
        """Take note that an occurrence has ended; what there is to say of it is said at the next look."""
        self._noted.add(occurrence.announcement)

    async def run(self) -> None:
        """Look again and again, until it is cancelled. Of several processes one does."""
        while self._service.operators:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the next look may succeed, whatever was wrong with this one
                log.warning("operators not informed", error=sentence(error, self._service.database.url))
            await self._sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Show what is new."""
        database, bot, now = self._service.database, self._service.bot, self._service.clock()
        newest, noted = await cards.newest(database), frozenset(self._noted)
        for announcement in await cards.waiting(database, bot):
            await self._ask(announcement)
        stirred = await cards.stirred(database, bot, self._since)
        for number in sorted(stirred | self._moving | noted | await self._begun()):
            found = await report.of(database, bot, number)
            if found:
                await self._renew(found)
                await self._tell(found)
        self._noted -= noted
        self._newest, self._moving, self._since = newest, stirred, now - SLACK_SECONDS
        self._shown = {key: reply for key, reply in self._shown.items() if key[0] in stirred}

    async def _begun(self) -> set[int]:
        """Announcements of which something fell due since the last look: it may have ended since, too."""
        if self._newest is None:
            return await cards.ended(self._service.database, self._service.bot, self._since)
        return await cards.begun(self._service.database, self._service.bot, self._newest)

    async def _ask(self, announcement: Announcement) -> None:
        """Everybody who may approve is sent the message and a card, once."""
        database, bot = self._service.database, self._service.bot
        for person in sorted(self._service.operators):
            whose = self._service.keyring.hash(person)
            if whose == announcement.planned_by:
                continue
            known = dict(announcement.cards).get(whose)
            # A card that was to be sent when a process was killed is sent by the next one.
            left = known == cards.NOWHERE and self._newest is None
            if left or (known is None and await cards.claim(database, bot, announcement.id, whose)):
                await self._reach(person, partial(_ask_for_approval, announcement=announcement.id))

    async def _renew(self, found: Report) -> None:
        """Bring every card of an announcement up to date."""
        for whose, message in found.announcement.cards:
            person = operator_of(self._service, whose)
            if person is not None and message != cards.NOWHERE:
                await self._reach(person, partial(self._refresh, found=found, message=message))

    async def _refresh(self, desk: Desk, found: Report, message: int) -> bool:
        """Show the newest state, unless that is what is shown; a card that was deleted is followed no more."""
        number, whose = found.announcement.id, desk.whose
        reply = await card_for(found, whose, self._service, desk.words)
        if self._shown.get((number, whose)) == reply:
            return True
        if await desk.refresh(message, reply):
            self._shown[number, whose] = reply
            return True
        await cards.hide(self._service.database, self._service.bot, number, whose)
        return False

    async def _tell(self, found: Report) -> None:
        """Say what went badly, each end once: to whoever planned it, or else to everybody."""
        lately = self._service.clock() - BACK_SECONDS
        for run in found.runs:
            at = run.occurrence.ended_at
            if at is None or at < lately or not _went_badly(run):
                continue
            with at_work(Work(self._service)) as work:
                is_new = await work.first(TOLD, NO_CHAT, run.occurrence.id, str(at))
            if is_new and await self._reach_planner(found.announcement, partial(_show_end, found=found, run=run)):
                await self._service.writer.commit(*work.all_writes)

    async def _reach_planner(self, announcement: Announcement, show: Callable[[Desk], Awaitable[bool]]) -> bool:
        """Show something to whoever planned it; to all operators when nobody did or they can't be reached."""
        planner = operator_of(self._service, announcement.planned_by)
        if planner is not None and await self._reach(planner, show):
            return True
        others = sorted(self._service.operators - {planner})
        return any([await self._reach(person, show) for person in others])

    async def _reach(self, person: int, show: Callable[[Desk], Awaitable[bool]]) -> bool:
        """Do something in somebody's chat; one who can't be reached keeps nobody else from hearing it."""
        try:
            with at_work(Work(self._service)) as work:
                shown = await show(await desk_of(Context(self._application), person))
            await self._service.writer.commit(*work.all_writes)
        except DeliveryError as error:
            log.warning("operator not reached", error=type(error).__name__)
            return False
        return shown


def _went_badly(run: Run) -> bool:
    return bool(run.counts.failed or run.counts.unknown) or run.occurrence.state in {MISSED, IMPOSSIBLE}


async def _ask_for_approval(desk: Desk, announcement: int) -> bool:
    """The message as it will go out, and below it what an operator should know before they approve."""
    message = await message_for(desk, announcement)
    if not isinstance(message, Problem):
        try:
            await desk.post(message)
        except Refused as error:
            if error.gone:
                return False
            log_refusal("preview not sent", error)
    found = await report.of(desk.database, desk.bot, announcement)
    shown = await desk.send(await card_for(found, desk.whose, desk.service, desk.words)) if found else None
    if shown is not None:
        await cards.show(desk.database, desk.bot, announcement, desk.whose, shown)
    return shown is not None


async def _show_end(desk: Desk, found: Report, run: Run) -> bool:
    facts = await facts_of(found.announcement.plan, desk.service, desk.words)
    card = card_of(replace(found, runs=(run,)), facts, desk.words, desk.now, desk.whose)
    offered = tuple(action for action in card.actions if action in _OFFERED)
    return await desk.send(ended_reply(replace(card, actions=offered), desk.words)) is not None
