"""How long rows are kept: each kind goes in time, no sooner, and in transactions that keep nobody waiting."""

import pytest
from databases import engine_of
from sqlalchemy import event
from store_kit import BOT, DAY, NOW, everything, size, written

from bot.store import chats, feedback, languages, missed, notes, retention
from bot.store.address import file_of
from bot.store.announced import announcements, deliveries, occurrences
from bot.store.opening import open_database
from bot.store.retention import CHUNK, tidy
from bot.store.tables import feedback as feedback_table
from bot.store.tables import metadata, pace, updates
from bot.store.tables import missed as missed_table
from bot.store.tables import notes as notes_table
from bot.store.writer import Write

DONE, SET_ASIDE = 2, 3


def of_note(database, until):
    return notes.put(database, BOT, 1, str(until), 1, until=until)


def of_missed(database, at):
    return missed.put(database, BOT, str(at), person=None, question="?", reason="unknown", nearest=[], at=at)


def of_feedback(database, at):
    return feedback.put(database, BOT, str(at), "p", pairs=[], helpful=True, at=at)


def of_update(state, payload=None):
    def write(database, ended_at):
        row = {"bot": BOT, "update_id": int(ended_at), "lane": 1, "state": state, "payload": payload}
        row |= {"stored_at": ended_at, "ended_at": ended_at, "attempts": 0, "crashes": 0, "not_before": 0.0}
        row |= {"owner": None, "lease": None, "reason": None}
        return Write(database.upsert(updates), row)

    return write


def of_pace(chat):
    def write(database, at):
        return Write(database.upsert(pace), {"bot": BOT, "chat": chat, "value": "[]", "changed_at": at})

    return write


KEPT = {
    "notes until they are out of date": (notes_table, of_note, 0),
    "done updates a day": (updates, of_update(DONE), DAY),
    "set aside updates a week, with their text": (updates, of_update(SET_ASIDE, "{}"), 7 * DAY),
    "missed questions 30 days": (missed_table, of_missed, 30 * DAY),
    "feedback a year": (feedback_table, of_feedback, 365 * DAY),
    "the pace of a chat a day": (pace, of_pace(-100), DAY),
}


@pytest.mark.parametrize("kept", KEPT)
async def test_is_kept(database, kept):
    table, write, seconds = KEPT[kept]
    await written(database, write(database, NOW))
    before = await everything(database, table)
    assert await tidy(database, NOW + seconds - 1) == 0
    assert await everything(database, table) == before
    assert await tidy(database, NOW + seconds) == 1
    assert await size(database, table) == 0


async def test_what_has_no_time_stays(database):
    await written(
        database,
        languages.choose(database, BOT, "p", "en", 0.0),
        chats.lost(database, BOT, -1, "gone", 0.0),
        of_pace(0)(database, 0.0),
    )
    async with database.write() as connection:
        waiting = {"bot": BOT, "update_id": 1, "lane": 1, "payload": "{}", "stored_at": 0.0}
        await connection.execute(updates.insert(), [waiting | {"state": 0}, waiting | {"update_id": 2, "state": 1}])
    before = {table.name: await everything(database, table) for table in metadata.sorted_tables}
    assert await tidy(database, NOW) == 0
    assert {table.name: await everything(database, table) for table in metadata.sorted_tables} == before


async def test_many_rows_go_a_few_at_a_time(database):
    rows = 2 * CHUNK + 7
    sizes = []
    await written(database, *(of_note(database, NOW - number) for number in range(rows)), of_note(database, NOW + 1))
    event.listen(
        engine_of(database, writes=True),
        "before_cursor_execute",
        lambda *given: sizes.append(len(given[3])) if given[2].startswith("DELETE") else None,
    )
    assert await tidy(database, NOW) == rows
    assert sizes == [CHUNK, CHUNK, 7]
    assert await everything(database, notes_table.c.until) == [(NOW + 1,)]


async def test_somebody_else_may_write_between_the_chunks(database):
    """Each chunk is a transaction of its own, and whoever waits for the writer gets it before the next one."""
    await written(database, *(of_note(database, NOW - number) for number in range(5 * CHUNK)))
    left = []
    transact = database.transact

    async def watched(work):
        await written(database, languages.choose(database, BOT, "p", "en", NOW))
        left.append(await size(database, notes_table))
        return await transact(work)

    database.transact = watched
    await tidy(database, NOW)
    assert left == [CHUNK * number for number in (5, 4, 3, 2, 1)]


async def test_what_was_renewed_in_the_meantime_stays(database, monkeypatch):
    await written(database, notes.put(database, BOT, 1, "a", "old", until=NOW - 1))
    drop_some = retention._drop_some

    def late(drop, rows, connection):
        connection.execute(notes_table.update().values(value='"new"', until=NOW + 60))
        drop_some(drop, rows, connection)

    monkeypatch.setattr(retention, "_drop_some", late)
    await tidy(database, NOW)
    assert await notes.load(database, BOT, 1, ["a"], NOW) == {"a": "new"}


async def test_tidying_twice_is_tidying_once(database):
    await written(database, of_note(database, NOW - 1), of_missed(database, NOW))
    assert await tidy(database, NOW) == 1
    assert await tidy(database, NOW) == 0
    assert await size(database, missed_table) == 1


async def test_what_went_is_in_no_file_any_more(sqlite_url):
    async with open_database(sqlite_url) as database:
        await written(database, of_update(SET_ASIDE, "{something said}")(database, NOW))
        await tidy(database, NOW + 8 * DAY)
        files = list(file_of(sqlite_url).parent.glob("yuanwen.db*"))
        assert len(files) > 1
        assert not any(b"something said" in file.read_bytes() for file in files)


def announced(database, *, state=3, ended_at=NOW, plan_state="done"):
    """An announcement that went to two chats."""
    plan = {"id": 1, "bot": BOT, "plan": "{}", "state": plan_state, "created_at": NOW, "changed_at": NOW}
    once = {"id": 1, "bot": BOT, "announcement": 1, "due": NOW, "state": state, "ended_at": ended_at}
    rows = [{"occurrence": 1, "chat": chat, "bot": BOT, "state": 3, "at": NOW} for chat in (-1, -2)]
    tables = ((announcements, [plan]), (occurrences, [once]), (deliveries, rows))
    return [Write(database.insert(table), row) for table, those in tables for row in those]


async def test_what_was_announced_goes_a_year_after_it_ended(database):
    await written(database, *announced(database))
    assert await tidy(database, NOW + 365 * DAY - 1) == 0
    assert await tidy(database, NOW + 365 * DAY) == 4
    assert [await size(database, table) for table in (deliveries, occurrences, announcements)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("of", "left"),
    [({"state": 1, "ended_at": None}, [2, 1, 1]), ({"plan_state": "active"}, [0, 0, 1])],
    ids=["under way", "with more to come"],
)
async def test_what_is_still_announced_stays(database, of, left):
    await written(database, *announced(database, **of))
    await tidy(database, NOW + 1000 * DAY)
    assert [await size(database, table) for table in (deliveries, occurrences, announcements)] == left
