"""Notes: what is remembered of a chat for a while, by key."""

import asyncio
import json
import logging

import pytest
from databases import engine_of
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from store_kit import BOT, NOW, OTHER, everything, written

from bot.store import notes
from bot.store.tables import notes as table

HOSTILE = "a\x00b\ud800c\udfffd\u202e😀{0.__class__}%s' OR 1=1--"


async def load(database, chat, *keys, bot=BOT, now=NOW):
    return await notes.load(database, bot, chat, keys, now)


def put(database, chat, key, value, *, bot=BOT, until=NOW + 60, person=None):
    return notes.put(database, bot, chat, key, value, until=until, person=person)


async def test_what_was_put_is_found_by_its_key(database):
    await written(database, put(database, 1, "a", {"n": [1, None, "二"]}), put(database, 1, "b", 2))
    assert await load(database, 1, "a", "b", "c") == {"a": {"n": [1, None, "二"]}, "b": 2}
    assert await load(database, 1, "b") == {"b": 2}


async def test_a_later_value_takes_the_place_of_an_earlier_one(database):
    await written(database, put(database, 1, "a", 1, until=NOW + 1), put(database, 1, "a", 2, until=NOW + 60))
    assert await load(database, 1, "a", now=NOW + 30) == {"a": 2}


async def test_other_chats_and_other_bots_have_notes_of_their_own(database):
    await written(
        database, put(database, 1, "a", "own"), put(database, 2, "a", "chat"), put(database, 1, "a", "bot", bot=OTHER)
    )
    assert await load(database, 1, "a") == {"a": "own"}
    assert await load(database, 2, "a") == {"a": "chat"}
    assert await load(database, 1, "a", bot=OTHER) == {"a": "bot"}


async def test_what_is_out_of_date_is_not_found(database):
    await written(database, put(database, 1, "a", 1, until=NOW + 60))
    assert await load(database, 1, "a", now=NOW + 59.9) == {"a": 1}
    assert await load(database, 1, "a", now=NOW + 60) == {}


async def test_what_was_dropped_is_gone(database):
    await written(database, put(database, 1, "a", 1), put(database, 1, "b", 1), put(database, 2, "a", 1))
    await written(database, notes.drop(BOT, 1, "a"), notes.drop(BOT, 1, "never was"))
    assert await load(database, 1, "a", "b") == {"b": 1}
    assert await load(database, 2, "a") == {"a": 1}


async def test_any_number_of_keys_costs_one_look_and_none_costs_none(database):
    seen = []
    event.listen(
        engine_of(database, writes=False), "before_cursor_execute", lambda *given: seen.append(given[2]), named=False
    )
    await written(database, *(put(database, 1, str(number), number) for number in range(500)))
    seen.clear()
    assert len(await load(database, 1, *map(str, range(500)))) == 500
    assert len(seen) == 1
    assert await load(database, 1) == {}
    assert len(seen) == 1


async def test_text_that_a_database_refuses_comes_back_as_it_was(database):
    await written(database, put(database, 1, "a", {HOSTILE: [HOSTILE]}))
    assert await load(database, 1, "a") == {"a": {HOSTILE: [HOSTILE]}}


SIMPLE = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=()))


@given(value=SIMPLE | st.lists(SIMPLE) | st.dictionaries(st.text(st.characters(exclude_categories=())), SIMPLE))
def test_every_value_survives_json(value):
    assert json.loads(notes.as_json(value)) == value


def test_what_json_can_not_say_is_a_mistake_at_once(sqlite_url):
    from bot.store.database import Database

    with pytest.raises(ValueError, match="Out of range float"):
        put(Database(sqlite_url), 1, "a", float("nan"))


async def test_no_log_tells_what_is_in_a_note(database, caplog):
    caplog.set_level(logging.DEBUG)
    await written(database, put(database, 1, "a", "my secret question"))
    assert await load(database, 1, "a") == {"a": "my secret question"}
    assert "my secret question" not in caplog.text


async def test_notes_are_written_together(database):
    """The statement is the same object for every note, or else each would cost a round trip."""
    assert put(database, 1, "a", 1).statement is put(database, 2, "b", 2).statement
    assert notes.drop(BOT, 1, "a").statement is notes.drop(BOT, 2, "b").statement
    assert [write.statement for write in notes.move(BOT, 1, 2)] == [write.statement for write in notes.move(BOT, 3, 4)]


async def test_a_group_that_became_a_supergroup_keeps_its_notes(database):
    await written(database, put(database, -1, "a", 1), put(database, -1, "b", 2), put(database, -9, "a", 9))
    await written(database, *notes.move(BOT, -1, -1001))
    assert await load(database, -1001, "a", "b") == {"a": 1, "b": 2}
    assert await load(database, -1, "a", "b") == {}
    assert await load(database, -9, "a") == {"a": 9}


async def test_what_the_supergroup_knows_already_stays(database):
    await written(database, put(database, -1, "a", "old"), put(database, -1, "b", "old"))
    await written(database, put(database, -1001, "a", "new"), put(database, -1, "a", "other bot", bot=OTHER))
    await written(database, *notes.move(BOT, -1, -1001))
    assert await load(database, -1001, "a", "b") == {"a": "new", "b": "old"}
    assert await load(database, -1, "a", bot=OTHER) == {"a": "other bot"}
    assert len(await everything(database, table.c.key)) == 3


async def test_moving_twice_and_moving_nowhere_change_nothing(database):
    await written(database, put(database, -1, "a", 1))
    for _ in range(2):
        await written(database, *notes.move(BOT, -1, -1001), *notes.move(BOT, -1001, -1001))
    assert await load(database, -1001, "a") == {"a": 1}


async def test_many_read_while_many_write(database):
    await asyncio.gather(
        *(written(database, put(database, 1, f"k{number}", number)) for number in range(10)),
        *(load(database, 1, "k1") for _ in range(40)),
    )
    assert len(await everything(database, table.c.key)) == 10
