"""Announcements on the screen and as JSON: a list of them, or one with all that became of it. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

from bot.announcements import schedule
from bot.announcements.model import Announcement, Content, Counts
from bot.announcements.planning import NEXT
from bot.announcements.report import Report, Run, Summary, Trouble
from bot.announcements.schedule_words import due_words, schedule_words
from bot.replies.markup import Block, Span, block
from bot.replies.text import shorten, tame
from bot.replies.words import Words, words_for
from bot.store import announced
from bot.terminal.announce import time_text
from bot.terminal.screen import table, write_blocks
from bot.terminal.words import terminal_words

MAX_RUNS: Final = 10
MAX_TROUBLES: Final = 20
"""Shown to people; `--json` has more."""

WIDTH: Final = 40
"""Columns of a message in a list."""

KINDS: Final = {announced.SEND: "send", announced.EDIT: "edit", announced.RECALL: "recall"}
STATES: Final = {
    announced.SPREADING: "spreading",
    announced.UNDER_WAY: "under-way",
    announced.HELD: "held",
    announced.ENDED: "ended",
    announced.CANCELLED: "cancelled",
    announced.MISSED: "missed",
    announced.IMPOSSIBLE: "impossible",
}

_LIVING: Final = frozenset({"waiting", "active", "paused"})


def coming(one: Announcement) -> list[float]:
    """The next times of an announcement, at most five; none of one that is over."""
    if one.next_at is None or one.state not in _LIVING:
        return []
    return [one.next_at, *schedule.upcoming(one.plan.schedule, one.next_at, NEXT - 1)]


def state_name(one: Announcement, counts: Counts) -> str:
    """The name of its state in the words: one that has a time to come and nothing under way is merely planned."""
    is_begun = counts.pending or counts.sending
    return "planned" if one.state == "active" and one.next_at is not None and not is_begun else one.state


def listed_json(found: Sequence[Summary]) -> str:
    """A list of announcements for programs."""
    return json.dumps([_summary(one.announcement, one.counts) for one in found], ensure_ascii=False, indent=2)


def report_json(one: Report) -> str:
    """One announcement for programs."""
    zone = ZoneInfo(one.announcement.plan.schedule.zone)
    shown = _summary(one.announcement, one.counts) | {
        "occurrences": [_run(run, zone) for run in one.runs],
        "troubles": [asdict(trouble) | {"at": _time(trouble.at, zone)} for trouble in one.troubles],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)


def show_list(found: Sequence[Summary], language: str | None, out: TextIO) -> None:
    """A line for each."""
    words = terminal_words(language)
    if not found:
        write_blocks([block(words.text("announced.none"))], out)
        return
    rows = [_row(one, words) for one in found]
    write_blocks([Block((Span(line),), tight=True) for line in table(rows)], out)


def show_report(one: Report, language: str | None, out: TextIO) -> None:
    """One with its schedule, its counts, its occurrences and what didn't arrive."""
    write_blocks(_report(one, language), out)


def _summary(one: Announcement, counts: Counts) -> dict[str, Any]:
    plan, zone = one.plan, ZoneInfo(one.plan.schedule.zone)
    return {
        "id": one.id,
        "state": one.state,
        "counts": asdict(counts),
        "next": [time_text(at, zone) for at in coming(one)],
        "content": {"source": plan.content.source, "name": plan.content.name or None, "text": _text(plan.content)},
        "audience": asdict(plan.audience),
        "schedule": asdict(plan.schedule),
        "created": time_text(one.created_at, zone),
    }


def _run(run: Run, zone: ZoneInfo) -> dict[str, Any]:
    one = run.occurrence
    return {
        "id": one.id,
        "kind": KINDS[one.kind],
        "of": one.of,
        "due": time_text(one.due, zone),
        "state": STATES[one.state],
        "pair": one.pair,
        "text": one.message.text if one.message else None,
        "reason": one.reason,
        "started": _time(one.started_at, zone),
        "ended": _time(one.ended_at, zone),
        "counts": asdict(run.counts),
    }


