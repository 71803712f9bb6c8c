"""One announcement in an operator's chat: its card, and what the buttons below it do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.announcements import cards, control, plans, report
from bot.announcements.content import Impossible, message_of
from bot.announcements.model import Announcement, Message
from bot.announcements.problems import Problem
from bot.announcements.report import Report
from bot.delivery.errors import Refused
from bot.replies import Reply, Words, announcing
from bot.replies.announcing_cards import card_reply, recall_reply
from bot.replies.text import shorten, tame
from bot.telegram.announce_cards import REASON, card_of, is_undoable, newest_sending, report_page, sent_of
from bot.telegram.announce_desk import Desk, desk_of, operator_of
from bot.telegram.announce_screens import facts_of
from bot.telegram.announce_told import problem_told
from bot.telegram.service import Service


@dataclass(frozen=True, slots=True)
class Act:
    """What a button does, and the words that confirm it, by their name under `announce.toast`."""

    do: Callable[[Desk, int], Awaitable[Announcement | Problem]]
    said: str


async def card_for(found: Report, whose: str, service: Service, words: Words) -> Reply:
    """The card of an announcement as somebody is shown it.

    Args:
        whose: the operator, as a keyed hash.
    """
    facts = await facts_of(found.announcement.plan, service, words)
    return card_reply(card_of(found, facts, words, service.clock(), whose), words)


async def show_card(desk: Desk, number: int, message_id: int | None) -> None:
    """Show an announcement in the place of what a message shows, or below; that message follows it from now on."""
    found = await report.of(desk.database, desk.bot, number)
    if found is None:
        reply = announcing.said_reply(desk.words, "gone")
    else:
        reply = await card_for(found, desk.whose, desk.service, desk.words)
    shown = await desk.send(reply) if message_id is None else await desk.edit(message_id, reply)
    if found and shown is not None:
        await cards.show(desk.database, desk.bot, number, desk.whose, shown)


async def decide(desk: Desk, number: int, verb: str, message_id: int) -> str:
    """Approve of what somebody else has planned, or refuse it; they hear of it. Returns what a toast says."""
    done = await _ACTS[verb].do(desk, number)
    await show_card(desk, number, message_id)
    planner = None if isinstance(done, Problem) else operator_of(desk.service, done.planned_by)
    if planner is not None:
        theirs = await desk_of(desk.context, planner)
        await theirs.send(announcing.said_reply(theirs.words, f"was-{_ACTS[verb].said}", number=number))
    return _told(desk, verb, done)


async def act(desk: Desk, number: int, verb: str, message_id: int) -> str:
    """Do what a button of a card stands for and show how things are then; returns what a toast says."""
    done = await _ACTS[verb].do(desk, number)
    await show_card(desk, number, message_id)
    return _told(desk, verb, done)


def _told(desk: Desk, verb: str, done: Announcement | Problem) -> str:
    if isinstance(done, Problem):
        return problem_told(done, desk.words)
    return desk.words.text(f"announce.toast.{_ACTS[verb].said}")


def is_act(verb: str) -> bool:
    """Whether a button changes something at once."""
    return verb in _ACTS


async def show_report(desk: Desk, number: int, page: int, message_id: int) -> None:
    """What didn't arrive and why, in the place of the card."""
    found = await report.of(desk.database, desk.bot, number)
    if found is None:
        await show_card(desk, number, message_id)
        return
    await cards.hide(desk.database, desk.bot, number, desk.whose)
    await desk.edit(message_id, report_page(found, page, desk.words))


async def ask_to_recall(desk: Desk, number: int, message_id: int) -> None:
    """Shall it be deleted everywhere?"""
    found = await report.of(desk.database, desk.bot, number)
    if found is None:
        await show_card(desk, number, message_id)
        return
    await cards.hide(desk.database, desk.bot, number, desk.whose)
    await desk.edit(message_id, recall_reply(number, sent_of(found), desk.words))


async def show_message(desk: Desk, number: int) -> str | None:
    """Send the message itself: as it was sent last, or as it will be; returns what a toast says of a failure."""
    message = await message_for(desk, number)
    if isinstance(message, Problem):
        return problem_told(message, desk.words)
    try:
        await desk.post(message)
    except Refused as error:
        return problem_told(Problem("telegram", {"reason": shorten(tame(error.reason), REASON)}), desk.words)
    return None


async def message_for(desk: Desk, number: int) -> Message | Problem:
    """An announcement's message, or why there is none."""
    found = await report.of(desk.database, desk.bot, number)
    if found is None:
        return Problem("no-announcement", {"announcement": number})
    sending = newest_sending(found)
    if sending and sending.occurrence.message:
        return sending.occurrence.message
    plan, due = found.announcement.plan, found.announcement.next_at or desk.now
    knowledge = desk.service.matcher.knowledge
    try:
        return message_of(plan.content, knowledge, {}, number, due=due, zone=plan.schedule.zone).message
    except Impossible as impossible:
        return impossible.problem


async def _undo(desk: Desk, number: int) -> Announcement | Problem:
    found = await report.of(desk.database, desk.bot, number)
    if found is None or not is_undoable(found, desk.now):
        return Problem("undo-late")
    return await control.cancel(desk.database, desk.bot, number, desk.now)


async def _refuse(desk: Desk, number: int) -> Announcement | Problem:
    found = await plans.get(desk.database, desk.bot, number)
    if found is None or found.state != "waiting" or found.planned_by == desk.whose:
        return Problem("not-waiting")
    return await control.cancel(desk.database, desk.bot, number, desk.now)


async def _approve(desk: Desk, number: int) -> Announcement | Problem:
    return await control.approve(desk.database, desk.bot, number, desk.whose, desk.now)


async def _pause(desk: Desk, number: int) -> Announcement | Problem:
    return await control.pause(desk.database, desk.bot, number, desk.now)


async def _resume(desk: Desk, number: int) -> Announcement | Problem:
    return await control.resume(desk.database, desk.bot, number, desk.now)


async def _stop(desk: Desk, number: int) -> Announcement | Problem:
    return await control.cancel(desk.database, desk.bot, number, desk.now)


async def _retry(desk: Desk, number: int) -> Announcement | Problem:
    return await control.retry_failed(desk.database, desk.bot, number, desk.now)


async def _resend(desk: Desk, number: int) -> Announcement | Problem:
    return await control.settle(desk.database, desk.bot, number, "resend", desk.now)


async def _drop(desk: Desk, number: int) -> Announcement | Problem:
    return await control.settle(desk.database, desk.bot, number, "drop", desk.now)


async def _recall(desk: Desk, number: int) -> Announcement | Problem:
    return await control.recall_everywhere(desk.database, desk.bot, number, desk.now)


_ACTS: Final[Mapping[str, Act]] = {
    "approve": Act(_approve, "approved"),
    "refuse": Act(_refuse, "refused"),
    "undo": Act(_undo, "undone"),
    "pause": Act(_pause, "paused"),
    "resume": Act(_resume, "resumed"),
    "stop": Act(_stop, "cancelled"),
    "retry": Act(_retry, "retried"),
    "resend": Act(_resend, "resent"),
    "drop": Act(_drop, "dropped"),
    "recall": Act(_recall, "recalled"),
}
"""Before a recall one is asked."""
