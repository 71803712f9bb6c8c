"""Patterns that are tried only where a literal of theirs stands find just what the whole regular expression finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.evidence import who
from bot.matching.finding import Finder, Finders

PATTERNS = {
    "a literal": "门票",
    "literals": "门票|票价|免费",
    "an optional character": "哪[一1]?年|何年",
    "a look behind": "(?<!专业)毕业(?![证生])",
    "a group of literals": "(?:儿子|女儿|(?<![小男女])孩子)",
    "a group behind a literal": "多少(?!次|遍)(?:人|名)",
    "a group that may be missing": "(?:总)?额度",
    "a word": r"\bage\b",
    "words": r"\b(?:what|which) year\b",
    "a class": r"\d[多余]*[万亿]?元|\d{5,}",
    "a repeated character": "a{2,}b|ab*c|x+y",
    "an escaped sign": r"\.x|1\+1",
    "signs in a class": r"[|()\]]一|[^]]二",
    "nested groups": "((甲|乙)丙|丁)戊",
    "a named group": "(?P<who>书记|镇长)是谁",
    "any character": "第.期",
}
TEXTS = [
    "",
    "门票多少钱",
    "哪年",
    "哪一年的票价",
    "毕业证和专业毕业",
    "他毕业了",
    "小孩子和他的孩子",
    "女儿",
    "多少次",
    "多少人",
    "总额度",
    "额度",
    "old age",
    "pages",
    "which year was it",
    "yearly",
    "3万元",
    "12345",
    "aab",
    "ac",
    "xxy",
    "1.x",
    "1+1=2",
    "|一",
    ")一",
    "甲二",
    "]二",
    "甲丙戊",
    "丁戊",
    "丙戊",
    "书记是谁",
    "第3期",
    "第期",
]


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_a_finder_finds_what_its_pattern_finds(pattern):
    finder = Finder([pattern])
    assert [finder.is_in(text) for text in TEXTS] == [re.search(pattern, text) is not None for text in TEXTS]


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_a_finder_tells_where(pattern):
    finder = Finder([pattern])
    joined = "\n".join(TEXTS)
    assert set(finder.places(joined)) >= {match.start() for match in re.finditer(pattern, joined)}


@given(st.text(alphabet="哪一1年何门票额度多少次人第3期书记镇长是谁a bxyc.+|()", max_size=30))
def test_whatever_the_text(text):
    for pattern in PATTERNS.values():
        assert Finder([pattern]).is_in(text) == (re.search(pattern, text) is not None)


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        ("门票", ("门票",)),
        (r"\bage\b", ("age",)),
        ("哪[一1]?年", ("哪",)),
        ("(?<!专业)毕业", ("毕业",)),
        ("(?:儿子|女儿)们?", ("儿子", "女儿")),
        ("几?多(?:少|大)", ("多",)),
        (r"\d{5,}", ()),
        ("(?:甲|乙?)", ()),
        ("(?=甲).", ()),
        ("甲?乙{0,2}丙{2}", ("丙",)),
    ],
)
def test_the_literals_that_an_alternative_goes_by(pattern, keys):
    (alternative,) = Finder([pattern]).alternatives
    assert alternative.keys == keys


def test_the_same_alternative_is_looked_for_once():
    assert len(Finder(["门票|票价", "票价|免费"]).alternatives) == 3


def test_many_finders_name_those_that_a_text_holds():
    finders = Finders((Finder(["门票|票价"]), Finder([r"\d{2,}"]), Finder(["几[个名]"]), Finder([r"\bbus\b"])))
    assert finders.found_in("票价") == (0,)
    assert finders.found_in("12个人的门票") == (0, 1)
    assert finders.found_in("几个人坐 bus") == (2, 3)
    assert finders.found_in("几乎没有") == ()
    assert finders.found_in("") == ()


def test_nothing_is_compiled_before_its_literal_stands_somewhere():
    finder = Finder(["(?<!不)毕业"])
    (alternative,) = finder.alternatives
    assert not finder.is_in("没有这个词")
    assert "_search" not in vars(alternative)
    assert finder.is_in("他毕业了")
    assert "_search" in vars(alternative)


def test_the_words_of_the_package_are_patterns():
    """Whatever stands in the files can be compiled, each alternative for itself."""
    kind = who()
    for finder in (kind.holds, kind.vouched):
        for one in finder.alternatives:
            re.compile(one.source)
