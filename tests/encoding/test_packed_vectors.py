"""Packed vectors: the cosines that they give, whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoding.packed import Packed, pack


def units(count, width, seed, peak=1.0):
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    rows[:, 0] *= peak
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 1000])
def test_cosines_are_those_of_the_vectors(count):
    rows, asked = units(count, 512, seed=count), units(1, 512, seed=99)[0]
    found = Packed(pack(rows.astype(np.float16))).cosines(asked)
    assert (found.shape, found.dtype) == ((count,), np.float32)
    np.testing.assert_allclose(found, rows @ asked, atol=2e-3)


@given(st.integers(0, 99), st.sampled_from([2, 8, 384]), st.sampled_from([1.0, 5.0, 20.0]))
@settings(max_examples=40, deadline=None)
def test_one_number_that_outweighs_the_others_does_no_harm(seed, width, peak):
    rows, asked = units(50, width, seed, peak), units(1, width, seed + 1, peak)[0]
    found = Packed(pack(rows.astype(np.float16))).cosines(asked)
    np.testing.assert_allclose(found, rows @ asked, atol=2e-2)


def test_a_text_is_nearest_to_itself():
    rows = units(500, 512, seed=1)
    packed = Packed(pack(rows.astype(np.float16)))
    assert [int(packed.cosines(row).argmax()) for row in rows[:50]] == list(range(50))
    np.testing.assert_allclose([packed.cosines(row).max() for row in rows[:50]], 1, atol=1e-3)


def test_a_vector_without_a_direction_is_like_nothing():
    packed = Packed(pack(np.zeros((3, 8), np.float16)))
    np.testing.assert_array_equal(packed.cosines(units(1, 8, seed=0)[0]), 0)


def test_a_number_takes_a_byte():
    assert pack(units(10, 512, seed=0).astype(np.float16)).nbytes == 10 * 512
