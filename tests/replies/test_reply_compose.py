"""Questions back, honest noes, small talk."""

import pytest
from reply_checks import actions, check_reply, labels, texts
from reply_knowledge import excerpt

from bot.knowledge.model import Article, Knowledge, Pair
from bot.matching.outcome import Choices, Match, NoAnswer
from bot.replies import none_of_these_reply, reply_to, words_for
from bot.replies.compose import ASKED_WIDTH
from bot.replies.text import units

GUARDS = ["guard:year", "guard:number", "guard:negation", "guard:name", "guard:kind"]


def matches(*pairs: str) -> tuple[Match, ...]:
    return tuple(Match(pair, "asked", 0.5) for pair in pairs)


def test_choices_are_listed_and_offered_as_buttons(knowledge):
    reply = reply_to(Choices("多高", "unsure", matches("lake/height", "lake/fee"), 0.5), knowledge, words_for("zh"))
    title = words_for("zh").text("choices.title")
    assert texts(reply) == f"{title}\n\n1. 最高的观鸟台有多高?\n2. 看湖要收钱吗?"
    assert labels(reply) == [["1. 最高的观鸟台有多高?"], ["2. 看湖要收钱吗?"], ["都不是"]]
    assert actions(reply) == ["pair", "pair", "none"]


def test_choices_from_two_articles_say_which_is_which(knowledge, words):
    outcome = Choices("编辑是谁", "ambiguous", matches("lake/editor", "bridge/opened"), 0.5)
    lines = texts(reply_to(outcome, knowledge, words)).splitlines()
    assert "湖水清又清" in lines[3]
    assert "老桥修好了" in lines[5]


def test_at_most_five_choices_are_offered(knowledge, words):
    outcome = Choices("?", "unsure", matches(*knowledge.pairs), 0.5)
    assert actions(reply_to(outcome, knowledge, words)) == ["pair"] * 5 + ["none"]


def test_choices_name_the_parts_without_an_answer(knowledge, words):
    outcome = Choices("?", "unsure", matches("lake/fee"), 0.5, ("湖有多深",))
    assert texts(reply_to(outcome, knowledge, words)).endswith(words.text("unanswered.title") + "\n· 湖有多深")


def test_a_choice_too_long_for_a_button_stands_whole_in_the_text():
    article = Article("a", "湖", "湖")
    pair = Pair("a/b", "a", "很长的问题" * 30, (), (excerpt(article, "湖"),))
    outcome = Choices("?", "unsure", matches("a/b"), 0.5)
    reply = reply_to(outcome, Knowledge({"a": article}, {"a/b": pair}), words_for("en"))
    assert pair.question in texts(reply)
    assert labels(reply)[0][0] == "1. " + pair.question[:18] + "…"


def test_not_found_names_what_was_asked_and_offers_what_is_near(knowledge, words):
    outcome = NoAnswer("湖有多深", "unknown", matches("lake/fee", "lake/height"), 0.1, ("湖有多深",))
    reply = reply_to(outcome, knowledge, words)
    assert texts(reply).splitlines()[0] == words.text("not-found.asked", asked="湖有多深")
    assert texts(reply).splitlines()[-1] == words.text("not-found.nearest")
    assert labels(reply)[:2] == [["看湖要收钱吗?"], ["最高的观鸟台有多高?"]]
    assert actions(reply) == ["pair", "pair", "topics"]


def test_not_found_shows_no_excerpt(knowledge, words):
    """The nearest pairs are no answers, so nothing of the sources is quoted."""
    reply = reply_to(NoAnswer("?", "unknown", matches(*knowledge.pairs), 0.4), knowledge, words)
    assert [shown.quotes for shown in check_reply(reply)] == [[]]
    assert actions(reply) == ["pair"] * 3 + ["topics"]


def test_not_found_with_nothing_near_offers_the_topics(knowledge, words):
    reply = reply_to(NoAnswer("?", "unknown"), knowledge, words)
    assert texts(reply).endswith(words.text("not-found.topics"))
    assert actions(reply) == ["topics"]


@pytest.mark.parametrize("reason", GUARDS)
def test_each_guard_says_why(knowledge, words, reason):
    text = texts(reply_to(NoAnswer("2019年的", reason, matches("lake/fee"), 0.9), knowledge, words))
    assert text.splitlines()[1] == words.text("not-found." + reason.removeprefix("guard:"))


def test_the_guards_sentences_differ(words):
    assert len({words.text("not-found." + reason.removeprefix("guard:")) for reason in GUARDS}) == len(GUARDS)


@pytest.mark.parametrize("query", ["", "  \n", "\u202e\x00", "\u200d"], ids=ascii)
def test_a_question_that_shows_nothing_is_not_named(knowledge, words, query):
    assert texts(reply_to(NoAnswer(query, "unknown"), knowledge, words)).startswith(words.text("not-found.bare"))


def test_a_long_question_is_shortened(knowledge, words):
    text = texts(reply_to(NoAnswer("湖" * 4000, "unknown"), knowledge, words))
    assert "湖" * (ASKED_WIDTH // 2 - 1) + "…" in text
    assert units(text) < 300


def test_small_talk_gets_one_friendly_line_with_an_example(knowledge, words):
    reply = reply_to(NoAnswer("你好", "small-talk"), knowledge, words)
    assert texts(reply) == words.text("small-talk.text", example="最高的观鸟台有多高?")
    assert "\n" not in texts(reply)
    assert reply.buttons == ()


def test_small_talk_needs_no_knowledge(words):
    assert texts(reply_to(NoAnswer("你好", "small-talk"), Knowledge({}, {}), words)) == words.text("small-talk.bare")


def test_none_of_these_apologises_and_offers_the_topics(knowledge, words):
    reply = none_of_these_reply(knowledge, words)
    assert texts(reply) == words.text("none-of-these.text")
    assert actions(reply) == ["topics"]
