"""The list of announcements and of the shipped templates in an operator's chat."""

from typing import Final

from bot.announcements import control, planning, plans, report
from bot.announcements.confirming import turn_on
from bot.announcements.model import Announcement, Audience, Content, Plan
from bot.announcements.report import Summary
from bot.announcements.schedule_templates import schedule_of
from bot.announcements.schedule_words import due_words, schedule_words
from bot.knowledge.model import Template
from bot.replies import short_id
from bot.replies.announcing_cards import PAGE_SIZE, TABS, Listed, Shipped, list_reply, shipped_reply
from bot.telegram.announce_desk import Desk
from bot.telegram.announce_told import content_told, problems_told

_STANDING: Final = frozenset({"waiting", "active", "paused"})


async def show_list(desk: Desk, message_id: int | None, tab: str = "", page: int = 0) -> None:
    """A page of the announcements, in the place of what a message shows or below.

    Args:
        tab: one of `TABS`; empty for the first that has any.
    """
    found = await report.all(desk.database, desk.bot)
    by_tab = {name: [one for one in found if _tab_of(one) == name] for name in TABS}
    chosen = tab or next((name for name in ("running", "planned", "done") if by_tab[name]), TABS[0])
    entries = by_tab[chosen]
    number = min(max(page, 0), max(0, -(-len(entries) // PAGE_SIZE) - 1))
    shown = entries[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    listed = Listed(
        chosen,
        tuple(len(by_tab[name]) for name in TABS),
        tuple((_entry(one, desk), one.announcement.id) for one in shown),
        number,
        has_templates=bool(desk.service.matcher.knowledge.templates),
    )
    reply = list_reply(listed, desk.words)
    if message_id is None:
        await desk.send(reply)
    else:
        await desk.edit(message_id, reply)


def _tab_of(one: Summary) -> str:
    if one.counts.pending or one.counts.sending or _is_last(one.announcement):
        return "running"
    return "planned" if one.announcement.state in _STANDING else "done"


def _is_last(announcement: Announcement) -> bool:
    """Whether nothing is to come but what is under way: its last time, or a change of what was sent."""
    return announcement.state == "active" and announcement.next_at is None


def _entry(one: Summary, desk: Desk) -> str:
    """The number, when it is due if ever, and what it says."""
    announcement = one.announcement
    told = content_told(announcement.plan.content, desk.service.matcher.knowledge, desk.words)
    if announcement.state == "active" and announcement.next_at is not None:
        told = f"{due_words(announcement.next_at, announcement.plan.schedule.zone, desk.words)} {told}"
    elif announcement.state != "done":
        state = "running" if _is_last(announcement) else announcement.state
        told = f"{desk.words.text(f'announce.state.{state}')} {told}"
    return f"#{announcement.id} {told}"


async def show_shipped(desk: Desk, message_id: int) -> None:
    """The shipped templates, on and off."""
    standing = await _standing(desk)
    templates = desk.service.matcher.knowledge.templates.values()
    shown = [_shipped(one, standing.get(one.name), desk) for one in templates]
    await desk.edit(message_id, shipped_reply(shown, desk.words))


def _shipped(template: Template, standing: Announcement | None, desk: Desk) -> Shipped:
    """Its own schedule, or the one that it was turned on with."""
    own = schedule_of(template, desk.service.zone.key)
    schedule = standing.plan.schedule if standing else own
    when = schedule_words(schedule, desk.words) if schedule else ""
    return Shipped(
        short_id(template.name), template.title(desk.words.language), when, standing.id if standing else None
    )


async def _standing(desk: Desk) -> dict[str, Announcement]:
    """By template, what was made from it and may still go out."""
    found = await plans.every(desk.database, desk.bot)
    return {one.plan.template: one for one in reversed(found) if one.plan.template and one.state in _STANDING}


async def switch(desk: Desk, key: str, verb: str, message_id: int) -> str | None:
    """Turn a template on or off; returns what a toast says, None when the press means nothing.

    Args:
        key: the short id of its name.
        verb: `on` or `off`.
    """
    templates = desk.service.matcher.knowledge.templates.values()
    template = next((one for one in templates if short_id(one.name) == key), None)
    if template is None:
        return None
    done = await (_turn_on(desk, template) if verb == "on" else _turn_off(desk, template))
    await show_shipped(desk, message_id)
    return done


async def _turn_on(desk: Desk, template: Template) -> str:
    schedule = schedule_of(template, desk.service.zone.key)
    if schedule is None:
        return desk.words.text("announce.shipped.bare", title=template.title(desk.words.language))
    audience = Audience("categories", (template.category,))
    plan = Plan(Content("template", template.name), audience, schedule, template=template.name)
    knowledge = desk.service.matcher.knowledge
    problems = await planning.problems(desk.database, desk.bot, plan, knowledge, desk.now)
    if problems:
        return problems_told(problems, desk.words)
    approval = desk.service.approval
    number = await turn_on(desk.database, desk.bot, plan, desk.whose, desk.now, approval=approval)
    return desk.words.text("announce.said.approval-asked" if approval and number else "announce.toast.on")


async def _turn_off(desk: Desk, template: Template) -> str:
    found = (await _standing(desk)).get(template.name)
    if found:
        await control.cancel(desk.database, desk.bot, found.id, desk.now)
    return desk.words.text("announce.toast.off")
