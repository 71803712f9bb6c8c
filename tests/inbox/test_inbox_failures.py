"""An update that fails steps aside, is tried again, and is set aside with its reason; its chat goes on meanwhile."""

import asyncio
from itertools import count

import pytest
from inbox_kit import Handled, all_ended, at_work, message, rows, until
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.inbox.handling import reason_of
from bot.inbox.inbox import Later, Unreadable
from bot.store.opening import open_database
from bot.store.tables import updates

WORDS = "我的身份证号是110101"


def failing(*numbers, times=99, error=ValueError):
    """What fails for some updates, so many times each."""
    left = dict.fromkeys(numbers, times)

    async def fail(given):
        number = given["update_id"]
        if left.get(number, 0) > 0:
            left[number] -= 1
            raise error(given["message"]["text"])

    return fail


async def test_a_poisoned_update_blocks_nobody_and_is_set_aside_after_its_tries(database):
    handled = Handled(failing(2))
    async with at_work(database, handled, waits=(0.01, 0.02)) as inbox:
        with capture_logs() as logs:
            await inbox.put([message(number, text=WORDS) for number in range(1, 6)])
            await until(all_ended(database, 5))
    assert handled.begun[:5] == [1, 2, 3, 4, 5]
    assert handled.begun[5:] == [2, 2]
    poisoned = (await rows(database))[1]
    assert (poisoned.state, poisoned.attempts, poisoned.owner) == (3, 2, None)
    assert poisoned.reason.startswith("ValueError in ")
    assert poisoned.payload is not None
    assert [(line["event"], line.get("retry_in")) for line in logs if line.get("update_id") == 2] == [
        ("update failed", 0.01),
        ("update failed", 0.02),
        ("update set aside", None),
    ]
    assert WORDS not in str(logs) + poisoned.reason


@pytest.mark.parametrize("wait", [0.005, 0.015, 0.025, 0.035, 0.045])
async def test_a_try_that_falls_due_during_a_look_is_not_forgotten(sqlite_url, wait):
    ticks = count(1_000_000)
    handled = Handled(failing(1, times=1))
    async with (
        open_database(sqlite_url) as database,
        at_work(database, handled, waits=(wait,), clock=lambda: next(ticks) / 100) as inbox,
    ):
        await inbox.put([message(1)])
        await handled.until(lambda: handled.ended == [1])


class NotSent(Exception):  # noqa: N818 - named as the way out names it
    pass


async def test_a_start_gives_what_was_not_sent_another_try_and_later_looks_do_not(database):
    async with at_work(database, failed := Handled(failing(1, 2, error=NotSent)), waits=()) as inbox:
        await inbox.put([message(1), message(3)])
        await until(all_ended(database, 2))
        await inbox.put([message(2)])
        await until(all_ended(database, 3))
    assert failed.counts == {1: 1, 2: 1, 3: 1}
    with capture_logs() as logs:
        async with at_work(database, again := Handled()):
            await again.until(lambda: len(again.ended) == 2)
    assert sorted(again.ended) == [1, 2]
    assert [line["count"] for line in logs if "tried again" in line["event"]] == [2]
    assert [row.state for row in await rows(database)] == [2, 2, 2]


async def test_an_update_that_fails_twice_is_then_handled(database):
    handled = Handled(failing(1, times=2))
    async with at_work(database, handled, waits=(0.01, 0.01)) as inbox:
        await inbox.put([message(1), message(2)])
        await until(all_ended(database, 2))
    assert handled.counts == {1: 3, 2: 1}
    assert [(row.state, row.reason) for row in await rows(database)] == [(2, None), (2, None)]


async def test_an_update_waits_longer_after_each_try(database):
    """Its time is in the table, so that a restart doesn't shorten it."""
    async with at_work(database, Handled(failing(1)), waits=(100.0, 5000.0)) as inbox:
        await inbox.put([message(1)])

        async def tried_once():
            return [row.attempts for row in await rows(database)] == [1]

        await until(tried_once)
    (row,) = await rows(database)
    assert row.state == 0
    assert 90 < row.not_before - row.stored_at < 110
    async with at_work(database, handled := Handled()) as inbox:
        await inbox.put([message(2)])
        await until(lambda: second_is_done(database))
    assert handled.begun == [2]


async def second_is_done(database):
    return [row.state for row in await rows(database)] == [0, 2]


