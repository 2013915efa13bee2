"""Draws from priors: repeatable, member by member and name by name, inside their bounds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenarios import compose

from sim.settings.errors import SettingsError
from sim.settings.priors import Prior
from sim.world.draws import draw, quantile
from sim.world.parameters import SHARES, Parameters


@pytest.fixture(scope="module")
def priors():
    return compose("status_quo").calibration


def prior(shape, low, high, centre=None, spread=None):
    return Prior(
        shape=shape, low=low, high=high, centre=centre, spread=spread,
        unit="1", status="assumption", meaning="a test", source="none",
        revised_by="another test",
    )  # fmt: skip


UNIFORMS = st.lists(st.floats(1e-9, 1 - 1e-9), min_size=1, max_size=20).map(np.array)


def test_every_parameter_is_drawn_for_every_member(priors):
    draws = draw(priors, members=10, seed=1)
    assert list(draws.values) == list(Parameters._fields)
    assert all(values.shape == (10,) for values in draws.values.values())
    assert len(draws) == 10


def test_parameters_with_the_unit_of_a_share_lie_between_0_and_1(priors):
    parts = {
        name
        for name, prior in priors.parameters.items()
        if prior.meaning.startswith(("Part of", "Share of"))
    }
    assert len(parts) > 20
    assert parts <= SHARES


def test_draws_lie_inside_their_bounds(priors):
    for name, values in draw(priors, members=2000, seed=1).values.items():
        bounds = priors.parameters[name]
        assert np.isfinite(values).all(), name
        assert bounds.low <= values.min() <= values.max() <= bounds.high, name


def test_a_member_has_its_draw_in_an_ensemble_of_any_size(priors):
    few, many = (draw(priors, members=members, seed=1) for members in (3, 300))
    for name, values in few.values.items():
        np.testing.assert_array_equal(values, many.values[name][:3], err_msg=name)


def test_another_seed_draws_others(priors):
    one, other = (draw(priors, members=5, seed=seed) for seed in (1, 2))
    moving = [name for name, of in priors.parameters.items() if of.spread != 0]
    moving = [name for name in moving if priors.parameters[name].shape != "integer"]
    assert moving
    for name in moving:
        assert not np.isin(one.values[name], other.values[name]).any(), name


def test_another_prior_leaves_the_other_parameters_as_they_are(priors):
    changed = priors.parameters["spillover_home"].model_copy(update={"shape": "uniform"})
    other = priors.model_copy(
        update={"parameters": {**priors.parameters, "spillover_home": changed}}
    )
    one, two = (draw(given_priors, members=5, seed=1) for given_priors in (priors, other))
    differing = {n for n in one.values if not np.array_equal(one.values[n], two.values[n])}
    assert differing == {"spillover_home"}


def test_no_two_parameters_move_together(priors):
    values = draw(priors, members=4000, seed=1).values
    table = np.array([v for v in values.values() if np.std(v) > 0])
    correlations = np.corrcoef(table) - np.eye(len(table))
    assert np.abs(correlations).max() < 0.1


@pytest.mark.parametrize("seed", [0, 1, 2**40, 2**63 - 1])
def test_any_seed_draws(priors, seed):
    draws = draw(priors, members=2, seed=seed)
    assert draws.seed.tolist() == [seed, seed]
    assert draws.member.tolist() == [0, 1]


def test_parameters_and_priors_have_the_same_names(priors):
    lacking = {name: of for name, of in priors.parameters.items() if name != "grey_share"}
    with pytest.raises(SettingsError, match=r"got none for grey_share"):
        draw(priors.model_copy(update={"parameters": lacking}), members=1, seed=1)
    extra = {**priors.parameters, "grey_shares": priors.parameters["grey_share"]}
    with pytest.raises(SettingsError, match=r"got grey_shares"):
        draw(priors.model_copy(update={"parameters": extra}), members=1, seed=1)


def test_a_uniform_prior_has_its_quarter_at_a_quarter():
    assert quantile(prior("uniform", 2.0, 6.0), np.array([0.25]))[0] == pytest.approx(3.0)


def test_a_whole_number_is_as_likely_as_the_next():
    shares = (np.arange(4000) + 0.5) / 4000
    values = quantile(prior("integer", 1.0, 4.0), shares)
    assert np.unique(values, return_counts=True)[1].tolist() == [1000] * 4


def test_half_of_a_lognormal_prior_lies_below_its_centre():
    of = prior("lognormal", 1e-6, 1e6, centre=3.0, spread=0.5)
    values = quantile(of, np.array([0.5, 0.8413447460685429]))
    assert values[0] == pytest.approx(3.0)
    assert values[1] == pytest.approx(3.0 * math.exp(0.5))


def test_a_prior_without_spread_is_its_centre():
    of = prior("normal", 0.0, 1.0, centre=0.3, spread=0.0)
    assert quantile(of, np.array([0.01, 0.99])).tolist() == [0.3, 0.3]


@given(UNIFORMS, st.floats(-3, 3), st.floats(0.01, 10), st.floats(0.01, 5))
def test_a_cut_normal_keeps_to_its_bounds_and_its_order(shares, centre, spread, half_width):
    of = prior("normal", centre - half_width, centre + half_width, centre=centre, spread=spread)
    values = quantile(of, np.sort(shares))
    assert of.low <= values.min() <= values.max() <= of.high
    assert (np.diff(values) >= -1e-12).all()
