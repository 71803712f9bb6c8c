"""What buttons send back."""

import subprocess
import sys
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.ids import (
    _CODES,
    Action,
    ActionName,
    decode,
    encode,
    find_article,
    find_pair,
    find_topic,
    short_id,
)
from bot.replies.words import LANGUAGES

SHORTS = st.builds(short_id, st.text(st.characters(exclude_categories=["Cs"])))
MAYBE = st.one_of(st.just(""), SHORTS)
PAGES = st.integers(0, 999_999)
ACTIONS = st.one_of(
    st.builds(Action, st.sampled_from(["pair", "context"]), SHORTS, MAYBE, PAGES),
    st.builds(Action, st.sampled_from(["topics", "sources", "none", "helpful", "unhelpful"]), MAYBE, MAYBE, PAGES),
    st.builds(Action, st.just("language"), st.sampled_from(["", *LANGUAGES])),
)
PINNED = {
    "p:dmedngqhyhsl2cz5": Action("pair", "dmedngqhyhsl2cz5"),
    "c:dmedngqhyhsl2cz5": Action("context", "dmedngqhyhsl2cz5"),
    "t": Action("topics"),
    "t:dmedngqhyhsl2cz5:aaaaaaaaaaaaaaaa:3": Action("topics", "dmedngqhyhsl2cz5", "aaaaaaaaaaaaaaaa", 3),
    "t:::1": Action("topics", page=1),
    "s": Action("sources"),
    "n": Action("none"),
    "h:dmedngqhyhsl2cz5": Action("helpful", "dmedngqhyhsl2cz5"),
    "u:dmedngqhyhsl2cz5": Action("unhelpful", "dmedngqhyhsl2cz5"),
    "h": Action("helpful"),
    "u": Action("unhelpful"),
    "l": Action("language"),
    "l:zh-Hans": Action("language", "zh-Hans"),
    "l:zh-Hant": Action("language", "zh-Hant"),
    "l:en": Action("language", "en"),
}
"""Buttons as they stand in people's chats."""


@given(ACTIONS)
def test_every_action_comes_back_from_at_most_64_bytes(action):
    data = encode(action)
    assert len(data.encode()) <= 64
    assert decode(data) == action


@pytest.mark.parametrize(("data", "action"), PINNED.items(), ids=PINNED)
def test_buttons_in_peoples_chats_go_on_working(data, action):
    assert decode(data) == action
    assert encode(action) == data


def test_every_action_has_a_code_of_its_own():
    assert set(_CODES) == set(get_args(ActionName))
    assert len(set(_CODES.values())) == len(_CODES)
    assert {action.name for action in PINNED.values()} == set(_CODES)


@given(st.text())
def test_any_text_decodes_to_an_action_or_to_none(data):
    action = decode(data)
    assert action is None or decode(encode(action)) == action


@pytest.mark.parametrize(
    "data",
    [
        "",
        "p",
        "p:",
        "c::::",
        "x:aaaaaaaaaaaaaaaa",
        "p:lake/towers",
        "p:AAAAAAAAAAAAAAAA",
        "p:aaaaaaaaaaaaaaaa\n",
        "p:aaaaaaaaaaaaaaa0",
        "t:::-1",
        "t:::9999999",
        "t:::\u0661",
        "t::::",
        "\x00",
        "n\x00",
        "p:" + "a" * 5000,
        "a" * 5000,
        "{0.__class__}",
        "衡东",
        "\ud800",
        "pair:1",
        "h:lake/towers",
        "l:",
        "l:de",
        "l:zh-hans",
        "l:en:",
        "l:en\n",
        "l:en:aaaaaaaaaaaaaaaa",
        "l:aaaaaaaaaaaaaaaa",
    ],
    ids=ascii,
)
def test_garbage_is_no_action(data):
    assert decode(data) is None


@pytest.mark.parametrize(
    "action",
    [
        Action("pair"),
        Action("context"),
        Action("pair", "lake/towers"),
        Action("topics", page=-1),
        Action("none", "湖"),
        Action("unhelpful", "lake/towers"),
        Action("language", "de"),
        Action("language", "en", page=1),
    ],
    ids=str,
)
def test_what_no_button_can_carry_is_refused(action):
    with pytest.raises(ValueError, match="not an action"):
        encode(action)


def test_short_ids_outlive_the_process():
    """They are the same in another process whatever its hash seed: old buttons work after a restart."""
    code = "from bot.replies.ids import short_id; print(short_id('湖/观鸟台'))"
    for seed in ("1", "2"):
        run = subprocess.run(  # noqa: S603 - our own interpreter and our own line
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == short_id("湖/观鸟台")


def test_short_ids_are_pinned():
    """Changing how they are made would kill every button that people have in their chats."""
    assert short_id("lake/towers") == "dmedngqhyhsl2cz5"


def test_short_ids_find_what_they_were_made_of(knowledge):
    for pair in knowledge.pairs.values():
        assert find_pair(short_id(pair.id), knowledge) == pair.id
        assert find_article(short_id(pair.article), knowledge) == pair.article
        assert find_topic(short_id(pair.topic or ""), pair.article, knowledge) == (pair.topic or "")


def test_what_is_gone_is_not_found(knowledge):
    gone = short_id("lake/no-longer")
    assert find_pair(gone, knowledge) is None
    assert find_article(gone, knowledge) is None
    assert find_topic(gone, "lake", knowledge) is None
    assert find_topic(short_id("观鸟台"), "bridge", knowledge) is None
    assert find_topic(short_id(""), "nowhere", knowledge) is None
