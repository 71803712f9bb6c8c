"""What counts as the same text, and what doesn't."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.matching.fold import MAX_LENGTH, fold, fold_all, has_han, normalise, normalised, plain

SAME = {
    "full-width letters": ("ＡＢＣ１２３", "ABC123", "abc123"),
    "ligature": ("ﬁne", "fine"),
    "half-width kana": ("ｶﾞ", "ガ"),
    "case": ("HELLO World", "hello world"),
    "traditional": ("安化縣雲臺鎮的流動書屋", "安化县云台镇的流动书屋"),
    "traditional with variants": ("裏面的頭髮乾淨", "里面的头发干净"),
    "chinese punctuation": ("磨坊,在哪里?", "磨坊,在哪里?", "磨坊在哪里", "“磨坊”在《哪里》……"),
    "brackets": ("书屋的「四免」", "书屋的“四免”", "书屋的【四免】", "书屋的(四免)"),
    "spaces between characters": ("磨 坊 在 哪 里", "磨坊在哪里", "磨坊\u3000在哪里", " 磨坊\t在\n哪里 "),
    "spaces beside a word": ("磨坊 mill 在", "磨坊mill在", "磨坊  MILL  在"),
    "english punctuation": ("Where's the mill?", "wheres the mill", "Where’s  the mill!!"),
    "emoji": ("磨坊在哪里😀👋🏽", "👨‍👩‍👧‍👦磨坊在哪里", "磨坊在哪里"),
    "zero width": ("磨\u200b坊\u2060在\ufeff哪里\u200d", "磨坊在哪里"),
    "direction": ("\u202e磨坊\u202c在\u2066哪里\u2069", "磨坊在哪里"),
    "accents": ("café", "cafe\u0301", "cafe"),
    "zalgo": ("m" + "\u0301\u0323\u0336" * 50 + "ill", "mill"),
    "nul": ("磨\0坊", "磨坊"),
    "escape": ("磨坊\x1b\x07", "磨坊"),
    "surrogate": ("磨坊\ud83d", "磨坊"),
    "middle dot in a number": ("5·10活动", "5•10活动", "510活动"),
    "underscores": ("old_mill", "old mill"),
    "taiwan and hong kong variants": ("看著甚麼", "看着什麼", "看着什么"),
    "interior": ("裏面", "裡面", "里面"),
    "spellings of one word": ("帳號的其它部份", "賬號的其他部分", "账号的其他部分"),
    "pronouns": ("妳的", "你的"),
    "an account that is famous": ("著名的名著", "著名的名著"),
    "radicals": ("⻓沙⻋站的⻛", "长沙车站的风"),
    "compatibility characters": ("\uf9fd\u2f08", "什人"),
    "circled digits": ("第①②期", "第❶❷期", "第12期"),
    "keycaps": ("5\ufe0f\u20e31\ufe0f\u20e30\ufe0f\u20e3活动", "510活动"),
    "keycap ten": ("\U0001f51f个村", "10个村"),
    "digits of other scripts": ("٤٥个", "४५个", "45个"),
    "particles typed twice": ("磨坊的的门开了了吗吗", "磨坊的门开了吗"),
    "laughter of any length": ("哈哈哈哈哈哈", "哈哈"),
}
DIFFERENT = {
    "words": ("磨坊在哪里", "书屋在哪里"),
    "numbers": ("第4期", "第5期"),
    "decimal point": ("5.10", "510"),
    "percent": ("7.8%", "7.8"),
    "word boundary": ("in stall", "install"),
    "number boundary": ("12 30", "1230"),
    "negation": ("磨坊没有电机", "磨坊有电机"),
    "order": ("甲到乙", "乙到甲"),
    "characters that come twice": ("妈妈", "妈", "人人", "人"),
    "particles that make a word": ("的的确确", "的确"),
    "famous and a particle": ("著名", "着名"),
}
NOTHING = {
    "empty": "",
    "blanks": " \t\n\u3000\u00a0",
    "punctuation": "?!。,、……——“”()《》",
    "emoji": "😀👍🏽🇨🇳👨‍👩‍👧",
    "zero width": "\u200b\u200d\ufeff",
    "marks": "\u0301" * 100,
    "controls": "\0\x01\x1b",
    "surrogates": "\ud83d\udc00",
    "points": "... . %",
}
ANYTHING = st.text(st.characters(), max_size=200)
"""Lone surrogates, controls and unassigned code points included."""
LONE = frozenset("零〇一二两三四五六七八九十百千点月日号年")


@pytest.mark.parametrize("texts", SAME.values(), ids=SAME)
def test_texts_that_are_the_same(texts):
    assert len({fold(text) for text in texts}) == 1


@pytest.mark.parametrize("texts", DIFFERENT.values(), ids=DIFFERENT)
def test_texts_that_are_not_the_same(texts):
    assert len({fold(text) for text in texts}) == len(texts)


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_texts_in_which_nothing_is_said(text):
    assert fold(text) == ""


def test_folded_text_reads_on():
    """Han characters without gaps, words of other scripts with one space between."""
    assert fold("“磨坊”, 在  哪里? The OLD   mill!") == "磨坊在哪里the old mill"


def test_plain_keeps_marks_and_numerals():
    assert plain("書屋,共有《三百》册?") == "书屋,共有《三百》册?"


def test_normalise_keeps_marks_and_counts_in_digits():
    assert normalise("書屋,共有《三百》册?") == "书屋,共有《300》册?"


@pytest.mark.parametrize("text", ["書屋,共有《三百》册?", "", "Hello, 3 mills", "2022-9-1"])
def test_a_text_of_the_knowledge_is_normalised_as_a_question_is(text):
    assert normalised(text) == normalise(text)


def test_a_text_of_the_knowledge_may_have_any_length():
    assert normalised("磨坊" * MAX_LENGTH) == "磨坊" * MAX_LENGTH


def test_line_breaks_separate_words():
    assert fold("old\nmill") == fold("old mill") != fold("oldmill")


@pytest.mark.parametrize(
    ("text", "holds"), [("磨", True), ("a磨b", True), ("𠮷", True), ("abc", False), ("", False), ("あ", False)]
)
def test_han_is_seen(text, holds):
    assert has_han(text) is holds


@pytest.mark.parametrize("form", [fold, plain, normalise], ids=lambda form: form.__name__)
@pytest.mark.parametrize(
    "text", ["磨" * 50_000, "\ufdfa" * 4096, "a" * 50_000, "９" * 4096, "e\u0301" * 4096], ids=ascii
)
def test_a_folded_text_is_bounded(form, text):
    """A message has no more than Telegram's 4,096 code points; one U+FDFA becomes 18 under NFKC."""
    assert len(form(text)) <= 2 * MAX_LENGTH


