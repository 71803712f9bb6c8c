"""Questions that want so many things named, and texts that name them."""

import pytest

from bot.matching.fold import normalise
from bot.matching.listing import names_in, wanted_names

WANTED = {
    "which five": ("到底是哪五个", 5),
    "which of the kind": ("“四免”具体是哪四免", 4),
    "which few": ("是哪几间屋", 2),
    "each named": ("那三间屋分别叫什么", 3),
    "each, in other words": ("这两个班各是什么", 2),
    "what it holds": ("“四免”包括哪些", 4),
    "what a quoted term means": ("“四免”指的是什么", 4),
    "a word that only begins with a number": ("文房四宝指什么", 0),
    "what it is": ("四免是什么", 0),
    "a year": ("是哪两年", 0),
    "an issue": ("是哪三期", 0),
    "how many": ("有几间屋", 0),
    "of what kind": ("三间屋都是什么样的", 0),
    "nothing of the kind": ("老磨坊在哪里", 0),
}
NAMED = {
    "a row": ("免押金、免年费、免邮费、免罚款", 4),
    "a row of two": ("磨面间、展览间", 2),
    "in quotation marks": ("分为“磨面”“展览”“歇脚”三间", 3),
    "joined": ("磨面间和展览间", 2),
    "titles": ("读了《山居》《水行》", 2),
    "alike": ("一把尺子量到底,一个本子记到底,一个标准算到底", 3),
    "beginning alike": ("不收押金,不收年费", 2),
    "apart by spaces": ("文 李一 王二 张三", 4),
    "counted only": ("45个班、39个村、4个茶厂", 1),
    "rows of different clauses": ("围绕授业、育人,坚持考核、评定", 2),
    "of different sentences": ("有甲。有乙。有丙。", 1),
    "one thing": ("老磨坊占地2.5亩", 1),
    "nothing": ("", 0),
}


@pytest.mark.parametrize(("question", "number"), WANTED.values(), ids=WANTED)
def test_how_many_things_a_question_wants_named(question, number):
    assert wanted_names(normalise(question)) == number


@pytest.mark.parametrize(("text", "number"), NAMED.values(), ids=NAMED)
def test_how_many_things_a_text_names(text, number):
    assert names_in(normalise(text)) == number
