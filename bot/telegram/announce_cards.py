"""An announcement and what became of it as operators are shown it: counts, times, and what may be done now. Pure."""

from collections.abc import Mapping
from typing import Final

from bot.announcements import schedule
from bot.announcements.model import Announcement, Counts, Occurrence
from bot.announcements.report import MOST_TROUBLES, Report, Run, Trouble
from bot.announcements.schedule_words import due_words
from bot.replies import Reply, Words
from bot.replies.announcing_cards import REPORT_SIZE, Card, Page, report_reply
from bot.replies.text import shorten, tame
from bot.store.announced import CANCELLED, EDIT, ENDED, HELD, IMPOSSIBLE, MISSED, RECALL, SEND, SPREADING, UNDER_WAY
from bot.telegram.announce_told import title_told

MAX_RUNS: Final = 5
"""Occurrences that a card tells of."""

NEXT: Final = 3
"""Coming times that a card tells."""

REASON: Final = 90
"""Columns of a reason in a report."""

_KINDS: Final = {SEND: "send", EDIT: "edit", RECALL: "recall"}
_STATES: Final = {
    SPREADING: "spreading",
    UNDER_WAY: "under-way",
    HELD: "held",
    ENDED: "ended",
    CANCELLED: "cancelled",
    MISSED: "missed",
    IMPOSSIBLE: "impossible",
}
_COUNTED: Final = ("sent", "failed", "unknown", "dropped", "waiting")
_REASONS: Final = frozenset({"empty", "unfit", "too-long", "no-pair", "no-template", "unreadable"})
"""Why there was nothing to send, as far as there are words for it."""


def card_of(report: Report, facts: tuple[str, ...], words: Words, now: float, viewer: str) -> Card:
    """How an announcement stands now.

    Args:
        report: what became of it.
        facts: what is planned, a line each.
        words: the language.
        now: seconds since the epoch.
        viewer: who is shown it, as a keyed hash.
    """
    lines = (*_next_told(report.announcement, now, words), *runs_told(report, words))
    return Card(report.announcement.id, state_of(report), facts, lines, actions_of(report, now, viewer))


def state_of(report: Report) -> str:
    """Where it stands, as `announce.state` calls it."""
    state = report.announcement.state
    running = any(run.occurrence.state in {SPREADING, UNDER_WAY} for run in report.runs)
    return "running" if running and state in {"active", "done"} else state


def actions_of(report: Report, now: float, viewer: str) -> tuple[str, ...]:
    """What may be done with it now, by the names of the buttons."""
    counts = newest_of(report)
    wanted = {
        "approve": _may_approve(report.announcement, viewer),
        "refuse": _may_approve(report.announcement, viewer),
        "undo": is_undoable(report, now),
        "pause": report.announcement.state == "active" and not is_undoable(report, now),
        "resume": report.announcement.state == "paused",
        "retry": counts.failed > 0,
        "resend": counts.unknown > 0,
        "drop": counts.unknown > 0,
        "edit": _is_out(report),
        "recall": _is_out(report),
        "report": bool(report.runs),
        "show": True,
        "stop": _may_stop(report, now, viewer),
    }
    return tuple(action for action, may in wanted.items() if may)


def is_undoable(report: Report, now: float) -> bool:
    """Whether it goes out at once, but hasn't begun to."""
    announcement = report.announcement
    at_once = announcement.plan.schedule.when == "now" and announcement.state == "active"
    return at_once and not report.runs and announcement.next_at is not None and announcement.next_at > now


def _may_approve(announcement: Announcement, viewer: str) -> bool:
    return announcement.state == "waiting" and announcement.planned_by != viewer


def _may_stop(report: Report, now: float, viewer: str) -> bool:
    announcement = report.announcement
    stands = announcement.state in {"waiting", "active", "paused"}
    return stands and not is_undoable(report, now) and not _may_approve(announcement, viewer)


def _is_out(report: Report) -> bool:
    """Whether some chat has it, or is about to have it."""
    return any(run.counts.sent or run.counts.sending for run in _standing(report))


def _standing(report: Report) -> list[Run]:
    """The times that it was sent and not recalled."""
    recalled = {run.occurrence.of for run in report.runs if run.occurrence.kind == RECALL}
    return [run for run in report.runs if run.occurrence.kind == SEND and run.occurrence.id not in recalled]


