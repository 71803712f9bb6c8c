"""A process that is killed loses nothing, and repeats only what it had in hand."""

from inbox_kit import BOT, Handled, Process, all_ended, at_work, in_lanes, message, rows, states, until
from inbox_process import WORKERS
from inbox_processes import Processes
from sqlalchemy import select

from bot.inbox.inbox import Inbox
from bot.store.tables import notes
from bot.store.writer import Writer

UPDATES = 200
CHATS = 7
KILLS = 5


async def store(database, numbers):
    """As a process does that only fetches."""
    async with Writer(database) as writer:
        await Inbox(database, writer, BOT, Handled()).put([message(number, 1 + number % CHATS) for number in numbers])


async def test_what_is_killed_mid_way_loses_nothing_and_repeats_only_what_was_in_hand(database, tmp_path):
    await store(database, range(UPDATES))
    interrupted = []
    with Processes(database.url, tmp_path, lease=1.0) as processes:
        for life in range(KILLS):
            process = processes.start()
            await processes.until_begun(5 + 7 * life, process)
            processes.kill(process)
            begun, found = processes.begun(process), await states(database)
            interrupted.append({number for number in begun if found[number] != 2})
            for numbers in in_lanes(begun, lambda number: number % CHATS).values():
                assert numbers == sorted(set(numbers))
        processes.start()
        await until(all_ended(database, UPDATES))
        begun = processes.begun()
    assert all(len(numbers) <= WORKERS for numbers in interrupted)
    for number in range(UPDATES):
        assert 1 <= begun.count(number) <= 1 + sum(number in numbers for numbers in interrupted)
    assert set((await states(database)).values()) == {2}
    async with database.read() as connection:
        assert len((await connection.execute(select(notes))).all()) == UPDATES


async def test_a_new_start_says_how_many_it_recovered_and_counts_the_stop(database):
    await store(database, range(4))
    stopped = Process(database)
    await stopped.claim(rows=3)
    async with at_work(database, Handled()):
        if stopped.ledger.shared:  # by the lease alone, as it might still live
            await until(only_the_others_ended(database))
        else:
            await until(all_ended(database, 4))
    crashes = [row.crashes for row in await rows(database)]
    assert crashes == ([0, 0, 0, 0] if stopped.ledger.shared else [1, 1, 1, 0])


def only_the_others_ended(database):
    async def condition():
        return list((await states(database)).values()) == [1, 1, 1, 2]

    return condition
