"""`missed`: what people asked in vain and which answers didn't help them, for curators. Reads the database only."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy import URL, inspect

from bot.errors import StoreError
from bot.replies.markup import Block, Span, block
from bot.replies.text import tame
from bot.replies.words import Words
from bot.store import feedback, missed
from bot.store.address import file_of, parse_url, shown
from bot.store.database import Database
from bot.store.feedback import PairFeedback
from bot.store.missed import MissedQuestion
from bot.store.tables import metadata
from bot.store.trouble import sentence
from bot.terminal.screen import write_blocks
from bot.terminal.words import terminal_words

MOST: Final = 100_000
"""Differently written questions that are read: more than a month of a busy bot's."""

NEAREST: Final = 3
"""Pairs that are shown of each; the others are hardly near."""

FoldAll = Callable[[Iterable[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are the same to the matcher.

    Attributes:
        question: as it was asked last.
        times: how often any of them was asked.
        at: when it was asked last, in seconds since the epoch.
        reason: why it got no answer then.
        nearest: ids of the pairs that came nearest then, best first.
    """

    question: str
    times: int
    at: float
    reason: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """What the curators are to look into.

    Attributes:
        questions: without an answer, the most frequent first.
        unhelpful: answers that somebody found not helpful, the least helpful first.
    """

    questions: tuple[Group, ...]
    unhelpful: tuple[PairFeedback, ...]


def read_missed(address: str, bot: int, fold: FoldAll, language: str | None = None) -> Missed:
    """Read it, without making or changing anything.

    Args:
        address: the setting of the database; empty for the default.
        bot: whose.
        fold: how the matcher folds questions.
        language: the person's language tag; None where it is not known.

    Raises:
        StoreError: there is no database yet, or none of its tables, or it can't be read.
    """
    url = parse_url(address)
    found = asyncio.run(_read(url, bot, fold))
    if found is None:
        raise StoreError(terminal_words(language).text("missed.no-database", where=shown(url)))
    return found


async def _read(url: URL, bot: int, fold: FoldAll) -> Missed | None:
    if url.get_backend_name() == "sqlite" and not file_of(url).exists():
        return None
    async with Database(url) as database:
        try:
            async with database.read() as connection:
                tables = await connection.run_sync(lambda one: inspect(one).get_table_names())
            if not metadata.tables.keys() <= set(tables):
                return None
            asked = await missed.newest(database, bot, MOST)
            judged = await feedback.counts(database, bot)
        except Exception as error:
            raise StoreError(sentence(error, url)) from error
    unhelpful = [one for one in judged if one.unhelpful]
    return Missed(tuple(group(asked, fold)), tuple(sorted(unhelpful, key=lambda one: (-one.unhelpful, one.pair))))


def group(asked: Sequence[MissedQuestion], fold: FoldAll) -> list[Group]:
    """Questions that are the same after folding as one, the most frequent first. Pure."""
    alike: dict[str, list[MissedQuestion]] = {}
    for question, folded in zip(asked, fold(one.question for one in asked), strict=True):
        alike.setdefault(folded or question.question, []).append(question)
    groups = [_group(questions) for questions in alike.values()]
    return sorted(groups, key=lambda one: (-one.times, -one.at, one.question))


def _group(questions: Sequence[MissedQuestion]) -> Group:
    last = max(questions, key=lambda one: one.at)
    return Group(last.question, sum(one.times for one in questions), last.at, last.reason, last.nearest)


def show_missed(found: Missed, zone: ZoneInfo, language: str | None, out: TextIO) -> None:
    """Print it for people, times in a zone of theirs."""
    words = terminal_words(language)
    write_blocks([*_questions(found.questions, zone, words), *_unhelpful(found.unhelpful, words)], out)


def write_missed(found: Missed, zone: ZoneInfo, out: TextIO) -> None:
    """Print it as JSON, for machines."""
    shown: dict[str, Any] = {
        "questions": [
            {
                "question": one.question,
                "times": one.times,
                "last": _time(one.at, zone).isoformat(timespec="seconds"),
                "reason": one.reason,
                "nearest": list(one.nearest),
            }
            for one in found.questions
        ],
        "unhelpful": [
            {"pair": one.pair, "unhelpful": one.unhelpful, "helpful": one.helpful} for one in found.unhelpful
        ],
    }
    out.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")


def _questions(questions: Sequence[Group], zone: ZoneInfo, words: Words) -> Iterable[Block]:
    if not questions:
        yield block(words.text("missed.none"))
        return
    counts = {"count": len(questions), "times": sum(one.times for one in questions)}
    yield block(Span(words.text("missed.title", **counts), bold=True))
    for one in questions:
        at = _time(one.at, zone).strftime("%Y-%m-%d %H:%M")
        yield block(words.text("missed.question", times=one.times, question=tame(one.question)), tight=True)
        yield block(words.text("missed.last", at=at, reason=one.reason), tight=True)
        if one.nearest:
            pairs = words.text("missed.separator").join(one.nearest[:NEAREST])
            yield block(words.text("missed.nearest", pairs=pairs), tight=True)


def _unhelpful(judged: Sequence[PairFeedback], words: Words) -> Iterable[Block]:
    if judged:
        yield block(Span(words.text("missed.unhelpful-title"), bold=True))
    for one in judged:
        counts = {"unhelpful": one.unhelpful, "helpful": one.helpful}
        yield block(words.text("missed.unhelpful", pair=one.pair, **counts), tight=True)


def _time(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(zone)
