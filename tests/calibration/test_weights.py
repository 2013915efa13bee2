"""Weights: how many members count, how heavy their tail is, and who goes on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calibration.weights import (
    distinct,
    effective_size,
    pareto_k,
    resample,
    tempered_weights,
    weights_of,
)

LIKELIHOODS = st.lists(st.floats(-50, 0), min_size=4, max_size=40).map(np.array)
LIKELIHOODS_OF_AN_ISLAND = st.lists(st.floats(-50, 0), min_size=12, max_size=12)


@given(LIKELIHOODS, st.floats(0.0, 0.9), st.floats(0.1, 0.9))
def test_a_higher_exponent_keeps_the_effective_size_that_is_asked_for(likelihood, tempering, part):
    size = part * len(likelihood)
    weights, raised = tempered_weights(likelihood[None, :], tempering, size)
    assert tempering <= raised <= 1.0
    assert weights.sum() == pytest.approx(1.0)
    assert effective_size(weights) >= size * (1 - 1e-9)
    np.testing.assert_allclose(weights, weights_of(likelihood[None, :], raised - tempering))
    if raised < 1.0:  # as high as that allows
        assert effective_size(weights) == pytest.approx(size, rel=1e-4)


def test_a_likelihood_that_tells_no_member_from_another_is_used_at_once():
    weights, tempering = tempered_weights(np.full((1, 8), -3.0), 0.0, 4)
    assert tempering == 1.0
    assert weights[0] == pytest.approx([1 / 8] * 8)


@given(st.lists(LIKELIHOODS_OF_AN_ISLAND, min_size=2, max_size=4).map(np.array))
def test_the_exponent_keeps_the_effective_size_on_every_island(likelihood):
    weights, tempering = tempered_weights(likelihood, 0.0, 6.0)
    sizes = [effective_size(of_island) for of_island in weights]
    assert weights.sum(axis=1) == pytest.approx(np.ones(len(likelihood)))
    assert min(sizes) >= 6.0 * (1 - 1e-9)
    if tempering < 1.0:  # the island with the fewest sets it
        assert min(sizes) == pytest.approx(6.0, rel=1e-4)


def test_an_island_is_weighted_as_if_it_were_alone():
    likelihood = np.array([[-1.0, -2.0, -4.0], [-90.0, -91.0, -93.0]])
    both = weights_of(likelihood, 0.7)
    np.testing.assert_allclose(both[0], weights_of(likelihood[0], 0.7))
    np.testing.assert_allclose(both[1], both[0])


def test_weights_are_the_likelihood_to_a_power():
    weights = weights_of(np.log([1.0, 4.0, 0.0625]), 0.5)
    assert weights == pytest.approx(np.array([1.0, 2.0, 0.25]) / 3.25)


def test_a_member_that_cannot_be_has_no_weight():
    assert weights_of(np.array([-1.0, -np.inf, -1.0]), 0.3) == pytest.approx([0.5, 0.0, 0.5])


def test_a_member_that_cannot_be_has_no_weight_either_when_the_exponent_cannot_grow():
    weights, tempering = tempered_weights(np.array([[-1.0, -9.0, -np.inf]]), 0.0, size=3)
    assert tempering == 0.0
    assert weights[0] == pytest.approx([0.5, 0.5, 0.0])


def test_effective_size_counts_members_that_weigh_alike():
    assert effective_size(np.full(5, 0.2)) == pytest.approx(5.0)
    assert effective_size(np.array([0.5, 0.5, 0.0])) == pytest.approx(2.0)
    assert effective_size(np.array([1.0, 0.0, 0.0])) == pytest.approx(1.0)


@pytest.mark.parametrize("shape", [0.2, 0.5, 1.0])
def test_the_tail_of_pareto_weights_has_their_shape(shape):
    weights = np.random.default_rng(3).pareto(1.0 / shape, 40_000) + 1.0
    assert pareto_k(weights / weights.sum()) == pytest.approx(shape, abs=0.1)


def test_equal_weights_have_no_tail():
    assert pareto_k(np.full(64, 1 / 64)) == -np.inf


@pytest.mark.parametrize("left", [1, 10])
def test_the_tail_is_heavy_where_few_members_have_any_weight(left):
    weights = np.where(np.arange(256) < left, 1 / left, 0.0)
    assert pareto_k(weights) == np.inf


@pytest.mark.parametrize("weights", [[0.25] * 4 + [0.0], [1.0, 0.0, 0.0], [0.4, 0.3, 0.2, 0.1]])
def test_the_tail_of_equal_few_or_zero_weights_is_defined(weights):
    assert not np.isnan(pareto_k(np.array(weights)))


# resampling ---------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.integers(1, 50), st.integers(0, 99))
def test_each_member_is_chosen_as_often_as_its_weight_says_but_for_a_part(parts, count, seed):
    weights = (np.array(parts) + 1e-3) / (np.array(parts) + 1e-3).sum()
    chosen = resample(weights, count, np.random.default_rng(seed))
    times = np.bincount(chosen, minlength=len(weights))
    assert len(chosen) == count
    assert (np.abs(times - count * weights) < 1.0 + 1e-9).all()


def test_resampling_is_unbiased():
    weights = np.array([0.05, 0.5, 0.15, 0.3])
    rng = np.random.default_rng(1)
    times = sum(np.bincount(resample(weights, 3, rng), minlength=4) for _ in range(4000))
    assert times / 12_000 == pytest.approx(weights, abs=0.01)


def test_members_with_zero_weight_are_not_resampled():
    chosen = resample(np.array([0.0, 0.5, 0.0, 0.5]), 100, np.random.default_rng(1))
    assert set(chosen) == {1, 3}


# distinct values ----------------------------------------------------------------------------------


def test_values_count_by_how_evenly_members_have_them():
    assert distinct(np.arange(12.0)[:, None]) == pytest.approx(12.0)
    assert distinct(np.zeros((12, 1))) == pytest.approx(1.0)
    assert distinct(np.repeat([0, 1], 6)[:, None]) == pytest.approx(2.0)
    assert distinct(np.repeat([0, 1], [9, 3])[:, None]) == pytest.approx(144 / (81 + 9))


def test_the_coordinate_with_the_fewest_distinct_values_counts():
    values = np.stack([np.arange(12), np.repeat([0, 1, 2], 4), np.arange(12)], axis=1)
    assert distinct(values) == pytest.approx(3.0)


def test_values_of_no_coordinate_limit_nothing():
    assert distinct(np.empty((12, 0))) == np.inf
