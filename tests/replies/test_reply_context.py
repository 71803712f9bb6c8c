"""The paragraph around an excerpt."""

import pytest
from reply_checks import actions, check_reply, texts
from reply_knowledge import excerpt

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair
from bot.replies import context_reply, words_for
from bot.replies.context import SHORT, marked, shown_paragraphs

LONG = "说" * SHORT
TEXT = f"标题\n{LONG}甲乙丙丁戊己。\n短的一段。\n{LONG}庚辛。\n结尾"
ARTICLE = Article("a", TEXT, "标题")


def reply(*excerpts: Excerpt):
    pair = Pair("a/b", "a", "问?", (), excerpts)
    return context_reply("a/b", Knowledge({"a": ARTICLE}, {"a/b": pair}), words_for("zh"))


def span(words: str) -> Excerpt:
    return excerpt(ARTICLE, words)


def marks(*excerpts: Excerpt) -> list[tuple[str, bool]]:
    """The second paragraph as pieces, with whether each is marked."""
    return [
        (s.text.replace(LONG, "…"), s.bold and s.underline) for s in marked(ARTICLE.paragraphs[1], excerpts, ARTICLE)
    ]


def test_the_whole_paragraph_is_quoted_with_the_excerpt_marked():
    shown = check_reply(reply(span("丙丁")))[0]
    assert shown.quotes == [LONG + "甲乙丙丁戊己。"]
    assert [words for tag, words in shown.entities if tag in {"b", "u"}] == ["原文段落", "丙丁", "丙丁"]
    assert shown.text.endswith("《标题》 · 第 2 段")


@pytest.mark.parametrize(
    ("excerpts", "pieces"),
    [
        (["丙丁"], [("…甲乙", False), ("丙丁", True), ("戊己。", False)]),
        (["戊己。", "甲"], [("…", False), ("甲", True), ("乙丙丁", False), ("戊己。", True)]),
        (["甲乙丙", "乙丙丁"], [("…", False), ("甲乙丙", True), ("丁", True), ("戊己。", False)]),
        (["甲乙丙丁", "乙"], [("…", False), ("甲乙丙丁", True), ("戊己。", False)]),
        ([LONG + "甲乙丙丁戊己。"], [("…甲乙丙丁戊己。", True)]),
        (["己。\n短的"], [("…甲乙丙丁戊", False), ("己。", True)]),
        (["庚"], [("…甲乙丙丁戊己。", False)]),
    ],
    ids=["one", "two", "overlap", "within", "all", "across", "elsewhere"],
)
def test_marks_fall_on_the_excerpts_and_nothing_is_lost(excerpts, pieces):
    assert marks(*map(span, excerpts)) == pieces


@pytest.mark.parametrize(
    ("words", "numbers"),
    [("丙丁", [2]), ("短的一段。", [2, 3, 4]), ("标题", [1, 2]), ("结尾", [4, 5]), ("己。\n短的", [2, 3, 4])],
    ids=["long", "short", "first", "last", "across"],
)
def test_neighbours_are_shown_only_when_the_paragraph_is_very_short(words, numbers):
    assert [paragraph.number for paragraph in shown_paragraphs([span(words)], ARTICLE)] == numbers


def test_the_neighbours_of_neighbours_are_not_shown():
    article = Article("a", "一\n二\n三\n四\n五", "短")
    assert [paragraph.number for paragraph in shown_paragraphs([excerpt(article, "三")], article)] == [2, 3, 4]


def test_excerpts_in_several_paragraphs_show_each_paragraph_once():
    shown = check_reply(reply(span("甲"), span("戊"), span("庚")))[0]
    assert shown.quotes == [LONG + "甲乙丙丁戊己。", LONG + "庚辛。"]
    assert shown.text.endswith("第 2、4 段")


def test_it_has_no_buttons_since_the_answer_above_it_has_them():
    assert actions(reply(span("甲"))) == []


def test_a_very_long_paragraph_comes_in_several_messages():
    article = Article("a", "一句很长的话。" * 2000, "长")
    pair = Pair("a/b", "a", "问?", (), (Excerpt("a", article.text[3500:4500], 1, 3500, 4500),))
    found = check_reply(context_reply("a/b", Knowledge({"a": article}, {"a/b": pair}), words_for("en")))
    assert "".join(quote for shown in found for quote in shown.quotes) == article.text
    marked_words = "".join(words for shown in found for tag, words in shown.entities if tag == "u")
    assert marked_words == pair.excerpts[0].text


def test_every_pair_has_a_context_in_every_language(knowledge, words):
    for pair in knowledge.pairs.values():
        text = texts(context_reply(pair.id, knowledge, words))
        assert words.text("context.title") in text
        assert all(excerpt.text in text for excerpt in pair.excerpts)


def test_a_pair_that_is_gone_is_an_error_of_the_caller(knowledge, words):
    with pytest.raises(KeyError):
        context_reply("lake/gone", knowledge, words)
