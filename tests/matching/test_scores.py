"""Scores: between 0 and 1 whatever is compared, each the way it says, and what they are of a literal phrasing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_knowledge import village_knowledge
from matching_texts import MEANINGS, MUDDLES, PAIRS, Meaning, small

from bot.encoding.cached import CachedEncoder
from bot.matching.corpus import Corpus
from bot.matching.ranking import compared
from bot.matching.scores import AGAINST, OF_MEANING, OF_PAIR, OF_PHRASING, PERFECT, SCORES

NARROW = 1e-5
"""What single precision may make of a sum beyond 1."""
OF_THE_KNOWLEDGE = {"bm25", "told", "figure", "votes"}
"""Scores that depend on what else is known: a short phrasing, one that is quoted, that has figures, many alike."""


def scored(question, pairs, silent=(), **more):
    """The best row of each pair, by name of the score; the phrasing that has most in common is the best."""
    corpus = Corpus(small(pairs, silent, **more))
    view = corpus.words
    field = compared(view.read(question), corpus, view, None)
    found = {}
    for pair, row in zip(field.pairs.tolist(), field.scores.tolist(), strict=True):
        named = dict(zip(SCORES, row, strict=True))
        if pair not in found or named["dice"] > found[pair]["dice"]:
            found[pair] = named
    return found


def of_first(question, *pairs, **more):
    """The scores of the first pair."""
    return scored(question, pairs, **more)[0]


def test_every_score_has_one_place():
    assert len(SCORES) == len(set(SCORES)) == len(PERFECT)
    assert set(SCORES) == {*OF_PHRASING, *OF_PAIR, *OF_MEANING}
    assert set(SCORES) > AGAINST


@given(
    PAIRS,
    st.lists(st.lists(MUDDLES, min_size=1, max_size=2), max_size=2),
    st.one_of(MUDDLES, st.text(max_size=30)),
    st.booleans(),
)
def test_all_scores_lie_between_0_and_1(pairs, silent, question, meaning):
    corpus = Corpus(small(pairs, silent), CachedEncoder(Meaning()) if meaning else None)
    view = corpus.words
    meant = corpus.meaning(question)
    field = compared(view.read(question), corpus, view, meant)
    if field is None:
        return
    assert field.scores.shape == (len(field.pairs), len(SCORES))
    assert np.isfinite(field.scores).all()
    cosines = len(OF_MEANING) - 1
    plain = np.delete(field.scores, slice(-len(OF_MEANING), -1), axis=1)
    assert plain.min(initial=0) >= -NARROW
    assert plain.max(initial=0) <= 1 + NARROW
    assert np.abs(field.scores[:, -len(OF_MEANING) :][:, :cosines]).max(initial=0) <= 1.001
    assert view.owners[field.phrasings].tolist() == field.pairs.tolist()


@pytest.fixture(scope="module")
def village():
    return Corpus(village_knowledge())


def test_a_literal_phrasing_is_perfect_but_for_what_depends_on_more_than_itself(village):
    """Homophones within a phrasing count once in the question, each in the phrasing."""
    view = village.words
    aside = OF_THE_KNOWLEDGE | {*OF_MEANING, "heard"}
    for number, folded in enumerate(view.phrasings):
        if not view.kinds[number] or folded.isascii():
            continue
        scores = literal(village, view, number)
        apart = {name for name, best in zip(SCORES, PERFECT, strict=True) if abs(scores[name] - best) > NARROW}
        assert apart <= aside, folded
        assert scores["heard"] > 0.95


def literal(corpus, view, number):
    """The scores of a phrasing that is asked as it stands."""
    owner = view.owners[number]
    pair = corpus.pairs[owner]
    asked = [text for text in (pair.question, *pair.phrasings) if view.read(text).folded == view.phrasings[number]]
    field = compared(view.read(asked[0]), corpus, view, None)
    row = field.phrasings.tolist().index(number)
    return dict(zip(SCORES, field.scores[row].tolist(), strict=True))


def test_ten_phrasings_and_all_figures_quoted_are_wholly_perfect():
    """Where everything fits, only the length of a phrasing keeps a score from 1: BM25's norm never reaches it."""
    question = "2022年的12号磨坊在哪里"
    scores = of_first(
        question,
        ([question, *(f"2022年的12号磨坊在哪里{n}" for n in "东西南北中上下左右前")], question),
        (["书屋"], ""),
    )
    apart = {
        name: scores[name] for name, best in zip(SCORES, PERFECT, strict=True) if abs(scores[name] - best) > NARROW
    }
    assert set(apart) == {"bm25", *OF_MEANING}
    assert 0.4 < apart["bm25"] < 1


