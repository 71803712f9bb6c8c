"""Lengths, cuts and other people's words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reply_checks import utf16

from bot.replies.text import echo, graphemes, shorten, tame, units

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAGS = "\U0001f1e8\U0001f1f3\U0001f1eb\U0001f1f7"
THUMB = "\U0001f44d\U0001f3fd"
KEYCAP = "1\ufe0f\u20e3"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
ANY = st.text(st.characters(exclude_categories=["Cs"]))
LIVELY = st.text(
    st.sampled_from([*"湖a \n。,", *FAMILY, *FLAGS, *THUMB, *KEYCAP, "\u0301", "\u202e", "\x00", "@", "/"])
)


@given(ANY)
def test_units_are_those_of_utf16(text):
    assert units(text) == utf16(text)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("", []),
        ("湖水", ["湖", "水"]),
        (f"a{FAMILY}b", ["a", FAMILY, "b"]),
        (FLAGS, [FLAGS[:2], FLAGS[2:]]),
        (FLAGS + FLAGS[:1] + "a", [FLAGS[:2], FLAGS[2:], FLAGS[:1], "a"]),
        (THUMB * 2, [THUMB, THUMB]),
        (KEYCAP + "2", [KEYCAP, "2"]),
        (SCOTLAND + "!", [SCOTLAND, "!"]),
        ("e\u0301\u0323e", ["e\u0301\u0323", "e"]),
        ("\u0301a", ["\u0301", "a"]),
    ],
    ids=ascii,
)
def test_visible_signs_are_kept_whole(text, signs):
    assert list(graphemes(text)) == signs


@given(st.one_of(ANY, LIVELY))
def test_signs_join_back_to_the_text(text):
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("湖水", 4, "湖水"),
        ("湖水清", 4, "湖…"),
        ("lake", 4, "lake"),
        ("lakes", 4, "lak…"),
        ("lake water", 6, "lake…"),
        ("  湖\n\n水 ", 9, "湖 水"),
        (FAMILY * 3, 4, FAMILY + "…"),
        ("", 4, ""),
    ],
    ids=ascii,
)
def test_a_long_text_is_shortened_to_a_phones_width(text, width, short):
    assert shorten(text, width) == short


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("桥是\n\n哪年\t修的", "桥是 哪年 修的"),
        ("a\u202eb\u2066c\u200e", "abc"),
        ("\x00\x07a\x1b[31m", "a[31m"),
        ("\ud800a", "a"),
        ("\u202e\u200d\u2069", ""),
        ("z" + "\u0301" * 500, "z\u0301\u0301"),
        ("@boss", "@\u2060boss"),
        ("/start now", "/\u2060start now"),
        ("#tag $USD", "#\u2060tag $\u2060USD"),
        ("http://a.b/c", "http://\u2060a.\u2060b/\u2060c"),
        (FAMILY, FAMILY),
        ("</b>", "</\u2060b>"),
        ("{0.__class__}%s", "{0.\u2060__class__}%s"),
    ],
    ids=ascii,
)
def test_peoples_words_are_tamed_before_they_are_shown_again(said, shown):
    assert echo(said, 80) == shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("knowledge/pairs/a.yaml:3: x", "knowledge/pairs/a.yaml:3: x"),
        ("a\n\r\n b", "a b"),
        ("a\u202eb\x1b[31m", "ab[31m"),
        ("\u202e", ""),
    ],
    ids=ascii,
)
def test_a_line_of_ours_is_tamed_but_can_be_copied(text, line):
    """No joiners among the letters of a path."""
    assert tame(text) == line


@given(st.one_of(ANY, LIVELY), st.integers(4, 100))
def test_an_echo_is_one_short_line_of_seen_signs(said, width):
    shown = echo(said, width)
    assert shown == shown.strip()
    assert units(shown) <= width * 30
    hidden = {c for c in shown if unicodedata.category(c) in {"Cc", "Cs", "Cf", "Zl", "Zp"}}
    assert hidden <= {"\u200d", "\u2060"}


@pytest.mark.parametrize("said", ["\U0001f468" + "\u200d\U0001f468" * 5000, "a" + "\u0489" * 5000, "\u200d" * 5000])
def test_no_trick_makes_an_echo_long(said):
    assert units(echo(said, 80)) <= 200
