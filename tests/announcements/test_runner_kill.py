"""Processes that are killed at any moment: nothing is lost, nothing is sent twice unless that was wished for."""

import asyncio
import random
from collections import Counter
from itertools import count

import pytest
from announced_kit import a_plan, ended, ledger_of, subscribe, take_down, until
from announced_processes import Processes

from bot.announcements.courier import SENDING_AT_ONCE
from bot.announcements.ledger import STOPPED
from bot.store.announced import SENDING, SENT, UNKNOWN, deliveries

CHATS = 600
KILLS = 5


async def sending(database):
    """The chats of which nobody can know whether they got it, with who was at it."""
    rows = await database.rows(deliveries.select().where(deliveries.c.state == SENDING))
    return {row.chat: row.owner for row in rows}


async def killed_again_and_again(database, processes):
    """Runs an announcement to its end through some kills; what was being sent at each of them."""
    snapshots, lives = [], count(1)
    for _ in range(KILLS):
        process = processes.start()
        before = len(processes.arrived())
        await processes.until_arrived(before + random.randint(1, 5 * next(lives)))  # noqa: S311 - no secret
        await asyncio.sleep(random.uniform(0, 0.05))  # noqa: S311
        processes.kill(process)
        await asyncio.sleep(0.2)  # what the dead process had with PostgreSQL settles
        snapshots.append(await sending(database))
    processes.start()
    await until(ended(database))
    return snapshots


@pytest.mark.parametrize("uncertain", ["ask", "resend"])
async def test_through_kills_each_message_is_accounted_for(database, tmp_path, uncertain):
    ids = await subscribe(database, range(CHATS))
    await take_down(database, a_plan(uncertain=uncertain))
    with Processes(database.url, tmp_path) as processes:
        snapshots = await killed_again_and_again(database, processes)
        copies = processes.copies()
    rows = await ledger_of(database)
    assert rows.keys() == set(ids)
    assert copies.keys() <= set(ids)
    at_once = [many for snapshot in snapshots for many in Counter(snapshot.values()).values()]
    assert max(at_once) <= SENDING_AT_ONCE
    for chat in ids:
        assert copies[chat] - 1 <= sum(chat in snapshot for snapshot in snapshots)
    lost = [chat for chat, row in rows.items() if row.state != UNKNOWN and not copies[chat]]
    assert lost == []
    if uncertain == "ask":
        assert max(copies.values()) == 1
        assert {row.state for row in rows.values()} <= {SENT, UNKNOWN}
        unknown = {chat for chat, row in rows.items() if row.state == UNKNOWN}
        assert unknown <= set().union(*snapshots)
        assert all(rows[chat].reason == STOPPED for chat in unknown)
    else:
        assert {row.state for row in rows.values()} == {SENT}


async def test_a_new_start_goes_on_within_two_seconds(database, tmp_path):
    await subscribe(database, range(CHATS))
    await take_down(database, a_plan())
    with Processes(database.url, tmp_path) as processes:
        process = processes.start()
        await processes.until_arrived(20, process)
        processes.kill(process)
        again = processes.start()
        started = asyncio.get_running_loop().time()
        await processes.until_arrived(1, again)
        assert asyncio.get_running_loop().time() - started < 10  # two seconds on a machine with nothing else to do


async def test_one_that_is_told_to_stop_leaves_nothing_unknown_and_the_next_one_sends_the_rest(database, tmp_path):
    ids = await subscribe(database, range(CHATS // 2))
    await take_down(database, a_plan())
    with Processes(database.url, tmp_path) as processes:
        for part in range(3):
            process = processes.start()
            await processes.until_arrived(10 + 40 * part, process)
            assert processes.stop(process) == 0
            assert await sending(database) == {}
        processes.start()
        await until(ended(database))
        assert processes.copies() == dict.fromkeys(ids, 1)
    assert {row.state for row in (await ledger_of(database)).values()} == {SENT}