OTHER = (["渡船每天往返多少趟"], "二十六趟")
BETTER = {
    "bm25": ("磨坊在哪里", ["磨坊在哪里"], ["磨坊在哪里呀这个我想问问你们大家"]),
    "near": ("磨坊占地多少亩", ["磨坊占地"], ["磨坊"]),
    "echo": ("磨坊占地", ["磨坊占地"], ["磨坊占地与晒谷"]),
    "dice": ("磨坊占地", ["磨坊占地"], ["磨坊的占地和晒谷"]),
    "match": ("磨坊占地多少", ["磨坊占地"], ["磨坊晒谷"]),
    "heard": ("模仿占地", ["磨坊占地"], ["书屋占地"]),
    "bag": ("占地磨坊", ["磨坊占地"], ["磨坊晒谷"]),
    "ratio": ("磨坊在哪里", ["磨坊在哪"], ["哪里在磨坊"]),
    "core": ("请问磨坊占地", ["磨坊占地"], ["占地磨坊"]),
    "order": ("磨坊一共占地", ["磨坊占地"], ["占地磨坊"]),
    "length": ("磨坊占地", ["磨坊面积"], ["磨坊面积有多大"]),
    "form": ("磨坊在哪里", ["磨坊在哪个村"], ["磨坊是谁的"]),
    "lacks": ("磨坊占地晒谷", ["磨坊占地晒谷"], ["磨坊占地"]),
    "adds": ("磨坊占地", ["磨坊占地"], ["磨坊占地晒谷"]),
    "lacking": ("磨坊占地晒谷", ["磨坊占地晒"], ["磨坊"]),
    "adding": ("磨坊", ["磨坊占"], ["磨坊占地晒谷"]),
    "numbers": ("磨坊2022", ["磨坊2022"], ["磨坊2021"]),
    "words": ("磨坊 mill", ["磨坊 mill"], ["磨坊 river"]),
    "negation": ("磨坊没有装电机", ["磨坊没装电机"], ["磨坊装电机"]),
}
"""A question, a phrasing that fits it better by the score, and one that fits less."""


@pytest.mark.parametrize("name", OF_PHRASING)
def test_a_score_of_phrasings_moves_the_way_it_says(name):
    question, better, worse = BETTER[name]
    found = scored(question, ((better, ""), (worse, ""), OTHER))
    sign = -1 if name in AGAINST else 1
    assert sign * found[0][name] > sign * found[1][name] + NARROW


PAIR_BETTER = {
    "cover": ("磨坊占地多少", (["磨坊"], "占地"), (["磨坊"], "晒谷")),
    "told": ("磨坊占地多少", (["磨坊"], "占地"), (["磨坊占地"], "晒谷")),
    "sound": ("模仿占地", (["磨坊的地"], ""), (["占地"], "")),
    "elsewhere": ("磨坊占地", (["磨坊占地"], ""), (["占地"], "")),
    "kind": ("磨坊在哪里", (["磨坊是谁的", "磨坊在哪个村"], ""), (["磨坊是谁的"], "")),
    "focus": ("磨坊占地多少", (["磨坊占地"], ""), (["磨坊的书"], "")),
    "figure": ("磨坊2022年", (["磨坊"], "2022年"), (["磨坊2022年"], "")),
    "foreign": ("流动书屋的磨坊", (["流动书屋"], "磨坊"), (["磨坊"], "")),
    "votes": ("磨坊在哪里", (["磨坊在哪里", "磨坊哪里"], ""), (["磨坊在东边哪"], "")),
}
"""A question, a pair that fits it better by the score, and one that fits less."""


@pytest.mark.parametrize("name", PAIR_BETTER)
def test_a_score_of_pairs_moves_the_way_it_says(name):
    question, better, worse = PAIR_BETTER[name]
    found = scored(question, (better, worse, OTHER))
    sign = -1 if name in AGAINST else 1
    assert sign * found[0][name] > sign * found[1][name] + NARROW


