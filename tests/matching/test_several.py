"""Messages that ask more than one question: an answer for each, and what has none is named."""

import pytest

from bot.matching.outcome import Answer, NoAnswer

SEVERAL = {
    "two": ("磨坊在哪个村?书屋有多少册图书?", ["mill/place", "library/books"]),
    "three": (
        "老磨坊在哪里?渡船一次能载多少人?流动书屋是哪一年成立的?",
        ["mill/place", "ferry/load", "library/founded"],
    ),
    "commas only": ("渡船一次能载多少人,流动书屋有多少册图书", ["ferry/load", "library/books"]),
    "lines": ("渡船一次能载多少人\n流动书屋有多少册图书", ["ferry/load", "library/books"]),
    "with a greeting and thanks": (
        "您好!请问渡船一次能载多少人?还有流动书屋有多少册图书?谢谢!",
        ["ferry/load", "library/books"],
    ),
    "one article": ("田广福说了什么?田广福今年多大年纪?", ["mill/quote", "mill/age"]),
    "two articles alike": ("田广福说了什么,谢春兰又说了什么", ["mill/quote", "library/quote"]),
    "two aspects": ("书屋的记者和编辑分别是谁", ["library/reporter", "library/editor"]),
    "a second one that leans": ("修复老磨坊投入了多少资金?用了多长时间?", ["mill/cost", "mill/duration"]),
    "english": ("Where is the old mill? Who founded the mobile library?", ["mill/place", "library/founder"]),
    "numbered": ("请教:1.渡船一次能载多少人 2.流动书屋有多少册图书", ["ferry/load", "library/books"]),
    "circled": ("①渡船一次能载多少人②流动书屋有多少册图书", ["ferry/load", "library/books"]),
    "enumerated": ("渡船一次能载多少人、流动书屋有多少册图书", ["ferry/load", "library/books"]),
    "joined": ("渡船一次能载多少人以及流动书屋有多少册图书", ["ferry/load", "library/books"]),
    "english, joined": ("Where is the old mill and who founded the mobile library?", ["mill/place", "library/founder"]),
    "put by their places": ("先问渡船有多长,再问流动书屋的藏书量", ["ferry/length", "library/books"]),
    "linked": ("渡船有多长,流动书屋又有几辆送书车", ["ferry/length", "library/cars"]),
    "traditional": ("渡船一次能載多少人?流動書屋有多少冊圖書?", ["ferry/load", "library/books"]),
}
PARTLY = {
    "the last": ("磨坊在哪个村?书屋有多少册图书?磨坊的老板是谁?", ["mill/place", "library/books"], ["磨坊的老板是谁?"]),
    "the first": (
        "磨坊的老板是谁?渡船有多长?流动书屋有多少册图书?",
        ["ferry/length", "library/books"],
        ["磨坊的老板是谁?"],
    ),
    "the middle": (
        "第4期研学班什么时候开班?第5期呢?流动书屋有几辆送书车?",
        ["mill/course", "library/cars"],
        ["第5期呢?"],
    ),
    "two": (
        "渡船有多长?书屋的电话多少?流动书屋有多少册图书?今天股票行情如何?",
        ["ferry/length", "library/books"],
        ["书屋的电话多少?", "今天股票行情如何?"],
    ),
}
ONCE = {
    "the same twice": ("渡船有多长?渡船有多长?", "ferry/length"),
    "in other words": ("吴长河多少岁,摆渡人今年多大?", "ferry/age"),
    "three times": ("书屋的四免是什么?书屋免什么?哪四免?", "library/four"),
    "a question and its keywords": ("书屋 藏书 流动书屋有多少册图书?", "library/books"),
}


def pairs(outcome):
    return [match.pair for match in outcome.matches]


@pytest.mark.parametrize(("query", "expected"), SEVERAL.values(), ids=SEVERAL)
def test_each_question_gets_its_answer_in_the_order_asked(ask, query, expected):
    outcome = ask(query)
    assert isinstance(outcome, Answer), outcome
    assert pairs(outcome) == expected
    assert outcome.unanswered == ()
    assert outcome.confidence == min(match.confidence for match in outcome.matches)


@pytest.mark.parametrize(("query", "_"), SEVERAL.values(), ids=SEVERAL)
def test_each_answer_names_the_part_that_asks_for_it(ask, query, _):
    asked = [match.asked for match in ask(query).matches]
    assert len(asked) == len(set(asked))
    assert "分别" in query or all(part in query for part in asked)


@pytest.mark.parametrize(("query", "expected", "left"), PARTLY.values(), ids=PARTLY)
def test_a_question_without_an_answer_is_named_as_written(ask, query, expected, left):
    outcome = ask(query)
    assert isinstance(outcome, Answer), outcome
    assert pairs(outcome) == expected
    assert list(outcome.unanswered) == left


