"""Criteria of convergence: what an account fails, and R-hat between islands."""

import numpy as np
import pytest
from scenarios import compose
from specimens import made_up_posterior

from sim.calibration.convergence import LARGEST_RHAT, LEAST_DISTINCT, failed
from sim.calibration.criteria import (
    FUTURES,
    YEARS,
    differences_between_seeds,
    differences_of_quantiles,
    expected_lag,
    forecast_lags,
    rhat,
    rhat_of_parameters,
)
from sim.world.draws import draw
from sim.world.parameters import Parameters

GOOD = {"distinct": 180.0, "distinct_keys": 150.0, "rhat": {"0": 1.01, "1": 1.0, "2": 1.02}}


STEPS = [{"tail": 0.6}, {"tail": 0.2}]


def without(**changed):
    """What an account fails whose criteria are good but for some."""
    return failed({"steps": STEPS, "criteria": GOOD | changed})


def test_an_account_that_meets_all_criteria_fails_none():
    assert without() == []
    assert without(distinct=LEAST_DISTINCT, distinct_keys=np.inf) == []


def test_an_account_without_criteria_is_not_known_to_be_good():
    assert failed({"bank": 9}) == ["nothing is known of how well it was sampled"]


@pytest.mark.parametrize(
    ("changed", "clause"),
    [
        ({"distinct": 42.4}, "only 42 distinct values of the luck of a run count (at least 100)"),
        (
            {"distinct_keys": 7.0},
            "only 7 distinct values of the noise of a quarter and group of agents count",
        ),
        (
            {"rhat": {"0": 1.2, "1": 1.3, "2": 1.0}},
            "its islands disagree on the lag 1 years after the cut-off: R-hat is 1.30",
        ),
        ({"rhat": {"0": LARGEST_RHAT}}, "its islands disagree on the lag 0 years"),
        ({"rhat": {"0": 1.0, "5": np.inf}}, "its islands disagree on the lag 5 years"),
        ({"rhat": {"0": 1.0, "5": np.nan, "2": 1.0}}, "its islands disagree on the lag 5 years"),
    ],
)
def test_each_criterion_that_is_not_met_is_named(changed, clause):
    (said,) = without(**changed)
    assert said.startswith(clause)


def test_seeds_that_differ_are_named_with_the_differences_at_each_time():
    (said,) = without(seeds={"1": 0.1, "2": 0.31, "5": 1.8})
    assert said.startswith(
        "with another seed, quantiles of the lag 1, 2, 5 years after the cut-off differ by up to "
        "0.1, 0.3, 1.8 months"
    )
    assert without(seeds={"1": 0.1, "2": 0.2, "5": 0.29}) == []


def test_a_step_that_few_members_decided_is_named():
    (said,) = failed({"steps": [*STEPS, {"tail": 0.72}], "criteria": GOOD})
    assert said.startswith("a few members decided a step of the tempering: Pareto's k is 0.72")


def test_all_criteria_that_are_not_met_are_named():
    assert len(without(distinct=1.0, distinct_keys=1.0, rhat={"0": 2.0})) == 3


# R-hat --------------------------------------------------------------------------------------------


def test_islands_that_agree_have_an_rhat_near_one():
    values = np.random.default_rng(1).standard_normal((4, 400))
    assert rhat(values) < 1.01


@pytest.mark.parametrize(
    ("shift", "scale"), [(0.8, 1.0), (0.0, 3.0)], ids=["elsewhere", "more widely spread"]
)
def test_an_island_that_differs_is_found_out(shift, scale):
    values = np.random.default_rng(1).standard_normal((4, 400))
    values[2] = shift + scale * values[2]
    assert rhat(values) > LARGEST_RHAT


def test_values_that_are_all_the_same_agree():
    assert rhat(np.full((4, 10), 3.0)) == 1.0


def test_islands_of_one_value_each_that_differ_disagree():
    assert rhat(np.repeat([0.0, 0.0, 0.0, 1.0], 10).reshape(4, 10)) == np.inf


def test_islands_of_a_stored_posterior_take_turns():
    posterior = made_up_posterior(400)
    posterior.parameters[:, 3] = np.arange(400) % 4 + 0.01 * posterior.parameters[:, 3]
    found = rhat_of_parameters(posterior)
    assert set(found) == set(Parameters._fields)
    assert max(found, key=found.get) == Parameters._fields[3]
    assert found[Parameters._fields[3]] > 2.0
    assert found[Parameters._fields[4]] < 1.05


# the lags that are compared -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo")


@pytest.fixture(scope="module")
def of_priors(settings):
    values = draw(settings.calibration, 40, seed=3).values
    parameters = np.stack([values[name] for name in Parameters._fields], axis=-1)
    return made_up_posterior(40, parameters=parameters.astype(np.float32))


@pytest.fixture(scope="module")
def lags(of_priors, settings):
    return forecast_lags(of_priors, settings)


def test_lags_are_those_of_some_years_of_each_draw(lags):
    assert lags.shape == (40, len(YEARS))
    assert np.isfinite(lags).all()
    assert (lags.std(axis=0) > 0.0).all()


def test_lags_are_in_the_order_of_the_draws(of_priors, settings, lags):
    turned = forecast_lags(of_priors.rows(np.arange(40)[::-1]), settings)
    np.testing.assert_array_equal(turned[:, 0], lags[::-1, 0])  # at the cut-off


def test_further_futures_of_the_draws_have_their_past_and_noise_of_their_own(
    of_priors, settings, lags
):
    first, second = forecast_lags(of_priors, settings, futures=2).reshape(2, *lags.shape)
    np.testing.assert_array_equal(first, lags)
    np.testing.assert_array_equal(second[:, 0], lags[:, 0])
    assert (second[:, 2] != lags[:, 2]).any()


def test_the_expected_lag_of_a_draw_is_that_of_the_years_after_the_cut_off(of_priors, settings):
    lags = forecast_lags(of_priors, settings, FUTURES)
    expected = expected_lag(lags, 40)
    assert expected.shape == (40,)
    of_draws = lags.reshape(FUTURES, 40, -1).mean(axis=0)
    assert np.corrcoef(expected, of_draws[:, 2])[0, 1] > 0.8


def test_a_posterior_does_not_differ_from_itself(of_priors, settings):
    assert set(differences_between_seeds(of_priors, of_priors, settings).values()) == {0.0}


def test_seeds_are_compared_by_the_quantile_that_differs_most_at_each_time():
    lags = np.random.default_rng(1).normal(12.0, 3.0, (400, 4))
    others = lags.copy()
    others[:, 0] += 9.0  # at the cut-off, which is no forecast
    others[:, 2] += 0.5
    others[:, 3] -= 0.25
    differences = differences_of_quantiles(lags, others)
    assert differences == pytest.approx({"1": 0.0, "2": 0.5, "5": 0.25})


def test_breakthroughs_of_a_quarter_that_few_members_differ_in_are_named():
    (said,) = without(distinct_breakthroughs=20.0)
    assert "only 20 distinct values of the breakthroughs of a quarter" in said
    assert without(distinct_breakthroughs=None) == []
