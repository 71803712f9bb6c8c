"""What the buttons of a draft's steps decide: a draft and a press in, the draft as it is then out. Sends nothing."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

from bot.announcements import homes, planning
from bot.announcements.model import Audience, Content
from bot.announcements.schedule_templates import schedule_of
from bot.knowledge.festivals import FESTIVALS
from bot.replies import find_pair, short_id
from bot.telegram.announce_draft import Draft, Step
from bot.telegram.announce_heard import at_clock
from bot.telegram.announce_told import GRACES
from bot.telegram.service import Service

_OPEN: Final = frozenset(
    {
        *("content", "pair", "templates", "audience", "categories", "chats", "topic", "time", "at", "weekday"),
        *("cron", "festival", "days", "month", "day", "options", "all"),
    }
)
"""Steps to which a button leads without more ado; the others need something to be decided or shown first."""

_CHAT: Final = re.compile("-?[0-9]{1,18}", re.ASCII)
"""A chat's id, which the database can hold."""

_LAST_PAGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a draft.

    Attributes:
        arg: what it chooses.
        now: seconds since the epoch.
    """

    draft: Draft
    arg: str
    service: Service
    now: float


async def pressed(verb: str, press: Pressed) -> Draft | None:
    """The draft as it is after a press; None when the press means nothing here."""
    decide = _VERBS.get(verb)
    return await decide(press) if decide and press.draft.target is None else None


async def _go(press: Pressed) -> Draft | None:
    if press.arg not in _OPEN:
        return None
    step = cast("Step", press.arg)
    draft = press.draft.at(step)
    if step == "categories":
        service = press.service
        known = await planning.known_categories(service.database, service.bot, service.matcher.knowledge)
        own = draft.plan.audience.categories
        return replace(draft, offered=tuple(dict.fromkeys([*known, *own])))
    return replace(draft, offered=()) if step == "pair" else draft


async def _page(press: Pressed) -> Draft | None:
    number = _number(press.arg, _LAST_PAGE)
    return None if number is None else replace(press.draft, page=number)


async def _pair(press: Pressed) -> Draft | None:
    pair = find_pair(press.arg, press.service.matcher.knowledge)
    return press.draft.saying(Content("pair", pair)).after("audience") if pair else None


async def _template(press: Pressed) -> Draft | None:
    """A template brings its audience and its time along; both may be changed."""
    templates = press.service.matcher.knowledge.templates
    found = next((one for name, one in templates.items() if short_id(name) == press.arg), None)
    if found is None:
        return None
    draft = press.draft.saying(Content("template", found.name)).to(Audience("categories", (found.category,)))
    own = schedule_of(found, draft.plan.schedule.zone)
    draft = draft.but(template=found.name, schedule=own or draft.plan.schedule)
    return replace(draft, reviewed=True).at("all")


async def _all(press: Pressed) -> Draft | None:
    return press.draft.to(Audience("all")).after("time")


async def _category(press: Pressed) -> Draft | None:
    offered = press.draft.offered
    number = _number(press.arg, len(offered) - 1)
    if number is None:
        return None
    chosen = press.draft.plan.audience.categories
    name = offered[number]
    kept = tuple(one for one in chosen if one != name)
    return press.draft.to(Audience("categories", kept if name in chosen else (*chosen, name)))


async def _chat(press: Pressed) -> Draft | None:
    if not _CHAT.fullmatch(press.arg):
        return None
    chosen = dict(press.draft.plan.audience.chats)
    known = await homes.home(press.service.database, press.service.bot, int(press.arg))
    if int(press.arg) in chosen:
        del chosen[int(press.arg)]
    elif known:
        chosen[known.id] = None
    else:
        return None
    return press.draft.to(Audience("chats", chats=tuple(chosen.items())))


async def _done(press: Pressed) -> Draft | None:
    chosen = press.draft.plan.audience
    return press.draft.after("time") if chosen.categories or chosen.chats else None


async def _now(press: Pressed) -> Draft | None:
    return press.draft.due(when="now").after("options")


async def _in(press: Pressed) -> Draft | None:
    minutes = _number(press.arg, 24 * 60)
    return None if minutes is None else _at(press, _here(press) + timedelta(minutes=minutes + 1))


async def _tomorrow(press: Pressed) -> Draft | None:
    return _at(press, (_here(press) + timedelta(days=1)).replace(hour=9, minute=0))


def _here(press: Pressed) -> datetime:
    """What the clocks show, in whole minutes."""
    return datetime.fromtimestamp(press.now, ZoneInfo(press.draft.plan.schedule.zone)).replace(second=0, microsecond=0)


def _at(press: Pressed, moment: datetime) -> Draft:
    return press.draft.due(when="at", at=f"{moment:%Y-%m-%d %H:%M}").after("options")


async def _daily(press: Pressed) -> Draft | None:
    return press.draft.due(when="cron", cron="0 9 * * *").at("clock")


async def _weekday(press: Pressed) -> Draft | None:
    day = _number(press.arg, 7)
    return press.draft.due(when="cron", cron=f"0 9 * * {day}").at("clock") if day else None


async def _festival(press: Pressed) -> Draft | None:
    known = press.arg in FESTIVALS
    return press.draft.due(when="before", festival=press.arg, days=3).at("days") if known else None


async def _days(press: Pressed) -> Draft | None:
    days = _number(press.arg, 60)
    is_due = press.draft.plan.schedule.when == "before"
    return press.draft.timed(days=days).at("clock") if is_due and days is not None else None


async def _month(press: Pressed) -> Draft | None:
    month = _number(press.arg, 12)
    return press.draft.due(when="lunar", month=month, day=1).at("day") if month else None


async def _day(press: Pressed) -> Draft | None:
    day = _number(press.arg, 30)
    is_due = press.draft.plan.schedule.when == "lunar"
    return press.draft.timed(day=day).at("clock") if is_due and day else None


async def _clock(press: Pressed) -> Draft | None:
    return at_clock(press.draft, press.arg.replace("-", ":"))


async def _switch(press: Pressed) -> Draft | None:
    plan = press.draft.plan
    message = plan.content.message
    match press.arg:
        case "silent":
            return press.draft.but(silent=not plan.silent)
        case "pin":
            return press.draft.but(pin=not plan.pin)
        case "link" if message and not message.media:
            shown = replace(message, preview=not message.preview)
            return press.draft.saying(replace(plan.content, message=shown), press.draft.source)
        case _:
            return None


async def _grace(press: Pressed) -> Draft | None:
    seconds = _number(press.arg, GRACES[-1])
    return press.draft.but(grace=seconds) if seconds in GRACES else None


async def _unsure(press: Pressed) -> Draft | None:
    return press.draft.but(uncertain=press.arg) if press.arg in {"ask", "resend"} else None


def _number(text: str, most: int) -> int | None:
    """A number from 0 on; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= most else None


_VERBS: Final[Mapping[str, Callable[[Pressed], Awaitable[Draft | None]]]] = {
    "go": _go,
    "page": _page,
    "pair": _pair,
    "template": _template,
    "all": _all,
    "category": _category,
    "chat": _chat,
    "done": _done,
    "now": _now,
    "in": _in,
    "tomorrow": _tomorrow,
    "daily": _daily,
    "weekday": _weekday,
    "festival": _festival,
    "days": _days,
    "month": _month,
    "day": _day,
    "clock": _clock,
    "switch": _switch,
    "grace": _grace,
    "unsure": _unsure,
}
