"""Numbers, dates and percentages that are the same, and words that only look like numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.fold import fold
from bot.matching.numerals import arabic

SAME = {
    "three million": ("三百万", "三百萬", "300万", "３００万", "3000000", "3,000,000", "３，０００，０００"),
    "ten thousand": ("10000", "10,000", "1万"),
    "ten million": ("一千万", "1000万", "10000000", "1千万"),
    "hundreds": ("六千八百", "6800", "6,800", "六千八"),
    "gap": ("三百零五", "三百〇五", "305"),
    "short hundred": ("一百二", "一百二十", "120"),
    "teens": ("十六", "16", "一十六"),
    "two": ("两千", "二千", "2000"),
    "digit by digit": ("二〇二二", "二零二二", "2022"),
    "percent": ("百分之七点八", "7.8%", "７.８％", "百分之 7.8", "百分之7.8"),
    "whole percent": ("百分之四十五", "45%"),
    "one-figure percent": ("百分之三", "3%"),
    "decimal": ("二十六点五", "26.5"),
    "day": ("五月十号", "五月十日", "5月10日", "5月10号", "05月10日", "5月份10号"),
    "english day": ("May 10", "May 10th", "10 May", "10th of May", "5月10日"),
    "english short month": ("Sept 3", "Sep. 3rd", "9月3日"),
    "date": ("2023年2月18日", "2023-02-18", "2023/2/18", "2023.02.18", "二〇二三年二月十八日", "二零二三年2月18号"),
    "short year": ("22年9月", "2022年9月", "二二年九月"),
    "session": ("第十四届", "第14届"),
    "issue": ("第八十四期", "第84期", "第 84 期"),
    "time": ("第四次", "第4次"),
    "first": ("第一次", "第1次"),
    "counted": ("四十五名学生", "45名学生"),
    "counted one": ("一亩地", "1亩地"),
    "year": ("一九八七年", "1987年"),
    "months": ("十四个月", "14个月"),
    "decimal before a unit": ("二十六点五亩", "26.5亩"),
    "percent before a word": ("增长百分之七点八吗", "增长7.8%吗"),
    "decimal of a large number": ("一点二亿", "1.2亿"),
    "ordinal in quotation marks": ("第“四”期", "第4期"),
    "ordinal with spaces": ("第 四 期", "第4期"),
    "day with spaces": ("5 月 10 号", "5月10日"),
    "hundred per cent": ("百分之百", "100%"),
    "cheque": ("叁佰万元", "參佰萬元", "三百万元", "300万元"),
    "cheque below ten thousand": ("壹佰贰拾叁元", "123元"),
    "digits and a word": ("3百万", "300万", "3 million"),
    "thousands and a word": ("5千名", "5000名", "五千名"),
    "english scales": ("1.2 billion", "12亿", "120000万", "1200000000", "十二亿", "12个亿"),
    "ten thousands with ones": ("两万五千", "2万5千", "25000", "2.5万", "两万五", "25 thousand"),
    "hundred millions with ten thousands": ("1亿2千万", "1.2亿", "12000万", "一亿两千万"),
    "round hundreds": ("12000", "1.2万", "一万二"),
    "spaces before a scale": ("300 万", "300万"),
    "score": ("廿四", "二十四", "24"),
    "thirty": ("卅位", "三十位", "30位"),
    "half a year more": ("两年半", "2.5年"),
    "half an hour more": ("一个半小时", "1.5个小时"),
    "half of a field more": ("三亩半", "3.5亩"),
    "some more": ("两百多人", "200多人"),
    "third": ("三分之一", "3分之1"),
    "english ordinal": ("83rd", "83"),
    "month": ("二月份", "2月份", "2月"),
    "month of a year": ("2022-09", "2022年9月", "2022.9月"),
    "day with a point": ("5.10号", "5-10日", "5/10号", "五月十号", "May 10th"),
    "day with a stroke": ("5/10在剧院开演", "5月10日在剧院开演"),
    "event named for a day": ("“5·10”活动", "“5.10”活动", "5-10活动", "5/10活动", "510活动"),
    "date before a comma in english": ("May 10th, 2022", "5月10日, 2022"),
    "one one year": ("一一年", "11年"),
}
DIFFERENT = {
    "percent and number": ("7.8%", "7.8", "78%"),
    "ordinal and number": ("第3", "3"),
    "myriads": ("3万", "3", "3亿"),
    "years": ("2022年", "2023年", "22"),
    "dates": ("5月10日", "5月1日", "510"),
    "day and month": ("10月5日", "5月10日"),
    "hundreds": ("一百零二", "一百二"),
    "not a myriad": ("20220000001", "2022万"),
    "decimal and day": ("增长5.10", "增长5月10日"),
    "share and day": ("5/10的人", "5月10日的人"),
    "range and day": ("5-10人", "5月10日人", "510人"),
    "half of something else": ("两年半价", "2.5年价"),
    "tenths": ("3.3亿", "33亿"),
    "telephones": ("13800138000", "13800138001"),
}
WORDS = (
    *("一把手", "百姓", "十分", "万一", "千万不要", "百货大楼", "千年古镇", "百年老店", "一下", "一些", "一起", "一直"),
    *("统一", "唯一", "一旦", "一样", "百花", "千方百计", "十分感谢", "万分", "老百姓", "百科", "半年", "一个"),
    *("三四个人", "七八天", "乱七八糟", "一一列举", "两三百", "大陆", "队伍", "收拾", "陆地"),
)
UNCHANGED = (
    "近20年",
    "20年来",
    "第22年",
    "过22年",
    "22年前",
    "May I ask",
    "march on",
    "12:30",
    "v2.0",
    "H5",
    "用了22年",
    "历时22年",
    "10086",
)
DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize("texts", SAME.values(), ids=SAME)
def test_numbers_that_are_the_same(texts):
    assert len({fold(text) for text in texts}) == 1


@pytest.mark.parametrize("texts", DIFFERENT.values(), ids=DIFFERENT)
def test_numbers_that_are_not_the_same(texts):
    assert len({fold(text) for text in texts}) == len(texts)


@pytest.mark.parametrize("word", WORDS)
def test_words_that_hold_numerals_stay(word):
    assert arabic(word) == word


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_looks_like_a_date_or_a_year_stays(text):
    assert arabic(text) == text


@pytest.mark.parametrize("text", ["", "磨坊", "a", "。", "第", "百分之", "点", "月日", "年"])
def test_text_without_numbers_stays(text):
    assert arabic(text) == text


def chinese(number: int) -> str:
    """The usual spelling of a number from 11 to 9,999."""
    parts, gap = [], False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            parts.append(("零" if gap and parts else "") + DIGITS[digit] + name)
        gap = not digit
    text = "".join(parts)
    return text.removeprefix("一") if number < 20 else text


@given(st.integers(11, 9999))
def test_every_spelled_number_is_read(number):
    assert arabic(f"{chinese(number)}名") == f"{number}名"


@given(st.integers(11, 9999))
def test_spelled_myriads_are_read(number):
    assert fold(f"{chinese(number)}万元") == fold(f"{number}万元") == fold(f"{number}0000元")


@given(st.integers(1, 2_000_000_000))
def test_separators_of_thousands_never_count(number):
    assert fold(f"{number:,}") == fold(str(number))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_form_of_a_date_is_the_same(day):
    year, month, of_month = str(day.year), day.month, day.day
    spelled = "".join("〇一二三四五六七八九"[int(digit)] for digit in year)
    forms = {
        f"{year}-{month:02}-{of_month:02}",
        f"{year}/{month}/{of_month}",
        f"{year}年{month}月{of_month}日",
        f"{year}年{month}月{of_month}号",
        f"{spelled}年{month}月{of_month}日",
    }
    assert {fold(form) for form in forms} == {f"{year}年{month}月{of_month}日"}


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿点第年月日号百分之0123456789.,-/% a", max_size=30))
def test_no_muddle_of_numerals_fails(text):
    assert isinstance(arabic(text), str)
