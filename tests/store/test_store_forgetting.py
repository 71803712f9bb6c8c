"""`/forget`: a person's rows go from every table, nobody else's do, and what still waits is answered."""

import pytest
from store_kit import BOT, NOW, OTHER, everything, group, written

from bot.store import chats, feedback, languages, missed, notes
from bot.store.address import file_of
from bot.store.announced import announcements
from bot.store.forgetting import forget
from bot.store.keys import Keyring
from bot.store.opening import open_database
from bot.store.tables import metadata, updates
from bot.store.text import as_json
from bot.store.writer import Write

PERSON, SOMEBODY = 4242, 5555
GROUP = -100
WAITING, CLAIMED, DONE, SET_ASIDE = range(4)


@pytest.fixture
async def keyring(database):
    return await Keyring.load(database)


def traces(database, keyring, person, bot=BOT):
    """One row in every table that a person can leave something in."""
    whose = keyring.hash(person)
    until = NOW + 60
    return [
        notes.put(database, bot, person, "private", "想问", until=until),
        notes.put(database, bot, GROUP, f"memory {person}", "想问", until=until, person=whose),
        languages.choose(database, bot, whose, "en", NOW),
        feedback.put(database, bot, keyring.hash(person, 1), whose, pairs=["a/b"], helpful=True, at=NOW),
        missed.put(
            database,
            bot,
            keyring.hash(person, 2),
            person=whose,
            question="想问",
            reason="unknown",
            nearest=[],
            at=NOW,
        ),
        chats.lost(database, bot, person, "blocked", NOW),
    ]


def update(number, lane, state, payload=None, bot=BOT):
    ended = NOW if state >= DONE else None
    return {
        "bot": bot,
        "update_id": number,
        "lane": lane,
        "state": state,
        "payload": payload,
        "stored_at": NOW,
        "ended_at": ended,
    }


async def store(database, *rows):
    async with database.write() as connection:
        await connection.execute(updates.insert(), list(rows))


async def contents(database):
    """Every row of every table but those that know no people."""
    others = {"meta", "pace", "slots", "subscriptions", "declined", "announcements", "occurrences", "deliveries"}
    tables = [table for table in metadata.sorted_tables if table.name not in others]
    return {table.name: await everything(database, table) for table in tables}


async def test_a_persons_rows_go_from_every_table(database, keyring):
    await written(database, *traces(database, keyring, PERSON))
    assert all(rows for name, rows in (await contents(database)).items() if name != "updates")
    await written(database, *forget(BOT, PERSON, keyring))
    assert not any((await contents(database)).values())


async def test_nobody_elses_do(database, keyring):
    others = [*traces(database, keyring, SOMEBODY), *traces(database, keyring, PERSON, bot=OTHER)]
    others.append(notes.put(database, BOT, GROUP, "of all", 1, until=NOW + 60))
    others.append(chats.put(database, BOT, group(GROUP), NOW))
    await written(database, *others)
    before = await contents(database)
    await written(database, *traces(database, keyring, PERSON))
    await written(database, *forget(BOT, PERSON, keyring))
    assert await contents(database) == before


async def test_doing_it_again_changes_nothing(database, keyring):
    await written(database, *traces(database, keyring, PERSON), *traces(database, keyring, SOMEBODY))
    await written(database, *forget(BOT, PERSON, keyring))
    before = await contents(database)
    await written(database, *forget(BOT, PERSON, keyring), *forget(BOT, PERSON, keyring))
    assert await contents(database) == before


async def test_of_ended_updates_the_number_alone_is_left(database, keyring):
    await store(
        database,
        update(1, PERSON, DONE),
        update(2, PERSON, SET_ASIDE, "{words}"),
        update(3, SOMEBODY, DONE),
        update(4, SOMEBODY, SET_ASIDE, "{words}"),
        update(5, PERSON, SET_ASIDE, "{words}", bot=OTHER),
    )
    await written(database, *forget(BOT, PERSON, keyring))
    assert await everything(database, updates.c.update_id, updates.c.lane, updates.c.payload) == [
        (1, 0, None),
        (2, 0, None),
        (3, SOMEBODY, None),
        (4, SOMEBODY, "{words}"),
        (5, PERSON, "{words}"),
    ]


async def test_words_that_were_set_aside_in_a_group_go_too(database, keyring):
    theirs = f'{{"message":{{"from":{{"id":{PERSON}}},"text":"想问"}}}}'
    others = f'{{"message":{{"from":{{"id":{SOMEBODY}}},"text":"想问"}}}}'
    await store(database, update(1, GROUP, SET_ASIDE, theirs), update(2, GROUP, SET_ASIDE, others))
    await written(database, *forget(BOT, PERSON, keyring))
    assert await everything(database, updates.c.update_id, updates.c.lane, updates.c.payload) == [
        (1, GROUP, None),
        (2, GROUP, others),
    ]


