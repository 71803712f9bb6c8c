"""Group commit: what is handed over is durable when it says so, in order, and one bad write spoils no other."""

import asyncio

import pytest
from databases import engine_of
from sqlalchemy import bindparam, delete, event, text, update
from sqlalchemy.exc import DBAPIError
from store_kit import everything

from bot.errors import StoreError
from bot.store import writer as writer_module
from bot.store.tables import meta, people
from bot.store.writer import Write, Writer, grouped

DROP = delete(meta).where(meta.c.name == bindparam("of_name"))


@pytest.fixture
def put(database):
    """A write that puts a name and a value."""
    statement = database.upsert(meta)
    return lambda name, value="": Write(statement, {"name": name, "value": value})


@pytest.fixture
def commits(database):
    """A list that grows with each transaction that is committed."""
    seen = []
    event.listen(engine_of(database, writes=True), "commit", lambda _: seen.append(1))
    return seen


def drop(name):
    return Write(DROP, {"of_name": name})


async def names(database):
    return [name for (name,) in await everything(database, meta.c.name)]


async def test_what_is_committed_can_be_read(database, put):
    async with Writer(database) as writer:
        await writer.commit(put("a"), put("b"))
        assert await names(database) == ["a", "b"]


async def test_nothing_to_write_is_written_at_once(database, commits):
    async with Writer(database) as writer:
        await writer.commit()
        assert writer.submit([]).done()
    assert commits == []


async def test_what_comes_at_the_same_time_is_one_transaction(database, put, commits):
    async with Writer(database) as writer:
        await asyncio.gather(*(writer.commit(put(f"{number:03}")) for number in range(200)))
    assert len(await names(database)) == 200
    assert len(commits) == 1


async def test_a_transaction_has_a_largest_size(database, put, commits, monkeypatch):
    monkeypatch.setattr(writer_module, "LARGEST", 10)
    async with Writer(database) as writer:
        await asyncio.gather(*(writer.commit(put(f"{number:03}")) for number in range(95)))
    assert len(commits) == 10


async def test_the_last_write_wins(database, put):
    async with Writer(database) as writer:
        pending = [writer.submit([put("a", str(number))]) for number in range(50)]
        await asyncio.gather(*pending)
    assert await everything(database, meta.c.value) == [("49",)]


async def test_different_statements_on_one_table_keep_their_order(database, put):
    async with Writer(database) as writer:
        await writer.commit(put("a"), drop("a"), put("a"), put("b"), drop("b"))
    assert await names(database) == ["a"]


def test_rows_of_a_statement_go_out_together():
    one, two, other = update(meta), delete(meta), delete(people)
    writes = [Write(one, {"n": 1}), Write(other, {"n": 2}), Write(one, {"n": 3}), Write(two, {"n": 4})]
    writes += [Write(other, {"n": 5}), Write(one, {"n": 6})]
    said = [(statement, [row["n"] for row in rows]) for statement, rows in grouped(writes)]
    assert said == [(one, [1, 3]), (other, [2, 5]), (two, [4]), (one, [6])]


async def test_a_submission_is_written_whole_or_not_at_all(database, put):
    bad = Write(text("INSERT INTO nowhere VALUES (:name)"), {"name": "x"})
    async with Writer(database) as writer:
        with pytest.raises(DBAPIError):
            await writer.commit(put("a"), bad)
    assert await names(database) == []


@pytest.mark.parametrize(
    "row", [{"name": "x", "value": None}, {"name": "x", "value": "\ud800"}, {"name": "x", "value": object()}]
)
async def test_a_bad_submission_spoils_no_other(database, put, row):
    async with Writer(database) as writer:
        pending = [writer.submit([put(name)]) for name in "ab"]
        bad = writer.submit([Write(database.upsert(meta), row)])
        pending += [writer.submit([put(name)]) for name in "cd"]
        await asyncio.gather(*pending)
        with pytest.raises(Exception, match=r"."):
            await bad
        await writer.commit(put("e"))
    assert await names(database) == ["a", "b", "c", "d", "e"]


async def test_leaving_commits_what_waits(database, put):
    async with Writer(database) as writer:
        pending = [writer.submit([put(f"{number:03}")]) for number in range(1200)]
    assert all(future.done() and not future.exception() for future in pending)
    assert len(await names(database)) == 1200


async def test_whoever_gives_up_waiting_is_written_all_the_same(database, put):
    async with Writer(database) as writer:
        waiting = asyncio.create_task(writer.commit(put("a")))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert await names(database) == ["a"]


async def test_after_leaving_nothing_is_taken(database, put):
    async with Writer(database) as writer:
        pass
    with pytest.raises(StoreError, match="was closed"):
        await writer.commit(put("a"))


async def test_a_failure_that_may_pass_is_tried_again_with_growing_pauses(database, put, monkeypatch):
    failures, pauses = [ConnectionRefusedError()] * 8, []
    work = database.work

    async def sometimes(given):
        if failures:
            raise failures.pop()
        return await work(given)

    async def sleep(seconds):
        pauses.append(seconds)

    monkeypatch.setattr(database, "work", sometimes)
    complaints = []
    async with Writer(database, lambda error, pause: complaints.append((type(error), pause)), sleep) as writer:
        await writer.commit(put("a"))
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert complaints == [(ConnectionRefusedError, pause) for pause in pauses]
    assert await names(database) == ["a"]


async def test_leaving_does_not_wait_for_ever(database, put, monkeypatch):
    """What could not be written is told to whoever waits, so that it is not taken for done."""

    async def never(_):
        raise ConnectionRefusedError

    monkeypatch.setattr(writer_module, "LEAVING_SECONDS", 0.3)
    monkeypatch.setattr(database, "work", never)
    async with Writer(database) as writer:
        pending = [writer.submit([put(name)]) for name in "ab"]
    for future in pending:
        with pytest.raises(StoreError, match="before everything was written"):
            await future
