"""`missed`: questions without an answer as curators get them, from a real database."""

import io
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import StoreError
from bot.matching.fold import fold_all
from bot.store import feedback, missed
from bot.store.address import parse_url
from bot.store.feedback import PairFeedback
from bot.store.missed import MissedQuestion
from bot.store.opening import open_database
from bot.terminal.missed import Group, Missed, group, read_missed, show_missed, write_missed

BOT = 70001
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YEAR = datetime(2024, 12, 31, 16, 30, tzinfo=UTC).timestamp()
"""Half an hour into the new year, in Shanghai."""


def asked(question, times=1, at=0.0, nearest=(), reason="unknown"):
    return MissedQuestion(question, reason, tuple(nearest), at, times)


def test_the_same_question_written_differently_is_one():
    """Shown as it was asked last, with what was nearest then."""
    found = group(
        [
            asked("ＡＩ是什么？", 2, 1.0, ["a/old"]),
            asked("ai是什麼", 3, 2.0, ["a/new"], "unsure"),
            asked("别的", 9, 0.0),
        ],
        fold_all,
    )
    assert found == [Group("别的", 9, 0.0, "unknown", ()), Group("ai是什麼", 5, 2.0, "unsure", ("a/new",))]


def test_the_most_frequent_come_first_and_the_latest_among_equals():
    found = group([asked("甲", 1, 1.0), asked("乙", 1, 3.0), asked("丙", 2, 0.0)], fold_all)
    assert [one.question for one in found] == ["丙", "乙", "甲"]


def test_what_folds_to_nothing_stays_apart():
    assert len(group([asked("？？"), asked("!!"), asked("😀")], fold_all)) == 3


def test_nothing_is_nothing():
    assert group([], fold_all) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request):
    """A database that doesn't exist yet, or has no tables."""
    return (
        request.getfixturevalue(f"{request.param}_url").render_as_string(hide_password=False).replace("+aiosqlite", "")
    )


@asynccontextmanager
async def written(address):
    """A database, and a way to put rows into it."""
    async with open_database(parse_url(address)) as database:

        async def put(write):
            async with database.write() as connection:
                await connection.execute(write.statement, write.row)

        yield database, put


async def fill(address):
    async with written(address) as (database, put):
        for number, (bot, question) in enumerate([(BOT, "飞船？"), (BOT, "飞船"), (BOT, "天气"), (6, "别人的")]):
            row = {"question": question, "reason": "unknown", "nearest": ["mill/a"], "at": NEW_YEAR + number}
            await put(missed.put(database, bot, f"m{number}", person="p", **row))
        for number, (pair, helpful) in enumerate([("a/x", False), ("a/x", True), ("a/y", True), ("a/z", False)] * 2):
            judged = {"pairs": [pair], "helpful": helpful, "at": NEW_YEAR}
            await put(feedback.put(database, BOT, f"f{number}", "p", **judged))
        await put(feedback.put(database, BOT, "f", "p", pairs=["a/z"], helpful=False, at=NEW_YEAR))


async def run(call, *arguments):
    """The command makes a loop of its own."""
    import asyncio

    return await asyncio.to_thread(call, *arguments)


async def test_what_people_asked_is_read_from_the_database(address):
    await fill(address)
    found = await run(read_missed, address, BOT, fold_all)
    assert [(one.question, one.times) for one in found.questions] == [("飞船", 2), ("天气", 1)]
    assert found.unhelpful == (PairFeedback("a/z", 0, 3), PairFeedback("a/x", 2, 2))


async def test_no_database_yet(address, tmp_path):
    with pytest.raises(StoreError, match="先启动 yuanwen run"):
        await run(read_missed, address, BOT, fold_all, None)
    assert list(tmp_path.glob("yuanwen.db*")) == []  # none is made by looking


async def test_a_database_without_anything_in_it(address):
    async with written(address):
        pass
    assert await run(read_missed, address, BOT, fold_all) == Missed((), ())


async def test_it_is_read_while_the_bot_writes(sqlite_url):
    address = f"sqlite:///{sqlite_url.database}"
    await fill(address)
    async with written(address) as (database, _), database.write():
        assert len((await run(read_missed, address, BOT, fold_all)).questions) == 2


async def test_what_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "notes.db").write_text("# 原文\n" * 999, encoding="utf-8")
    with pytest.raises(StoreError, match=r"notes\.db is no SQLite database"):
        await run(read_missed, f"sqlite:///{tmp_path / 'notes.db'}", BOT, fold_all)


FOUND = Missed(
    (
        Group("飞船\n用什么\x1b[2J燃料？", 3, NEW_YEAR, "unsure", ("a/1", "a/2", "a/3", "a/4")),
        Group("天气", 1, NEW_YEAR, "unknown", ()),
    ),
    (PairFeedback("a/x", 2, 5),),
)


def shown(found, language="en"):
    out = io.StringIO()
    show_missed(found, SHANGHAI, language, out)
    return out.getvalue()


def test_people_read_lines_with_times_of_their_zone():
    assert shown(FOUND) == (
        "Questions without an answer: 2, asked 4 times\n"
        "3 ×  飞船 用什么[2J燃料？\n"
        "      last 2025-01-01 00:30, reason: unsure\n"
        "      nearest: a/1, a/2, a/3\n"
        "1 ×  天气\n"
        "      last 2025-01-01 00:30, reason: unknown\n"
        "\n"
        "Answers that people found not helpful:\n"
        "not helpful 5, helpful 2  a/x\n"
    )


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", None])
def test_in_chinese_too(language):
    assert "2025-01-01 00:30" in shown(FOUND, language)
    assert "question" not in shown(FOUND, language)


def test_nothing_missed_is_said():
    assert shown(Missed((), ())) == "No question has gone without an answer.\n"


def test_json_for_machines():
    out = io.StringIO()
    write_missed(FOUND, SHANGHAI, out)
    read = json.loads(out.getvalue())
    assert read["questions"][1] == {
        "question": "天气",
        "times": 1,
        "last": "2025-01-01T00:30:00+08:00",
        "reason": "unknown",
        "nearest": [],
    }
    assert read["questions"][0]["question"] == FOUND.questions[0].question
    assert read["unhelpful"] == [{"pair": "a/x", "unhelpful": 5, "helpful": 2}]


async def test_no_sentence_shows_a_password(postgresql_url):
    address = postgresql_url.set(password="hidden").render_as_string(hide_password=False)  # noqa: S106 - of no database
    with pytest.raises(StoreError, match="start yuanwen run") as caught:
        await run(read_missed, address, BOT, fold_all, "en")
    assert "hidden" not in str(caught.value)
