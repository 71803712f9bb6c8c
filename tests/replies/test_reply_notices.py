"""What the bot says of itself."""

import pytest
from reply_checks import actions, labels, texts, utf16

from bot.knowledge.model import Knowledge
from bot.replies import (
    cannot_read_reply,
    empty_ask_reply,
    hello_group_reply,
    help_reply,
    not_allowed_group_reply,
    privacy_reply,
    slow_down_reply,
    stale_alert,
    start_reply,
    words_for,
)

EMPTY = Knowledge({}, {})


def test_start_offers_questions_of_every_article_to_try(knowledge, words):
    reply = start_reply(knowledge, words, bot_name="lake_bot")
    assert labels(reply)[:3] == [["最高的观鸟台有多高?"], ["老桥哪天通车?"], ["看湖要收钱吗?"]]
    assert actions(reply) == ["pair", "pair", "pair", "topics", "sources"]
    assert texts(reply).startswith(words.text("start.title"))


@pytest.mark.parametrize("name", ["lake_bot", "@lake_bot"])
def test_the_bots_name_stands_once_with_its_sign(knowledge, words, name):
    shown = [
        help_reply(knowledge, words, bot_name=name),
        hello_group_reply(words, bot_name=name, sees_all=False),
        empty_ask_reply(words, bot_name=name),
    ]
    for reply in shown:
        assert "@lake_bot" in texts(reply)
        assert "@@" not in texts(reply)


@pytest.mark.parametrize("command", ["/ask", "/topics", "/sources", "/privacy", "/help"])
def test_help_names_every_command(knowledge, words, command):
    assert command in texts(help_reply(knowledge, words, bot_name="b"))


def test_start_and_help_need_no_knowledge(words):
    assert actions(start_reply(EMPTY, words, bot_name="b")) == ["topics", "sources"]
    assert actions(help_reply(EMPTY, words, bot_name="b")) == ["topics", "sources"]


def test_privacy_says_what_is_kept_and_who_else_sees(words):
    assert texts(privacy_reply(words)).count("\n\n") == 2
    assert "Telegram" in texts(privacy_reply(words))


def test_a_group_is_told_how_to_ask_and_what_the_bot_sees(words):
    all_of_it = texts(hello_group_reply(words, bot_name="b", sees_all=True))
    some_of_it = texts(hello_group_reply(words, bot_name="b", sees_all=False))
    assert words.text("hello.sees-all") in all_of_it
    assert words.text("hello.sees-some") in some_of_it
    assert "/ask" in all_of_it
    assert "@b" in some_of_it


@pytest.mark.parametrize("notice", [not_allowed_group_reply, cannot_read_reply, slow_down_reply])
def test_a_notice_is_one_line_without_buttons(words, notice):
    reply = notice(words)
    assert "\n" not in texts(reply)
    assert reply.buttons == ()


def test_an_alert_is_short_enough_for_telegram(words):
    assert 1 <= utf16(stale_alert(words)) <= 200


@pytest.mark.parametrize("reply", [privacy_reply, cannot_read_reply, slow_down_reply], ids=lambda f: f.__name__)
def test_the_three_languages_differ(reply):
    assert len({texts(reply(words_for(code))) for code in ("zh-hans", "zh-hant", "en")}) == 3