def _time(at: float | None, zone: ZoneInfo) -> str | None:
    return None if at is None else time_text(at, zone)


def _text(content: Content) -> str | None:
    return content.message.text if content.message else None


def _said(content: Content, words: Words) -> str:
    """What is announced, in a few words."""
    text = _text(content)
    if text is not None:
        return shorten(tame(text), WIDTH) or words.text("announced.file")
    return words.text(f"announced.{content.source}", name=content.name)


def _row(one: Summary, words: Words) -> list[str]:
    due = coming(one.announcement)[:1]
    zone = ZoneInfo(one.announcement.plan.schedule.zone)
    return [
        str(one.announcement.id),
        words.text(f"announced.{state_name(one.announcement, one.counts)}"),
        _clock(due[0], zone) if due else words.text("announced.never"),
        counts_text(one.counts, words),
        _said(one.announcement.plan.content, words),
    ]


def counts_text(counts: Counts, words: Words) -> str:
    """How many deliveries stand where, without those of which there are none."""
    numbers: Mapping[str, int] = asdict(counts)
    shown = [words.text(f"announced.count-{name}", count=number) for name, number in numbers.items() if number]
    return words.text("announced.separator").join(shown) or words.text("announced.count-none")


def _report(one: Report, language: str | None) -> Iterable[Block]:
    words, told = terminal_words(language), words_for(language)
    plan, state = one.announcement.plan, words.text(f"announced.{state_name(one.announcement, one.counts)}")
    yield block(Span(words.text("announced.title", id=one.announcement.id, state=state), bold=True))
    yield Block((Span(_text(plan.content) or _said(plan.content, words)),), quote=True, tight=True)
    names = words.text("announced.separator").join(plan.audience.categories)
    to = words.text(f"announced.to-{plan.audience.reach}", categories=names, count=len(plan.audience.chats))
    yield block(to)
    yield block(words.text("announce.when", when=schedule_words(plan.schedule, told)), tight=True)
    if due := coming(one.announcement):
        times = [due_words(at, plan.schedule.zone, told) for at in due]
        yield block(words.text("announce.next", times=words.text("announce.separator").join(times)), tight=True)
    yield block(counts_text(one.counts, words), tight=True)
    if one.announcement.state == "waiting":
        yield block(words.text("announce.planned-waiting"), tight=True)
    yield from _runs(one, words)
    yield from _troubles(one.troubles, words)


def _runs(one: Report, words: Words) -> Iterable[Block]:
    zone = ZoneInfo(one.announcement.plan.schedule.zone)
    if one.runs:
        yield block(Span(words.text("announced.runs"), bold=True))
    rows = [
        [
            _clock(run.occurrence.due, zone),
            words.text(f"announced.kind-{KINDS[run.occurrence.kind]}"),
            words.text(f"announced.run-{STATES[run.occurrence.state]}"),
            counts_text(run.counts, words),
        ]
        for run in one.runs[:MAX_RUNS]
    ]
    for line in table(rows) if rows else []:
        yield block(line, tight=True)
    if len(one.runs) > MAX_RUNS:
        yield block(words.text("announced.more", count=len(one.runs) - MAX_RUNS), tight=True)


def _troubles(found: Sequence[Trouble], words: Words) -> Iterable[Block]:
    if found:
        yield block(Span(words.text("announced.troubles"), bold=True))
    for one in found[:MAX_TROUBLES]:
        state = words.text(f"announced.trouble-{one.state}")
        title = tame(one.title) or str(one.chat)
        line = words.text("announced.trouble", state=state, title=title, chat=one.chat, reason=tame(one.reason or ""))
        yield block(line.rstrip(), tight=True)
    if len(found) > MAX_TROUBLES:
        yield block(words.text("announced.more", count=len(found) - MAX_TROUBLES), tight=True)


def _clock(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")
