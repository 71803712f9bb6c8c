"""Lanes are found in whatever JSON may come, and nothing that comes makes the search fail."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox.lanes import is_numbered, lane_of

LARGEST = 2**63 - 1
DEEP = json.loads("[" * 900 + "]" * 900)

LANES = {
    "message": ({"message": {"chat": {"id": -1001}, "from": {"id": 5}}}, -1001),
    "edited message": ({"edited_message": {"chat": {"id": 7}}}, 7),
    "channel post": ({"channel_post": {"chat": {"id": -1002}}}, -1002),
    "press under a message": ({"callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -1001}}}}, 5),
    "press in private": ({"callback_query": {"from": {"id": 5}, "message": {"chat": {"id": 5}}}}, 5),
    "press of nobody": ({"callback_query": {"message": {"chat": {"id": -1001}}}}, 0),
    "press under an inline message": ({"callback_query": {"from": {"id": 5}, "inline_message_id": "x"}}, 5),
    "inline query": ({"inline_query": {"from": {"id": 5}, "query": "六大"}}, 5),
    "chosen result": ({"chosen_inline_result": {"from": {"id": 5}}}, 5),
    "own membership": ({"my_chat_member": {"chat": {"id": -9}, "from": {"id": 5}}}, -9),
    "others' membership": ({"chat_member": {"chat": {"id": -9}, "from": {"id": 5}}}, -9),
    "join request": ({"chat_join_request": {"chat": {"id": -9}, "user_chat_id": 5, "from": {"id": 5}}}, -9),
    "reaction": ({"message_reaction": {"chat": {"id": -9}, "user": {"id": 5}}}, -9),
    "poll answer": ({"poll_answer": {"poll_id": "1", "user": {"id": 5}}}, 5),
    "business connection": ({"business_connection": {"user": {"id": 5}, "user_chat_id": 5}}, 5),
    "poll": ({"poll": {"id": "1", "question": "?"}}, 0),
    "unknown kind in a chat": ({"holiday_greeting": {"chat": {"id": -9}}}, -9),
    "unknown kind": ({"holiday_greeting": {"year": 2027}}, 0),
    "largest id": ({"message": {"chat": {"id": LARGEST}}}, LARGEST),
    "smallest id": ({"message": {"chat": {"id": -LARGEST}}}, -LARGEST),
}

HOSTILE = {
    "nothing": ({}, 0),
    "message is text": ({"message": "hello"}, 0),
    "message is a list": ({"message": [{"chat": {"id": 1}}]}, 0),
    "message is null": ({"message": None}, 0),
    "chat is a number": ({"message": {"chat": 5}}, 0),
    "chat without an id": ({"message": {"chat": {}}}, 0),
    "id is true": ({"message": {"chat": {"id": True}}}, 0),
    "id is text": ({"message": {"chat": {"id": "1; DROP TABLE updates"}}}, 0),
    "id is a fraction": ({"message": {"chat": {"id": 1.5}}}, 0),
    "id is infinite": ({"message": {"chat": {"id": float("inf")}}}, 0),
    "id of 71 bits": ({"message": {"chat": {"id": 2**70}}}, 0),
    "id below what fits": ({"message": {"chat": {"id": -(2**70)}}}, 0),
    "bad chat, good person": ({"message": {"chat": {"id": 2**70}, "from": {"id": 5}}}, 5),
    "bad kind before a good one": ({"message": 3, "edited_message": {"chat": {"id": 8}}}, 8),
    "deep": ({"message": DEEP, "callback_query": {"message": DEEP}}, 0),
    "keys with signs": ({"\x00\ud800": {"chat": {"id": 3}}}, 3),
}


@pytest.mark.parametrize(("update", "lane"), LANES.values(), ids=LANES.keys())
def test_a_lane_is_the_chat_else_the_person(update, lane):
    assert lane_of({"update_id": 1, **update}) == lane


@pytest.mark.parametrize(("update", "lane"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_makes_no_sense_has_a_lane_too(update, lane):
    assert lane_of({"update_id": 1, **update}) == lane


NUMBERS = {
    "zero": (0, True),
    "usual": (123_456_789, True),
    "largest": (LARGEST, True),
    "too large": (LARGEST + 1, False),
    "of 71 bits": (2**70, False),
    "negative": (-1, False),
    "true": (True, False),
    "fraction": (1.0, False),
    "text": ("1; DROP", False),
    "null": (None, False),
    "list": ([1], False),
}


@pytest.mark.parametrize(("number", "usable"), NUMBERS.values(), ids=NUMBERS.keys())
def test_an_update_has_a_number_or_can_not_be_confirmed(number, usable):
    assert is_numbered({"update_id": number}) is usable


@pytest.mark.parametrize("update", [None, 3, "x", [], {}, {"message": {}}], ids=repr)
def test_what_is_no_update_has_no_number(update):
    assert not is_numbered(update)


KEYS = st.sampled_from(["message", "callback_query", "chat", "from", "user", "id", "user_chat_id", "x"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, ANYTHING, max_size=4))
def test_any_json_has_a_lane_that_fits(update):
    assert -LARGEST <= lane_of(update) <= LARGEST
