"""Every statement of the ledger finds its rows by an index, whatever its parameters are."""

import re
from contextlib import contextmanager

import pytest
from announced_kit import change, group, subscribe
from announced_ledger import Process, under_way
from databases import engine_of
from sqlalchemy import event

from bot.store.announced import SENT, deliveries

MANY = 5_000
TABLES = ("deliveries", "occurrences", "announcements")


@pytest.fixture
async def process(database):
    """A process on a database with a backlog, part of it ended."""
    await subscribe(database, range(MANY))
    for _ in range(3):
        await under_way(database)
    return Process(database, "first")


async def all_statements(database, process):
    """What goes to the database when everything is done once that is done all the time while deliveries go out."""
    seen = []
    with listening(engine_of(database, writes=True), seen.append):
        keys = await process.claim(room=12)
        await process.renew()
        await process.recover()
        marks = [("sending",), ("unsent",), ("sending",), ("sent", 1), ("done",), ("failed", "w"), ("unknown", "w")]
        marks += [("retry", 5.0, "w"), ("postpone", 5.0, "w"), ("give_back",), ("follow", -5), ("note", "w")]
        for key, mark in zip(keys, marks, strict=True):
            await process.mark(mark[0], key, *mark[1:])
        await process.round(room=4)
    return [statement for statement in dict.fromkeys(seen) if any(f" {table}" in statement for table in TABLES)]


@contextmanager
def listening(engine, told):
    def tell(_, __, statement, *___):
        told(statement)

    event.listen(engine, "before_cursor_execute", tell)
    yield
    event.remove(engine, "before_cursor_execute", tell)


async def test_nothing_reads_all_deliveries(postgresql, database, process):
    statements = await all_statements(database, process)
    assert len(statements) > 12
    if database.dialect == "sqlite":
        plans = [await sqlite_plan(database, statement) for statement in statements]
        assert [plan for plan in plans if re.search(r"SCAN (deliveries|there|occurrences|announcements)", plan)] == []
        return
    for statement in statements:
        nothing = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", statement))))
        explained = f"EXPLAIN EXECUTE p({nothing})" if nothing else "EXPLAIN EXECUTE p"
        steps = ("SET plan_cache_mode = force_generic_plan", f"PREPARE p AS {statement}", explained)
        plan = postgresql.run(*steps, database=database.url.database)
        assert "Seq Scan on deliveries" not in plan, f"{statement}\n{plan}"


async def sqlite_plan(database, statement):
    async with database.read() as connection:
        nothing = (None,) * statement.count("?")
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", nothing)
        return f"{statement}: " + "; ".join(row.detail for row in plan)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statistics", ["none", "of when all waited"])
async def test_a_round_reads_few_rows_however_little_is_known_of_them(postgresql, database, process, statistics):
    if statistics != "none":
        postgresql.run("ANALYZE", database=database.url.database)
        await change(database, deliveries, deliveries.c.chat < group(20), state=SENT)
    seen = []
    with listening(engine_of(database, writes=True), seen.append):
        await process.round()
    for statement in [statement for statement in dict.fromkeys(seen) if "deliveries" in statement]:
        plan = postgresql.run(*analyzed(statement), database=database.url.database)
        read = re.findall(r"actual time=\S+ rows=([0-9.]+) loops=([0-9]+)", plan)
        assert max(float(rows) * int(loops) for rows, loops in read) <= 100, f"{statement}\n{plan}"
        assert all(int(rows) <= 100 for rows in re.findall(r"Rows Removed by [ \w]+: ([0-9]+)", plan)), plan


def analyzed(statement):
    """What has PostgreSQL carry a statement out, with some parameters, and tell how many rows it has read for that."""
    values = {"VARCHAR": "'x'", "BIGINT[]": "'{-1001000004990}'::bigint[]", "FLOAT": "15", "INTEGER": "1"}
    types = dict(re.findall(r"\$(\d+)::([A-Z]+(?:\[\])?)", statement))
    many = len(set(re.findall(r"\$\d+", statement)))
    given = [values.get(types.get(str(number), ""), "42") for number in range(1, many + 1)]
    arguments = f"({', '.join(given)})" if given else ""
    return f"PREPARE p AS {statement}", f"EXPLAIN ANALYZE EXECUTE p{arguments}"
