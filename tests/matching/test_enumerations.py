"""Messages that list: numbered questions, and one question about several things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.enumerations import MAX_THINGS, items, things

ITEMS = {
    "points": ("1.磨坊在哪里 2.书屋有多少书", ("磨坊在哪里", "书屋有多少书")),
    "after a head": ("请教两个问题:1、磨坊在哪里;2、书屋有多少书", ("磨坊在哪里;", "书屋有多少书")),
    "brackets": ("(1)磨坊在哪里?(2)书屋有多少书?", ("磨坊在哪里?", "书屋有多少书?")),
    "full-width brackets": ("（一）磨坊在哪里？（二）书屋有多少书？", ("磨坊在哪里？", "书屋有多少书？")),
    "circles": ("①磨坊在哪里②书屋有多少书③渡船多长", ("磨坊在哪里", "书屋有多少书", "渡船多长")),
    "named": ("问题一:磨坊在哪里?问题二:书屋有多少书?", ("磨坊在哪里?", "书屋有多少书?")),
    "lines with numbers": ("一、磨坊在哪里\n二、书屋有多少书", ("磨坊在哪里", "书屋有多少书")),
    "lines below a head": ("想问:\n磨坊在哪里\n书屋有多少书", ("磨坊在哪里", "书屋有多少书")),
    "as many as announced": ("帮我查两个数:磨坊占地,书屋藏书", ("磨坊占地", "书屋藏书")),
    "another number than announced": ("帮我查三个数:磨坊占地,书屋藏书", ()),
    "not announced": ("磨坊:占地,位置", ()),
    "numbers that don't count up": ("1.磨坊在哪里 3.书屋有多少书", ()),
    "one number": ("1.磨坊在哪里", ()),
    "decimals": ("占地 2.5 亩还是 3.5 亩", ()),
    "dates": ("5.10 和 6.18 是什么日子", ()),
    "empty": ("", ()),
}
THINGS = {
    "two names": ("“三间”和“四免”分别是什么", ("“三间”是什么", "“四免”是什么"), True),
    "three": ("磨坊、书屋和渡口各在哪里", ("磨坊在哪里", "书屋在哪里", "渡口在哪里"), True),
    "scope of the first": ("磨坊的“三间”和“二屋”各是什么", ("磨坊的“三间”是什么", "磨坊的“二屋”是什么"), True),
    "scopes of their own": ("磨坊的记者和书屋的编辑是谁", ("磨坊的记者是谁", "书屋的编辑是谁"), False),
    "attribute of the last": ("磨坊和书屋的编辑是谁", ("磨坊的编辑是谁", "书屋的编辑是谁"), False),
    "bare count": ("磨坊和书屋各几个", ("磨坊几个", "书屋几个"), True),
    "one thing": ("磨坊在哪里", (), False),
    "no question": ("磨坊和书屋", (), False),
    "compared": ("把磨坊和书屋比作什么", (), False),
    "empty": ("", (), False),
}


@pytest.mark.parametrize(("message", "expected"), ITEMS.values(), ids=ITEMS)
def test_the_items_of_a_list(message, expected):
    assert items(message) == expected


@pytest.mark.parametrize(("question", "expected", "apart"), THINGS.values(), ids=THINGS)
def test_one_question_about_several_things_is_several(question, expected, apart):
    assert things(question) == (expected, apart)


def test_a_question_about_too_many_things_stays_one():
    named = "、".join(f"第{number}处磨坊" for number in "一二三四五六"[: MAX_THINGS + 1])
    assert things(f"{named}在哪里") == ((), False)


@given(st.text(max_size=200))
def test_no_text_fails(text):
    assert all(item in text.replace("：", ":") for item in items(text))
    assert len(things(text)[0]) != 1
