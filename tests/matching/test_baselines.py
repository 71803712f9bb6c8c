"""Plain scorers: the scores that they are known for, from 0 to 1."""

import math

import numpy as np
import pytest
from rapidfuzz import fuzz

from bot.matching.baselines import K1, B, Bm25, baselines

TEXTS = ["窑有多长", "窑能装多少件瓷坯", "茶场有多少亩茶园", "茶园"]


@pytest.mark.parametrize("name", ["ratio", "WRatio", "BM25"])
def test_each_text_gets_a_score_and_the_text_itself_the_best(name):
    scores = baselines(TEXTS)[name](TEXTS)
    assert scores.shape == (4, 4)
    assert scores.min() >= 0
    assert scores.max() <= 1
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("name", "scorer"), [("ratio", fuzz.ratio), ("WRatio", fuzz.WRatio)])
def test_rapidfuzz_scores_as_it_does(name, scorer):
    query = "窑多长啊"
    expected = [scorer(query, text) / 100 for text in TEXTS]
    assert baselines(TEXTS)[name]([query])[0].tolist() == pytest.approx(expected, abs=1e-6)


def test_bm25_is_its_formula_as_a_share_of_what_the_query_gets_itself():
    """Two texts of lengths 3 and 1 (two characters and their pair; one character)."""
    texts, mean = ["ab", "c"], 2.0

    def weight(texts_with: int, length: int) -> float:
        return (
            math.log(1 + (2 - texts_with + 0.5) / (texts_with + 0.5))
            * (K1 + 1)
            / (1 + K1 * (1 - B + B * length / mean))
        )

    itself = 2 * weight(1, 5) + 3 * weight(0, 5)  # a, b; x, ax, xb
    assert Bm25(texts)(["axb"])[0].tolist() == pytest.approx([2 * weight(1, 3) / itself, 0.0], abs=1e-6)


@pytest.mark.parametrize("query", ["", "完全不同"], ids=["empty", "nothing known"])
def test_what_shares_nothing_scores_nothing(query):
    assert not Bm25(["ab", "c"])([query]).any()


def test_empty_texts_do_no_harm():
    scores = Bm25(["", "ab"])(["ab", ""])
    assert np.isfinite(scores).all()
    assert scores[0].argmax() == 1
