"""What a claim looks at when there is much to do, and what it leaves out."""

import pytest
from announced_kit import BOT, a_plan, change, group, subscribe, the_occurrences
from announced_ledger import ZONE, Process, under_way
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.announcements import claims
from bot.announcements.model import Audience
from bot.store.announced import announcements, occurrences
from bot.store.opening import open_database

LATER = '{"of": "a later version"}'


def to(number):
    return a_plan(Audience("chats", chats=((group(number), None),)))


async def test_a_round_looks_at_a_few_occurrences_whose_chats_rest_and_the_next_goes_on_from_there(
    database, monkeypatch
):
    monkeypatch.setattr(claims, "IN_VAIN", 3)
    await subscribe(database, range(2))
    for number in [0] * 7 + [1] + [0] * 2:
        await under_way(database, to(number))
    process = Process(database, "first")
    found = [await process.claim(recent=[group(0)]) for _ in range(4)]
    assert [[chat for _, chat in claim] for claim in found] == [[], [], [group(1)], []]
    assert [len(await process.claim()) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    ("table", "column"), [(announcements, "plan"), (occurrences, "message")], ids=["plan", "message"]
)
async def test_an_occurrence_that_cannot_be_read_is_left_out_and_said_once(database, table, column):
    await subscribe(database, range(3))
    await under_way(database)
    await under_way(database)
    first, second = await the_occurrences(database)
    await change(
        database, table, table.c.id == (first.announcement if column == "plan" else first.id), **{column: LATER}
    )
    process = Process(database, "first")
    with capture_logs() as logs:
        taken = [one for _ in range(3) for one in await process.claim()]
    assert sorted(taken) == sorted((second.id, group(number)) for number in range(3))
    assert [one["occurrence"] for one in logs if one["event"] == "occurrence can't be read"] == [first.id]


async def test_which_occurrences_go_out_is_not_looked_up_once_for_each(sqlite_url):
    """That would hold the only writer for the longer the more there are, squared."""
    steps = []

    def look(connection):
        @event.listens_for(connection, "before_cursor_execute")
        def explain(_connection, cursor, statement, parameters, _context, _many):
            if "occurrences.cursor" in statement:
                rows = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
                steps.extend(row[3] for row in rows)

        claims.Claims(database, BOT, "first", ZONE).look(connection)

    async with open_database(sqlite_url) as database:
        await database.work(look)
    assert any("occurrences_open" in step for step in steps)
    assert [step for step in steps if "CORRELATED" in step] == []
