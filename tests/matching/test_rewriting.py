"""What is typed in letters is read as the knowledge has it; what isn't pinyin stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_knowledge import PAIRS, village_knowledge

from bot.evaluation.spelling import spell
from bot.knowledge.model import Knowledge
from bot.matching.corpus import Corpus
from bot.matching.fold import fold, has_han
from bot.matching.rewriting import Rewriter

MIXED = {
    "a word in pinyin": ("柳湾村de磨坊", "柳湾村的磨坊"),
    "a word between characters": ("书屋you多少图书", "书屋有多少图书"),
    "two syllables": ("liudong书屋在哪", "流动书屋在哪"),
    "spaced beside characters": ("liu dong 书屋在哪", "流动 书屋在哪"),
    "a whole name": ("wuchanghe撑船", "吴长河撑船"),
    "southern sounds": ("niudong书屋", "流动书屋"),
    "h for f": ("磨huang", "磨坊"),
    "a letter lost": ("liudngshuwu在哪", "流动书屋在哪"),
    "a letter twice": ("liudonngshuwu在哪", "流动书屋在哪"),
    "letters out of place": ("liudognshuwu在哪", "流动书屋在哪"),
}
INITIALS = {
    "a name": ("tgf说了什么", "田广福说了什么"),
    "a name before its title": ("xcl老师", "谢春兰老师"),
    "a place": ("lwc的磨坊", "柳湾村的磨坊"),
    "two letters beside what belongs to them": ("ah县的书屋", "安化县的书屋"),
    "a name and the title's initials": ("tgfzr在哪里", "田广福zr在哪里"),
}
PINYIN = {
    "spaced": ("liu dong shu wu zai na li", "流动书屋在哪里"),
    "glued": ("liudongshuwuzainali", "流动书屋在哪里"),
    "an apostrophe": ("an'hua", "安化"),
    "tones": ("liú dòng shū wū zài nǎ lǐ", "流动书屋在哪里"),
    "numbers of tones": ("liu2 dong4 shu1 wu1 zai4 na3 li3", "流动书屋在哪里"),
    "glued numbers of tones": ("liu2dong4shu1wu1zai4na3li3", "流动书屋在哪里"),
    "a number": ("shisigeyue", "十四个月"),
    "another county": ("taojiangxian", "桃江县"),
}
LEFT_ALONE = (
    *(
        "PPT在哪里",
        "H5是什么",
        "磨坊的GDP",
        "CBA在哪里",
        "磨坊wifi密码",
        "yyds",
        "xswl磨坊",
        "hello",
        "ok",
        "",
        "?",
        "123",
    ),
    *("Where is the old mill?", "磨坊在哪里", "responsibilities", "game在哪里", "mill在哪里", "qwrtpsdf"),
)


@pytest.fixture(scope="module")
def rewrite():
    return Rewriter(Corpus(village_knowledge()).words.index).rewrite


@pytest.mark.parametrize(
    ("typed", "meant"), (MIXED | PINYIN).values(), ids=[*MIXED, *(f"all {name}" for name in PINYIN)]
)
def test_pinyin_becomes_what_the_knowledge_speaks_of(rewrite, typed, meant):
    assert fold(rewrite(typed)) == fold(meant)


@pytest.mark.parametrize(("typed", "meant"), INITIALS.values(), ids=INITIALS)
def test_initials_become_the_name(rewrite, typed, meant):
    assert rewrite(typed) == meant


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_pinyin_stays_as_it_is(rewrite, text):
    assert rewrite(text) == text


@pytest.mark.parametrize("spelling", ["spaced", "glued"])
def test_questions_of_the_knowledge_are_read_as_they_stand(rewrite, spelling):
    """But for a few characters that sound alike."""
    asked = [fold(texts[0]) for texts in PAIRS.values()]
    read = [fold(rewrite(spell(text, spelling))) for text in asked]
    same = sum(
        one == other for text, back in zip(asked, read, strict=True) for one, other in zip(text, back, strict=False)
    )
    assert same >= 0.85 * sum(map(len, asked))


def test_a_knowledge_without_words_changes_nothing():
    rewrite = Rewriter(Corpus(Knowledge({}, {})).words.index).rewrite
    assert rewrite("mofang在哪里") == "mofang在哪里"


@given(st.text("abcdefghinuv '12磨坊", max_size=30))
def test_any_text_can_be_rewritten(text):
    rewritten = REWRITE(text)
    assert rewritten == text or has_han(rewritten)


REWRITE = Rewriter(Corpus(village_knowledge()).words.index).rewrite
