"""Thanks, languages, forgetting: what concerns one person alone."""

import pytest
from reply_checks import actions, check_reply, labels, texts, utf16

from bot.replies import (
    AUTOMATIC,
    Action,
    decode,
    feedback_toast,
    forgotten_reply,
    language_reply,
    language_toast,
    not_yourself_reply,
    words_for,
)
from bot.replies.words import LANGUAGES

CURATORS = {"zh-Hans": "编者", "zh-Hant": "編者", "en": "curators"}
OWN_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
AUTOMATICALLY = {"zh-Hans": "自动", "zh-Hant": "自動", "en": "Automatic"}


def toasts(words):
    yield from (feedback_toast(words, helpful=helpful) for helpful in (True, False))
    yield from (language_toast(words, chosen) for chosen in (words.language, AUTOMATIC))


def test_toasts_are_short_plain_and_differ(words):
    """A toast goes by in a few seconds; Telegram allows two hundred characters."""
    said = list(toasts(words))
    assert len(set(said)) == 4
    assert all(1 <= utf16(toast) <= 80 and "\n" not in toast for toast in said)


def test_only_who_was_not_helped_hears_of_the_curators(words):
    assert CURATORS[words.language] in feedback_toast(words, helpful=False)
    assert CURATORS[words.language] not in feedback_toast(words, helpful=True)


def test_languages_are_offered_under_their_own_names(words):
    """Somebody who can't read the text finds theirs all the same."""
    offered = [button for row in language_reply(words, "none of them").buttons for button in row]
    assert [button.text for button in offered] == [*OWN_NAMES.values(), AUTOMATICALLY[words.language]]
    assert [decode(button.data) for button in offered] == [
        *(Action("language", language) for language in LANGUAGES),
        Action("language"),
    ]


@pytest.mark.parametrize("chosen", [*LANGUAGES, AUTOMATIC])
def test_the_language_in_force_is_marked(words, chosen):
    reply = language_reply(words, chosen)
    check_reply(reply)
    marked = [label for row in labels(reply) for label in row if label.startswith("✓ ")]
    assert marked == ["✓ " + (OWN_NAMES[chosen] if chosen else AUTOMATICALLY[words.language])]


def test_without_a_choice_the_apps_language_is_in_force(words):
    assert language_reply(words) == language_reply(words, AUTOMATIC)
    assert language_toast(words) == language_toast(words, AUTOMATIC)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_confirmed_in_its_own_language(language):
    name = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}[language]
    assert name in language_toast(words_for(language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_of_a_button_gets_its_words(language):
    assert words_for(language).language == language


def test_forgetting_says_what_is_gone_and_what_is_not_ours(words):
    reply = forgotten_reply(words)
    gone, telegram = texts(reply).split("\n\n")
    assert gone == words.text("forget.done")
    assert "Telegram" in telegram
    assert actions(reply) == []


@pytest.mark.parametrize("name", ["lake_bot", "@lake_bot"])
def test_who_speaks_as_a_group_is_sent_to_the_private_chat(words, name):
    text = texts(not_yourself_reply(words, bot_name=name))
    assert "@lake_bot" in text
    assert "@@" not in text


@pytest.mark.parametrize(
    "reply",
    [forgotten_reply, language_reply, lambda words: not_yourself_reply(words, bot_name="b")],
    ids=["forgotten", "language", "not yourself"],
)
def test_each_language_has_its_own_text_in_one_message(reply):
    replies = [reply(words_for(language)) for language in LANGUAGES]
    assert len({texts(said) for said in replies}) == len(LANGUAGES)
    assert all(len(said.parts) == 1 for said in replies)
