"""What an announcement says when its time has come."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from planned_kit import NOON, ZONE, a_knowledge, a_pair

from bot.announcements.content import MAX_CAPTION, Impossible, message_of, problem_of, remade
from bot.announcements.model import Content, Message
from bot.replies import pair_reply
from bot.replies.split import MAX_UNITS
from bot.replies.text import units
from bot.replies.words import words_for


def made(content, knowledge=None, shown=None, seed=7, *, due=NOON):
    return message_of(content, knowledge or a_knowledge(), shown or {}, seed, due=due, zone=ZONE)


def problem(content, knowledge=None):
    with pytest.raises(Impossible) as caught:
        made(content, knowledge)
    return caught.value.problem


def test_a_message_goes_out_as_it_was_given():
    message = Message("明天<b>", ({"type": "bold", "offset": 0, "length": 2},), media="photo", file="f1", preview=True)
    found = made(Content("message", message=message))
    assert (found.message, found.pair) == (message, None)


def test_a_pair_looks_like_an_answer_but_has_no_buttons():
    knowledge = a_knowledge(a_pair("flour", "磨坊每天出粉三十袋。", note="约数 <30>"))
    found = made(Content("pair", "mill/flour"), knowledge)
    (part,) = pair_reply("mill/flour", knowledge, words_for(None)).parts
    assert (found.message.html, found.message.text) == (part.html, part.plain)
    assert "<blockquote>磨坊每天出粉三十袋。</blockquote>" in found.message.html
    assert "&lt;30&gt;" in found.message.html
    assert found.pair == "mill/flour"


def test_a_template_has_the_editors_words_marked_as_such_above_the_excerpt():
    knowledge = a_knowledge(spring={"text": "春节将至 <", "pair": "mill/reopened"})
    found = made(Content("template", "spring"), knowledge)
    assert found.message.html.startswith("<b>编者注：</b><i>春节将至 &lt;</i>\n\n<b>reopened?</b>")
    assert found.message.html.endswith(made(Content("pair", "mill/reopened"), knowledge).message.html)
    assert found.pair == "mill/reopened"


@pytest.mark.parametrize(
    ("values", "pair"),
    [({"text": "今天休息。"}, None), ({"pair": "mill/reopened"}, "mill/reopened")],
    ids=["words alone", "a pair alone"],
)
def test_a_template_may_be_half_of_it(values, pair):
    found = made(Content("template", "half"), a_knowledge(half=values))
    assert found.pair == pair
    assert found.message.text.startswith("编者注：今天休息。" if pair is None else "reopened?")


def test_a_template_names_its_festival():
    """Three days before Spring Festival 2027, at nine."""
    every = {"before": "spring-festival", "days": 3}
    knowledge = a_knowledge(spring={"text": "{festival}是{date}，还有{days}天 {else}", "every": every})
    due = datetime(2027, 2, 3, 9, tzinfo=ZoneInfo(ZONE)).timestamp()
    assert made(Content("template", "spring"), knowledge, due=due).message.text == (
        "编者注：春节是2027年2月6日，还有3天 {else}"
    )


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (Content("pair", "mill/gone"), "no-pair"),
        (Content("pair", ""), "no-pair"),
        (Content("template", "gone"), "no-template"),
        (Content("message"), "empty"),
        (Content("message", message=Message("")), "empty"),
        (Content("message", message=Message(" \n\t")), "empty"),
        (Content("message", message=Message("\u200b\u2060")), "empty"),
        (Content("message", message=Message("a\x00b")), "unfit"),
        (Content("message", message=Message("a\ud800b")), "unfit"),
    ],
    ids=repr,
)
def test_what_can_not_be_sent(content, key):
    assert problem(content).key == key


def test_a_template_whose_pair_is_gone():
    assert problem(Content("template", "t"), a_knowledge(t={"pair": "mill/gone"})).key == "no-pair"


@pytest.mark.parametrize(
    ("text", "media", "length", "limit"),
    [
        ("a" * (MAX_UNITS + 1), None, 4097, MAX_UNITS),
        ("😀" * 2049, None, 4098, MAX_UNITS),
        ("字" * (MAX_CAPTION + 1), "photo", 1025, MAX_CAPTION),
    ],
    ids=["letters", "emoji", "caption"],
)
def test_what_is_too_long_is_told_its_length(text, media, length, limit):
    found = problem(Content("message", message=Message(text, media=media, file=media and "f")))
    assert (found.key, dict(found.values)) == ("too-long", {"length": length, "limit": limit})


@pytest.mark.parametrize(
    ("text", "media"),
    [("a" * MAX_UNITS, None), ("😀" * 2048, None), ("字" * MAX_CAPTION, "document"), ("", "voice")],
    ids=["letters", "emoji", "caption", "a file alone"],
)
def test_what_just_fits(text, media):
    assert problem_of(Message(text, media=media, file=media and "f")) is None


def test_a_pair_that_fills_a_message_exactly_fits_and_one_sign_more_does_not():
    """The length is that after parsing: neither marks nor the link's address count."""
    around = units_of(a_knowledge(a_pair("long", "字")), "mill/long") - 1
    full = a_knowledge(a_pair("long", "字" * (MAX_UNITS - around)))
    assert units_of(full, "mill/long") == MAX_UNITS
    over = a_knowledge(a_pair("long", "字" * (MAX_UNITS - around + 1)))
    found = problem(Content("pair", "mill/long"), over)
    assert (found.key, found.values["length"]) == ("too-long", MAX_UNITS + 1)


