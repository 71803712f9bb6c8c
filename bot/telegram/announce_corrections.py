"""Asks operators what shall become of announced pairs that have been corrected or withdrawn, and does it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

import structlog

from bot.announcements import corrections
from bot.announcements.changing import recall_everywhere
from bot.announcements.corrections import Correction
from bot.announcements.model import Announcement, Message
from bot.announcements.problems import Problem
from bot.replies import announcing
from bot.replies.announcing_cards import Asked, correction_reply
from bot.replies.text import shorten, tame
from bot.telegram.announce_desk import Desk, desk_of
from bot.telegram.announce_single import show_card
from bot.telegram.announce_told import EXCERPT, problem_told
from bot.telegram.context import App, Context
from bot.telegram.kinds import Kind
from bot.telegram.work import Work, at_work

KEPT_SECONDS: Final = 30 * 24 * 3600.0
"""For how long the buttons of a question work."""

KEY: Final = 12
"""Signs by which buttons tell a correction from others."""

NO_CHAT: Final = 0
"""Where notes lie that are of no chat."""

log = structlog.get_logger("bot.telegram")


def _pack(correction: Correction) -> dict[str, Any]:
    message = correction.message
    return asdict(correction) | {"message": message.as_json() if message else None}


def _unpack(given: Mapping[str, Any]) -> Correction:
    message = Message.of_json(given["message"]) if given["message"] else None
    return Correction(**{**given, "occurrences": tuple(given["occurrences"]), "message": message})


CORRECTION: Final[Kind[Correction]] = Kind("announce-correction", KEPT_SECONDS, _pack, _unpack)
"""What operators were asked and haven't decided, by announcement and key; of no chat."""


async def ask_about_corrections(application: App) -> None:
    """Ask every operator about each pair that was announced and reads otherwise now; about each correction once.

    To be called when the bot has started, and whenever other knowledge is in force.
    """
    service = application.bot_data
    if not service.operators:
        return
    for one in await corrections.found(service.database, service.bot, service.matcher.knowledge, service.clock()):
        # Noted first: of two processes that see the new knowledge at the same moment one asks.
        await corrections.asked(service.database, service.bot, one)
        if not await _ask(application, one):
            await corrections.asked(service.database, service.bot, replace(one, hash=""))


async def _ask(application: App, correction: Correction) -> bool:
    """Ask everybody; whether anybody was reached."""
    service = application.bot_data
    with at_work(Work(service)) as work:
        work.put(CORRECTION, correction, NO_CHAT, correction.announcement, correction.hash[:KEY])
        await service.writer.commit(*work.all_writes)
    reached = [await _ask_one(application, person, correction) for person in sorted(service.operators)]
    return any(reached)


async def _ask_one(application: App, person: int, correction: Correction) -> bool:
    service = application.bot_data
    pair = service.matcher.knowledge.pairs.get(correction.pair)
    question = shorten(tame(pair.question if pair else correction.pair), EXCERPT)
    try:
        with at_work(Work(service)) as work:
            desk = await desk_of(Context(application), person)
            asked = Asked(correction.announcement, question, len(correction.occurrences), correction.hash[:KEY])
            sent = await desk.send(correction_reply(asked, desk.words, withdrawn=correction.message is None))
        await service.writer.commit(*work.all_writes)
    except Exception as error:  # noqa: BLE001 - whatever keeps one from hearing it, the others shall hear it
        log.warning("operator not reached", error=type(error).__name__)
        return False
    return sent is not None


async def settle(desk: Desk, announcement: int, verb: str, key: str, message_id: int) -> str:
    """What an operator decides about a correction, if nobody has yet; returns what a toast says."""
    work = desk.context.work
    correction = await work.get(CORRECTION, NO_CHAT, announcement, key)
    if correction is None:
        await desk.edit(message_id, announcing.said_reply(desk.words, "decided"))
        return desk.words.text("announce.said.decided")
    done = await _do(desk, correction, verb)
    if isinstance(done, Problem):
        return problem_told(done, desk.words)
    work.drop(CORRECTION, NO_CHAT, announcement, key)
    if verb == "leave":
        await desk.edit(message_id, announcing.said_reply(desk.words, "left-as-is"))
    else:
        await show_card(desk, announcement, message_id)
    return desk.words.text(f"announce.said.{_SAID[verb]}")


async def _do(desk: Desk, correction: Correction, verb: str) -> Announcement | Problem | None:
    database, bot, of = desk.database, desk.bot, correction.announcement
    if verb == "correct":
        return await corrections.correct(database, bot, correction, desk.now)
    if verb == "recall":
        return await recall_everywhere(database, bot, of, desk.now, only=correction.occurrences)
    return None


_SAID: Final = {"correct": "corrected", "recall": "recalling", "leave": "left-as-is"}


def is_settling(verb: str) -> bool:
    """Whether a button decides about a correction."""
    return verb in _SAID
