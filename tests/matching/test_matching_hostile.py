"""Whatever is written, and whatever little is known: an outcome, never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_knowledge import ARTICLES, PAIRS, UNANSWERED, excerpt, knowledge_of
from matching_texts import small

from bot.knowledge.model import Article, Knowledge, Pair
from bot.matching.matcher import Matcher
from bot.matching.outcome import MAX_OPTIONS, Answer, Memory, NoAnswer, Outcome

HOSTILE = {
    "one character 5,000 times": "磨" * 5000,
    "a question 4,000 times": "磨坊在哪个村?" * 4000,
    "a question 4,000 times without marks": "磨坊在哪个村" * 4000,
    "a clause 800 times": "磨坊在哪个村," * 800,
    "100 clauses": ",".join(f"第{number}个问题是什么" for number in range(100)),
    "100 questions": "?".join(["磨坊在哪个村", "书屋有多少册图书", "今天吃什么", "渡船多长"] * 25),
    "marks": "?!。,、……" * 500,
    "emoji": "😀👨‍👩‍👧" * 1000,
    "sql": "'; DROP TABLE pairs; --",
    "html": '<b onclick="x">磨坊</b>在哪个村?<script>alert(1)</script>',
    "templates": "{{7*7}} ${jndi:ldap://x} {0.__class__} %s %n",
    "regular expression": "(a+)+$[磨坊]*\\" * 300,
    "path": "../../etc/passwd\0.txt",
    "yaml": "磨坊: &a [*a, *a]",
    "json": '{"q": "磨坊在哪", "a": [[[[' * 100,
    "ligature": "\ufdfa" * 4096,
    "zalgo": "磨" + "\u0301\u0323" * 2000,
    "nul": "磨\0坊\0在哪\0",
    "surrogates": "\ud83d磨坊\udc00",
    "zero width": "\u200b" * 4000,
    "direction": "\u202e磨坊在哪个村",
    "opening brackets": "(" * 4000,
    "opening quotes": "“《" * 2000,
    "digits": "9" * 4000,
    "numerals": "一" * 4000,
    "muddle of numerals": "十百千万" * 1000,
    "dates": "2022年3月" * 700,
    "percentages": "百分之" * 1300,
    "english dates": "may 1 " * 700,
    "letters": "a" * 4000,
    "words": "ab " * 1300,
    "pinyin": "mofangzainagecun" * 250,
    "joined": "磨坊和" * 1300 + "是什么",
    "negations": "不没" * 2000,
    "greetings": "你好" * 2000,
    "mentions": "@some_bot " * 400,
    "links": "https://" * 500,
    "commands": "/ask " * 800,
    "villages": "村" * 4000,
    "counties": "平江县" * 1300,
    "names": "王小明说" * 1000,
    "lines": "\n" * 4000,
    "pinyin beside kana": "mofangの位置zainali",
    "pinyin beside cyrillic": "mofang zai где",
    "pinyin beside a rare character": "mofang 𨐗",
    "pinyin with another letter": "mofangÐ",
    "spaces": " \u3000\t" * 1365,
    "cyrillic": "Где мельница " * 315,
    "thai": "โรงสีอยู่ที่ไหน" * 273,
    "hangul": "방앗간은어디" * 682,
    "numbers alone": "12 37.5% 2022 " * 292,
    "one number": "2022",
    "rare characters": "".join(map(chr, range(0x20000, 0x20000 + 4096))),
    "every sign once": "".join(map(chr, range(0x2000, 0x3000))),
    "other scripts": "Где мельница? أين الطاحونة؟ 水車はどこ 방앗간은 어디",
}
LITTLE = {
    "nothing": Knowledge({}, {}),
    "an article without pairs": knowledge_of(ARTICLES[:1], ()),
    "one pair": knowledge_of(ARTICLES[:1], ("mill/place",)),
    "one pair, and an article without": knowledge_of(ARTICLES, ("mill/place",)),
    "only what is not said": knowledge_of(ARTICLES[:1], (), unanswered=UNANSWERED[:1]),
    "pairs without phrasings": Knowledge(
        {"mill": ARTICLES[0]},
        {
            f"mill/{number}": Pair(f"mill/{number}", "mill", question, (), (excerpt(ARTICLES[0], text),))
            for number, (question, text) in enumerate(
                [("修复后的磨坊在哪个村?", "柳湾村"), ("谁编辑了报道?", "编辑:白露")]
            )
        },
    ),
    "an article in english": Knowledge(
        {"m": (mill := Article("m", "The mill stands in Brook.", "The mill"))},
        {"m/where": Pair("m/where", "m", "Where does the mill stand?", ("mill place",), (excerpt(mill, mill.text),))},
    ),
    "a question of marks": small([(["???"], "磨坊"), (["磨坊在哪", "!"], "柳湾村")]),
    "a question of one letter": small([(["a"], "磨坊"), (["b", "c"], "柳湾村")]),
    "questions of marks alone": small([(["???"], "磨坊"), (["。。。", ""], "柳湾村")], [["……"]]),
    "questions of digits": small([(["1"], "磨坊"), (["12", "2022"], "柳湾村")]),
    "questions in other scripts": small([(["Где мельница"], "磨坊"), (["โรงสี", "😀"], "柳湾村")]),
    "a title of nothing": small([(["磨坊在哪"], "柳湾村")], title=""),
    "the same 200 times": small([(["修复后的磨坊在哪个村?", "where is the mill"], "柳湾村")] * 200),
    "one synonym group of one word": knowledge_of(ARTICLES[:1], ("mill/place",), synonyms=(("磨坊",),)),
}
QUERIES = (
    "修复后的磨坊在哪个村?",
    "mofang zai nage cun",
    "where is the mill",
    "",
    "你好",
    "😀",
    "那呢",
    "磨坊的老板是谁?",
    "2020年?",
    "???",
    "a",
    "2022",
    "Где мельница?",
    "โรงสี",
)
WRITTEN = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(
        st.sampled_from(
            [
                *"磨坊书屋渡船在哪里?,。不没第4五年月“” \n@/",
                "平江县",
                "编辑是谁",
                "2022年",
                "多少",
                "mofang",
                "the mill",
                "呢",
                "和",
            ]
        ),
        max_size=25,
    ).map("".join),
)
"""Arbitrary text, and muddles of what the knowledge speaks of."""


def check(outcome: Outcome, query: str, matcher: Matcher) -> None:
    assert isinstance(outcome, Outcome)
    assert outcome.query == query
    assert {match.pair for match in outcome.matches} <= set(matcher.knowledge.pairs)
    assert len(outcome.matches) <= MAX_OPTIONS + 1
    assert all(0 <= number <= 1 for number in (outcome.confidence, *(match.confidence for match in outcome.matches)))
    assert outcome.matches or isinstance(outcome, NoAnswer)


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_no_message_does_harm(matcher, query):
    outcome, memory = matcher.ask(query)
    check(outcome, query, matcher)
    check(matcher.ask("那占地呢?", memory, 1.0)[0], "那占地呢?", matcher)
    assert len(matcher.search(query, 5)) <= 5


@pytest.mark.parametrize("query", ["磨坊٢٠٢٣", "磨坊有৪৫个学生"], ids=ascii)
def test_digits_of_other_scripts_do_no_harm(matcher, query):
    check(matcher.ask(query)[0], query, matcher)


@pytest.mark.parametrize(
    "name",
    [
        *("sql", "templates", "emoji", "marks", "lines", "digits", "greetings", "commands", "links"),
        *("spaces", "cyrillic", "thai", "hangul", "numbers alone", "rare characters", "every sign once"),
    ],
)
def test_what_asks_nothing_gets_no_answer(matcher, name):
    assert isinstance(matcher.ask(HOSTILE[name])[0], NoAnswer)


def test_a_question_repeated_without_end_is_answered_once(matcher):
    outcome, _ = matcher.ask(HOSTILE["a question 4,000 times"])
    assert [match.pair for match in outcome.matches] == ["mill/place"]


@given(query=WRITTEN)
def test_any_text_gets_an_outcome(matcher, query):
    check(matcher.ask(query)[0], query, matcher)


@given(query=WRITTEN, earlier=WRITTEN, now=st.floats(-1e9, 1e9))
def test_any_text_after_any_other_gets_an_outcome(matcher, query, earlier, now):
    _, memory = matcher.ask(earlier, None, 0.0)
    outcome, after = matcher.ask(query, memory, now)
    check(outcome, query, matcher)
    assert after is None or isinstance(after, Memory)
    assert matcher.ask(query, memory, now) == (outcome, after)


@given(query=WRITTEN)
def test_any_text_can_be_searched_for(matcher, query):
    found = [match.pair for match in matcher.search(query, 4)]
    assert len(found) == len(set(found)) <= 4


@pytest.mark.parametrize("known", LITTLE.values(), ids=LITTLE)
@pytest.mark.parametrize("query", QUERIES)
def test_however_little_is_known(known, query):
    matcher = Matcher(known)
    outcome, memory = matcher.ask(query)
    check(outcome, query, matcher)
    check(matcher.ask("那占地呢?", memory, 1.0)[0], "那占地呢?", matcher)
    assert len(matcher.search(query, 3)) <= len(known.pairs)


@pytest.mark.parametrize("name", ["one pair", "one pair, and an article without", "pairs without phrasings"])
def test_what_little_is_known_is_answered(name):
    outcome, _ = Matcher(LITTLE[name]).ask("修复后的磨坊在哪个村?")
    assert isinstance(outcome, Answer)
    assert outcome.reason == "exact"


@pytest.mark.parametrize("name", ["nothing", "an article without pairs", "only what is not said"])
def test_where_nothing_is_known_nothing_is_answered(name):
    matcher = Matcher(LITTLE[name])
    assert all(isinstance(matcher.ask(query)[0], NoAnswer) for query in QUERIES)
    assert all(matcher.search(query, 3) == () for query in QUERIES)


def test_an_article_in_english_is_answered_in_english():
    outcome, _ = Matcher(LITTLE["an article in english"]).ask("mill PLACE?")
    assert [match.pair for match in outcome.matches] == ["m/where"]


def test_every_subset_of_the_knowledge_answers_its_own_questions():
    """No pair needs another one to be found."""
    for name, texts in PAIRS.items():
        matcher = Matcher(knowledge_of(ARTICLES, (name,)))
        assert [match.pair for match in matcher.ask(texts[0])[0].matches] == [name]
