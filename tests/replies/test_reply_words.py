"""The words that people read."""

import string
import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest

from bot.replies.words import LANGUAGES, words_for

FOLDER = files("bot.replies") / "words"


def flat(table, prefix=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def files_of(language):
    return sorted((FOLDER / language).iterdir(), key=lambda file: file.name)


def texts_of(language):
    """Every key with its text; none stands in two files."""
    texts = [one for file in files_of(language) for one in flat(tomllib.loads(file.read_text(encoding="utf-8")))]
    assert len(dict(texts)) == len(texts)
    return dict(texts)


def placeholders(language):
    """Every key with the names that its text wants."""
    texts = texts_of(language)
    return {key: {name for _, name, _, _ in string.Formatter().parse(text) if name} for key, text in texts.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(language):
    assert placeholders("zh-Hans") == placeholders(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_no_placeholder_reaches_into_its_value(language):
    table = texts_of(language)
    assert all(isinstance(text, str) and text.strip() for text in table.values())
    assert all(name.isidentifier() for names in placeholders(language).values() for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_markup(language):
    """Words are plain: what looks like a tag would be shown as it stands."""
    assert not any("<" in file.read_text(encoding="utf-8") for file in files_of(language))


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_chinese_texts_use_full_width_marks(language):
    table = texts_of(language)
    han = [(a, b) for text in table.values() for a, b in pairwise(text) if "\u4e00" <= a <= "\u9fff"]
    assert [pair for pair in han if pair[1] in ",:;?!()"] == []


@pytest.mark.parametrize(
    ("code", "language"),
    [
        (None, "zh-Hans"),
        ("", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh-hant", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh-mo", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "en"),
        ("ja", "en"),
        ("zha", "en"),
        ("x" * 5000, "en"),
        ("\x00{0.__class__}", "en"),
    ],
)
def test_a_language_tag_gets_its_words(code, language):
    assert words_for(code).language == language


def test_words_of_a_language_are_read_once():
    assert words_for("en") is words_for("en-US")


@pytest.mark.parametrize("value", ["{0.__class__}", "{bot}", "%s", "{{", "}", "\\g<0>"])
def test_a_value_is_inserted_as_it_stands(value):
    assert value in words_for("en").text("not-found.asked", asked=value)


def test_a_key_or_value_that_is_missing_is_an_error_of_ours():
    with pytest.raises(KeyError):
        words_for("en").text("no.such.key")
    with pytest.raises(KeyError):
        words_for("en").text("not-found.asked")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["year", "number", "negation", "name", "kind"])
def test_each_guard_has_its_sentence(language, reason):
    assert words_for(language).text(f"not-found.{reason}")
