"""Articles that a question names by the day on which they came out."""

import pytest
from matching_knowledge import ARTICLES, PAIRS, knowledge_of

from bot.matching.issues import Issues
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer

NAMED = {
    "published": ("2023年2月18日发布的那篇,标题叫什么?", "那篇标题叫什么", "mill"),
    "spelled": ("二〇二三年二月十八号登的那篇,编辑是谁", "那篇编辑是谁", "mill"),
    "without its year": ("2月18日的新闻是谁写的", "新闻是谁写的", "mill"),
    "which": ("2023-02-18发的是哪篇", "哪篇", "mill"),
    "another": ("3月4日发表的文章标题", "文章标题", "ferry"),
}
NOT_NAMED = {
    "another year": "2022年2月18日发布的那篇,标题叫什么?",
    "another day": "2月19日发布的那篇,标题叫什么?",
    "what happened then": "2023年2月18日在磨坊开了什么会",
    "the day is asked for": "那篇是2023年2月18日发布的吗",
    "the day is claimed": "2023年2月18日发布的这篇报道,对吗",
    "none": "磨坊那篇的标题叫什么",
}


def published():
    days = {"mill": "2023-02-18", "ferry": "2023-03-04", "library": "2023-03"}
    articles = [type(one)(one.name, one.text, one.title, one.publisher, days.get(one.name)) for one in ARTICLES]
    return knowledge_of(articles, list(PAIRS))


@pytest.mark.parametrize(("asked", "rest", "article"), NAMED.values(), ids=NAMED)
def test_a_day_names_an_article(asked, rest, article):
    assert Issues(published()).named(asked) == (rest, article)


@pytest.mark.parametrize("asked", NOT_NAMED.values(), ids=NOT_NAMED)
def test_another_day_names_none(asked):
    assert Issues(published()).named(asked) == (asked, None)


def test_a_day_of_two_articles_names_neither():
    articles = [type(one)(one.name, one.text, one.title, one.publisher, "2023-02-18") for one in ARTICLES]
    asked = "2月18日发布的那篇叫什么"
    assert Issues(knowledge_of(articles, list(PAIRS))).named(asked) == (asked, None)


def test_what_is_asked_of_it_is_answered_by_its_article():
    outcome, _ = Matcher(published()).ask("2023年2月18日发的那篇,标题叫什么?")
    assert isinstance(outcome, Answer)
    assert [match.pair for match in outcome.matches] == ["mill/title"]
