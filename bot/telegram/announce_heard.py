"""What an operator sends while a step of their draft waits for it: the draft as it is then, or what is wrong."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from telegram import Message as Posted
from telegram.constants import MessageEntityType

from bot.announcements import homes, planning, schedule
from bot.announcements.content import problem_of
from bot.announcements.model import Content, Media, Message
from bot.announcements.problems import Problem
from bot.announcements.schedule_forms import time_of, wall_of, zone_of
from bot.replies.compose import ASKED_WIDTH
from bot.replies.text import echo
from bot.telegram.announce_draft import Draft, Step
from bot.telegram.service import Service

MAX_FOUND: Final = 6
"""Pairs that are offered for some words."""

Heard = Draft | Problem
"""The draft as it is now, or what is wrong with what was sent."""

_LINKS: Final = frozenset({MessageEntityType.URL, MessageEntityType.TEXT_LINK})
_TOPIC: Final = re.compile(r"(?:https?://)?t\.me/c/([0-9]{1,12})/([0-9]{1,15})(?:/[0-9]+)?(?:\?\S*)?", re.ASCII)
"""A link to a message of a private supergroup: the group's number, the topic, the message."""

SUPERGROUPS: Final = 10**12
"""What is added to the number of a supergroup, and the sum taken negative, for its id in the Bot API."""

_NEAR: Final[Mapping[str, int]] = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2, "後天": 2}
_NEAR_DAY: Final = re.compile(rf"({'|'.join(_NEAR)})\s*([0-9:]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A message for a step.

    Attributes:
        text: its words on one line, with wide signs made narrow; empty for a file.
        now: seconds since the epoch.
    """

    draft: Draft
    posted: Posted
    service: Service
    text: str
    now: float


async def heard(draft: Draft, posted: Posted, service: Service) -> Heard:
    """Take a message for the step that waits for one."""
    if posted.media_group_id is not None:
        return Problem("album")
    text = " ".join(unicodedata.normalize("NFKC", (posted.text or "")[:ASKED_WIDTH]).split())
    return await _STEPS[draft.step](Said(draft, posted, service, text, service.clock()))


def message_of(posted: Posted) -> Message | Problem:
    """A message as an announcement, its formatting kept; what it says may still be too long."""
    media = _media_of(posted)
    if media is None and posted.text is None:
        return Problem("kind")
    entities = posted.caption_entities if media else posted.entities
    kept = tuple(entity.to_dict() for entity in entities)
    text = (posted.caption if media else posted.text) or ""
    shown = not media and any(entity.type in _LINKS for entity in entities) and not _hides_links(posted)
    kind, file = media or (None, None)
    message = Message(text, kept, media=kind, file=file, preview=shown)
    return problem_of(message) or message


def _hides_links(posted: Posted) -> bool:
    return bool(posted.link_preview_options and posted.link_preview_options.is_disabled)


def _media_of(posted: Posted) -> tuple[Media, str] | None:
    """The file that goes along. An animation is a document too, and a photo comes in several sizes."""
    if posted.photo:
        return "photo", posted.photo[-1].file_id
    if posted.animation:
        return "animation", posted.animation.file_id
    files = {"video": posted.video, "audio": posted.audio, "voice": posted.voice, "document": posted.document}
    kinds: tuple[Media, ...] = ("video", "audio", "voice", "document")
    return next(((kind, file.file_id) for kind in kinds if (file := files[kind])), None)


async def _content(said: Said) -> Heard:
    message = message_of(said.posted)
    if isinstance(message, Problem):
        return message
    return said.draft.saying(Content("message", message=message), said.posted.message_id).after("audience")


async def _words(said: Said) -> Heard:
    """Other words for what was sent: a file can't be changed, so it isn't taken."""
    message = message_of(said.posted)
    if isinstance(message, Message) and message.media:
        return Problem("no-file-change")
    if isinstance(message, Problem):
        return message
    return said.draft.saying(Content("message", message=message), said.posted.message_id).at("check")


async def _pair(said: Said) -> Heard:
    matcher = said.service.matcher
    if said.text in matcher.knowledge.pairs:
        return said.draft.saying(Content("pair", said.text)).after("audience")
    found = tuple(match.pair for match in matcher.search(said.text, MAX_FOUND)) if said.text else ()
    return (
        replace(said.draft, offered=found) if found else Problem("not-found", {"asked": echo(said.text, ASKED_WIDTH)})
    )


async def _category(said: Said) -> Heard:
    """A category of the operators' own: it exists as soon as something is announced in it."""
    if problem := planning.category_problem(said.text):
        return problem
    offered = tuple(dict.fromkeys([*said.draft.offered, said.text]))
    chosen = said.draft.plan.audience
    named = tuple(dict.fromkeys([*chosen.categories, said.text]))
    return replace(said.draft.to(replace(chosen, reach="categories", categories=named)), offered=offered)


async def _topic(said: Said) -> Heard:
    found = _TOPIC.fullmatch(said.text)
    chat = -SUPERGROUPS - int(found[1]) if found else 0
    known = await homes.home(said.service.database, said.service.bot, chat) if found else None
    if found is None or known is None:
        return Problem("topic-link")
    chosen = dict(said.draft.plan.audience.chats) | {chat: int(found[2])}
    wanted = replace(said.draft.plan.audience, reach="chats", chats=tuple(chosen.items()))
    return said.draft.to(wanted).at("chats")


async def _at(said: Said) -> Heard:
    zone = zone_of(said.draft.plan.schedule.zone)
    here = wall_of(said.now, zone) if zone else None
    near, text = _NEAR_DAY.fullmatch(said.text), said.text.replace("/", "-")
    if near and here and (time := time_of(near[2])):
        text = f"{here + timedelta(days=_NEAR[near[1].lower()]):%Y-%m-%d} {time:%H:%M}"
    parts = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}:\d{2})", text, re.ASCII)
    if parts:
        text = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2} {parts[4]:0>5}"
    return _sound(said.draft.due(when="at", at=text).after("options"), said.now)


async def _cron(said: Said) -> Heard:
    return _sound(said.draft.due(when="cron", cron=said.text).after("options"), said.now)


async def _days(said: Said) -> Heard:
    if not re.fullmatch(r"[0-9]{1,3}", said.text):
        return Problem("number")
    return _sound(said.draft.timed(days=int(said.text)).at("clock"), said.now)


async def _clock(said: Said) -> Heard:
    return at_clock(said.draft, said.text) or Problem("time-form", {"time": echo(said.text, ASKED_WIDTH)})


def at_clock(draft: Draft, text: str) -> Draft | None:
    """The draft with another time of the day; None when the text is none."""
    time = time_of(text)
    if time is None:
        return None
    given = draft.plan.schedule
    if given.when != "cron":
        return draft.timed(time=f"{time:%H:%M}").after("options")
    days = " ".join(given.cron.split()[2:])
    return draft.timed(cron=f"{time.minute} {time.hour} {days}").after("options")


def _sound(draft: Draft, now: float) -> Heard:
    """The draft, unless its time makes no sense."""
    return next(iter(schedule.problems(draft.plan.schedule, now)), None) or draft


_STEPS: Final[Mapping[Step, Callable[[Said], Awaitable[Heard]]]] = {
    "content": _content,
    "pair": _pair,
    "categories": _category,
    "topic": _topic,
    "at": _at,
    "cron": _cron,
    "days": _days,
    "clock": _clock,
    "words": _words,
}
"""Each of the steps that listen."""
