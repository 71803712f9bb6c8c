"""Numbers with their units, years and days, bodies: what is found in a text, and what counts as the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Article
from bot.matching.bodies import Body, bodies, office_like, parts
from bot.matching.fold import normalise
from bot.matching.quantities import Quantity, count_before, counted, holds, limits, quantities
from bot.matching.times import article_days, covers, days, relative, years

FOUND = {
    "of people": ("45名学生", [("45", "people", False)]),
    "of people, with 个": ("45个人", [("45", "people", False)]),
    "of things": ("45个茶厂", [("45", None, False)]),
    "of households": ("21户34栋", [("21", "household", False), ("34", None, False)]),
    "of money": ("投资33亿元", [("3300000000", "money", False)]),
    "of money in ten thousands": ("300万元", [("3000000", "money", False)]),
    "of land": ("120亩", [("120", "area", False)]),
    "of length": ("9米", [("9", "length", False)]),
    "of time": ("10天", [("10", "time", False)]),
    "a share": ("7.8%", [("7.8", "percent", False)]),
    "more than": ("300多万元", [("300", None, True)]),
    "a bare one": ("共205", [("205", None, False)]),
    "no ordinal": ("第63期", []),
    "no date": ("2022年9月18日", []),
    "no day": ("10号", []),
    "no day of an unknown month": ("几月10日", []),
    "no model": ("h5和v2.0", []),
}
HELD = {
    "the same": ("45名学生", "45名", True),
    "without a unit": ("45名学生", "45", True),
    "of things": ("45个学生", "45名", True),
    "another unit": ("33亿元", "33亿人", False),
    "another number": ("45名学生", "46名", False),
    "another scale": ("33亿元", "33万元", False),
    "the same in another scale": ("0.5亿元", "5000万元", True),
}
OFFSETS = {
    "去年6月": {-1},
    "前年的事": {-2},
    "今年和明年": {0, 1},
    "上一年": {-1},
    "后年": {2},
    "last year": {-1},
    "next year": {1},
    "以后年年有": set(),
    "3年前年底": set(),
    "上年纪": set(),
    "今年多大了": set(),
    "今年58岁": set(),
    "年轻": set(),
}


def of(text: str) -> list[tuple[str, str | None, bool]]:
    return [(f"{one.value:f}", one.kind, one.vague) for one in quantities(normalise(text))]


@pytest.mark.parametrize(("text", "found"), FOUND.values(), ids=FOUND)
def test_numbers_are_found_with_what_they_measure(text, found):
    assert of(text) == found


@pytest.mark.parametrize(("said", "asked", "held"), HELD.values(), ids=HELD)
def test_a_number_is_held_against_numbers(said, asked, held):
    assert holds(quantities(normalise(said)), quantities(normalise(asked))[0]) is held


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三百多户", 0),
        ("两个村", 0),
        ("9.5亩", 1),
        ("3亩", 1),
        ("那一块", 0),
        ("105.3", 0),
        ("2.0版", 0),
        ("3.3亿", 1),
        ("百分之三", 1),
        ("12个村", 1),
        ("", 0),
    ],
)
def test_small_and_vague_numbers_limit_nothing(text, number):
    assert len(limits(normalise(text))) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4个企业", {("4", "企业")}),
        ("六大工程", {("6", "工程")}),
        ("哪一类单元", set()),
        ("第3期课程", set()),
        ("45个企业", set()),
        ("3个", set()),
    ],
)
def test_small_numbers_are_kept_with_what_they_count(text, found):
    assert counted(normalise(text)) == found


@given(st.decimals(0, 10_000, places=2), st.sampled_from(["元", "亩", "户", "名", "米", "天", "吨"]))
def test_a_number_holds_itself(value, unit):
    found = quantities(f"{value:f}{unit}")
    assert holds(found, Quantity(Decimal(value), found[0].kind))


@given(st.text(alphabet="零一二三四五六七八九十百千万亿点第年月日号个名户元多几0123456789.% ", max_size=40))
def test_no_muddle_of_numbers_fails(text):
    for find in (quantities, limits, counted, years, relative, days):
        find(normalise(text))


@pytest.mark.parametrize(("text", "offsets"), OFFSETS.items(), ids=OFFSETS)
def test_years_as_seen_from_the_present_one(text, offsets):
    assert relative(normalise(text)) == offsets


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5月10日", {(5, 10)}),
        ("五月十号和6月", {(5, 10), (6, 0)}),
        ("10号那天", {(0, 10)}),
        ("几月10日", {(0, 10)}),
        ("哪个月10号", {(0, 10)}),
        ("10日内", set()),
        ("2号线", set()),
        ("14个月", set()),
        ("13月", set()),
        ("月亮", set()),
    ],
)
def test_months_and_days(text, found):
    assert days(normalise(text)) == found


@pytest.mark.parametrize(
    ("day", "covered"),
    [((5, 10), True), ((5, 0), True), ((0, 10), True), ((5, 11), False), ((6, 0), False), ((0, 1), False)],
)
def test_a_date_is_covered_whole_or_in_part(day, covered):
    assert covers(frozenset({(5, 10)}), day) is covered


def test_a_month_covers_none_of_its_days():
    assert not covers(frozenset({(5, 0)}), (5, 10))


@pytest.mark.parametrize(
    ("published", "dateline", "found"),
    [("2023-02-18", None, (2, 18)), ("2023-02", None, (2, 0)), (None, "5月10日", (5, 10)), ("2023", None, (4, 5))],
)
def test_the_days_of_an_article_are_those_of_its_text_and_its_own(published, dateline, found):
    article = Article("tea", "4月5日是清明。", "茶", published=published, dateline=dateline)
    assert article_days(article) == {(4, 5), found}


BODIES = {
    "a hall": ("清溪大剧院演什么", [Body("清溪大", "剧院", office=False)]),
    "a college without general words": ("财经职业技术学院怎么样", [Body("财经", "学院", office=False)]),
    "a college of a place": ("长沙市财经学院怎么样", [Body("财经", "学院", office=False)]),
    "after a verb": ("请问谁去了远山公司", [Body("远山", "公司", office=False)]),
    "an office": ("教育局做了什么", [Body("教育", "局", office=True)]),
    "a place's office": ("平江县教育局做了什么", [Body("教育", "局", office=True)]),
    "by its place alone": ("平江县医院在哪", []),
    "by its kind alone": ("这家公司在哪", []),
    "by whose it is": ("听说他们公司在搬家", []),
    "no office": ("大局和结局", []),
    "a headmaster is no school": ("学校校长和医院院长", []),
}


@pytest.mark.parametrize(("text", "found"), BODIES.values(), ids=BODIES)
def test_bodies_that_a_text_names(text, found):
    assert list(bodies(text)) == found


@pytest.mark.parametrize(
    ("said", "named"), [("区教育系统", True), ("教育厅", True), ("警示教育片", False)], ids=["field", "office", "word"]
)
def test_an_office_goes_by_its_field(said, named):
    assert (office_like(Body("教育", "局", office=True)).search(said) is not None) is named


def test_who_says_two_characters_of_a_body_says_its_name():
    assert parts(Body("清溪大", "剧院", office=False)) == ("清溪", "溪大")


@pytest.mark.parametrize(
    ("text", "at", "number"),
    [("4个企业", 2, {"4"}), ("4企业", 1, {"4"}), ("45个企业", 3, set()), ("第4期企业", 3, set()), ("企业", 0, set())],
)
def test_a_small_number_before_a_thing_counts_it(text, at, number):
    assert count_before(text, at) == number
