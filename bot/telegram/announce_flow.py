"""An operator's draft from its first step to its confirmation: shows it, keeps it in the notes, takes it down once."""

import secrets
from dataclasses import replace
from functools import partial
from typing import Final

from telegram import Message as Posted

from bot.announcements import control, planning, report
from bot.announcements.confirming import confirm
from bot.announcements.model import Plan
from bot.announcements.problems import Problem
from bot.delivery.errors import Refused
from bot.replies import Reply, announcing, stale_alert
from bot.replies.text import shorten, tame
from bot.store.writer import Write
from bot.telegram.announce_cards import REASON, newest_sending, sent_of, times_told
from bot.telegram.announce_desk import Desk
from bot.telegram.announce_draft import DRAFT, PLANNED, TAKEN, Draft, Planned, Step, new_draft
from bot.telegram.announce_heard import heard
from bot.telegram.announce_screens import View, facts_of, screen_of
from bot.telegram.announce_single import show_card
from bot.telegram.announce_told import duration_told, problem_told, problems_told
from bot.telegram.kinds import ALBUM

TOKEN_BYTES: Final = 4

OWN: Final = "unknown-category"
"""What would be a slip in the shell: here a category that doesn't exist yet was typed, or chosen from a list."""


async def start(desk: Desk, target: int | None = None) -> None:
    """Begin with nothing; what was begun before is dropped.

    Args:
        target: the announcement whose words shall be changed; None plans a new one.
    """
    await drop(desk)
    await show(desk, new_draft(secrets.token_hex(TOKEN_BYTES), desk.service.zone.key, target), below=True)


async def draft_of(desk: Desk) -> Draft | None:
    """What an operator is putting together."""
    return await desk.context.work.get(DRAFT, desk.person)


async def drop(desk: Desk, key: str = "") -> bool:
    """Forget what is being put together; whether there was anything.

    Args:
        key: of a sentence that stands in its place; without one its messages go away.
    """
    draft = await draft_of(desk)
    if draft is None:
        return False
    desk.context.work.drop(DRAFT, desk.person)
    await desk.remove(draft.shown)
    if key and draft.screen is not None:
        await desk.edit(draft.screen, announcing.said_reply(desk.words, key))
    else:
        await desk.remove([draft.screen])
    return True


async def leave(desk: Desk) -> bool:
    """The operator gives it up; whether there was anything."""
    draft = await draft_of(desk)
    return await drop(desk, "left" if draft is None or draft.target is None else "left-words")


async def show(desk: Desk, draft: Draft, problem: str = "", *, below: bool = False) -> None:
    """Show a step, in the place of the one before or below what the operator has just sent, and remember it."""
    reply = await screen_of(View(draft, desk.service, desk.words, problem))
    await _put(desk, draft, reply, below=below)


async def take(desk: Desk, draft: Draft, posted: Posted) -> None:
    """A message for the step that waits for one."""
    work = desk.context.work
    work.put(TAKEN, True, desk.person, posted.message_id, person=desk.person)
    if posted.media_group_id and not await work.first(ALBUM, desk.person, posted.media_group_id):
        return
    found = await heard(draft, posted, desk.service)
    if isinstance(found, Problem):
        await show(desk, draft, problem_told(found, desk.words), below=True)
    else:
        await proceed(desk, found, below=True)


async def retake(desk: Desk, draft: Draft, posted: Posted) -> None:
    """The message that the words were taken from has been edited: the draft follows."""
    step: Step = "words" if draft.target is not None else "content"
    found = await heard(draft.at(step), posted, desk.service)
    if isinstance(found, Problem):
        await show(desk, draft.at(step), problem_told(found, desk.words), below=True)
    else:
        await proceed(desk, found if draft.target is not None else found.at(draft.step), below=True)


async def proceed(desk: Desk, draft: Draft, *, below: bool = False) -> None:
    """On to whatever step the draft stands at."""
    await desk.remove(draft.shown)
    draft = replace(draft, shown=())
    if draft.step == "preview":
        await _preview(desk, draft)
    elif draft.step == "check":
        await _check(desk, draft)
    else:
        await show(desk, draft, below=below)


async def confirmed(desk: Desk, draft: Draft) -> str | None:
    """The operator agrees with what they see; returns what a toast says, if anything."""
    if draft.step == "check" and draft.target is not None:
        return await _change(desk, draft, draft.target)
    if draft.step != "preview":
        return None
    found = await _problems(desk, draft.plan)
    if found:
        await desk.remove(draft.shown)
        await show(desk, replace(draft, shown=()).at("all"), problems_told(found, desk.words))
        return None
    number = await _take_down(desk, draft)
    if number is None:
        return stale_alert(desk.words)
    await show_card(desk, number, draft.screen)
    return None


