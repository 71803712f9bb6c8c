"""What the probabilities are computed from: by how much the best leads, and what form the question has."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_texts import MUDDLES, PAIRS, small

from bot.knowledge.model import Excerpt, Pair
from bot.matching.calibration import calibration
from bot.matching.corpus import Corpus
from bot.matching.features import FEATURES, HUSHES, LEADS, MAX_GAP, Ranked, features, same_answer
from bot.matching.ranking import judge_text
from bot.matching.scores import SCORES
from bot.matching.text import analyse_all

TEXT = analyse_all(["磨坊占地多少亩"], lambda folded: folded)[0]


def pair(name, *spans, article="a"):
    excerpts = tuple(Excerpt(article, "字" * (end - start), 1, start, end) for start, end in spans)
    return Pair(f"{article}/{name}", article, f"{name}?", (), excerpts)


def ranked(rank, *, at=(0, 10), article="a", **scores):
    """A candidate that quotes a place of its own, with some of its scores."""
    values = tuple(scores.get(name, 0.0) for name in SCORES)
    return Ranked(0, pair(f"p{rank}", at, article=article), "…", rank, values, None)


def named(allowed, silent=(), forbidden=(), asked="磨坊占地多少亩"):
    return dict(zip(FEATURES, features(asked, TEXT, allowed, silent, forbidden), strict=True))


def test_every_feature_has_one_place():
    assert len(FEATURES) == len(set(FEATURES))
    assert FEATURES[: len(SCORES)] == SCORES
    assert FEATURES[-1] == "bias"
    assert set(LEADS) | set(HUSHES) <= set(SCORES)


def test_without_a_candidate_all_is_nothing():
    assert set(features("磨坊", TEXT, (), [ranked(3.0)], [ranked(2.0)])) == {0.0}


def test_the_best_ones_scores_are_features():
    found = named([ranked(5.0, cover=0.5, lacks=0.25, meaning=-0.125)])
    assert (found["cover"], found["lacks"], found["meaning"], found["bias"]) == (0.5, 0.25, -0.125, 1.0)


def test_alone_it_leads_by_as_much_as_one_can():
    found = named([ranked(5.0, cover=0.5)])
    assert found["margin"] == found["twin"] == found["hush"] == MAX_GAP
    assert (found["lead:cover"], found["agreement"], found["forbidden"]) == (0.5, 1.0, 0.0)


def test_it_leads_the_next_that_says_something_else():
    same, other = ranked(4.5, at=(2, 9)), ranked(3.0, at=(20, 30))
    assert named([ranked(5.0), same, other])["margin"] == 2.0
    assert named([ranked(5.0), same])["margin"] == MAX_GAP


def test_it_leads_the_next_of_another_article():
    found = named([ranked(5.0), ranked(4.0, at=(20, 30)), ranked(1.5, article="b")])
    assert (found["margin"], found["twin"]) == (1.0, 3.5)


def test_it_may_trail_what_is_known_to_have_no_answer():
    assert named([ranked(5.0)], silent=[ranked(6.5)])["hush"] == -1.5


def test_it_may_trail_the_best_of_these_in_each_score():
    silent = [ranked(1.0, bag=0.75, votes=0.25), ranked(0.5, bag=1.0, ratio=1.0)]
    found = named([ranked(5.0, bag=0.5, ratio=0.125)], silent=silent)
    assert [found[f"hush:{name}"] for name in ("bag", "ratio", "votes")] == [-0.25, 0.125, -0.25]


def test_no_forbidden_one_counts_beyond_the_usual():
    assert named([ranked(1.0)], forbidden=[ranked(99.0)])["forbidden"] == MAX_GAP


def test_only_a_better_forbidden_one_counts():
    assert named([ranked(5.0)], forbidden=[ranked(7.0), ranked(9.0)])["forbidden"] == 2.0
    assert named([ranked(5.0)], forbidden=[ranked(4.0)])["forbidden"] == 0.0


@pytest.mark.parametrize(("ahead", "gap"), [(100.0, MAX_GAP), (-100.0, -MAX_GAP), (2.5, 2.5)])
def test_a_gap_beyond_the_usual_makes_no_difference(ahead, gap):
    assert named([ranked(ahead), ranked(0.0, at=(20, 30))])["margin"] == gap


def test_a_lead_is_over_the_best_of_the_others_in_that_score():
    best = ranked(5.0, cover=0.5, match=0.75)
    others = [ranked(4.0, at=(20, 30), cover=0.25), ranked(3.0, at=(40, 50), cover=0.375, match=1.0)]
    found = named([best, *others])
    assert (found["lead:cover"], found["lead:match"], found["lead:bag"]) == (0.125, -0.25, 0.0)
    assert found["agreement"] == pytest.approx((len(LEADS) - 1) / len(LEADS))


def test_evidence_and_size_grow_with_the_question():
    assert named([ranked(5.0)])["evidence"] == 0
    assert named([ranked(5.0, sound=1.0)])["evidence"] == pytest.approx(math.log1p(sum(TEXT.grams.values())))
    assert named([ranked(5.0)])["size"] == pytest.approx(math.log1p(len(TEXT.folded)))


@pytest.mark.parametrize(
    ("asked", "name", "value"),
    [
        ("磨坊占地多少亩", "asks", 1.0),
        ("磨坊", "asks", 0.0),
        ("磨坊占地是不是2亩", "settles", 1.0),
        ("磨坊占地多少亩", "settles", 0.0),
        ("磨坊真好看啊", "remark", 1.0),
        ("磨坊占地多少亩", "remark", 0.0),
    ],
)
def test_the_form_of_the_question_counts(asked, name, value):
    assert named([ranked(5.0)], asked=asked)[name] == value


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (pair("x", (0, 10)), pair("y", (0, 10)), True),
        (pair("x", (0, 100)), pair("y", (40, 60)), True),
        (pair("x", (0, 10)), pair("y", (5, 15)), True),
        (pair("x", (0, 10)), pair("y", (6, 16)), False),
        (pair("x", (0, 10)), pair("y", (10, 20)), False),
        (pair("x", (0, 10)), pair("y", (0, 10), article="b"), False),
        (pair("x", (0, 10), (50, 60)), pair("y", (5, 10), (50, 55)), True),
    ],
    ids=["equal", "within", "half", "less than half", "beside", "another article", "several excerpts"],
)
def test_pairs_that_quote_the_same_are_one_answer(one, other, same):
    assert same_answer(one, other) is same_answer(other, one) is same


@given(PAIRS, MUDDLES)
def test_features_of_any_question_are_within_bounds(pairs, question):
    corpus = Corpus(small(pairs))
    judged = judge_text(question, corpus.words.read(question), corpus, calibration())
    values = features(question, judged.text, judged.allowed, judged.silent, judged.forbidden)
    assert len(values) == len(FEATURES)
    assert all(math.isfinite(value) and abs(value) <= max(MAX_GAP, math.log1p(4096 * 18)) for value in values[:-1])
    assert values[-1] == bool(judged.allowed)
    assert 0 <= judged.answer <= 1
    assert 0 <= judged.offer <= 1


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=6, unique=True))
def test_no_candidate_behind_the_next_changes_the_margin(ranks):
    """Best first as they come from the ranking."""
    ranks.sort(reverse=True)
    allowed = [ranked(rank, at=(100 * place, 100 * place + 10)) for place, rank in enumerate(ranks)]
    assert named(allowed)["margin"] == named(allowed[:2])["margin"] == min(MAX_GAP, ranks[0] - ranks[1])
