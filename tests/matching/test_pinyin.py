"""How texts sound: letters, syllables, accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.pinyin import blur, is_pinyin, letters, readings, sound, spoken_digits, syllables

ALIKE = {
    "homophones": ("磨坊", "摩方"),
    "zh and z": ("知", "资"),
    "ch and c": ("吃", "次"),
    "sh and s": ("诗", "思"),
    "n and l": ("牛", "刘"),
    "in and ing": ("今", "经"),
    "en and eng": ("真", "争"),
    "an and ang": ("山", "商"),
}
UNLIKE = {
    "initials": ("八", "趴"),
    "finals": ("八", "波"),
    "h and f": ("湖", "服"),
    "whole words": ("磨坊", "书屋"),
}
PINYIN = ("mofang", "nihao", "zhongguo", "liudongshuwu", "xian", "a", "lv", "anhua", "shuang")
NO_PINYIN = ("mill", "books", "ferry", "the", "rstlne", "qwerty", "x", "school", "i18n")
DIGITS = {
    "10": "十",
    "83": "八十三",
    "20": "二十",
    "4": "四",
    "510": "五一零",
    "2023": "二零二三",
    "第5期": "第五期",
    "": "",
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_what_people_confuse_sounds_the_same(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE.values(), ids=UNLIKE)
def test_what_nobody_confuses_sounds_different(one, other):
    assert sound(one) != sound(other)


@pytest.mark.parametrize("word", PINYIN)
def test_pinyin_is_told(word):
    assert is_pinyin(word)


@pytest.mark.parametrize("word", NO_PINYIN)
def test_other_words_are_no_pinyin(word):
    assert not is_pinyin(word)


@pytest.mark.parametrize(("text", "spoken"), DIGITS.items(), ids=ascii)
def test_digits_as_one_says_them(text, spoken):
    assert spoken_digits(text) == spoken


def test_letters_are_glued():
    assert letters("磨坊, 在 H5?") == "mofangzaiH5"


def test_readings_bear_no_tones():
    assert readings("磨") == ("mo",)
    assert set(readings("绿")) == {"lv", "lu"}
    assert readings("a") == ("a",)


@given(st.characters())
def test_every_character_has_a_sound(char):
    assert readings(char)
    assert syllables(char)


@given(st.text(max_size=50))
def test_any_text_can_be_spelled(text):
    assert isinstance(letters(spoken_digits(text)), str)
    assert sound(text).count(" ") >= len(text)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=8))
def test_a_blurred_sound_is_blurred_already(syllable):
    assert blur(blur(syllable)) == blur(syllable)
