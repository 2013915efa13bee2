"""Quantiles from counts: near the exact ones, the same in any order, exact where values repeat."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble.histogram import BINS, Histogram

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@pytest.fixture(scope="module")
def values():
    rng = np.random.default_rng(1)
    return np.stack([rng.normal(3, 2, 40_000), rng.lognormal(0, 2, 40_000)], axis=-1)


def test_quantiles_are_within_a_bin_of_the_exact_ones(values):
    counts = Histogram.around(values[:1024]).with_values(values)
    found = counts.quantiles(SHARES)
    for series in range(2):
        ranks = [(values[:, series] < quantile).mean() for quantile in found[:, series]]
        np.testing.assert_allclose(ranks, SHARES, atol=1.5 / BINS)


def test_counts_are_the_same_in_any_order(values):
    empty = Histogram.around(values[:1024])
    parts = [empty.with_values(values[at : at + 5000]) for at in range(0, 40_000, 5000)]
    forward, backward = parts[0], parts[-1]
    for part in parts[1:]:
        forward = forward.plus(part)
    for part in reversed(parts[:-1]):
        backward = backward.plus(part)
    for name in ("counts", "lowest", "highest"):
        np.testing.assert_array_equal(getattr(forward, name), getattr(backward, name))
    np.testing.assert_array_equal(forward.counts, empty.with_values(values).counts)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=200))
def test_the_ends_are_the_lowest_and_the_highest_member(given_values):
    array = np.array(given_values, dtype=float)[:, None]
    counts = Histogram.around(array[:10]).with_values(array)
    lowest, highest = counts.quantiles((0.0, 1.0))[:, 0]
    assert (lowest, highest) == (array.min(), array.max())
    assert counts.counts.sum() == len(array)


def test_a_value_that_many_share_is_not_smeared():
    rng = np.random.default_rng(2)
    half_zero = np.where(rng.random((20_000, 1)) < 0.5, 0.0, rng.uniform(5, 9, (20_000, 1)))
    counts = Histogram.around(half_zero[:1024]).with_values(half_zero)
    np.testing.assert_array_equal(counts.quantiles((0.05, 0.25, 0.45))[:, 0], 0.0)
    assert counts.quantiles((0.75,))[0, 0] == pytest.approx(7.0, abs=0.1)


def test_missing_values_count_for_nothing():
    some = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    counts = Histogram.around(some).with_values(some)
    assert counts.counts.sum(axis=1).tolist() == [2, 0]
    assert counts.quantiles((0.0, 1.0))[:, 0].tolist() == [1.0, 3.0]
    assert np.isnan(counts.quantiles((0.5,))[0, 1])


def test_dimensions_become_series_in_their_order():
    values = np.random.default_rng(3).normal(size=(500, 3, 4))
    median = Histogram.around(values).with_values(values).quantiles((0.5,))
    assert median.reshape(3, 4) == pytest.approx(np.median(values, axis=0), abs=0.02)
