"""Lines of a group's log: heard by the same rule as by the running bot."""

import json
from pathlib import Path

import pytest

from bot.telegram.overheard import overheard

LOG = [json.loads(line) for line in Path(__file__).with_name("group_log.jsonl").read_text("utf-8").splitlines()]
HEARD = {
    "/ask 几点开门": "几点开门",
    "/ask@pear_bot 几点开门": "几点开门",
    "/ASK@Pear_Bot 几点开门": "几点开门",
    "@pear_bot 几点开门": "几点开门",
    "大家看看 @pear_bot 几点开门": "大家看看 几点开门",
    "几点开门@pear_bot": "几点开门",
    "／ask 几点开门": "几点开门",
    "/ask": "",
    "/topics": "",
    "几点开门": None,
    "想问就发 /ask 几点开门": None,
    "/ask@other_bot 几点开门": None,
    "@my_pear_bot 几点开门": None,
    "pear_bot 几点开门": None,
    "/start": None,
    "": None,
}


@pytest.mark.parametrize(("text", "asked"), HEARD.items(), ids=repr)
def test_a_line_asks_the_bot_or_is_none_of_its_business(text, asked):
    assert overheard(text, "pear_bot") == asked


@pytest.mark.parametrize("line", LOG, ids=[line["id"] for line in LOG])
def test_a_whole_log_is_heard_where_somebody_asks_and_nowhere_else(line):
    """The same log is played to the running bot in a group."""
    assert (overheard(line["text"], "pear_bot") is not None) is (line["expect"] == "answer")
