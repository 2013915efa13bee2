"""Quantiles from counts: near the exact ones, the same in any order, exact where values repeat."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.streaming import histogram
from sim.streaming.histogram import BINS

POOL = ThreadPoolExecutor(2)
edges_around, count, quantiles = (
    partial(make, pool=POOL)
    for make in (histogram.edges_around, histogram.count, histogram.quantiles)
)

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@pytest.fixture(scope="module")
def values():
    rng = np.random.default_rng(1)
    return single(rng.normal(3, 2, 40_000), rng.lognormal(0, 2, 40_000))


def single(*series):
    return np.array(series, dtype=np.float32)


def quantiles_of(values, shares, first=None):
    edges = edges_around(values if first is None else np.ascontiguousarray(values[:, :first]))
    return quantiles(edges, count(values, edges), shares)


def test_quantiles_are_within_a_bin_of_the_exact_ones(values):
    found = quantiles_of(values, SHARES, first=1024)
    for series in range(2):
        ranks = [(values[series] < quantile).mean() for quantile in found[:, series]]
        np.testing.assert_allclose(ranks, SHARES, atol=1.5 / BINS)


def test_counts_are_the_same_in_any_order(values):
    edges = edges_around(np.ascontiguousarray(values[:, :1024]))
    parts = [count(part.copy(), edges) for part in np.split(values, 8, axis=1)]
    forward, backward = parts[0], parts[-1]
    for part in parts[1:]:
        forward = forward.plus(part)
    for part in reversed(parts[:-1]):
        backward = backward.plus(part)
    for one, other, at_once in zip(forward, backward, count(values, edges), strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, at_once)


SOME_NUMBERS = st.one_of(
    st.integers(-3, 3).map(float), st.just(np.nan), st.floats(-1e6, 1e6, width=32)
)


@given(arrays(np.float32, (2, 90), elements=SOME_NUMBERS))
def test_a_bin_holds_what_is_above_the_edge_before_it_and_at_most_its_own(values):
    edges = edges_around(np.ascontiguousarray(values[:, :40]))
    counts = count(values, edges).counts
    for of_series, series, found in zip(edges, values, counts, strict=True):
        known = series[~np.isnan(series)]
        expected = np.bincount(np.searchsorted(of_series, known), minlength=BINS)
        np.testing.assert_array_equal(found, expected)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=200))
def test_the_ends_are_the_lowest_and_the_highest_member(given_values):
    values = single(given_values)
    lowest, highest = quantiles_of(values, (0.0, 1.0), first=10)[:, 0]
    assert (lowest, highest) == (values.min(), values.max())


def test_a_value_that_many_share_is_not_smeared():
    rng = np.random.default_rng(2)
    half_zero = single(np.where(rng.random(20_000) < 0.5, 0.0, rng.uniform(5, 9, 20_000)))
    found = quantiles_of(half_zero, (0.05, 0.25, 0.45, 0.75), first=1024)[:, 0]
    np.testing.assert_array_equal(found[:3], 0.0)
    assert found[3] == pytest.approx(7.0, abs=0.1)


def test_missing_values_count_for_nothing():
    some = single([1.0, np.nan, 3.0], [np.nan, np.nan, np.nan], [np.nan, 2.0, 2.0])
    edges = edges_around(some)
    counts = count(some, edges)
    assert counts.counts.sum(axis=1).tolist() == [2, 0, 2]
    assert quantiles(edges, counts, (0.0, 1.0))[:, 0].tolist() == [1.0, 3.0]
    assert np.isnan(quantiles(edges, counts, (0.5,))[0, 1])
