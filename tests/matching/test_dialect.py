"""Words of regions and of the net carry form, not content, and ask what they ask."""

import pytest

from bot.matching.text import analyse_all

KINDS = {
    "磨坊系边个修嘅": "who",
    "老磨坊修复工程么子时候启动的": "when",
    "磨坊喺边度": "where",
    "书屋有几多本书": "count",
    "渡船点解不收钱": "why",
    "磨坊何解不装电机": "why",
    "磨坊啷个转动": "how",
    "书屋肿么办证": "how",
    "三间系乜嘢": "what",
    "四免是神马": "what",
    "四免是么子": "what",
    "书屋有木有押金": "yesno",
    "渡船系咪免费": "yesno",
}
CORES = {
    "童鞋们磨坊yyds": "磨坊",
    "晓得不磨坊": "磨坊",
    "plz磨坊占地": "磨坊占地",
    "emmm磨坊占地xswl": "磨坊占地",
    "蟹蟹磨坊占地": "磨坊占地",
    "问哈子磨坊占地": "磨坊占地",
    "求dd磨坊占地": "磨坊占地",
    "磨坊占地酱紫": "磨坊占地",
}


def read(text):
    return analyse_all([text], lambda folded: folded)[0]


@pytest.mark.parametrize(("text", "kind"), KINDS.items(), ids=KINDS)
def test_words_of_a_region_ask(text, kind):
    assert kind in read(text).kinds


@pytest.mark.parametrize(("text", "core"), CORES.items(), ids=CORES)
def test_words_of_the_net_count_for_nothing(text, core):
    assert read(text).core == core


def test_standard_words_keep_their_kinds():
    for text, kind in {"为什么": "why", "怎么样": "how", "什么人": "who", "是不是": "yesno", "对不对": "yesno"}.items():
        assert read(text).kinds == {kind}