async def test_what_still_waits_is_to_be_answered(database, keyring):
    waiting = [update(1, PERSON, CLAIMED, "{/forget}"), update(2, PERSON, WAITING, "{a question}")]
    await store(database, *waiting)
    before = await contents(database)
    await written(database, *forget(BOT, PERSON, keyring))
    assert await contents(database) == before


async def test_what_the_same_update_wrote_before_goes_along(database, keyring):
    """The writes go with the update's done mark, after whatever else it writes."""
    await written(database, *traces(database, keyring, PERSON), *forget(BOT, PERSON, keyring))
    assert not any((await contents(database)).values())


async def test_what_failed_before_is_not_tried_again(database, keyring):
    await store(database, update(1, PERSON, WAITING, "{a question}") | {"not_before": NOW + 30})
    await written(database, *forget(BOT, PERSON, keyring))
    columns = (updates.c.state, updates.c.lane, updates.c.payload)
    assert await everything(database, *columns) == [(DONE, 0, None)]


async def test_after_a_checkpoint_no_file_holds_what_was_forgotten(sqlite_url):
    """SQLite's journal would keep it until somebody writes over it."""
    words, name = "一个没人答得上来的问题", "桃子姐姐"
    async with open_database(sqlite_url) as database:
        keyring = await Keyring.load(database)
        whose = keyring.hash(PERSON)
        await written(database, notes.put(database, BOT, PERSON, "private", words, until=NOW))
        await written(database, notes.put(database, BOT, GROUP, "memory", words, until=NOW, person=whose))
        await store(database, update(1, PERSON, SET_ASIDE, f"{name}：{words}"))
        await database.checkpoint()
        assert all(text.encode() in left_in(sqlite_url) for text in (name, whose))
        await written(database, *forget(BOT, PERSON, keyring))
        assert whose.encode() in left_in(sqlite_url)
        await database.checkpoint()
        assert not [text for text in (words, as_json(words), name, whose) if text.encode() in left_in(sqlite_url)]


async def test_a_checkpoint_while_somebody_reads_gives_way(sqlite_url, monkeypatch):
    monkeypatch.setattr("bot.store.database.BUSY_SECONDS", 0.05)
    async with open_database(sqlite_url) as database, open_database(sqlite_url) as other, other.read() as reading:
        await written(database, notes.put(database, BOT, PERSON, "private", 1, until=NOW))
        await reading.exec_driver_sql("BEGIN")
        await reading.exec_driver_sql("SELECT * FROM notes")
        await written(database, notes.put(database, BOT, PERSON, "private", 2, until=NOW))
        await database.checkpoint()
        await reading.exec_driver_sql("COMMIT")
        await written(database, notes.put(database, BOT, PERSON, "private", 3, until=NOW))


async def test_a_checkpoint_changes_nothing_that_is_there(database, keyring):
    await written(database, *traces(database, keyring, PERSON))
    before = await contents(database)
    await database.checkpoint()
    assert await contents(database) == before


def left_in(url):
    """Every byte of a database's files."""
    return b"".join(path.read_bytes() for path in file_of(url).parent.glob(f"{file_of(url).name}*"))


def planned(database, number, state, by, approved=None, *, cards="[]", bot=BOT):
    row = {"id": number, "bot": bot, "plan": "{}", "state": state, "planned_by": by, "approved_by": approved}
    return Write(database.insert(announcements), row | {"cards": cards, "created_at": NOW, "changed_at": NOW})


async def test_of_what_an_operator_announced_only_the_operator_goes(database, keyring):
    """The shell planned what nobody did; what waits for approval must not become its planner's to approve."""
    whose, others = keyring.hash(PERSON), keyring.hash(SOMEBODY)
    await written(
        database,
        planned(database, 1, "done", whose, others, cards=as_json([[whose, 7], [others, 8]])),
        planned(database, 2, "active", others, whose),
        planned(database, 3, "waiting", whose),
        planned(database, 4, "done", None, others, cards=as_json([[others, 9]])),
        planned(database, 5, "done", whose, bot=OTHER),
    )
    await written(database, *forget(BOT, PERSON, keyring))
    columns = announcements.c
    assert await everything(database, columns.id, columns.planned_by, columns.approved_by, columns.cards) == [
        (1, "", others, "[]"),
        (2, others, "", "[]"),
        (3, whose, None, "[]"),
        (4, None, others, as_json([[others, 9]])),
        (5, whose, None, "[]"),
    ]
