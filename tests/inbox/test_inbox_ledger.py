"""The table of updates: who may claim what, what a stopped process leaves, and which index finds it."""

import re
import time
from contextlib import contextmanager

import pytest
from databases import engine_of
from inbox_kit import BOT, Process, rows, states
from sqlalchemy import event, update

from bot.inbox.ledger import CRASHED, MOST_CRASHES, SCAN
from bot.inbox.rows import Wanted
from bot.store.tables import updates


@pytest.fixture
def first(database):
    return Process(database)


@pytest.fixture
def second(database):
    return Process(database)


async def change(database, *numbers, **values):
    async with database.write() as connection:
        await connection.execute(update(updates).where(updates.c.update_id.in_(numbers)).values(values))


async def test_the_oldest_are_claimed_first_and_nothing_twice(first):
    await first.put(5, 3, 9, 1)
    assert await first.claim(rows=3) == [1, 3, 5]
    assert await first.claim(rows=3) == [9]
    assert await first.claim(rows=3) == []


async def test_a_lane_gets_its_share_and_the_full_ones_nothing(first):
    await first.put(*range(10), lane=1)
    await first.put(10, 11, lane=2)
    await first.put(12, lane=3)
    claim = await first("claim", Wanted(100, 2, frozenset({3})))
    assert [row.update_id for row in claim.rows] == [0, 1, 10, 11]
    assert claim.limited == {1, 3}
    assert not claim.more


async def test_a_claim_says_when_there_is_more(first):
    await first.put(1, 2, 3)
    assert (await first("claim", Wanted(2, 9))).more
    assert not (await first("claim", Wanted(2, 9))).more
    assert (await first("claim", Wanted())).more


async def test_a_lane_with_very_many_is_passed_over_step_by_step(first):
    await first.put(*range(SCAN + 50), lane=1)
    await first.put(SCAN + 50, lane=2)
    claim = await first("claim", Wanted(100, 4))
    assert claim.more
    assert await first.claim(full=claim.limited) == [SCAN + 50]


async def test_a_delayed_one_is_claimed_when_its_time_has_come(database, first):
    await first.put(1, 2)
    await first.claim(rows=1)
    await first.mark("retry", 1, 60.0)
    status = await first("status")
    assert (status.waiting, status.due) == (2, 1)
    assert 50 < status.next_in <= 60
    assert await first.claim() == [2]
    await change(database, 1, not_before=1.0)
    assert await first.claim() == [1]
    assert (await first("status")).next_in is None


@pytest.mark.parametrize(
    "mark", [("done",), ("retry", 5.0), ("set_aside", "why"), ("give_back",)], ids=lambda mark: mark[0]
)
async def test_a_process_marks_no_row_that_another_has_taken(database, first, second, mark):
    """A process that was stopped for longer than its lease comes back and ends what it had begun."""
    await first.put(1)
    await first.claim()
    await change(database, 1, lease=1.0)
    assert list(await second("recover")) == [1]
    name, *arguments = mark
    await first.mark(name, 1, *arguments)
    assert await states(database) == {1: 0}
    assert await second.claim() == [1]
    await first.mark(name, 1, *arguments)
    assert await states(database) == {1: 1}
    await second.mark("done", 1)
    await first.mark(name, 1, *arguments)
    assert await states(database) == {1: 2}


async def test_a_mark_may_be_written_twice(database, first):
    await first.put(1, 2)
    await first.claim()
    for _ in range(2):
        await first.mark("retry", 1, 0.0)
        await first.mark("done", 2)
    assert [(row.state, row.attempts) for row in await rows(database)] == [(0, 1), (2, 0)]


async def test_what_a_stopped_process_had_in_hand_waits_again(database, first, second):
    await first.put(1, 2, 3)
    await first.claim(rows=2)
    if first.ledger.shared:
        assert list(await second("recover")) == []
        assert 0 < (await second("status")).next_in <= 15
        await change(database, 1, 2, lease=1.0)
    assert list(await second("recover")) == [1, 2]
    assert [(row.state, row.owner, row.crashes) for row in await rows(database)] == [
        (0, None, 1),
        (0, None, 1),
        (0, None, 0),
    ]


async def test_a_process_recovers_nothing_of_its_own(database, first):
    await first.put(1)
    await first.claim()
    await change(database, 1, lease=1.0)
    assert list(await first("recover")) == []
    assert await first("renew") == {1}


async def test_a_renewed_lease_keeps_others_away(database, first, second):
    await first.put(1, 2)
    await first.claim()
    await change(database, 1, 2, lease=1.0)
    await change(database, 2, owner="somebody else")
    assert await first("renew") == {1}
    await second("recover")
    assert (await states(database))[1] == (1 if first.ledger.shared else 0)


