"""Which sentences no pair quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.coverage import COVERED_SHARE, MAX_LABEL, coverage, sentences
from bot.knowledge.model import Article, Excerpt, Pair

SPLITS = {
    "full stops": ("清廉。更清廉。", ["清廉。", "更清廉。"]),
    "full-width marks": ("谁？他！(好？）对", ["谁？", "他！", "(好？）", "对"]),
    "marks": ("谁?他!好?对!完", ["谁?", "他!", "好?", "对!", "完"]),
    "dots": ("故里的场景……路旁", ["故里的场景……", "路旁"]),
    "several ends": ("真的吗?!是", ["真的吗?!", "是"]),
    "line ends": ("标题\n\n正文\n", ["标题", "正文"]),
    "outer spaces": ("  标题 \n\u3000\u3000正文。 后文", ["标题", "正文。", "后文"]),
    "curly quote": ("“清廉是什么?它是引航灯……”5月10日", ["“清廉是什么?", "它是引航灯……”", "5月10日"]),
    "corner quote": ("「好。」他说", ["「好。」", "他说"]),
    "nested quotes": ("他说:“她说:‘好。’”然后", ["他说:“她说:‘好。’”", "然后"]),
    "book title": ("《镜鉴!》播放", ["《镜鉴!》", "播放"]),
    "bracket": ("(见下文。)后文", ["(见下文。)", "后文"]),
    "decimal": ("靖港古镇2.0闪亮开街。", ["靖港古镇2.0闪亮开街。"]),
    "percent": ("同比增长7.8%,税收16.1%。", ["同比增长7.8%,税收16.1%。"]),
    "English": ("It grew by 7.8%. It rose. U.S.A.", ["It grew by 7.8%.", "It rose.", "U.S.A."]),
    "a link": ("https://example.org/a?b=1!c 好", ["https://example.org/a?b=1!c 好"]),
    "no words": ("……\n——\n***\n清廉", ["清廉"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), SPLITS.values(), ids=SPLITS)
def test_a_text_is_split_into_sentences(text, expected):
    assert [sentence.text for sentence in sentences(text)] == expected


def test_a_sentence_has_its_line_and_its_place():
    text = "\n标题\n\n第一句。第二句。\n"
    assert [(found.line, found.start, found.end) for found in sentences(text)] == [(2, 1, 3), (4, 5, 9), (4, 9, 13)]


@given(st.text("清廉a1 .。!?…”\n“", max_size=60))
def test_no_letter_is_lost_between_sentences(text):
    found = list(sentences(text))
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert all(text.count("\n", 0, sentence.start) + 1 == sentence.line for sentence in found)
    letters = "".join(sign for sentence in found for sign in sentence.text if sign.isalnum())
    assert letters == "".join(sign for sign in text if sign.isalnum())


def measured(text: str, *quoted: str, article: str = "a"):
    """The coverage of an article by one pair that quotes some of its words."""
    excerpts = tuple(Excerpt(article, words, 1, text.index(words), text.index(words) + len(words)) for words in quoted)
    return coverage(Article("a", text, "t"), [Pair("a/x", "a", "问?", (), excerpts)])


def uncovered(text: str, *quoted: str) -> list[str]:
    return [sentence.text for sentence in measured(text, *quoted).uncovered]


TEXT = "衡东县有45个清廉机关。望城区有21条举措。"


def test_what_nobody_quotes_is_uncovered():
    assert uncovered(TEXT) == ["衡东县有45个清廉机关。", "望城区有21条举措。"]
    assert uncovered(TEXT, "望城区有21条举措") == ["衡东县有45个清廉机关。"]
    assert uncovered(TEXT, TEXT) == []


def test_the_counts_add_up():
    found = measured(TEXT, "望城区有21条举措")
    assert (found.article, found.covered, found.total) == ("a", 1, 2)


def test_an_excerpt_of_another_article_covers_nothing():
    assert len(measured(TEXT, TEXT, article="b").uncovered) == 2


@pytest.mark.parametrize("length", range(1, 11))
def test_a_sentence_is_quoted_when_a_large_part_of_its_letters_is(length):
    """Signs don't count: an excerpt may leave out the full stop."""
    text = "“一二三四五,六七八九十。”"
    words = text[1 : 1 + length + (length > 5)]
    assert (uncovered(text, words) == []) == (length >= COVERED_SHARE * 10)


def test_excerpts_add_up_and_overlaps_count_once():
    text = "一二三四五六七八九十。"
    assert uncovered(text, "一二三四", "七八九") == []
    assert uncovered(text, "一二三四", "三四五") == [text]


LABELS = ["分享", "综合新闻", "请使用微信扫一扫", "Share"]
STATEMENTS = [
    "编辑:胡红叶",
    "2023",
    "5月10日",
    "“廉”",
    "来源 红网",
    "清廉。",
    "以清促廉,干净干事",
    "请使用微信扫一扫吧",
]


@pytest.mark.parametrize("line", LABELS)
def test_a_short_plain_line_that_nobody_quotes_is_a_label(line):
    """It is not counted, and it is handed out so that a person can see it."""
    assert len(line) <= MAX_LABEL
    found = measured(f"清廉衡东很好。\n{line}\n", "清廉衡东很好。")
    assert (found.total, found.uncovered) == (1, ())
    assert [label.text for label in found.labels] == [line]


@pytest.mark.parametrize("line", STATEMENTS)
def test_any_other_line_may_state_something(line):
    assert uncovered(f"{line}\n") == [line]


@pytest.mark.parametrize("line", LABELS)
def test_a_label_that_is_quoted_counts(line):
    found = measured(f"{line}\n", line)
    assert (found.total, found.covered, found.labels) == (1, 1, ())


@pytest.mark.parametrize("text", ["好。分享\n", "分享!好。\n"])
def test_a_label_stands_alone_in_its_line(text):
    assert measured(text).labels == ()