def units_of(knowledge, pair):
    """What Telegram counts: the words of the reply without its markup."""
    import html
    import re

    return units(html.unescape(re.sub(r"<[^>]+>", "", made(Content("pair", pair), knowledge).message.html)))


PAIRS = [a_pair(f"p{number}", f"句子{number}。") for number in range(12)]


def days(knowledge, many, seed=7, shown=None):
    """The pairs of so many days."""
    shown = dict(shown or {})
    found = []
    for day in range(many):
        pair = made(Content("daily"), knowledge, shown, seed).pair
        shown[pair] = 1_000 + day
        found.append(pair)
    return found


def test_daily_shows_all_pairs_before_one_comes_again():
    knowledge = a_knowledge(*PAIRS)
    found = days(knowledge, 24)
    assert set(found[:12]) == set(found[12:]) == set(knowledge.pairs)
    assert found[:12] == found[12:]


def test_daily_is_shuffled_by_its_seed():
    knowledge = a_knowledge(*PAIRS)
    assert days(knowledge, 12) == days(knowledge, 12)
    assert len({tuple(days(knowledge, 12, seed)) for seed in range(5)}) == 5
    assert days(knowledge, 12) != sorted(knowledge.pairs)


def test_a_new_pair_joins_and_does_not_push_itself_forward():
    """It comes next, once, and then when all others have come."""
    knowledge = a_knowledge(*PAIRS)
    shown = {pair: number for number, pair in enumerate(days(knowledge, 12))}
    more = a_knowledge(*PAIRS, a_pair("new", "新句子。"))
    found = days(more, 26, shown=shown)
    assert found[0] == "mill/new"
    assert found[13] == "mill/new"
    assert found.count("mill/new") == 2


def test_a_pair_that_went_is_not_missed():
    shown = {"mill/gone": 3, "mill/p0": 1}
    assert days(a_knowledge(*PAIRS[:2]), 2, shown=shown) == ["mill/p1", "mill/p0"]


def test_daily_passes_over_what_is_too_long():
    knowledge = a_knowledge(*PAIRS[:2], a_pair("long", "字" * 5000))
    assert "mill/long" not in days(knowledge, 5)


def test_daily_of_nothing_says_so():
    assert problem(Content("daily"), a_knowledge(a_pair("long", "字" * 5000))).key == "empty"


def test_a_daily_template_introduces_each_pair():
    knowledge = a_knowledge(*PAIRS[:2], daily={"text": "今日一则", "daily": True})
    found = [made(Content("template", "daily"), knowledge, shown).message.text for shown in ({}, {"mill/p0": 1})]
    assert all(text.startswith("编者注：今日一则\n\n") for text in found)
    assert "句子1。" in found[1]


@pytest.mark.parametrize("content", [Content("daily"), Content("template", "t"), Content("pair", "mill/p1")], ids=repr)
def test_what_was_made_is_made_again_with_the_pair_of_then(content):
    knowledge = a_knowledge(*PAIRS[:3], t={"text": "按", "daily": True})
    found = remade(content, knowledge, "mill/p1", due=NOON, zone=ZONE)
    assert found.pair == "mill/p1"
    assert "句子1。" in found.message.text
    assert found.message.text.startswith("编者注：按") == (content.source == "template")