@pytest.mark.parametrize("name", ["strange", "alien"])
def test_what_nobody_knows_is_strange(name):
    pairs = ((["磨坊占地多少"], ""), OTHER)
    known, some, more = (of_first(f"磨坊占地{rest}", *pairs)[name] for rest in ("", "琉璃", "琉璃瓦厂"))
    assert known == 0 < some < more <= 1


def test_what_only_the_title_says_is_covered_but_not_told():
    scores = of_first("青溪磨坊", (["磨坊"], "村"), title="青溪镇")
    assert scores["cover"] > scored("青溪磨坊", [(["磨坊"], "村")])[0]["cover"]
    assert scores["told"] == 0


def test_shares_of_content_add_up():
    """What the pair holds, what only others hold, what nobody holds."""
    found = scored("磨坊渡船琉璃", ((["磨坊"], ""), OTHER))
    for scores in found.values():
        assert scores["cover"] + scores["elsewhere"] + scores["strange"] == pytest.approx(1)
        assert min(scores["cover"], scores["elsewhere"], scores["strange"]) > 0


@pytest.mark.parametrize(
    "question", ["where is the old mill", "How many books are in the mobile library?", "mill restoration cost"]
)
def test_a_literal_phrasing_in_english_is_heard_and_is_nothing_alien(question):
    """Where two words meet there is no n-gram, so nothing can be missing there."""
    scores = of_first(question, ([question], "磨坊"), OTHER)
    assert scores["sound"] == pytest.approx(1)
    assert (scores["alien"], scores["foreign"]) == (0, 0)


def test_without_a_question_word_the_form_is_open():
    assert of_first("磨坊", (["磨坊在哪里"], ""))["form"] == 0.5
    assert of_first("磨坊在哪里", (["磨坊"], ""))["kind"] == 0.5


def test_without_an_encoder_there_is_no_meaning():
    scores = of_first("磨坊", (["磨坊在哪里"], ""))
    assert {scores[name] for name in OF_MEANING} == {0.0}


def test_with_an_encoder_meaning_is_scored():
    """Beside a phrasing that only shares words."""
    pairs = [(["修磨坊的资金", "磨坊的村"], "八十六万钱"), (["书屋 cost"], "")]
    corpus = Corpus(small(pairs), CachedEncoder(Meaning()))
    view = corpus.words
    field = compared(view.read("money"), corpus, view, corpus.meaning("money"))
    rows = [dict(zip(SCORES, row, strict=True)) for row in field.scores.tolist()]
    by_phrasing = dict(zip(field.phrasings.tolist(), rows, strict=True))
    half = 0.5**0.5
    assert {number: row["cosine"] for number, row in by_phrasing.items()} == pytest.approx({0: half, 2: half}, abs=1e-3)
    assert by_phrasing[0]["meaning"] == pytest.approx(half, abs=1e-3)
    assert by_phrasing[0]["meanings"] == pytest.approx(half / 2, abs=1e-3)
    assert (by_phrasing[0]["quoted"], by_phrasing[2]["quoted"]) == pytest.approx((1, 0), abs=1e-3)
    assert by_phrasing[0]["agreed"] == by_phrasing[2]["agreed"] == pytest.approx(0.1)
    assert len(MEANINGS) == 4


def test_the_share_of_votes_is_that_of_the_ten_nearest():
    phrasings = [f"磨坊在哪{place}" for place in "东西南北中上下左右前"]
    assert of_first("磨坊在哪", (phrasings, ""), (["书屋"], ""))["votes"] == 1
    assert of_first("磨坊在哪", (phrasings[:4], ""), (["书屋"], ""))["votes"] == pytest.approx(0.4)


def test_a_pair_without_excerpts_ranks_by_what_it_holds_as_if_it_told_it():
    found = scored("磨坊的老板", [(["磨坊在哪"], "磨坊")], silent=[["磨坊的老板是谁"]])
    assert found[1]["told"] == found[1]["cover"]
    assert found[1]["figure"] == 0
    assert found[1]["cover"] > found[0]["cover"]
