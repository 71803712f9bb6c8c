"""Two small regressions, fitted by Newton's method. Pure: arrays in, coefficients out; the same for the same arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MAX_STEPS = 500
"""Newton steps; our fits took at most a fifth of so many."""
MAX_HALVINGS = 40
"""Halvings of a step after which the loss is as low as floating point shows."""
ENOUGH = 1e-10
"""The share of the loss by which a step must lower it to be worth another one."""
NEGLIGIBLE = 1e-6
"""A candidate's probability below which it is left out of the curvature, which only shows the way."""

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
        gained = loss - lower
        at, loss, gradient, curvature = there, lower, next_gradient, next_curvature
        if gained <= ENOUGH * abs(loss):
            break
    return at


def listwise(groups: Sequence[Group], ridge: float, shares: Floats | None = None) -> Floats:
    """Weights by which a right candidate of each question outranks the wrong ones.

    With p = softmax(X·w) over a question's candidates, minimises the sum of -log(sum of p over the right ones), plus
    ridge/2 · |w|². Its gradient is the sum of Xᵀ(p - q), plus ridge · w, where q is p among the right ones alone. Its
    curvature is the sum of Xᵀ(diag p - p·pᵀ)X, less the same of q, plus ridge.

    Where questions have several right candidates the loss may have several valleys. The way down starts where the mean
    of log p over the right ones is highest, which has one: in our question sets it led to the lowest valley each time.

    Args:
        groups: at least one; in each some candidates are right, not all.
        shares: how much each counts in the sum; 1 by default.
    """
    stack = _stacked(groups, np.ones(len(groups)) if shares is None else shares)
    start = minimise(partial(_listwise, stack, ridge, True), np.zeros(stack.scores.shape[1]))
    return minimise(partial(_listwise, stack, ridge, False), start)


@dataclass(frozen=True, slots=True)
class _Stack:
    """The candidates of all questions, one behind the other.

    Attributes:
        starts: where each question's begin; rows: the number of each candidate's question.
        shares: how much each question counts.
    """

    scores: Floats
    right: NDArray[np.bool_]
    starts: NDArray[np.int64]
    rows: NDArray[np.int64]
    shares: Floats


def _stacked(groups: Sequence[Group], shares: Floats) -> _Stack:
    sizes = [len(right) for _, right in groups]
    starts = np.cumsum([0, *sizes[:-1]])
    scores, right = np.concatenate([own for own, _ in groups]), np.concatenate([good for _, good in groups])
    return _Stack(scores, right, starts, np.repeat(np.arange(len(groups)), sizes), shares)


def _listwise(stack: _Stack, ridge: float, even: bool, weights: Floats) -> tuple[float, Floats, Floats]:
    """What `minimise` looks at.

    Args:
        even: whether all right candidates count alike, rather than by their p; the loss is then convex.
    """
    ranks = stack.scores @ weights
    logs = _logs(ranks, stack)
    chances = np.exp(logs)
    if even:
        among = stack.right / np.add.reduceat(stack.right, stack.starts, dtype=np.float64)[stack.rows]
        hits = np.add.reduceat(np.where(stack.right, logs, 0.0) * among, stack.starts)
        bent = _spread(stack, chances)
    else:
        within = _logs(np.where(stack.right, ranks, -np.inf), stack)
        among = np.exp(within)
        hits = np.maximum.reduceat(np.where(stack.right, logs - within, -np.inf), stack.starts)
        bent = _upright(_spread(stack, chances) - _spread(stack, among))
    pull = stack.scores.T @ (stack.shares[stack.rows] * (chances - among))
    loss = ridge / 2 * float(weights @ weights) - float(stack.shares @ hits)
    return loss, pull + ridge * weights, bent + ridge * np.eye(len(weights))


def _upright(curvature: Floats) -> Floats:
    """A curvature bent upwards wherever it was bent downwards, so that each step leads down (Dauphin et al. 2014)."""
    values, vectors = np.linalg.eigh(curvature)
    upright: Floats = (vectors * np.abs(values)) @ vectors.T
    return upright


def _logs(ranks: Floats, stack: _Stack) -> Floats:
    """The logarithms of the softmax of ranks over each question's candidates."""
    low = ranks - np.maximum.reduceat(ranks, stack.starts)[stack.rows]
    return low - np.log(np.add.reduceat(np.exp(low), stack.starts))[stack.rows]


def _spread(stack: _Stack, chances: Floats) -> Floats:
    """The sum over the questions of the covariance of their candidates' scores, without the `NEGLIGIBLE` ones."""
    some = np.flatnonzero(chances > NEGLIGIBLE)
    scores, rows = stack.scores[some], stack.rows[some]
    shared = chances[some, None] * scores
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    means, shares = np.add.reduceat(shared, firsts, axis=0), stack.shares[rows[firsts]]
    shared *= stack.shares[rows, None]
    return scores.T @ shared - means.T @ (shares[:, None] * means)


def logistic(values: Floats, labels: NDArray[np.bool_], ridges: Floats, shares: Floats | None = None) -> Floats:
    """Coefficients by which the values tell how probable the label is.

    With p = 1 / (1 + exp(-X·w)) and y the labels as 0 and 1, minimises the sum of -log p where y = 1 and of -log(1 - p)
    where y = 0, plus half the sum of ridges · w². Its gradient is Xᵀ(p - y) + ridges · w, its curvature
    Xᵀ·diag(p(1 - p))·X + diag(ridges).

    Args:
        values: one row for each case.
        labels: which cases came out true: some, not all.
        ridges: how much each coefficient is held to zero.
        shares: how much each case counts; 1 by default.
    """
    share = np.ones(len(values)) if shares is None else shares

    def look(weights: Floats) -> tuple[float, Floats, Floats]:
        z = values @ weights
        chances = np.exp(-np.logaddexp(0, -z))
        loss = float((share * (np.logaddexp(0, z) - labels * z)).sum() + ridges @ weights**2 / 2)
        gradient = values.T @ (share * (chances - labels)) + ridges * weights
        curvature = (values.T * (share * chances * (1 - chances))) @ values + np.diag(ridges)
        return loss, gradient, curvature

    return minimise(look, np.zeros(values.shape[1]))