async def planned_before(desk: Desk, token: str) -> int | None:
    """The announcement that a draft has become, if the press that made it comes once more."""
    planned = await desk.context.work.get(PLANNED, desk.person)
    return planned.announcement if planned and planned.token == token else None


async def _take_down(desk: Desk, draft: Draft) -> int | None:
    """Both at once: the draft goes, the announcement stands. What the work notes besides is the same again."""
    work = desk.context.work
    work.drop(DRAFT, desk.person)
    dropped = work.writes[-1]

    def kept(number: int) -> Write:
        work.put(PLANNED, Planned(draft.token, number), desk.person, person=desk.person)
        return work.writes[-1]

    take_down = partial(confirm, approval=desk.service.approval, dropped=dropped, kept=kept)
    return await take_down(desk.database, desk.bot, draft.plan, desk.whose, desk.now)


async def _change(desk: Desk, draft: Draft, target: int) -> str | None:
    message = draft.plan.content.message
    if message is None:
        return None
    changed = await control.edit_everywhere(desk.database, desk.bot, target, message, desk.now)
    if isinstance(changed, Problem):
        await desk.remove(draft.shown)
        await show(desk, replace(draft, shown=()).at("words"), problem_told(changed, desk.words))
        return None
    desk.context.work.drop(DRAFT, desk.person)
    await show_card(desk, target, draft.screen)
    return desk.words.text("announce.said.changing")


async def _problems(desk: Desk, plan: Plan) -> list[Problem]:
    found = await planning.problems(desk.database, desk.bot, plan, desk.service.matcher.knowledge, desk.now)
    return [problem for problem in found if problem.key != OWN]


async def _preview(desk: Desk, draft: Draft) -> None:
    """The message as its recipients will see it, and below it all there is to know before agreeing."""
    draft = replace(draft, reviewed=True)
    found = await _problems(desk, draft.plan)
    if found:
        await show(desk, draft.at("all"), problems_told(found, desk.words))
        return
    knowledge = desk.service.matcher.knowledge
    preview = await planning.preview_of(desk.database, desk.bot, draft.plan, knowledge, desk.now)
    try:
        shown = await desk.post(preview.message)
    except Refused as error:
        await show(desk, draft.at("all"), _refused(desk, error))
        return
    facts = (*await facts_of(draft.plan, desk.service, desk.words), *_outlook(desk, draft, preview))
    frame = replace(View(draft, desk.service, desk.words).frame, facts=facts)
    await _put(desk, replace(draft, shown=(shown,)), announcing.preview_reply(frame), below=True)


def _outlook(desk: Desk, draft: Draft, preview: planning.Preview) -> list[str]:
    """When, how many, how long, and what to know."""
    words, told = desk.words, []
    if draft.plan.schedule.when != "now":
        told.append(times_told(preview.next, draft.plan.schedule.zone, words))
    duration = duration_told(preview.seconds, words)
    key = "announce.takes" if preview.recipients else "announce.takes-none"
    told.append(words.text(key, count=preview.recipients, duration=duration))
    if desk.service.approval:
        told.append(words.text("announce.needs-approval"))
    return told + [words.text("announce.problem-mark") + problem_told(one, words) for one in preview.warnings]


async def _check(desk: Desk, draft: Draft) -> None:
    """The new words as they will stand, with the file that stays."""
    message, target = draft.plan.content.message, draft.target
    found = await report.of(desk.database, desk.bot, target) if target is not None else None
    sending = newest_sending(found) if found else None
    if message is None or found is None:
        await show(desk, draft.at("words"))
        return
    old = sending.occurrence.message if sending else None
    seen = replace(message, media=old.media, file=old.file) if old else message
    try:
        shown = await desk.post(seen)
    except Refused as error:
        await show(desk, draft.at("words"), _refused(desk, error), below=True)
        return
    reply = announcing.check_reply(View(draft, desk.service, desk.words).frame, sent_of(found))
    await _put(desk, replace(draft, shown=(shown,)), reply, below=True)


def _refused(desk: Desk, error: Refused) -> str:
    return problem_told(Problem("telegram", {"reason": shorten(tame(error.reason), REASON)}), desk.words)


async def _put(desk: Desk, draft: Draft, reply: Reply, *, below: bool) -> None:
    """Show a screen and remember which message does."""
    if below or draft.screen is None:
        screen = await desk.send(reply)
        await desk.remove([draft.screen])
    else:
        screen = await desk.edit(draft.screen, reply)
    desk.context.work.put(DRAFT, replace(draft, screen=screen), desk.person, person=desk.person)
