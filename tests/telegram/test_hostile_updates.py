"""Updates that no Telegram sends: each is handled once or set aside, and keeps nobody's words in the database."""

import sqlite3
from contextlib import closing

import pytest
from hostile_scene import acting
from telegram_knowledge import TREES
from telegram_world import DATE

TREES_ANSWER = "三百棵"
FIRST = 10_001
"""The number of the first person whom the stand-in knows, who is Ann."""

ANN = {"id": FIRST, "is_bot": False, "first_name": "安"}
PRIVATE = {"id": FIRST, "type": "private", "first_name": "安"}
HANDLED, ASIDE, NOTHING = "handled", "set aside", "not stored"


@pytest.fixture
async def scene(telegram, matcher, tmp_path):
    async with acting(telegram, matcher, tmp_path) as scene:
        yield scene


def message(**more):
    return {"message": {"message_id": 900_001, "date": DATE, "chat": PRIVATE, "from": ANN, "text": TREES} | more}


REPLY = {"reply_to_message": message()["message"]}
UPDATES = {
    "21 lone surrogates": (message(text="\ud83d果园\ude00"), HANDLED),
    "21 NUL": (message(text="\0"), HANDLED),
    "24 a number beyond all databases": ({"update_id": 2**70} | message(), NOTHING),
    "24 a number that is words": ({"update_id": "1; DROP TABLE updates"} | message(), NOTHING),
    "24 a number that is none": ({"update_id": None} | message(), NOTHING),
    "24 a number below zero": ({"update_id": -1} | message(), NOTHING),
    "24 a number that is a truth": ({"update_id": True} | message(), NOTHING),
    "25 an unknown kind": ({"surprise": {"a": 1}}, HANDLED),
    "25 no kind": ({}, HANDLED),
    "25 a kind that nobody asked for": ({"channel_post": message()["message"]}, HANDLED),
    "25 two kinds at once": (message() | {"surprise": {}}, HANDLED),
    "26 a date in the year 30 billion": (message(date=10**18), ASIDE),
    "26 a date that is words": (message(date="now"), ASIDE),
    "26 the first second of all": (message(date=0), HANDLED),
    "26 a date before that": (message(date=-1), HANDLED),
    "a message without anything": ({"message": {}}, ASIDE),
    "a message that is a list": ({"message": [1]}, ASIDE),
    "a message that is words": ({"message": "x"}, ASIDE),
    "a chat of no kind": (message(chat={"id": 1, "type": "weird"}), HANDLED),
    "a chat without a number": (message(chat={"type": "private"}), ASIDE),
    "a chat's number beyond all databases": (message(chat=PRIVATE | {"id": 2**70}), ASIDE),
    "a person's number beyond all databases": (message(**{"from": ANN | {"id": 2**70}}), ASIDE),
    "a query that is words": ({"callback_query": "x"}, ASIDE),
    "a text that is a list": (message(text=["a"]), ASIDE),
    "a text that is a number": (message(text=5), ASIDE),
    "entities of nothing": (message(entities=[{}]), ASIDE),
    "a reply to a reply to a reply": (message(reply_to_message=message(**REPLY)["message"]), HANDLED),
}


TROUBLES = {
    HANDLED: [],
    ASIDE: ["update set aside"],
    NOTHING: ["updates without a number dropped"],
}


def rows(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT update_id, state, payload, reason FROM updates ORDER BY stored_at").fetchall()


@pytest.mark.parametrize(("update", "expected"), UPDATES.values(), ids=UPDATES)
async def test_a_strange_update_is_handled_or_set_aside(scene, update, expected):
    """At most one line says so, and nobody waits for it."""
    scene.ann.user.has_started = True
    scene.world.updates.force(update)
    scene.ann.says(TREES)
    await scene.settled()
    assert any(TREES_ANSWER in post.text for post in scene.sent)
    await scene.goes_on()
    states = [state for _, state, _, _ in rows(scene.ledger.path)]
    assert states.count(3) == (expected == ASIDE)
    assert len(states) == (2 if expected == NOTHING else 3)
    assert not scene.ledger.failed()
    assert list(dict.fromkeys(scene.troubles())) == TROUBLES[expected]


async def test_what_is_done_keeps_nobodys_words_and_no_reason_has_any(scene):
    for update, _ in UPDATES.values():
        scene.world.updates.force(update)
    await scene.goes_on()
    assert {payload for _, state, payload, _ in rows(scene.ledger.path) if state == 2} == {None}
    assert "果园" not in str([reason for _, _, _, reason in rows(scene.ledger.path)])


async def test_an_update_that_comes_again_or_late_is_handled_once(scene):
    """Lines 22 and 23: the same number again is the same update; a lower one is another."""
    scene.ann.says(TREES)
    scene.ben.user.has_started = True
    await scene.settled()
    number = scene.world.updates.newest
    scene.world.updates.force({"update_id": number} | {"message": scene.message(TREES, scene.ben)})
    await scene.settled()
    assert scene.ben.room.sent == []
    scene.world.updates.force({"update_id": number + 50, "message": scene.message(TREES)})
    scene.world.updates.force({"update_id": number + 7, "message": scene.message(TREES, scene.ben)})
    await scene.settled()
    assert [len(person.room.sent) for person in (scene.ann, scene.ben)] == [2, 1]
