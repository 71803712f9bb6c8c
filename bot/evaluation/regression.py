"""Two small regressions, fitted by Newton's method. Pure: arrays in, coefficients out; the same for the same arrays."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Floats

MAX_STEPS = 500
"""Newton steps; our fits took at most a tenth of them."""
MAX_HALVINGS = 40
"""Halvings of a step after which the loss is as low as floating point shows."""

Look = Callable[[Floats], tuple[float, Floats, Floats]]
"""From coefficients to the loss there, its gradient, and a positive definite matrix that stands for its curvature."""


def minimise(look: Look, size: int) -> Floats:
    """The coefficients at which a loss is lowest, found downhill from zero.

    Each step is the curvature's inverse times the gradient, halved until the loss falls; where no half falls, we are there.
    """
    at: Floats = np.zeros(size)
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


def listwise(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], ridge: float) -> Floats:
    """Weights by which the right candidates of each question outrank the others.

    With p = softmax(X·w) over a question's candidates, minimises the mean of -log(sum of p over the right ones), plus
    ridge/2 · |w|². Its gradient is the mean of Xᵀ(p - q), where q is p among the right ones alone. For its curvature
    stands that of the convex part, Xᵀ(diag p - p·pᵀ)X: several right candidates make the whole not quite convex.

    Args:
        groups: for each question the scores of its candidates, one row each, and which of them are right: some, not all.
    """
    size = groups[0][0].shape[1]

    def look(weights: Floats) -> tuple[float, Floats, Floats]:
        loss = ridge / 2 * float(weights @ weights)
        gradient, curvature = ridge * weights, ridge * np.eye(size)
        for scores, right in groups:
            ranks = scores @ weights
            shares = np.exp(ranks - ranks.max())
            shares /= shares.sum()
            hit = float(shares[right].sum())
            mean = shares @ scores
            loss -= np.log(hit) / len(groups)
            gradient += (mean - shares[right] @ scores[right] / hit) / len(groups)
            curvature += ((scores.T * shares) @ scores - np.outer(mean, mean)) / len(groups)
        return loss, gradient, curvature

    return minimise(look, size)


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

    return minimise(look, values.shape[1])
