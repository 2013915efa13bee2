"""Foreign direct investment and chip plants, by worked examples and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import direct_investment as rules


def test_liquidity_follows_inflow_below_its_peak():
    assert rules.liquidity(25.0, 100.0, 0.5) == pytest.approx(0.5)
    assert rules.liquidity(120.0, 100.0, 0.5) == 1.0


def test_net_investment_can_be_negative_under_risk():
    inflow = rules.desired_inflow(50.0, 2.0, 1.5)
    assert inflow == pytest.approx(50 * math.exp(-3))
    assert inflow < rules.repatriation(50.0, 0.15, 0.3, 1.5)


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(0, 1))
def test_adjustment_never_overshoots(current, desired, speed):
    reached = rules.adjusted(current, desired, speed)
    assert min(current, desired) - 1e-9 <= reached <= max(current, desired) + 1e-9


def test_scarcity_raises_the_return_that_is_expected():
    assert rules.expected_return(0.1, 0.2, 1.0) == pytest.approx(0.1)
    assert rules.expected_return(0.1, 0.2, math.e) == pytest.approx(0.3)
    assert rules.expected_return(0.1, 0.2, 1e9) == rules.expected_return(0.1, 0.2, 10.0)


def test_subsidy_draws_plants_and_denial_drives_them_away():
    plain = rules.plant_attraction(-1.0, 4.0, 0.0, 7.0, 0.0)
    assert plain == pytest.approx(math.exp(-1))
    assert rules.plant_attraction(-1.0, 4.0, 1.0, 7.0, 0.0) == pytest.approx(math.exp(3))
    assert rules.plant_attraction(-1.0, 4.0, 0.0, 7.0, 0.5) == pytest.approx(math.exp(-4.5))


@given(st.floats(0, 1e3), st.floats(1e-3, 1e3), st.floats(0, 3))
def test_liquidity_lies_between_zero_and_one(inflow, peak, elasticity):
    assert 0 <= rules.liquidity(inflow, peak, elasticity) <= 1


def test_funds_without_elasticity_are_as_liquid_as_ever():
    assert rules.liquidity(1.0, 100.0, 0.0) == pytest.approx(1.0)


@given(st.floats(0.1, 100), st.floats(0, 5), st.floats(0, 2), st.floats(0, 2))
def test_risk_lowers_what_comes_in_and_raises_what_goes_out(trend, sensitivity, risk, more):
    calm, wary = (rules.desired_inflow(trend, sensitivity, r) for r in (risk, risk + more))
    assert wary <= calm <= trend
    out = [rules.repatriation(trend, 0.2, sensitivity, r) for r in (risk, risk + more)]
    assert 0.2 * trend <= out[0] * (1 + 1e-12)
    assert out[0] <= out[1]


def test_a_tenth_of_the_distance_is_covered_in_a_month():
    assert rules.adjusted(20.0, 10.0, 0.1) == pytest.approx(19.0)


def test_net_inflow_is_the_gross_one_with_its_shock_less_what_leaves():
    assert rules.net_inflow(10.0, 0.2, 1.5, 4.0) == pytest.approx(9.0)
    assert rules.net_inflow(1.0, 0.2, 0.0, 4.0) == pytest.approx(-3.0)


def test_a_fifth_of_the_worlds_chip_plants_is_a_fifth_of_the_money():
    assert rules.plant_investment(5.0, 0.2) == pytest.approx(1.0)
