"""How texts sound: letters, syllables, accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.pinyin import (
    all_syllables,
    blur,
    confused,
    is_pinyin,
    keyed,
    letters,
    mistyped,
    readings,
    slips,
    sound,
    spoken_digits,
    syllables,
    without_tones,
)
from bot.matching.script import script_of

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
CONFUSED = {"hui": "fei", "fei": "hui", "feng": "hong", "ran": "lan", "lv": "rv", "lu": "lv", "nyu": "nv"}
MISTYPED = {"jan": "jian", "xang": "xiang", "donng": "dong", "dnog": "dong", "zhn": "zhen"}
SLIPS = {"liudongshuwu": 0, "liudngshuwu": 1, "liudongshhuwu": 1, "mofang": 0, "": 0}
TONES = {
    "mo4 fang2": "mo fang",
    "mo4fang2": "mo fang",
    "mo4 fang2 de": "mo fang de",
    "mo4 fang2 在 na3 li3": "mo fang 在 na li",
    "h5": "h5",
    "you 45 ge": "you 45 ge",
    "fang2 45 mu3": "fang 45 mu",
    "web2 api3": "web2 api3",
    "磨坊": "磨坊",
}
SCRIPTS = {
    "磨坊在哪里": "han",
    "磨坊 PPT": "han",
    "Where is the mill?": "latin",
    "mofang zai nali": "pinyin",
    "liudongshuwuzainali": "pinyin",
    "liudngshuwuzainali": "pinyin",
    "jvli duoyuan": "pinyin",
    "responsibilities": "latin",
    "": "han",
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


@pytest.mark.parametrize(("syllable", "other"), CONFUSED.items(), ids=CONFUSED)
def test_accents_and_keyboards_confuse_syllables(syllable, other):
    expected = {other} & all_syllables()
    assert expected <= set(confused(syllable))
    assert syllable not in confused(syllable)


@pytest.mark.parametrize(("wrong", "right"), MISTYPED.items(), ids=MISTYPED)
def test_slips_of_the_finger_are_known(wrong, right):
    assert right in mistyped()[wrong]


def test_no_syllable_is_a_mistyped_one():
    assert mistyped().keys().isdisjoint(all_syllables())


@pytest.mark.parametrize(("word", "count"), SLIPS.items(), ids=ascii)
def test_slips_are_counted(word, count):
    assert slips(word) == count


def test_the_u_of_some_syllables_is_typed_as_v():
    assert keyed("jvlv") == "julv"


@pytest.mark.parametrize(("typed", "bare"), TONES.items(), ids=ascii)
def test_numbers_of_tones_are_no_numbers(typed, bare):
    assert without_tones(typed) == bare


@pytest.mark.parametrize(("text", "script"), SCRIPTS.items(), ids=ascii)
def test_the_script_of_a_question(text, script):
    assert script_of(text) == script


@given(st.text("abcdefghiv", max_size=12))
def test_pinyin_has_no_slips(word):
    assert (slips(word) == 0) == is_pinyin(word)
