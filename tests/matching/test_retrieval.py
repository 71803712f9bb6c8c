"""Candidates: the few that deserve a closer look are those that looking at all of them would choose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matching_texts import MUDDLES, PAIRS, Meaning, small

from bot.encoding.cached import CachedEncoder
from bot.matching.corpus import Corpus
from bot.matching.probe import Probe
from bot.matching.retrieval import CANDIDATES, FORM, PHRASINGS, QUOTED, SOME, VOTES, Candidates, gather, retrieve, top

VALUES = arrays(np.float32, st.integers(1, 400), elements=st.sampled_from([-1.0, 0.0, 0.25, 0.5, 0.75, 1.0]))
"""Many ties, some of nothing, some below."""
PLACES = (
    "东西南北中上下左右前后里外高低大小新旧红黄蓝白黑金木水火土石山川江河湖海沙洲桥塔亭楼阁院寺庙宫殿堂馆店铺街巷道路"
)


@st.composite
def asked(draw):
    """A view and a question; now and then literally a phrasing."""
    pairs = draw(PAIRS)
    view = Corpus(small(pairs)).words
    text = draw(st.one_of(MUDDLES, st.sampled_from([text for own, _ in pairs for text in own])).map(view.read))
    return view, Probe(text, view.index)


def found_by(question, view, **more) -> Candidates:
    return retrieve(Probe(view.read(question), view.index), view, **more)


@given(VALUES, st.integers(1, 100))
def test_the_greatest_of_many_are_those_of_a_plain_sort(values, count):
    """Which of equal ones stands at the end is all the same."""
    found = top(values, count).tolist()
    expected = sorted((value for value in values.tolist() if value > 0), reverse=True)[:count]
    assert sorted(values[found].tolist(), reverse=True) == expected
    assert len(set(found)) == len(found)


@given(asked())
def test_what_is_gathered_is_the_weight_that_each_text_shares(case):
    view, probe = case
    rare = dict(zip(probe.grams, probe.raw.tolist(), strict=True))
    ends = view.index.ends.tolist()
    for place, weight in enumerate(gather(probe, view, 10**6)):
        held = {view.index.grams[number] for number in view.index.ids[ends[place] : ends[place + 1]]}
        shared = [rare[gram] * max(FORM, probe.text.grams.get(gram, 0.0)) for gram in probe.grams if gram in held]
        assert weight == pytest.approx(sum(shared), rel=1e-4)


def test_of_too_much_the_rarest_is_gathered():
    view = Corpus(small([([f"磨坊的{place}面"], "") for place in PLACES])).words
    probe = Probe(view.read("磨坊的东面"), view.index)
    alone = gather(probe, view, 1)
    assert np.flatnonzero(alone).tolist() == [0]
    assert np.flatnonzero(gather(probe, view, len(PLACES))).tolist() == [0]
    assert len(np.flatnonzero(gather(probe, view, 10 * len(PLACES)))) == len(PLACES)


@given(asked())
def test_among_few_pairs_all_are_found_that_looking_at_all_would_find(case):
    view, probe = case
    quick, every = retrieve(probe, view), retrieve(probe, view, exhaustive=True)
    assert quick.pairs == every.pairs
    assert (quick.rows, quick.phrasings) == (every.rows, every.phrasings)
    np.testing.assert_array_equal(quick.votes, every.votes)
    assert every.pairs == sorted(every.pairs, key=lambda pair: -promise(probe, view)[pair])
    assert set(every.pairs) == {pair for pair in range(len(view)) if promise(probe, view)[pair] > 0}


def promise(probe, view):
    """What each pair promises: its best phrasing, and half of what its quotation shares."""
    shared = gather(probe, view, 10**9)
    near = shared[: view.size] * view.norms
    best = [near[view.first[pair] : view.first[pair + 1]].max() for pair in range(len(view))]
    return [one + QUOTED * shared[view.size + pair] for pair, one in enumerate(best)]


@given(asked())
def test_candidates_are_in_order(case):
    view, probe = case
    found = retrieve(probe, view)
    assert len(set(found.pairs)) == len(found.pairs) <= CANDIDATES
    assert [view.owners[number] for number in found.phrasings] == [found.pairs[row] for row in found.rows]
    assert found.rows == sorted(found.rows)
    for row, pair in enumerate(found.pairs):
        near = gather(probe, view, 10**9)[view.first[pair] : view.first[pair + 1]]
        assert found.rows.count(row) == max(1, min(PHRASINGS, sum(near > 0)))
    assert all(0 <= vote <= 1 for vote in found.votes.tolist())
    assert sum(found.votes.tolist()) <= 1 + 1e-6


@given(asked(), st.integers(1, 3))
def test_only_what_is_allowed_is_a_candidate(case, part):
    view, probe = case
    found = retrieve(probe, view, allowed=np.arange(len(view)) % part == 0)
    assert found.pairs == [pair for pair in retrieve(probe, view).pairs if pair % part == 0]


def test_of_many_pairs_the_best_are_found():
    """More than are looked at closely, and more than a block of them."""
    view = Corpus(small([([f"{one}边{other}面的磨坊在哪"], one) for one in PLACES for other in PLACES[:7]])).words
    for place in (0, 77, 200, len(view) - 1):
        probe = Probe(view.read(view.phrasings[place]), view.index)
        found = retrieve(probe, view)
        assert found.pairs[0] == place
        assert len(found.pairs) == CANDIDATES
        every = promise(probe, view)
        assert [every[pair] for pair in found.pairs] == pytest.approx(sorted(every, reverse=True)[:CANDIDATES])


def test_what_is_allowed_is_found_behind_much_that_is_not():
    """As a question that leans is answered in one article: other articles may hold hundreds that fit better."""
    others = [([f"{one}边{other}面的磨坊在哪"], "") for one in PLACES for other in PLACES[:7]]
    view = Corpus(small([*others, (["磨坊很老"], "")])).words
    found = found_by("磨坊在哪", view, allowed=np.arange(len(view)) == len(others))
    assert found.pairs == [len(others)]


def test_of_many_phrasings_the_best_are_looked_at():
    phrasings = [f"{place}边的书屋" for place in PLACES[:9]]
    view = Corpus(small([([*phrasings, "磨坊在哪个村", "磨坊在哪个镇", "磨坊在哪个县"], "")])).words
    found = found_by("磨坊在哪", view)
    assert sorted(found.phrasings) == [9, 10, 11]


def test_what_is_only_quoted_is_found_too_but_later():
    view = Corpus(small([(["谁来了"], "流动书屋来到高岭村"), (["流动书屋"], "谁")])).words
    assert found_by("流动书屋", view).pairs == [1, 0]


def test_votes_are_shares_of_the_nearest_phrasings():
    view = Corpus(small([(["磨坊在哪", "磨坊的位置", "磨坊 地点"], ""), (["书屋在哪"], ""), (["渡船"], "")])).words
    found = found_by("磨坊在哪", view)
    assert found.pairs == [0, 1]
    assert (found.votes * VOTES).tolist() == pytest.approx([3, 1])


@pytest.mark.parametrize("question", ["", "?", "Привет", "ก", "😀", "998"])
def test_with_nothing_in_common_there_is_no_candidate(question):
    view = Corpus(small([(["磨坊在哪"], "村"), (["where is the mill"], "12")])).words
    assert found_by(question, view).pairs == []


def meant(question, pairs, **more):
    """Candidates with an encoder, with the vectors that it was given and made."""
    corpus = Corpus(small(pairs), CachedEncoder(Meaning()))
    found = found_by(question, corpus.words, cosines=corpus.vectors.cosines(corpus.meaning(question)), **more)
    return corpus, found


def test_with_an_encoder_what_means_the_same_is_a_candidate():
    pairs = [(["修磨坊的资金", "磨坊"], "八十六万元"), (["书屋在哪"], "高岭村"), (["渡船多长"], "九米")]
    corpus, found = meant("cost", pairs)
    assert found.pairs == [0]
    like = found.likeness
    cosines = corpus.vectors.cosines(corpus.meaning("cost"))
    assert like.phrasings.tolist() == pytest.approx(cosines[found.phrasings].tolist())
    assert found.phrasings == [0]
    assert like.best.tolist() == pytest.approx([cosines[:2].max()])
    assert like.some.tolist() == pytest.approx([cosines[:2].mean()])
    assert like.quoted.tolist() == pytest.approx([cosines[4]])
    assert found_by("cost", corpus.words).pairs == []


def test_the_phrasing_that_means_the_same_is_looked_at_beside_those_that_share_words():
    phrasings = ["老磨坊", "磨坊老", "老的磨坊", "花费"]
    _, found = meant("老 cost", [(phrasings, "")])
    assert sorted(found.phrasings) == [0, 1, 2, 3]


def test_what_only_the_quotation_means_is_a_candidate():
    _, found = meant("money", [(["修了多久"], "十四个月"), (["多少"], "投入资金")])
    assert found.pairs == [1]
    assert found.likeness.best.tolist() == [0.0]
    assert found.likeness.quoted.tolist() == [1.0]


def test_the_mean_of_the_best_few_by_meaning():
    phrasings = ["资金", "花费磨坊", "书屋", "村", "钱磨坊"]
    corpus, found = meant("money", [(phrasings, "")])
    cosines = sorted(corpus.vectors.cosines(corpus.meaning("money"))[:5].tolist(), reverse=True)
    assert found.likeness.some.tolist() == pytest.approx([sum(cosines[:SOME]) / SOME])


def test_what_is_not_allowed_is_no_candidate_by_meaning_either():
    pairs = [(["修磨坊的资金"], ""), (["花费"], ""), (["钱"], "")]
    _, found = meant("cost", pairs, allowed=np.arange(len(pairs)) != 1)
    assert sorted(found.pairs) == [0, 2]


@given(PAIRS, MUDDLES)
def test_with_an_encoder_few_pairs_are_all_looked_at(pairs, question):
    corpus, found = meant(question, pairs)
    every = found_by(question, corpus.words, cosines=corpus.vectors.cosines(corpus.meaning(question)), exhaustive=True)
    assert sorted(found.pairs) == sorted(every.pairs)
    assert len(set(found.phrasings)) == len(found.phrasings)
    for values in (found.likeness.phrasings, found.likeness.best, found.likeness.some, found.likeness.quoted):
        assert all(-1.001 <= value <= 1.001 for value in values.tolist())
