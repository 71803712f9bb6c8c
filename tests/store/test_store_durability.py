"""What the database promises, asked of the database: journal, synchronous, locks, and the plans of hot statements."""

import asyncio
import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from store_kit import BOT, NOW, everything

from bot.store.database import Database
from bot.store.opening import open_database
from bot.store.tables import meta, updates

FULL = 2
"""As SQLite numbers it."""


async def asked(connection, pragma):
    return (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar()


async def test_every_commit_on_sqlite_survives_a_power_cut(sqlite_url):
    async with open_database(sqlite_url) as database, database.write() as connection:
        assert await asked(connection, "journal_mode") == "wal"
        assert await asked(connection, "synchronous") == 2
        assert await asked(connection, "secure_delete") == 1


async def test_every_commit_on_postgresql_survives_a_power_cut(postgresql, postgresql_url):
    """Whatever the server's default is."""
    postgresql.run(f"ALTER DATABASE {postgresql_url.database} SET synchronous_commit = off")
    async with open_database(postgresql_url) as database, database.write() as connection:
        assert (await connection.execute(text("SHOW synchronous_commit"))).scalar() == "on"
        assert (await connection.execute(text("SHOW application_name"))).scalar() == "yuanwen"


async def test_whoever_reads_on_sqlite_can_not_write(sqlite_url):
    async with open_database(sqlite_url) as database, database.read() as connection:
        with pytest.raises(OperationalError, match="readonly"):
            await connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))


async def test_work_that_waits_for_nothing_is_as_durable(sqlite_url):
    """It goes over a connection of its own."""

    def work(connection):
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]

    async with open_database(sqlite_url) as database:
        assert await database.work(work) == ["wal", FULL]


async def test_work_holds_the_lock_from_its_beginning(sqlite_url, monkeypatch):
    async with open_database(sqlite_url) as database:
        monkeypatch.setattr("bot.store.database.BUSY_SECONDS", 0.01)
        async with Database(sqlite_url) as other, database.write():
            with pytest.raises(OperationalError, match="locked"):
                await other.work(lambda _: None)


async def test_reading_goes_on_while_somebody_writes(database):
    async with database.write() as connection:
        await connection.execute(meta.insert(), {"name": "a", "value": "b"})
        assert await everything(database, meta.c.name) == []
    assert await everything(database, meta.c.name) == [("a",)]


async def test_a_transaction_that_fails_leaves_nothing(database):
    def work(connection):
        connection.execute(meta.insert(), {"name": "a", "value": "b"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.transact(work)
    assert await everything(database, meta.c.name) == []


async def test_a_write_transaction_on_sqlite_holds_the_lock_from_its_beginning(sqlite_url, monkeypatch):
    async with open_database(sqlite_url) as database:
        monkeypatch.setattr("bot.store.database.BUSY_SECONDS", 0.01)
        async with Database(sqlite_url) as other, database.write():
            with pytest.raises(OperationalError, match="locked"):
                async with other.write():
                    pass


async def test_writers_who_read_first_wait_for_each_other(sqlite_url):
    """With SQLite's ordinary transactions, more than half of these fail as "locked", whatever the waiting time."""

    async def add_one(database):
        async with database.write() as connection:
            found = (await connection.execute(select(meta.c.value))).scalar_one()
            await connection.execute(meta.update().values(value=str(int(found) + 1)))

    async def add_many(database):
        for _ in range(20):
            await add_one(database)

    async with open_database(sqlite_url) as one, Database(sqlite_url) as two, Database(sqlite_url) as three:
        async with one.write() as connection:
            await connection.execute(meta.insert(), {"name": "count", "value": "0"})
        await asyncio.gather(add_many(one), add_many(two), add_many(three))
        assert await everything(one, meta.c.value) == [("60",)]


HOT = {
    "waiting": (
        "SELECT update_id FROM updates WHERE bot = :bot AND state = 0 ORDER BY update_id LIMIT 100",
        "updates_waiting",
    ),
    "claimed": ("SELECT lane FROM updates WHERE bot = :bot AND state = 1", "updates_claimed"),
    "set aside": ("SELECT update_id FROM updates WHERE bot = :bot AND state = 3", "updates_set_aside"),
    "ended": (
        "SELECT update_id FROM updates WHERE state >= 2 AND state = 2 AND ended_at <= :now ORDER BY ended_at LIMIT 500",
        "updates_ended",
    ),
}

FILL = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows)",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(1, CAST(:rows AS integer)))",
}

INSERTED = """
    INSERT INTO updates (bot, update_id, lane, state, stored_at, ended_at)
    {numbers} SELECT {bot}, n + :after, n % 1000, 2, {now}, {now} FROM numbers
"""


async def fill(database, rows, after=0):
    """Many ended updates in one go, as after a rush, and no word of it to the planner."""
    numbers = FILL[database.dialect]
    async with database.write() as connection:
        await connection.execute(
            text(INSERTED.format(numbers=numbers, bot=BOT, now=NOW)), {"rows": rows, "after": after}
        )


async def plan(connection, dialect, statement, parameters):
    explain = "EXPLAIN QUERY PLAN" if dialect == "sqlite" else "EXPLAIN (FORMAT JSON)"
    rows = (await connection.execute(text(f"{explain} {statement}"), parameters)).all()
    return json.dumps([[str(value) for value in row] for row in rows])


@pytest.mark.parametrize("name", HOT)
async def test_hot_statements_use_their_partial_index(database, name):
    statement, index = HOT[name]
    await fill(database, 5_000)
    parameters = {key: value for key, value in (("bot", BOT), ("now", NOW)) if f":{key}" in statement}
    async with database.read() as connection:
        assert index in await plan(connection, database.dialect, statement, parameters)


async def test_a_prepared_claim_on_postgresql_keeps_its_index_after_a_rush(postgresql_url):
    """A long-lived statement whose plan was made for an empty table, then 400,000 rows that nobody has analysed."""
    statement, index = HOT["waiting"]
    prepared = statement.replace(":bot", "$1")
    async with open_database(postgresql_url) as database, database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE updates SET (autovacuum_enabled = off)")
        await connection.exec_driver_sql(f"PREPARE claim(bigint) AS {prepared}")
        for _ in range(8):  # after five, PostgreSQL goes over to a plan for whatever value
            await connection.exec_driver_sql(f"EXECUTE claim({BOT})")
        await fill_in(connection, 400_000)
        explained = (await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE claim({BOT})")).scalar()
    top = explained[0] if isinstance(explained, list) else json.loads(explained)[0]
    assert index in json.dumps(top)
    assert "Seq Scan" not in json.dumps(top)


async def fill_in(connection, rows):
    statement = INSERTED.format(numbers=FILL["postgresql"], bot=BOT, now=NOW)
    await connection.execute(text(statement), {"rows": rows, "after": 0})


async def test_an_ended_update_that_keeps_its_text_is_refused(database):
    row = {"bot": BOT, "update_id": 1, "lane": 1, "state": 2, "payload": "{}", "stored_at": NOW, "ended_at": NOW}
    with pytest.raises(Exception, match="updates_done_hold_no_text"):
        async with database.write() as connection:
            await connection.execute(updates.insert(), row)
