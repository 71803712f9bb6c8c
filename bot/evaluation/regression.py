"""Two small regressions, fitted by Newton's method. Pure: arrays in, coefficients out; the same for the same arrays."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MAX_STEPS = 500
"""Newton steps; our fits took at most a quarter of so many."""
MAX_HALVINGS = 40
"""Halvings of a step after which the loss is as low as floating point shows."""

Group = tuple[Floats, NDArray[np.bool_]]
"""The scores of one question's candidates, one row each, and which of them are right."""
Look = Callable[[Floats], tuple[float, Floats, Floats]]
"""From coefficients to the loss there, its gradient, and a positive definite matrix that stands for its curvature."""


def minimise(look: Look, start: Floats) -> Floats:
    """The coefficients at which a loss is lowest, found downhill from others.

    Each step is the curvature's inverse times the gradient, halved until the loss falls; where it can't, we are there.
    """
    at = start
    loss, gradient, curvature = look(at)
    for _ in range(MAX_STEPS):
        step = np.linalg.solve(curvature, gradient)
        for halvings in range(MAX_HALVINGS):
            there = at - step / 2**halvings
            lower, next_gradient, next_curvature = look(there)
            if lower < loss:
                break
        else:
            return at
        at, loss, gradient, curvature = there, lower, next_gradient, next_curvature
    return at


def listwise(groups: Sequence[Group], ridge: float) -> Floats:
    """Weights by which a right candidate of each question outranks the wrong ones.

    With p = softmax(X·w) over a question's candidates, minimises the mean of -log(sum of p over the right ones), plus
    ridge/2 · |w|². Its gradient is the mean of Xᵀ(p - q), plus ridge · w, where q is p among the right ones alone. For
    its curvature stands that of its convex part, the mean of Xᵀ(diag p - p·pᵀ)X, plus ridge.

    Where questions have several right candidates the loss may have several valleys. The way down starts where the mean
    of log p over the right ones is highest, which has one: in our question sets it led to the lowest valley each time.

    Args:
        groups: at least one; in each some candidates are right, not all.
    """
    size = groups[0][0].shape[1]
    start = minimise(partial(_listwise, groups, ridge, True), np.zeros(size))
    return minimise(partial(_listwise, groups, ridge, False), start)


def _listwise(groups: Sequence[Group], ridge: float, even: bool, weights: Floats) -> tuple[float, Floats, Floats]:
    """What `minimise` looks at.

    Args:
        even: whether all right candidates count alike, rather than by their p; the loss is then convex.
    """
    loss = ridge / 2 * float(weights @ weights)
    gradient, curvature = ridge * weights, ridge * np.eye(len(weights))
    for scores, right in groups:
        ranks = scores @ weights
        logs = ranks - np.logaddexp.reduce(ranks)
        hit = logs[right].mean() if even else np.logaddexp.reduce(logs[right])
        among = np.full(right.sum(), 1 / right.sum()) if even else np.exp(logs[right] - hit)
        shares = np.exp(logs)
        mean = shares @ scores
        loss -= float(hit) / len(groups)
        gradient += (mean - among @ scores[right]) / len(groups)
        curvature += ((scores.T * shares) @ scores - np.outer(mean, mean)) / len(groups)
    return loss, gradient, curvature


def logistic(values: Floats, labels: NDArray[np.bool_], ridges: Floats) -> Floats:
    """Coefficients by which the values tell how probable the label is.

    With p = 1 / (1 + exp(-X·w)) and y the labels as 0 and 1, minimises the sum of -log p where y = 1 and of -log(1 - p)
    where y = 0, plus half the sum of ridges · w². Its gradient is Xᵀ(p - y) + ridges · w, its curvature
    Xᵀ·diag(p(1 - p))·X + diag(ridges).

    Args:
        values: one row for each case.
        labels: which cases came out true: some, not all.
        ridges: how much each coefficient is held to zero.
    """

    def look(weights: Floats) -> tuple[float, Floats, Floats]:
        z = values @ weights
        chances = np.exp(-np.logaddexp(0, -z))
        loss = float((np.logaddexp(0, z) - labels * z).sum() + ridges @ weights**2 / 2)
        gradient = values.T @ (chances - labels) + ridges * weights
        curvature = (values.T * (chances * (1 - chances))) @ values + np.diag(ridges)
        return loss, gradient, curvature

    return minimise(look, np.zeros(values.shape[1]))