async def test_a_delayed_update_is_tried_again_after_a_restart_too(database):
    async with at_work(database, Handled(failing(1)), waits=(3600.0,)) as inbox:
        await inbox.put([message(1)])
        await until(lambda: delayed(database))
    async with database.write() as connection:
        await connection.execute(update(updates).values(not_before=updates.c.not_before - 3600.0 + 0.3))
    async with at_work(database, handled := Handled()):
        await until(all_ended(database, 1))
    assert handled.begun == [1]


async def delayed(database):
    return [row.not_before > 0 for row in await rows(database)] == [True]


async def test_what_is_unreadable_is_set_aside_at_once(database):
    async def refuse(_):
        raise Unreadable("KeyError\nwhile \x00the update\ud800 was read" + "!" * 500)

    async with at_work(database, Handled(refuse)) as inbox:
        await inbox.put([message(1)])
        await until(all_ended(database, 1))
    (row,) = await rows(database)
    assert (row.state, row.attempts) == (3, 0)
    assert row.reason.startswith("KeyError while the update was read!!")
    assert len(row.reason) == 200


@pytest.mark.parametrize("error", [asyncio.CancelledError, TimeoutError, RecursionError, MemoryError, ExceptionGroup])
async def test_whatever_a_handler_raises_is_a_failed_try(database, error):
    def make(text):
        return error(text, [ValueError()]) if error is ExceptionGroup else error(text)

    async with at_work(database, Handled(failing(1, error=make)), waits=()) as inbox:
        await inbox.put([message(1), message(2)])
        await until(all_ended(database, 2))
    assert [(row.state, (row.reason or "").split(" ")[0]) for row in await rows(database)] == [
        (3, error.__name__),
        (2, ""),
    ]


def test_a_reason_names_our_own_code_when_a_library_failed():
    async def handle():
        from bot.inbox.lanes import lane_of

        lane_of(None)

    with pytest.raises(AttributeError) as caught:
        asyncio.run(handle())
    assert reason_of(caught.value).startswith("AttributeError in bot.inbox.lanes, line ")
    assert reason_of(ValueError("words")) == "ValueError"


UNUSABLE = [{}, {"update_id": None}, {"update_id": True}, {"update_id": "7"}, {"update_id": 2**70}, {"update_id": -1}]


async def test_updates_without_a_usable_number_are_dropped_and_the_others_stored(database):
    async with at_work(database, handled := Handled()) as inbox:
        with capture_logs() as logs:
            assert await inbox.put([*UNUSABLE, message(1)]) == 1
            assert await inbox.put(UNUSABLE) == 0
        await until(all_ended(database, 1))
    assert handled.begun == [1]
    assert [(line["event"], line["count"]) for line in logs] == [("updates without a number dropped", 6)] * 2


def nested(levels):
    inner = {}
    for _ in range(levels):
        inner = {"x": inner}
    return inner


STRANGE = {
    "empty": {},
    "NUL": {"message": {"text": "a\x00b"}},
    "lone surrogate": {"message": {"text": "\ud83d", "\ude00": "\udfff"}},
    "astral": {"message": {"text": "😀" * 4096}},
    "bidi and controls": {"message": {"text": "\u202e\x1b[31m\u2028"}},
    "not a number": {"message": {"date": float("nan"), "x": float("-inf")}},
    "great number": {"message": {"date": 10**4000}},
    "quotes": {"message": {"text": "'); DROP TABLE updates; --"}},
    "a parameter": {"message": {"text": ":bot %(bot)s $1 ?"}},
    "a megabyte": {"message": {"text": "长" * 350_000}},
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
async def test_any_json_is_stored_and_handed_on_as_it_came(database, strange):
    given = []

    async def keep(came):
        given.append(came)

    async with at_work(database, Handled(keep)) as inbox:
        await inbox.put([{"update_id": 1, **strange}])
        await until(all_ended(database, 1))
    assert repr(given) == repr([{"update_id": 1, **strange}])


async def test_what_is_nested_too_deeply_is_set_aside_and_its_batch_handled(database):
    async with at_work(database, handled := Handled()) as inbox:
        assert await inbox.put([message(1), {"update_id": 2, "message": nested(100_000)}, message(3)]) == 3
        await until(all_ended(database, 3))
    assert handled.begun == [1, 3]
    assert (await rows(database))[1].reason == "not an update"


async def test_an_update_that_is_put_off_costs_no_try_however_often(database):
    handled = Handled(failing(1, times=5, error=lambda _: Later("not now", 0.01)))
    async with at_work(database, handled, waits=()) as inbox:
        await inbox.put([message(1), message(2)])
        await until(all_ended(database, 2))
    assert handled.counts == {1: 6, 2: 1}
    assert [(row.state, row.attempts) for row in await rows(database)] == [(2, 0), (2, 0)]