def newest_sending(report: Report) -> Run | None:
    """The newest time that it was sent; None when it never was."""
    return next((run for run in report.runs if run.occurrence.kind == SEND), None)


def sent_of(report: Report) -> int:
    """How many messages of it stand in chats."""
    return sum(run.counts.sent for run in _standing(report))


def newest_of(report: Report) -> Counts:
    """The deliveries that a press may try again: of the newest time that it was sent, and what was changed of that."""
    sending = newest_sending(report)
    if sending is None:
        return Counts()
    change = next((run for run in report.runs if run.occurrence.of == sending.occurrence.id), None)
    runs = [sending] if change is None or change.occurrence.kind != RECALL else []
    runs += [change] if change else []
    return Counts(failed=sum(run.counts.failed for run in runs), unknown=sum(run.counts.unknown for run in runs))


def _next_told(announcement: Announcement, now: float, words: Words) -> list[str]:
    """When it is due next; while it is held nothing is."""
    plan = announcement.plan.schedule
    if announcement.state not in {"waiting", "active"} or announcement.next_at is None or plan.when == "now":
        return []
    times = [announcement.next_at, *schedule.upcoming(plan, max(announcement.next_at, now), NEXT - 1)]
    return [times_told(times, plan.zone, words)]


def times_told(times: list[float] | tuple[float, ...], zone: str, words: Words) -> str:
    """Coming times, a line each."""
    told = "\n".join(f"· {due_words(time, zone, words)}" for time in times)
    return words.text("announce.next", times=told)


def runs_told(report: Report, words: Words) -> list[str]:
    """The newest occurrences, a line each: what was done, when, and how far it has come."""
    zone = report.announcement.plan.schedule.zone
    told = [_run_told(run, zone, words) for run in report.runs[:MAX_RUNS]]
    more = len(report.runs) - MAX_RUNS
    return told + ([words.text("announce.run.more", count=more)] if more > 0 else [])


def _run_told(run: Run, zone: str, words: Words) -> str:
    occurrence = run.occurrence
    kind = words.text(f"announce.run.{_KINDS[occurrence.kind]}")
    when = due_words(occurrence.due, zone, words)
    return words.text("announce.run.line", kind=kind, when=when, result=_result_told(run, words))


def _result_told(run: Run, words: Words) -> str:
    """How many stand where; an occurrence without any says why."""
    state = _STATES[run.occurrence.state]
    if run.counts.total == 0:
        return words.text(f"announce.run.{state}") + _reason_told(run.occurrence, words)
    counts = {name: getattr(run.counts, name, 0) for name in _COUNTED}
    counts["waiting"] = run.counts.pending + run.counts.sending
    told = [words.text(f"announce.count.{name}", count=count) for name, count in counts.items() if count]
    told += [words.text(f"announce.run.{state}")] if state in {"held", "cancelled"} else []
    return words.text("list.separator").join(told)


def _reason_told(occurrence: Occurrence, words: Words) -> str:
    known = occurrence.reason in _REASONS
    return (
        words.text("announce.run.because", reason=words.text(f"announce.impossible.{occurrence.reason}"))
        if known
        else ""
    )


def report_page(report: Report, page: int, words: Words) -> Reply:
    """What didn't arrive, where and why."""
    last = max(0, -(-len(report.troubles) // REPORT_SIZE) - 1)
    number = min(max(page, 0), last)
    shown = report.troubles[number * REPORT_SIZE : (number + 1) * REPORT_SIZE]
    kinds = {run.occurrence.id: run.occurrence.kind for run in report.runs}
    entries = tuple(_trouble_told(one, kinds, words) for one in shown)
    summary = runs_told(report, words)
    if len(report.troubles) == MOST_TROUBLES:
        summary.append(words.text("announce.report.cut", count=MOST_TROUBLES))
    return report_reply(report.announcement.id, summary, Page(entries, number, len(report.troubles)), words)


def _trouble_told(trouble: Trouble, kinds: Mapping[int, int], words: Words) -> str:
    kind = words.text(f"announce.run.{_KINDS[kinds.get(trouble.occurrence, SEND)]}")
    values: dict[str, str | int] = {
        "kind": kind,
        "title": title_told(trouble.chat, {trouble.chat: trouble.title}),
        "chat": trouble.chat,
        "reason": shorten(tame(trouble.reason or ""), REASON) or "?",
    }
    return words.text(f"announce.report.{trouble.state}", **values)
