"""What admins see of a chat's announcements: in three languages, with titles and categories as strange as they come."""

from dataclasses import replace

import pytest

from bot.replies.subscription_ids import Setting, decode_setting
from bot.replies.subscriptions import (
    Card,
    category_name,
    choose_reply,
    language_page,
    quiet_page,
    setting_toast,
    settings_notice,
    settings_reply,
    unclear_reply,
    zone_page,
)
from bot.replies.text import units
from bot.replies.words import LANGUAGES, words_for

CARD = Card(
    chat=-1000000000700,
    subscribed=True,
    zone="Asia/Shanghai",
    own_zone="Asia/Shanghai",
    categories=(("news", True), ("holiday", False), ("果园", True)),
    topic="other",
    here=True,
    hours="22:00-07:00",
    language="en",
)
HOSTILE = '</b><a href="tg://user?id=1">@all https://example.org \u202e{0.__class__}' + "果" * 300
PAGES = {"settings": settings_reply, "quiet": quiet_page, "zone": zone_page, "language": language_page}


def verbs(reply):
    return [decode_setting(button.data).verb for row in reply.buttons for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_each_page_is_one_message_whose_buttons_are_about_its_chat(language, page):
    for card in (CARD, replace(CARD, title="果园群")):
        reply = page(card, words_for(language))
        assert len(reply.parts) == 1
        settings = [decode_setting(button.data) for row in reply.buttons for button in row]
        assert {setting.chat for setting in settings} == {CARD.chat}
        assert all(1 <= units(button.text) <= 40 for row in reply.buttons for button in row)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_title_is_shown_and_does_nothing(page):
    (part,) = page(replace(CARD, title=HOSTILE), words_for(None)).parts
    assert "<a" not in part.html
    assert "@all" not in part.plain
    assert "\u202e" not in part.plain
    assert units(part.plain) < 1000


def test_a_category_is_called_by_its_name_or_as_operators_called_it():
    words = words_for("en")
    assert [category_name(one, words) for one in ("news", "果园", "\u202e", "topic.here")] == [
        "News",
        "果园",
        "·",
        "topic.here",
    ]


def test_a_chat_without_a_subscription_is_offered_one_and_nothing_else():
    assert verbs(settings_reply(replace(CARD, subscribed=False), words_for("en"))) == ["subscribe"]


def test_whoever_may_not_change_anything_has_nothing_to_press():
    reply = settings_reply(replace(CARD, link="https://t.me/pear_bot?start=x"), words_for("en"), buttons=False)
    assert reply.buttons == ()
    assert "t.me" not in reply.parts[0].html


TOPICS = {
    "a chat without topics": (None, False, []),
    "General, looked at from there": ("general", False, []),
    "General, looked at from a topic": ("general", True, ["here"]),
    "the topic that receives": ("here", False, ["general"]),
    "another topic": ("other", True, ["here", "general"]),
    "another topic, looked at from General or in private": ("other", False, ["general"]),
}


@pytest.mark.parametrize(("topic", "here", "expected"), TOPICS.values(), ids=TOPICS)
def test_topics_that_may_be_chosen(topic, here, expected):
    reply = settings_reply(replace(CARD, topic=topic, here=here), words_for("en"))
    settings = [decode_setting(button.data) for row in reply.buttons for button in row]
    assert [setting.value for setting in settings if setting.verb == "topic"] == expected


@pytest.mark.parametrize(
    ("page", "chosen"), [(quiet_page, "22:00–07:00"), (zone_page, "Asia/Shanghai"), (language_page, "English")]
)
def test_what_is_in_force_is_marked(page, chosen):
    texts = [button.text for row in page(CARD, words_for("en")).buttons for button in row]
    assert [text for text in texts if text.startswith("✓")] == [f"✓ {chosen}"]


@pytest.mark.parametrize("title", [None, "果园群"])
@pytest.mark.parametrize("page", [quiet_page, zone_page])
def test_in_private_what_is_typed_names_the_chat(page, title):
    (part,) = page(replace(CARD, title=title), words_for("en")).parts
    assert (f"/settings {CARD.chat} " in part.plain) == (title is not None)


@pytest.mark.parametrize("command", ["subscribe", "unsubscribe", "settings"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_chats_to_pick_from(command, language):
    homes = [(-1, "果园群", True), (-2, HOSTILE, False), (-3, "\u202e", False)]
    reply = choose_reply(command, homes, words_for(language))
    (first,), (second,), (third,) = reply.buttons
    assert (first.text, third.text) == ("✓ 果园群", "-3")
    assert units(second.text) <= 40
    assert decode_setting(first.data) == Setting(-1, "open" if command == "settings" else command)
    assert choose_reply(command, [], words_for(language)).buttons == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_typed_comes_back_tamed(language):
    (part,) = unclear_reply(HOSTILE, None, words_for(language)).parts
    assert "@all" not in part.plain
    assert units(part.plain) < 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_notices_and_toasts_are_short(language):
    for key in ("not-admin", "not-yours", "not-allowed"):
        assert units(settings_notice(key, words_for(language)).parts[0].plain) <= 200
    for key in ("changed", "stale", "not-admin", "not-yours"):
        assert units(setting_toast(key, words_for(language))) <= 200