@pytest.mark.parametrize("query", ["渡船有多长?今天股票行情如何?", "渡船有多长?书屋的电话是多少?"])
def test_of_two_questions_the_one_without_an_answer_is_named(ask, query):
    outcome = ask(query)
    assert pairs(outcome) == ["ferry/length"]
    assert outcome.unanswered == (query.removeprefix("渡船有多长?"),)


@pytest.mark.parametrize("query", ["渡船有多长?今天股票行情如何?", "今天股票行情如何?渡船有多长?"])
def test_of_two_questions_the_one_with_an_answer_is_answered(ask, query):
    outcome = ask(query)
    assert isinstance(outcome, Answer)
    assert pairs(outcome) == ["ferry/length"]


@pytest.mark.parametrize(("query", "pair"), ONCE.values(), ids=ONCE)
def test_a_pair_that_answers_more_than_one_question_counts_once(ask, query, pair):
    outcome = ask(query)
    assert isinstance(outcome, Answer), outcome
    assert pairs(outcome) == [pair]


ASIDES = {
    "yes or no": ("田广福说了什么,大家感动了没", "mill/quote"),
    "in other words": ("书屋的“四免”是哪四免?怎么个免法", "library/four"),
    "vaguer": ("渡船一次能载多少人?装得下哪些", "ferry/load"),
    "a call for haste": ("流动书屋有多少册图书?在线等", "library/books"),
    "a tag": ("流动书屋有几辆送书车?晓得不", "library/cars"),
    "a claim with a tag": ("渡船长9米,真的假的", "ferry/length"),
    "a claim turned about": ("磨坊占地2.5亩,没记反吧", "mill/area"),
}


@pytest.mark.parametrize(("query", "pair"), ASIDES.values(), ids=ASIDES)
def test_what_only_goes_with_a_question_gets_no_answer_of_its_own(ask, query, pair):
    outcome = ask(query)
    assert isinstance(outcome, Answer), outcome
    assert pairs(outcome) == [pair]


STORIES = {
    "an aside": ("磨坊我去过两次,真好看。渡船有多长?", "ferry/length"),
    "background with question words": (
        "我儿子天天问我这个怎么来的那个是什么,烦死了,昨天又问起老磨坊,我也不清楚,老磨坊在哪里啊",
        "mill/place",
    ),
    "a question behind a story": (
        "各位好,我是来旅游的,去年跟团走得急,什么都没看清,回家后孩子总念叨,想请教一下流动书屋有多少册图书?谢谢!",
        "library/books",
    ),
}


@pytest.mark.parametrize(("query", "pair"), STORIES.values(), ids=STORIES)
def test_one_question_with_a_story_around_it_gets_one_answer(ask, query, pair):
    outcome = ask(query)
    assert isinstance(outcome, Answer), outcome
    assert pairs(outcome) == [pair]
    assert outcome.unanswered == ()


def test_a_question_of_two_articles_is_answered_from_both(ask):
    outcome = ask("磨坊和渡口两篇报道的记者分别是谁")
    assert isinstance(outcome, Answer), outcome
    assert pairs(outcome) == ["mill/reporter", "ferry/reporter"]


@pytest.mark.parametrize("query", ["今天股票行情如何?明天天气怎么样?", "磨坊的老板是谁?书屋几点关门?"])
def test_questions_without_any_answer_get_none(ask, query):
    assert isinstance(ask(query), NoAnswer)


@pytest.mark.parametrize(
    "query",
    [
        *(query for query, _ in SEVERAL.values()),
        *(query for query, *_ in PARTLY.values()),
        *(query for query, _ in ONCE.values()),
    ],
)
def test_there_are_never_more_answers_than_questions(ask, query):
    outcome = ask(query)
    marks = sum(query.count(mark) for mark in ("?", ",", "\n", " ", "、", "②", "和", "以及"))
    assert len(outcome.matches) + len(outcome.unanswered) <= marks + 1


def test_a_list_of_questions_too_long_to_answer_gets_one_answer_at_most(ask):
    outcome = ask(
        "?".join(["老磨坊在哪里", "渡船有多长", "流动书屋有多少册图书", "田广福说了什么", "书屋免什么"] * 8) + "?"
    )
    assert len(outcome.matches) <= 5


def test_one_question_is_not_cut_in_two(ask):
    """Commas and 和 stand in many a single question."""
    assert pairs(ask("磨坊的磨面间、榨油间和晒谷间,这“三间”是哪三间?")) == ["mill/rooms"]