def test_what_stands_beyond_the_longest_message_is_left_out():
    text = ("磨坊" * MAX_LENGTH)[:MAX_LENGTH]
    assert fold(text + "外") == text


@given(ANYTHING)
def test_folding_never_fails_and_leaves_only_letters_and_digits(text):
    folded = fold(text)
    assert folded == folded.strip()
    assert "  " not in folded
    assert all(char in " .%" or unicodedata.category(char)[0] in "LNM" for char in folded)


@given(ANYTHING)
def test_a_folded_text_folds_to_itself(text):
    """Numerals aside, which may come to stand beside another when what was between them goes."""
    assume(not LONE & set(plain(text)) and not any(char.isnumeric() for char in plain(text)))
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "text", ["第三百零五名在2022年", "书屋有6800册图书", "三百万元,5月10日,7.8%", "Hello 3 mills", "一把手和百姓"]
)
def test_a_folded_number_folds_to_itself(text):
    assert fold(fold(text)) == fold(text)


@given(ANYTHING)
def test_case_and_space_around_never_count(text):
    assert fold(f"  {text}\n") == fold(text) or len(text) > MAX_LENGTH - 3


@given(st.lists(ANYTHING, max_size=8))
def test_folding_many_is_folding_each(texts):
    assert fold_all(texts) == [fold(text) for text in texts]


def test_folding_many_keeps_order_and_repeats():
    assert fold_all(["乙", "甲", "乙"]) == ["乙", "甲", "乙"]


def test_folding_many_takes_an_iterator():
    assert fold_all(text for text in ("甲?", "")) == ["甲", ""]


@pytest.mark.parametrize("mark", ["\u241e", " \u241e ", "\0", "\n", "\x1e"], ids=ascii)
def test_folding_many_keeps_texts_apart_whatever_they_hold(mark):
    texts = [f"一{mark}", f"{mark}二", mark, f"三{mark}四"]
    assert fold_all(texts) == [fold(text) for text in texts]


@pytest.mark.parametrize("count", [999, 1000, 1001, 2500])
def test_folding_very_many(count):
    texts = [f"第{number}个磨坊" for number in range(count)]
    assert fold_all(texts) == [fold(text) for text in texts]
