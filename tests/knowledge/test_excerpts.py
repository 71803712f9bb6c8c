"""Every excerpt is proven: a literal span with its place, or a problem that says where it differs."""

# ruff: noqa: E501 - a table reads best with a case a line

import pytest
from hypothesis import given
from hypothesis import strategies as st
from knowledge_folders import ARTICLE, fold, pair_problems, write

from bot.knowledge import curation, spans
from bot.knowledge.loader import load
from bot.knowledge.model import Article
from bot.knowledge.spans import Spans


def with_excerpts(*items: str) -> str:
    """A pair file with one pair; its excerpts begin at line 5, one a line."""
    return "pairs:\n  - id: x\n    question: 问?\n    excerpts:\n" + "".join(f"      - {item}\n" for item in items)


def loaded(folder, *items: str, article: str = ARTICLE):
    write(folder, {"articles/a.txt": article, "pairs/a.yaml": with_excerpts(*items)})
    return load(folder, fold=fold).pairs["a/x"].excerpts


PLACES = {
    "first words": ("清廉衡东", 1, 0, 4),
    "within a line": ("45个清廉机关", 2, 10, 17),
    "to a line's end": ("罗荣桓元帅是衡东人。清廉单元更多。", 3, 33, 50),
    "an occurrence": ("{text: 清廉单元, occurrence: 2}", 3, 43, 47),
    "the first occurrence": ("{text: 清廉单元, occurrence: 1}", 2, 25, 29),
    "the only occurrence": ("{text: 罗荣桓, occurrence: 1}", 3, 33, 36),
    "the long form of one place": ("{text: 罗荣桓}", 3, 33, 36),
    "over lines": ('"清廉单元很多。\\n罗荣桓"', 2, 25, 36),
    "with an empty line": ('"清廉衡东\\n\\n衡东县"', 1, 0, 9),
}


@pytest.mark.parametrize(("item", "paragraph", "start", "end"), PLACES.values(), ids=PLACES)
def test_an_excerpt_gets_its_place(tmp_path, item, paragraph, start, end):
    """Code points of the file, and non-empty lines from 1."""
    (excerpt,) = loaded(tmp_path, item)
    assert (excerpt.article, excerpt.paragraph, excerpt.start, excerpt.end) == ("a", paragraph, start, end)
    assert ARTICLE[start:end] == excerpt.text


def test_positions_count_code_points(tmp_path):
    (excerpt,) = loaded(tmp_path, "廉洁", article="😀👨‍👩‍👧𠮷\n廉洁\n")
    assert (excerpt.start, excerpt.end, excerpt.paragraph) == (8, 10, 2)


def test_a_block_keeps_every_sign(tmp_path):
    article = "他说:“好,\n  真好……”  \n\t完。"
    (excerpt,) = loaded(tmp_path, "|-\n        他说:“好,\n          真好……”  \n        \t完。", article=article)
    assert excerpt.text == article


REFUSALS = {
    "twice without saying which": ("清廉单元", "5: the excerpt “清廉单元” stands more than once in the article (lines 3, 4): say which with {text: …, occurrence: 1}, or quote more"),
    "overlapping": ("哈哈", "5: the excerpt “哈哈” stands more than once in the article (lines 6, 6)"),
    "an occurrence too many": ("{text: 清廉单元, occurrence: 3}", "5: the excerpt “清廉单元” has no occurrence 3: it stands at line 3, 4"),
    "an occurrence out of the world": ("{text: 罗荣桓, occurrence: 999999999}", "5: the excerpt “罗荣桓” has no occurrence 999999999: it stands at line 4"),
    "another word": ("衡东县有46个清廉机关", "it differs at “东县有46个清廉机关”, where the article has “东县有45个清廉机关” (line 3)"),
    "a word left out": ("罗荣桓元帅衡东人", "it differs at “荣桓元帅衡东人”, where the article has “荣桓元帅是衡东” (line 4)"),
    "another beginning": ("那罗荣桓元帅是衡东人。", "it differs at “那罗荣桓元帅是衡东人。”"),
    "full-width comma": ("45个清廉机关，39个清廉村", "only signs differ, at “清廉机关，39个清廉村”, where the article has “清廉机关,39个清廉村” (line 3)"),
    "other quotation marks": ("'\"六大工程\"很好'", 'only signs differ, at “"六大工程"很好”, where the article has ““六大工程”很好” (line 5)'),
    "a line break lost": ("清廉单元很多。 罗荣桓", "only spaces or line breaks differ: write it under |- as the article has it"),
    "a folded block": (">-\n        清廉单元很多。\n        罗荣桓", "only spaces or line breaks differ"),
    "a space too many": ("45 个清廉机关", "only spaces or line breaks differ"),
    "a line break at the end": ("|\n        罗荣桓", "only spaces or line breaks differ"),
    "another text": ("完全不同的话", "nothing like it stands there"),
    "one strange letter": ("龘", "nothing like it stands there"),
}  # fmt: skip
ODD_ARTICLE = ARTICLE + "“六大工程”很好\n哈哈哈\n"


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("item", "message"), REFUSALS.values(), ids=REFUSALS)
def test_words_that_do_not_stand_there_once_are_a_problem(tmp_path, item, message):
    (problem,) = pair_problems(tmp_path, with_excerpts(item), ODD_ARTICLE)
    assert problem.startswith("5: the excerpt “")
    assert message in problem