async def test_an_update_that_was_in_hand_at_too_many_stops_is_set_aside(database, first, second):
    await first.put(1, 2)
    await first.claim()
    await change(database, 1, lease=1.0, crashes=MOST_CRASHES - 1)
    await change(database, 2, lease=1.0, crashes=MOST_CRASHES - 2)
    assert list(await second("recover")) == [1, 2]
    assert [(row.state, row.reason, row.payload) for row in await rows(database)] == [
        (3, CRASHED, "{}"),
        (0, None, "{}"),
    ]


async def test_rows_that_the_process_does_not_know_of_wait_again(database, first):
    """The answer to a commit was lost, so nobody knows what it claimed."""
    await first.put(1, 2, 3)
    await first.claim()
    await first("release_all_but", [2])
    assert await states(database) == {1: 0, 2: 1, 3: 0}


async def test_every_statement_finds_its_rows_by_an_index(postgresql, database, first):
    """Whatever the parameters are: a statement that PostgreSQL has seen often gets one plan for all of them."""
    await fill(database, 20_000)
    if database.dialect == "sqlite":
        plans = [await sqlite_plan(database, statement) for statement in await all_statements(database, first)]
        assert [plan for plan in plans if "SCAN updates" in plan] == []
        return
    for statement in await all_statements(database, first):
        prepared = f"PREPARE p AS {statement}"
        nothing = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", statement))))
        explained = f"EXPLAIN EXECUTE p({nothing})" if nothing else "EXPLAIN EXECUTE p"
        steps = ("SET plan_cache_mode = force_generic_plan", prepared, explained)
        assert "Seq Scan" not in postgresql.run(*steps, database=database.url.database)


async def fill(database, many):
    async with database.write() as connection:
        ended = [
            {"bot": BOT, "update_id": -1 - at, "lane": at % 50, "state": 2, "stored_at": 0.0} for at in range(many)
        ]
        await connection.execute(updates.insert(), ended)


async def all_statements(database, process):
    """What goes to the database when everything is done once that a ledger and its marks can do."""
    seen = []
    engine = engine_of(database, writes=True)
    with listening(engine, seen.append):
        await process.put(*range(8))
        await process.claim()
        for number, mark in enumerate([("done",), ("retry", 5.0), ("set_aside", "why"), ("give_back",)]):
            await process.mark(mark[0], number, *mark[1:])
        for name, *arguments in (
            ("renew",),
            ("recover",),
            ("release_all_but", [3]),
            ("status",),
            ("_set_crashed_aside",),
            ("retry_undelivered",),
        ):
            await process(name, *arguments)
    return [statement for statement in seen if "updates" in statement and not statement.startswith("INSERT")]


@contextmanager
def listening(engine, told):
    def tell(_, __, statement, *___):
        told(statement)

    event.listen(engine, "before_cursor_execute", tell)
    yield
    event.remove(engine, "before_cursor_execute", tell)


async def sqlite_plan(database, statement):
    async with database.read() as connection:
        nothing = (None,) * statement.count("?")
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", nothing)
        return "; ".join(row.detail for row in plan)


RECENT = 60.0
WEEKS = 14 * 86_400.0


@pytest.mark.parametrize(
    ("values", "age", "state"),
    [
        ({"reason": "NotSent in bot.telegram.refusals, line 55"}, RECENT, 0),
        ({"reason": "TooMany in bot.delivery.sender, line 100"}, RECENT, 0),
        ({"reason": "Uncertain"}, RECENT, 0),
        ({"reason": "KeyError in bot.telegram.messages, line 9"}, RECENT, 3),
        ({"reason": "not an update"}, RECENT, 3),
        ({"reason": CRASHED}, RECENT, 3),
        ({"reason": "NotSent in bot.telegram.refusals, line 55"}, WEEKS, 3),
        ({"reason": "NotSent in bot.telegram.refusals, line 55", "payload": None}, RECENT, 3),
    ],
    ids=["not sent", "too many", "uncertain", "a mistake", "unreadable", "crashed", "long ago", "forgotten"],
)
async def test_what_did_not_go_out_is_tried_again(database, first, values, age, state):
    await first.put(1, 2)
    aside = {"state": 3, "attempts": 5, "ended_at": 1.0, "payload": "{}"} | values
    await change(database, 1, stored_at=time.time() - age, **aside)
    await change(database, 2, state=2, payload=None, ended_at=1.0)
    assert await first("retry_undelivered") == 1 - state // 3
    (row, other) = await rows(database)
    assert (row.state, other.state) == (state, 2)
    if state == 0:
        assert (row.attempts, row.reason, row.ended_at, row.payload) == (0, None, None, "{}")
        assert await first.claim() == [1]
