"""Questions ranked against the knowledge: literal ones, what has no answer, what an encoder finds, many at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from matching_knowledge import village_knowledge
from matching_texts import MEANINGS, MUDDLES, PAIRS, Meaning, several, small

from bot.encoding.cached import CachedEncoder
from bot.encoding.choice import open_encoder
from bot.matching import fold as folding
from bot.matching.calibration import calibration
from bot.matching.corpus import Corpus
from bot.matching.facts import Facts
from bot.matching.features import MAX_GAP
from bot.matching.guards import prepare
from bot.matching.keeping import keep
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, NoAnswer
from bot.matching.ranking import LOOKED_AT, compared, judge, judge_text, ranked_by
from bot.matching.scores import PERFECT, SCORES

COST = [(["修磨坊花了多少钱", "磨坊的资金"], "八十六万元"), (["书屋在哪里"], "高岭村"), (["渡船有多长"], "九米")]


def judged(question, knowledge, **more):
    return judge(question, Corpus(knowledge, **more), calibration())


def ids(ranked):
    return [one.pair.id for one in ranked]


def test_a_literal_phrasing_needs_no_scores():
    found = judged("磨坊的资金?!", small(COST))
    assert found.exact
    assert ids(found.allowed) == ["a/0"]
    assert (found.answer, found.offer, found.weights) == (1.0, 1.0, ())
    assert (found.allowed[0].scores, found.allowed[0].rank) == (PERFECT, MAX_GAP)


def test_a_phrasing_that_several_share_is_as_likely_each():
    found = judged("编辑是谁", village_knowledge())
    assert found.exact
    assert ids(found.allowed) == ["mill/editor", "library/editor", "ferry/editor"]
    assert found.answer == pytest.approx(1 / 3)
    assert found.offer == 1.0


def test_a_phrasing_of_two_that_quote_the_same_is_sure():
    known = small([(["磨坊在哪"], "柳湾村"), (["磨坊在哪"], "柳湾村")])
    same = replace(known.pairs["a/1"], excerpts=known.pairs["a/0"].excerpts)
    found = judged("磨坊在哪", replace(known, pairs=known.pairs | {"a/1": same}))
    assert (ids(found.allowed), found.answer) == (["a/0", "a/1"], 1.0)


def test_what_is_literally_known_to_have_no_answer_has_none():
    found = judged("磨坊的老板", small(COST, [["磨坊的老板"]]))
    assert found.exact
    assert (ids(found.allowed), ids(found.silent)) == ([], ["a/#0"])
    assert (found.answer, found.offer) == (0.0, 0.0)


def test_beside_other_words_a_phrasing_is_compared_like_any_text():
    """What else the message says may change what is meant."""
    corpus = Corpus(small(COST))
    found = judge("磨坊的资金", corpus, calibration(), beside="磨坊的资金和书屋在哪里")
    assert not found.exact
    assert found.allowed[0].pair.id == "a/0"


@given(PAIRS, MUDDLES)
def test_every_candidate_comes_once_best_first(pairs, question):
    corpus = Corpus(small(pairs))
    weights = calibration().models["han"].rank
    field = compared(corpus.words.read(question), corpus, corpus.words, None)
    found = list(ranked_by(field, weights, corpus, corpus.words))
    assert len({one.number for one in found}) == len(found)
    ranks = [one.rank for one in found]
    assert ranks == sorted(ranks, reverse=True)
    assert (field is None) == (not found)
    for one in found:
        assert corpus.pairs[one.number] is one.pair
        own = [row for row, pair in zip(field.scores.tolist(), field.pairs.tolist(), strict=True) if pair == one.number]
        assert one.rank == pytest.approx(max(float(np.dot(row, weights)) for row in own))
        assert list(one.scores) in own
        assert one.phrasing in {text.folded for text in corpus.words.read_all([one.pair.question, *one.pair.phrasings])}


def test_only_the_first_few_are_looked_at():
    known = small([([f"磨坊第{number}间在哪"], f"{number}号") for number in range(30)])
    found = judged("磨坊在哪", known)
    assert len(found.allowed) == LOOKED_AT


def test_beyond_the_first_few_the_best_of_another_article_is_looked_for():
    """Whatever fits best in one article, another one may be meant as long as no place is named."""
    known = several({"a": 12, "b": 3}, "磨坊{}间放了什么")
    found = judged("磨坊乙间放了什么呢", replace(known, pairs={**known.pairs, **worse(known, "b")}))
    assert [one.pair.article for one in found.allowed] == [*"a" * LOOKED_AT, "b"]


def worse(known, article):
    """The pairs of an article with less of what is asked in them."""
    own = [pair for pair in known.pairs.values() if pair.article == article]
    return {pair.id: replace(pair, question=f"磨坊的门朝哪边开{pair.id}") for pair in own}


def test_what_may_not_answer_is_no_candidate():
    corpus = Corpus(village_knowledge())
    text = corpus.words.read("编辑是哪位")
    found = judge_text("编辑是哪位", text, corpus, calibration(), allowed=corpus.allowed("ferry"))
    assert found.allowed[0].pair.id == "ferry/editor"
    assert {one.pair.article for one in (*found.allowed, *found.silent, *found.forbidden)} == {"ferry"}


def test_what_may_answer_is_told_by_article_and_pair():
    corpus = Corpus(village_knowledge())
    article = corpus.pairs[0].article
    assert corpus.allowed(None).tolist() == [True] * len(corpus.pairs)
    assert corpus.allowed(article).tolist() == [pair.article == article for pair in corpus.pairs]
    one = corpus.pairs[0].id
    assert corpus.allowed(None, one).tolist() == [pair.id != one for pair in corpus.pairs]
    assert corpus.allowed(article, one).tolist() == [
        pair.article == article and pair.id != one for pair in corpus.pairs
    ]


@pytest.mark.parametrize("question", ["磨坊在哪里", "磨坊", "去年谁修的磨坊"])
def test_what_guards_see_is_what_they_would_read_themselves(question):
    """The forms that are kept for all pairs at once are those of each pair alone."""
    corpus = Corpus(village_knowledge())
    guards = prepare(question, "", corpus.places)
    for number, pair in enumerate(corpus.pairs):
        facts, alone = corpus.facts(number), Facts(pair, corpus.knowledge.articles[pair.article])
        assert (facts.asks, facts.vouched, facts.quoted) == (alone.asks, alone.vouched, alone.quoted)
        assert guards.forbids(facts) == guards.forbids(alone)


def test_by_meaning_what_shares_no_word_is_found():
    found = judged("what money", small(COST), encoder=CachedEncoder(Meaning()))
    assert ids(found.allowed)[0] == "a/0"
    assert dict(zip(SCORES, found.allowed[0].scores, strict=True))["meaning"] > 0.5
    assert not judged("what money", small(COST)).allowed


def test_without_n_grams_nothing_is_found_by_meaning_either():
    assert not judged("?!", small(COST), encoder=CachedEncoder(Meaning())).allowed


def test_meaning_has_weights_of_its_own():
    fitted, question = calibration(), "磨坊用了多少钱呢"
    share = Corpus(small(COST)).words.alone
    assert judged(question, small(COST)).weights == fitted.models["han"].at(share).rank
    meant = judged(question, small(COST), encoder=CachedEncoder(Meaning()))
    assert meant.weights == fitted.models["han+meaning"].at(share).rank


@pytest.mark.parametrize("query", ["你好", "谢谢!", "", "?!", "修磨坊花了多少钱"])
def test_what_needs_no_comparing_is_not_encoded(query):
    """A greeting, or a phrasing, waits for no weights."""
    encoder = Meaning()
    Matcher(small(COST), encoder=CachedEncoder(encoder)).ask(query)
    assert encoder.asked == []


def test_vectors_are_kept_with_the_knowledge(monkeypatch, tmp_path):
    monkeypatch.setenv("YUANWEN_CACHE", str(tmp_path))
    monkeypatch.setattr("bot.matching.keeping.FEWEST", 1)
    first, second = Meaning(), Meaning()
    made = Corpus(small(COST), CachedEncoder(first), keep).vectors
    again = Corpus(small(COST), CachedEncoder(second), keep).vectors
    np.testing.assert_array_equal(made.rows, again.rows)
    assert again.rows.shape == (4 + 3, len(MEANINGS) + 1)
    assert (len(first.asked), second.asked) == (7, [])


def test_another_encoder_has_vectors_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("YUANWEN_CACHE", str(tmp_path))
    monkeypatch.setattr("bot.matching.keeping.FEWEST", 1)
    Corpus(small(COST), CachedEncoder(Meaning()), keep).vectors.rows.sum()
    other = Meaning()
    other.name = "another meaning"
    Corpus(small(COST), CachedEncoder(other), keep).vectors.rows.sum()
    assert len(other.asked) == 7


@pytest.fixture(scope="module")
def semantic():
    """The village without its English phrasings, read by the real encoder."""
    encoder = open_encoder("auto")
    if encoder is None:
        pytest.skip("the extra `semantic` isn't installed")
    village = village_knowledge()
    pairs = {
        name: replace(pair, phrasings=tuple(text for text in pair.phrasings if not text.isascii()))
        for name, pair in village.pairs.items()
    }
    return Matcher(replace(village, pairs=pairs), encoder=encoder)


@pytest.mark.parametrize(
    ("query", "pair"),
    [
        ("How much money did it cost to repair the mill?", "mill/cost"),
        ("Which village is the mill in?", "mill/place"),
        ("How old is the ferryman?", "ferry/age"),
        ("When was it founded, the library?", "library/founded"),
        ("How many people fit on the boat?", "ferry/load"),
        ("小船的尺寸", "ferry/length"),
    ],
)
def test_the_encoder_finds_what_shares_no_word(semantic, query, pair):
    assert pair in [match.pair for match in semantic.search(query, 3)]


@pytest.mark.parametrize("query", ["今天的股票行情如何", "What is the capital of France?", "嘎嘣脆咕噜哗啦"])
def test_the_encoder_makes_no_answers_up(semantic, query):
    assert isinstance(semantic.ask(query)[0], NoAnswer)


def test_literal_phrasings_are_answered_with_the_encoder_as_without(semantic):
    assert semantic.ask("修磨坊花了多少钱")[0].reason == "exact"


ASKED = (
    *("请问一下修磨坊一共投了多少钱?", "书屋四免是什么", "Where is the mill?", "mofang zai na ge cun"),
    *("岳阳县的磨坊占地多大", "你好", "", "渡船", "记者是谁", "磨坊在哪个村?书屋有多少册图书?", "今天的股票行情如何"),
    *("那占地呢?", "渡船一次能载12人还是20人", "流动图书室有多少册图书", "What are the four waivers?"),
)


def wide(encoder):
    """Question by question from many threads at once, as the bot asks, each thread from another place on."""
    matcher = Matcher(village_knowledge(), encoder=encoder)

    def all_from(start):
        return {query: matcher.ask(query) for query in (*ASKED[start:], *ASKED[:start])}

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(all_from, range(len(ASKED))))


@pytest.mark.parametrize("meaning", [False, True], ids=["lexical", "with an encoder"])
def test_many_at_once_get_what_they_would_get_alone(meaning):
    """All of the matcher's forms are made by whoever comes first."""
    alone = Matcher(village_knowledge(), encoder=CachedEncoder(Meaning()) if meaning else None)
    expected = {query: alone.ask(query) for query in ASKED}
    for found in wide(CachedEncoder(Meaning()) if meaning else None):
        assert found == expected


def test_many_at_once_lose_nothing_that_others_forget(monkeypatch):
    """However little of what was folded is remembered: one thread's forgetting is no other's loss."""
    monkeypatch.setattr(folding, "REMEMBERED", 3)
    alone = Matcher(village_knowledge())
    expected = {query: alone.ask(query) for query in ASKED}
    for found in wide(None):
        assert found == expected


def test_alike_phrasings_without_end_are_one_answer():
    """200 pairs that ask the same and quote the same; and 200 that quote something else each."""
    alike = small([(["磨坊在哪", "磨坊的位置"], "柳湾村")] * 200)
    same = {name: replace(pair, excerpts=alike.pairs["a/0"].excerpts) for name, pair in alike.pairs.items()}
    outcome, _ = Matcher(replace(alike, pairs=same)).ask("请问磨坊在哪呀")
    assert isinstance(outcome, Answer)
    other, _ = Matcher(alike).ask("请问磨坊在哪呀")
    assert not isinstance(other, Answer)
    assert len(other.matches) <= 5
