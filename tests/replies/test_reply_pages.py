"""Browsing what can be asked."""

import pytest
from reply_checks import actions, check_reply, labels, texts
from reply_knowledge import excerpt

from bot.knowledge.model import Article, Knowledge, Pair
from bot.replies import decode, find_article, find_pair, find_topic, sources_reply, topics_reply, words_for
from bot.replies.pages import PAGE_SIZE

ZH = words_for("zh")


def library(articles: int = 1, topics: int = 1, questions: int = 1) -> Knowledge:
    """So many articles with so many topics with so many questions each."""
    found = {f"a{n}": Article(f"a{n}", f"第{n}篇", f"第{n}篇") for n in range(articles)}
    pairs = [
        Pair(f"{a.name}/{t}-{q}", a.name, f"问{t}-{q}?", (), (excerpt(a, a.text),), topic=f"题{t}")
        for a in found.values()
        for t in range(topics)
        for q in range(questions)
    ]
    return Knowledge(found, {pair.id: pair for pair in pairs})


def press(reply, label: str, knowledge: Knowledge):
    """What the button with this label shows."""
    data = next(button.data for row in reply.buttons for button in row if button.text == label)
    action = decode(data)
    assert action.name == "topics"
    article = find_article(action.target, knowledge) if action.target else None
    topic = find_topic(action.topic, article, knowledge) if action.topic else None
    return topics_reply(knowledge, ZH, article, topic, action.page)


def test_browsing_goes_from_articles_to_topics_to_questions_and_back(knowledge):
    articles = topics_reply(knowledge, ZH)
    assert labels(articles) == [["湖水清又清 小镇建起观鸟台"], ["老桥修好了"], ["资料来源"]]
    topics = press(articles, "湖水清又清 小镇建起观鸟台", knowledge)
    assert [row[0].split("\uff08")[0] for row in labels(topics)] == ["观鸟台", "湖", "其他", "‹ 返回"]
    questions = press(topics, labels(topics)[0][0], knowledge)
    assert labels(questions)[:-1] == [["湖边建了几座观鸟台?"], ["最高的观鸟台有多高?"], ["观鸟台什么时候不开?"]]
    assert actions(questions) == ["pair", "pair", "pair", "topics"]
    assert press(questions, "‹ 返回", knowledge) == topics
    assert press(topics, "‹ 返回", knowledge) == articles


def test_questions_without_a_topic_have_a_place(knowledge):
    topics = topics_reply(knowledge, ZH, "lake")
    others = press(topics, labels(topics)[2][0], knowledge)
    assert labels(others)[0] == ["湖边小报那篇文章的编辑是谁?"]
    assert "其他" in texts(others)


@pytest.mark.parametrize("name", ["bridge", "a0"], ids=["no-topic", "one-topic"])
def test_an_article_with_one_topic_or_none_shows_its_questions_at_once(knowledge, name):
    known = knowledge if name == "bridge" else library(questions=3)
    page = topics_reply(known, ZH, name)
    assert set(actions(page)[:-1]) == {"pair"}
    assert press(page, "‹ 返回", known) == topics_reply(known, ZH)


@pytest.mark.parametrize("count", [1, PAGE_SIZE, PAGE_SIZE + 1, 3 * PAGE_SIZE])
def test_turning_pages_shows_every_question_once(count):
    known = library(topics=2, questions=count)
    page = topics_reply(known, ZH, "a0", "题0")
    seen = []
    while True:
        check_reply(page)
        found = [b for row in page.buttons for b in row if decode(b.data).name == "pair"]
        assert 1 <= len(found) <= PAGE_SIZE
        seen += [find_pair(decode(button.data).target, known) for button in found]
        if "下一页 ›" not in [label for row in labels(page) for label in row]:
            break
        later = press(page, "下一页 ›", known)
        assert press(later, "‹ 上一页", known) == page
        page = later
    assert seen == [f"a0/0-{n}" for n in range(count)]


@pytest.mark.parametrize(
    "turn",
    [
        lambda page: topics_reply(library(articles=20), ZH, page=page),
        lambda page: topics_reply(library(topics=20), ZH, "a0", page=page),
        lambda page: topics_reply(library(questions=20), ZH, "a0", "题0", page),
        lambda page: topics_reply(library(questions=20), ZH, "a0", page=page),
        lambda page: sources_reply(library(articles=20), ZH, page),
    ],
    ids=["articles", "topics", "questions", "lone-topic", "sources"],
)
def test_a_page_beyond_the_end_is_the_last_one(turn):
    assert turn(999_999) == turn(2)
    assert turn(-5) == turn(0)
    assert "3/3" in texts(turn(2))
    assert "1/3" in texts(turn(0))
    assert turn(1) != turn(2)


def test_a_single_page_is_not_numbered(knowledge):
    assert "1/1" not in texts(topics_reply(knowledge, ZH))


def test_an_article_without_questions_is_not_offered_but_is_a_source():
    known = library(articles=2)
    first = {id_: pair for id_, pair in known.pairs.items() if pair.article == "a0"}
    known = Knowledge(known.articles, first)
    assert labels(topics_reply(known, ZH))[:-1] == [["第0篇"]]
    assert "《第1篇》" in texts(sources_reply(known, ZH))


def test_sources_tell_what_is_known_of_each_article(knowledge):
    text = texts(sources_reply(knowledge, ZH))
    assert "《湖水清又清 小镇建起观鸟台》\n湖边小报 · 2024年3月5日 · 作者 陈一、王二 · 5 个问题" in text
    assert text.endswith("《老桥修好了》\n6月3日 · 2 个问题")


def test_pages_are_made_in_every_language(knowledge, words):
    for page in (
        topics_reply(knowledge, words),
        topics_reply(knowledge, words, "lake"),
        sources_reply(knowledge, words),
    ):
        check_reply(page)


def test_nothing_to_browse_is_no_crash(words):
    check_reply(topics_reply(Knowledge({}, {}), words))
    check_reply(sources_reply(Knowledge({}, {}), words))
    check_reply(topics_reply(Knowledge({"a": Article("a", "x", "x")}, {}), words, "a"))


def test_an_article_that_is_gone_is_an_error_of_the_caller(knowledge, words):
    with pytest.raises(KeyError):
        topics_reply(knowledge, words, "gone")
