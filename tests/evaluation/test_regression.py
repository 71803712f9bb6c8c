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

    assert minimise(steep, np.array([2.0])) == pytest.approx([0], abs=1e-4)


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
    expected = logistic(np.where(flipped[:, None], difference, -difference), flipped, np.full(3, RIDGE))
    assert listwise(groups, RIDGE) == pytest.approx(expected, abs=1e-4)


def test_a_question_that_counts_twice_is_two_questions():
    chance = np.random.default_rng(13)
    groups = [(chance.random((4, 3)), np.array([True, False, False, False])) for _ in range(20)]
    shares = np.where(np.arange(20) < 5, 2.0, 1.0)
    assert listwise([*groups, *groups[:5]], RIDGE) == pytest.approx(listwise(groups, RIDGE, shares), abs=1e-4)


def test_a_case_that_counts_twice_is_two_cases():
    chance = np.random.default_rng(17)
    values, labels = chance.normal(size=(40, 3)), chance.random(40) > 0.5
    shares = np.where(np.arange(40) < 10, 2.0, 1.0)
    doubled = np.concatenate([values, values[:10]]), np.concatenate([labels, labels[:10]])
    expected = logistic(*doubled, np.full(3, RIDGE))
    assert logistic(values, labels, np.full(3, RIDGE), shares) == pytest.approx(expected, abs=1e-4)


def test_a_stronger_ridge_keeps_weights_smaller():
    chance = np.random.default_rng(19)
    groups = [(chance.random((4, 3)), np.array([True, False, False, False])) for _ in range(20)]
    weak, strong = (float(np.abs(listwise(groups, ridge)).sum()) for ridge in (1e-3, 10.0))
    assert strong < weak


def test_one_of_several_right_candidates_is_enough():
    """No weights could put both right candidates, which lie on either side of the wrong one, before it equally."""
    scores, right = np.array([[1.0], [0.5], [0.0]]), np.array([True, False, True])
    other = np.array([[1.0], [0.0]]), np.array([True, False])
    assert listwise([(scores, right), other], RIDGE)[0] > 3


def test_the_weights_lie_where_no_small_step_lowers_the_loss():
    """Several candidates are right, so that the loss isn't convex."""
    chance = np.random.default_rng(23)
    groups = [(chance.random((6, 3)) * 4, np.array([True, True, True, False, False, False])) for _ in range(25)]

    def loss(weights):
        logs = [scores @ weights - np.logaddexp.reduce(scores @ weights) for scores, _ in groups]
        found = sum(np.logaddexp.reduce(one[right]) for one, (_, right) in zip(logs, groups, strict=True))
        return RIDGE / 2 * weights @ weights - found

    weights = listwise(groups, RIDGE)
    steps = [sign * 0.01 * axis for axis in np.eye(3) for sign in (1, -1)]
    assert min(loss(weights + step) for step in steps) > loss(weights)


def test_far_apart_scores_do_not_overflow():
    scores, right = np.array([[1e4], [0.0], [-1e4]]), np.array([False, False, True])
    assert np.isfinite(listwise([(scores, right)], RIDGE)).all()
