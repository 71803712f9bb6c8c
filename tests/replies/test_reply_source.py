"""Where a quotation stands."""

import pytest
from reply_knowledge import excerpt

from bot.knowledge.model import Article, Excerpt
from bot.replies import source_line, words_for
from bot.replies.source import date_text, paragraph_numbers, paragraph_text

LINES = Article("lines", "\n".join(f"第{n}行" for n in range(1, 13)), "十二行")


def line(number: int, *, upto: int | None = None) -> Excerpt:
    first, last = LINES.paragraphs[number - 1], LINES.paragraphs[(upto or number) - 1]
    return Excerpt("lines", LINES.text[first.start : last.end], number, first.start, last.end)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh-Hans", "—— 湖边小报 · 2024年3月5日 · 《湖水清又清 小镇建起观鸟台》 · 第 3 段"),
        ("zh-Hant", "—— 湖边小报 · 2024年3月5日 · 《湖水清又清 小镇建起观鸟台》 · 第 3 段"),
        ("en", "— 湖边小报 · 5 March 2024 · 《湖水清又清 小镇建起观鸟台》 · paragraph 3"),
    ],
)
def test_a_source_line_tells_all_that_is_known(knowledge, language, line):
    excerpts = knowledge.pairs["lake/towers"].excerpts
    assert source_line(excerpts, knowledge.articles["lake"], words_for(language)) == line


def test_what_is_not_known_is_not_shown(knowledge):
    bare = Article("bare", "一句话。", "无题")
    assert source_line([excerpt(bare, "一句话。")], bare, words_for("zh")) == "—— 《无题》 · 第 1 段"
    bridge = knowledge.articles["bridge"]
    assert source_line([excerpt(bridge, "桥长80米")], bridge, words_for("zh")) == "—— 6月3日 · 《老桥修好了》 · 第 3 段"


@pytest.mark.parametrize(
    ("published", "chinese", "english"),
    [
        ("2023-02-18", "2023年2月18日", "18 February 2023"),
        ("2023-12", "2023年12月", "December 2023"),
        ("2023", "2023年", "2023"),
        ("二〇二三年春", "二〇二三年春", "二〇二三年春"),
    ],
)
def test_a_date_is_as_exact_as_the_source(published, chinese, english):
    article = Article("a", "x", "x", published=published, dateline="never shown")
    assert date_text(article, words_for("zh")) == chinese
    assert date_text(article, words_for("en")) == english


def test_without_a_date_the_sources_own_words_stand_and_no_year_is_guessed():
    assert date_text(Article("a", "x", "x", dateline="5月10日"), words_for("en")) == "5月10日"
    assert date_text(Article("a", "x", "x"), words_for("en")) is None


@pytest.mark.parametrize(
    ("excerpts", "text"),
    [
        ([line(4)], "第 4 段"),
        ([line(4), line(4)], "第 4 段"),
        ([line(4), line(2)], "第 2、4 段"),
        ([line(1), line(2)], "第 1、2 段"),
        ([line(1, upto=3)], "第 1–3 段"),
        ([line(1, upto=3), line(7), line(9, upto=12)], "第 1–3、7、9–12 段"),
    ],
    ids=["one", "same", "two", "neighbours", "across", "mixed"],
)
def test_paragraphs_stand_in_order_each_once(excerpts, text):
    assert paragraph_text(excerpts, LINES, words_for("zh")) == text


def test_an_excerpt_that_ends_with_its_paragraph_does_not_reach_into_the_next():
    assert paragraph_numbers([line(3)], LINES) == [3]
