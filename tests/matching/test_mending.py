"""Typos are mended into what the knowledge holds; what it holds stays, and what it can't know too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_knowledge import PAIRS, village_knowledge

from bot.matching.corpus import Corpus
from bot.matching.fold import fold, plain
from bot.matching.lookalikes import lookalikes
from bot.matching.mending import mend

MENDED = {
    "a lookalike": ("磨坊在柳湾材", "磨坊在柳湾村"),
    "another": ("退休教帅", "退休教师"),
    "swapped in a name": ("田福广书记", "田广福书记"),
    "swapped in a place": ("安县化的书屋", "安化县的书屋"),
    "swapped at the beginning": ("动流书屋在哪里", "流动书屋在哪里"),
}
LEFT_ALONE = (
    "长沙市",
    "未来怎么样",
    "天气真不错",
    "请问几点了",
    "二〇二二年九月",
    "大太犬",
    "桃江县的书屋",
    "",
    "a",
    "？",
)


@pytest.fixture(scope="module")
def known():
    return Corpus(village_knowledge()).words.index.number.__contains__


@pytest.mark.parametrize(("typed", "meant"), MENDED.values(), ids=MENDED)
def test_typos_become_what_the_knowledge_has(known, typed, meant):
    assert mend(typed, known) == meant


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_may_be_right_stays(known, text):
    assert mend(text, known) == text


def test_no_phrasing_of_the_knowledge_is_mended(known):
    texts = [plain(text) for texts in PAIRS.values() for text in texts]
    assert [text for text in texts if fold(mend(text, known)) != fold(text)] == []


@given(st.text("磨坊书屋田广福村材师帅己已", max_size=20))
def test_mending_keeps_the_length(text):
    assert len(mend(text, {"磨坊", "书屋", "广福", "老师"}.__contains__)) == len(text)


def test_lookalikes_are_mutual():
    pairs = {(char, other) for char, others in lookalikes().items() for other in others}
    assert pairs == {(other, char) for char, other in pairs}
    assert all(char != other for char, other in pairs)
