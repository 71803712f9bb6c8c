"""The two regressions against what is known of their solutions."""

import math

import numpy as np
import pytest

from bot.evaluation.regression import listwise, logistic, minimise

RIDGE = 1e-3


def test_the_lowest_point_of_a_bowl_is_found():
    def bowl(at):
        off = at - np.array([3.0, -1.0])
        return float(off @ off), 2 * off, 2 * np.eye(2)

    assert minimise(bowl, np.zeros(2)) == pytest.approx([3, -1])


def test_a_step_that_would_overshoot_is_halved():
    """Where the curvature is far too small, whole steps would lead away from the lowest point."""

    def steep(at):
        return float(np.cosh(at[0])), np.sinh(at), np.array([[0.01]])

    assert minimise(steep, np.array([2.0])) == pytest.approx([0], abs=1e-6)


def test_without_values_the_bias_is_the_log_odds_of_the_labels():
    labels = np.array([True] * 3 + [False])
    assert logistic(np.ones((4, 1)), labels, np.array([1e-9])) == pytest.approx([math.log(3)])


def test_the_logistic_gradient_is_nought_at_the_solution():
    chance = np.random.default_rng(5)
    values, ridges = chance.normal(size=(60, 4)), np.array([1.0, 1.0, 1.0, 1e-6])
    labels = values[:, 0] + chance.normal(size=60) > 0
    found = logistic(values, labels, ridges)
    chances = 1 / (1 + np.exp(-values @ found))
    assert values.T @ (chances - labels) + ridges * found == pytest.approx(np.zeros(4), abs=1e-6)
    assert found[0] == max(found)


def test_labels_that_one_value_tells_apart_give_finite_coefficients():
    values = np.array([[-1e3, 1.0], [-1e3, 1.0], [1e3, 1.0], [1e3, 1.0]])
    found = logistic(values, values[:, 0] > 0, np.array([1.0, 1e-6]))
    assert np.isfinite(found).all()
    assert found[0] > 0


def test_the_score_that_right_candidates_share_gets_the_weight():
    chance = np.random.default_rng(7)
    groups = []
    for _ in range(40):
        scores, right = chance.random((5, 3)), np.arange(5) == 2
        scores[right, 0] = 1
        groups.append((scores, right))
    weights = listwise(groups, RIDGE)
    assert weights[0] > 5 * abs(weights[1:]).max()


def test_two_candidates_are_a_logistic_regression_of_their_difference():
    chance = np.random.default_rng(11)
    groups = [(chance.random((2, 3)), np.array([True, False])) for _ in range(30)]
    difference = np.array([scores[0] - scores[1] for scores, _ in groups])
    flipped = np.arange(30) % 2 == 0
    expected = logistic(np.where(flipped[:, None], difference, -difference), flipped, np.full(3, RIDGE * 30))
    assert listwise(groups, RIDGE) == pytest.approx(expected, abs=1e-5)


def test_one_of_several_right_candidates_is_enough():
    """No weights could put both right candidates, which lie on either side of the wrong one, before it equally."""
    scores, right = np.array([[1.0], [0.5], [0.0]]), np.array([True, False, True])
    other = np.array([[1.0], [0.0]]), np.array([True, False])
    assert listwise([(scores, right), other], RIDGE)[0] > 3


def test_far_apart_scores_do_not_overflow():
    scores, right = np.array([[1e4], [0.0], [-1e4]]), np.array([False, False, True])
    assert np.isfinite(listwise([(scores, right)], RIDGE)).all()