def test_each_excerpt_has_its_own_problem_at_its_own_line(tmp_path):
    found = pair_problems(
        tmp_path, with_excerpts("清廉衡东", "衡阳", "|-\n        清廉\n        单位", "45个清廉机关", "衡南")
    )
    assert [problem.split(":")[0] for problem in found] == ["6", "7", "11"]


def test_a_file_full_of_lost_excerpts_is_compared_only_at_its_beginning(tmp_path):
    found = pair_problems(tmp_path, with_excerpts(*["衡东县有46个清廉机关"] * (curation.MAX_EXPLAINED + 2)))
    assert ["differs at" in problem for problem in found] == [True] * curation.MAX_EXPLAINED + [False] * 2
    assert found[-1].endswith("isn't in the article: copy it from there")


def test_the_lines_of_many_places_are_named_up_to_five(tmp_path):
    (problem,) = pair_problems(tmp_path, with_excerpts("廉洁"), "廉洁\n" * 9)
    assert "(lines 1, 2, 3, 4, 5, …)" in problem


def test_the_last_of_many_places_can_be_meant(tmp_path):
    (excerpt,) = loaded(tmp_path, "{text: 廉洁, occurrence: 9}", article="廉洁\n" * 9)
    assert (excerpt.start, excerpt.paragraph) == (24, 9)


def test_a_lost_excerpt_is_found_again_in_a_large_article_of_one_line():
    text = "".join(chr(0x4E00 + (i * i * 31 + i * 7) % 20_000) for i in range(300_000))
    words = text[200_000:200_030] + "𠮷" + text[200_031:200_060]
    why = Spans(text, 1).why_lost(words)
    assert f"“{words[26:38]}…”, where the article has “{text[200_026:200_038]}…” (line 1)" in why


def test_a_word_that_moves_the_rest_is_shown_where_it_stands():
    text = "开头。第一条:工作人员应当遵守纪律,不得违反规定。"
    why = Spans(text, 1).why_lost("第一条:工作者应当遵守纪律,不得违反规定。")
    assert "differs at “条:工作者应当遵守纪律,…”, where the article has “条:工作人员应当遵守纪律…”" in why


ALPHABET = st.text("廉洁衡东\n。", max_size=60)


@given(text=ALPHABET, words=st.text("廉洁衡东\n。", min_size=1, max_size=8), most=st.integers(1, 5))
def test_the_index_finds_what_reading_finds(text, words, most):
    """Many searches go through an index, few read the text: nobody can tell which."""
    every = [start for start in range(len(text)) if text.startswith(words, start)]
    assert Spans(text, 1).find(words, most) == every[:most]
    assert Spans(text, spans.INDEXED_FROM).find(words, most) == every[:most]


@given(text=ALPHABET, words=st.text(min_size=1, max_size=300))
def test_what_is_lost_is_always_explained(text, words):
    assert Spans(text, 1).why_lost(words)


@given(st.data())
def test_any_span_of_any_article_is_proven(tmp_path_factory, data):
    """`article.text[start:end] == text`, whatever the article holds."""
    article = data.draw(st.text("廉洁 😀\t“”,。\n\u3000a1", min_size=1, max_size=40).filter(str.strip))
    start = data.draw(st.integers(0, len(article) - 1))
    words = article[start : data.draw(st.integers(start + 1, len(article)))]
    if not words.strip():
        return
    occurrence = sum(article.startswith(words, at) for at in range(start + 1))
    escaped = "".join(f"\\U{ord(sign):08X}" for sign in words)
    folder = tmp_path_factory.mktemp("k")
    (excerpt,) = loaded(folder, f'{{text: "{escaped}", occurrence: {occurrence}}}', article=article)
    assert article[excerpt.start : excerpt.end] == excerpt.text == words
    assert excerpt.start == start
    assert excerpt.paragraph == Article("a", article, "t").paragraph_at(start).number
