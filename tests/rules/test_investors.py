"""Investors: worked examples and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import investors as rules


@given(st.floats(0, 2), st.floats(-3, 3))
def test_without_surprise_or_shock_sentiment_stays_and_the_trend_is_all(sensitivity, progress):
    assert rules.sentiment_growth(sensitivity, 1.0, progress, progress, 0.1, 0.0) == 1.0


def test_half_a_dex_above_normal_lifts_sentiment_by_half_the_sensitivity_in_a_year():
    quarter = rules.sentiment_growth(0.4, 1.0, 1.5, 1.0, 0.1, 0.0)
    assert quarter**4 == pytest.approx(math.exp(0.2))


def test_a_shock_of_one_spread_moves_sentiment_by_the_spread():
    assert rules.sentiment_growth(0.4, 1.0, 1.0, 1.0, 0.1, -1.0) == pytest.approx(math.exp(-0.1))


@given(st.floats(0, 1.4), st.floats(0.01, 1))
def test_progress_above_normal_lifts_sentiment(progress, sensitivity):
    usual = rules.sentiment_growth(sensitivity, 1.0, progress, 1.0, 0.0, 0.0)
    better = rules.sentiment_growth(sensitivity, 1.0, progress + 0.5, 1.0, 0.0, 0.0)
    assert better > usual


@given(st.floats(0, 2), st.floats(-50, 50), st.floats(0, 3))
def test_no_surprise_moves_sentiment_by_more_than_one_dex_does(sensitivity, progress, normal):
    quarter = rules.sentiment_growth(sensitivity, 1.0, progress, normal, 0.0, 0.0)
    most = math.exp(sensitivity / 4)
    assert (1 - 1e-12) / most <= quarter <= most * (1 + 1e-12)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_surprise_of_ten_dex_excites_no_more_than_one_of_one(sign):
    one, ten = (rules.sentiment_growth(0.5, 1.0, 1.0 + sign * d, 1.0, 0.0, 0.0) for d in (1, 10))
    assert one == ten == pytest.approx(math.exp(sign * 0.5 / 4))


def test_a_lab_one_dex_behind_weighs_a_factor_less():
    assert rules.attraction(2.0, 25.0, 26.0, 0.7) == pytest.approx(2 * math.exp(-0.7))


def test_a_new_lab_is_expected_to_do_what_open_weights_or_money_and_people_allow():
    assert rules.expected_capability(20.0, 26.0, 26.5, 1.0) == 26.0
    assert rules.expected_capability(27.0, 26.0, 26.5, 1.0) == 27.0
    assert rules.expected_capability(20.0, 24.0, 26.5, 1.0) == 25.5


LOG_FLOP = st.floats(15, 35)


@given(LOG_FLOP, LOG_FLOP, LOG_FLOP, st.floats(0, 3), st.floats(0, 3))
def test_a_lab_is_expected_to_do_no_less_than_it_did_and_no_more_where_less_is_promised(
    released, weights, frontier, promise, more
):
    high, low = (
        rules.expected_capability(released, weights, frontier, p) for p in (promise, promise + more)
    )
    assert released <= low <= high <= max(released, weights, frontier)


def test_a_third_of_what_is_expected_comes_from_labs_at_home():
    assert rules.expected_progress(1.2, 0.6, 0.25) == pytest.approx(1.05)


@given(st.floats(0, 3), st.floats(0, 3), st.floats(0, 1))
def test_expected_progress_lies_between_the_worlds_and_that_at_home(world, home, part):
    expected = rules.expected_progress(world, home, part)
    assert min(world, home) - 1e-12 <= expected <= max(world, home) + 1e-12


def test_conditions_ease_from_january_2024():
    assert rules.eased_conditions(1.0, 0.5, 72.0) == 1.0
    assert rules.eased_conditions(0.8, 0.5, 20.0) == 0.8
    assert rules.eased_conditions(1.0, 0.5, 96.0) == pytest.approx(math.exp(-1))
    assert rules.eased_conditions(1.0, 0.0, 120.0) == 1.0


@given(st.floats(0, 2), st.floats(0, 1), st.floats(0, 180), st.floats(0, 60))
def test_conditions_that_ease_never_tighten(conditions, rate, month, more):
    now, later = (rules.eased_conditions(conditions, rate, at) for at in (month, month + more))
    assert 0 <= later <= now <= conditions


def test_the_conditions_of_december_2023_leave_a_third_at_an_effect_of_one():
    assert rules.left_by_conditions(1.0, 1.0) == pytest.approx(1 / math.e)
    assert rules.left_by_conditions(1.0, 0.0) == 1.0


@given(st.floats(0, 3), st.floats(0, 2), st.floats(0, 2))
def test_worse_conditions_leave_less_and_never_nothing(effect, conditions, more):
    better, worse = (rules.left_by_conditions(effect, c) for c in (conditions, conditions + more))
    assert 0 < worse <= better <= 1


def test_a_quarter_of_the_appeal_is_half_of_the_access_at_sensitivity_two():
    assert rules.chip_access(1.0, 4.0, 2.0) == pytest.approx(0.5)
    assert rules.chip_access(4.0, 4.0, 2.0) == pytest.approx(1.0)
    assert rules.chip_access(0.0, 0.0, 2.0) == 1.0


@given(st.floats(0, 1e3), st.floats(0, 1e3), st.floats(1e-3, 1e3), st.floats(0.5, 5))
def test_more_on_sale_is_more_access_and_never_more_than_all(offered, more, desired, sensitivity):
    low, high = (rules.chip_access(o, desired, sensitivity) for o in (offered, offered + more))
    assert 0 <= low <= high * (1 + 1e-12)
    assert high <= 1 + 1e-12


def test_half_of_the_access_leaves_the_root_of_half_at_elasticity_a_half():
    assert rules.left_by_access(0.5, 0.5) == pytest.approx(math.sqrt(0.5))
    assert rules.left_by_access(0.5, 0.0) == pytest.approx(1.0)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 2))
def test_less_access_leaves_no_more_of_a_budget(one, other, elasticity):
    low, high = (rules.left_by_access(access, elasticity) for access in sorted((one, other)))
    assert 0 <= low <= high * (1 + 1e-12)
    assert high <= 1 + 1e-12


def test_a_climate_is_what_liquidity_conditions_and_access_leave_together():
    assert rules.climate(0.5, 0.8, 1.0) == pytest.approx(0.4)
    assert rules.climate(1.0, 1.0, 1.0) == 1.0


@given(st.lists(st.just(0.0) | st.floats(1e-6, 100), min_size=1, max_size=20), st.floats(0, 1000))
def test_shares_add_up_to_the_total(weights, total):
    everything = sum(weights)
    parts = [rules.share_of(total, weight, everything) for weight in weights]
    assert sum(parts) == pytest.approx(total if everything > 0 else 0.0)


@given(st.floats(0, 2), st.floats(-3, 3), st.floats(0, 0.5), st.floats(-6, 6))
def test_growth_of_sentiment_is_never_negative(sensitivity, progress, spread, shock):
    assert rules.sentiment_growth(sensitivity, 1.0, progress, 1.0, spread, shock) > 0


@given(st.floats(0, 10), st.floats(15, 35), st.floats(0, 10), st.floats(0, 3))
def test_a_lab_at_the_frontier_has_the_weight_of_its_place_and_others_have_less(
    bias, frontier, behind, sensitivity
):
    weight = rules.attraction(bias, frontier - behind, frontier, sensitivity)
    assert 0 <= weight <= bias * (1 + 1e-12)
    assert rules.attraction(bias, frontier, frontier, sensitivity) == pytest.approx(bias)


def test_an_investor_of_half_the_expectation_takes_a_surprise_half_as_strongly():
    full, half = (rules.sentiment_growth(0.4, w, 1.5, 1.0, 0.1, 0.0) for w in (1.0, 0.5))
    assert full == pytest.approx(math.exp(0.05))
    assert half == pytest.approx(math.exp(0.025))


def test_progress_is_counted_against_a_year_ago():
    assert rules.progress_over_a_year(25.5, 24.75) == 0.75


def test_a_quarter_of_the_pool_is_committed():
    assert rules.commitment(8.0, 1.5, 0.5, 1.0, 0.0) == pytest.approx(1.5)
    # half the liquidity halves the pool, and not what the state's plan adds
    assert rules.commitment(8.0, 1.5, 0.5, 0.5, 4.0) == pytest.approx(1.75)


def test_what_a_plan_leaves_after_chip_plants_is_shared_by_state_investors():
    assert rules.plan_money_for_labs(20.0, 0.6, 0.25) == pytest.approx(2.0)
    assert rules.plan_money_for_labs(0.0, 0.6, 0.25) == 0.0


def test_amounts_are_spread_evenly_over_the_months_of_a_year_and_of_a_quarter():
    assert rules.monthly(6.0) == 0.5
    assert rules.monthly_instalment(6.0) == 2.0


def test_a_market_half_open_to_a_lab_halves_its_weight():
    assert rules.weight_in_choice(0.5, 3.0) == 1.5
    assert rules.weight_in_choice(2.0, math.exp(-0.7)) == rules.attraction(2.0, 25.0, 26.0, 0.7)


def test_half_of_barred_money_goes_home_by_the_weights_of_labs_there():
    # of 8 bn, 4 go home; a lab with one of the four parts of weight gets 1
    assert rules.diverted_money(8.0, 0.5, 1.0, 4.0) == pytest.approx(1.0)
    assert rules.diverted_money(8.0, 0.5, 1.0, 0.0) == 0.0
