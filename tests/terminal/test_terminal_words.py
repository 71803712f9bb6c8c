"""The terminal's words: the same keys and places in each language, and the language of a terminal."""

import string

import pytest

from bot.replies.words import LANGUAGES
from bot.terminal.words import language_of, terminal_words


def places(words) -> dict[str, set[str]]:
    return {key: {name for _, name, _, _ in string.Formatter().parse(text) if name} for key, text in words.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_keys_and_places(language):
    assert places(terminal_words(language)._texts) == places(terminal_words(None)._texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_itself(language):
    words = terminal_words(language)
    assert words.language == language
    assert ("{count}" in words.text("chat.no-option", count=3)) is False


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh-Hans"),
        ({"LANG": "C"}, "zh-Hans"),
        ({"LANG": "C.UTF-8"}, "zh-Hans"),
        ({"LANG": "POSIX"}, "zh-Hans"),
        ({"LANG": ""}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_SG.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_HK.Big5"}, "zh-Hant"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW"}, "zh-Hant"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "en"),
    ],
    ids=str,
)
def test_the_language_of_a_terminal(environment, language):
    assert terminal_words(language_of(environment)).language == language
