"""Numbers that are typed in pinyin."""

import pytest

from bot.matching.figures import numbers

SPOKEN = {
    "sanshisan": "三十三",
    "yibailingsan": "一百零三",
    "ersanqi": "二",
    "erlingersan": "二零二三",
    "bashisan": "八十三",
    "ershiyi": "二十一",
    "ersiyi": "二十一",
    "sanshisanyi": "三十三亿",
    "yiqianyibaiwan": "一千一百万",
}
UNSPOKEN = ("mofang", "wanling", "", "s", "baibai", "x")


@pytest.mark.parametrize(("typed", "meant"), SPOKEN.items(), ids=SPOKEN)
def test_numbers_are_found(typed, meant):
    assert meant in {number for _, number in numbers(typed)}


def test_a_number_may_be_dictated():
    assert numbers("wuyilingshi", dictated=True) == ((8, "五一零"),)
    assert "五一零" not in {number for _, number in numbers("wuyiling")}


def test_a_number_ends_where_its_letters_end():
    assert (9, "三十三") in numbers("sanshisanqi")
    assert (3, "三") in numbers("sanshisanqi")


@pytest.mark.parametrize("typed", UNSPOKEN)
def test_what_is_no_number_begins_with_none_of_several_figures(typed):
    assert all(len(number) == 1 for _, number in numbers(typed))


def test_numbers_have_a_form():
    found = {number for _, number in numbers("sansanshi")}
    assert "三三十" not in found
    assert "三三四" not in found
