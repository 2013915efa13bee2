"""Labs: worked examples and laws."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import labs as rules

POSITIVE = st.floats(1e-3, 1e3)


def test_a_market_grows_by_its_elasticity_and_saturates():
    assert rules.market_size(1.0, 1e12, 0.3, 22.0, 21.0) == pytest.approx(10**0.3)
    assert rules.market_size(1.0, 500.0, 0.3, 60.0, 20.0) == pytest.approx(500.0, rel=1e-3)


def test_a_chip_of_twice_the_value_has_the_squared_appeal_at_sensitivity_two():
    one = rules.order_appeal(300.0, 1.0, 10_000.0, 2.0)
    two = rules.order_appeal(600.0, 1.0, 10_000.0, 2.0)
    assert two == pytest.approx(4 * one)
    assert rules.order_appeal(0.0, 1.0, 10_000.0, 2.0) == 0.0


def test_research_at_the_reference_adds_the_rate():
    assert rules.know_how_growth(0.5, 0.5, 0.03, 0.2) == pytest.approx(0.03)
    assert rules.know_how_growth(0.0, 0.5, 0.03, 0.2) == 0.0


@given(POSITIVE, POSITIVE, st.floats(0.05, 0.9))
def test_returns_to_research_diminish(research, reference, elasticity):
    once = rules.know_how_growth(research, reference, 0.03, elasticity)
    twice = rules.know_how_growth(2 * research, reference, 0.03, elasticity)
    assert once < twice < 2 * once


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 1))
def test_spillover_never_flows_uphill_nor_past_the_best(own, best, rate):
    gained = rules.spillover(own, best, rate)
    assert gained >= 0
    assert own + gained <= max(own, best) + 1e-12


def test_the_worlds_rate_of_breakthroughs_is_shared_by_research():
    shares = [rules.breakthrough_chance(0.6, research, 4.0) for research in (1.0, 3.0)]
    assert sum(shares) == pytest.approx(0.6 / 12)
    assert rules.breakthrough_chance(0.6, 0.0, 0.0) == 0.0


def test_the_median_breakthrough_is_that_of_a_weibull_of_shape_two():
    assert rules.breakthrough_size(0.4, 0.5) == pytest.approx(
        0.8 * math.sqrt(math.log(2) / math.pi)
    )


def test_breakthroughs_have_their_mean_and_a_spread_of_half_of_it():
    sizes = [rules.breakthrough_size(0.6, (n + 0.5) / 100_000) for n in range(100_000)]
    assert statistics.fmean(sizes) == pytest.approx(0.6, rel=1e-3)
    assert statistics.pstdev(sizes) == pytest.approx(0.6 * math.sqrt(4 / math.pi - 1), rel=1e-3)
    assert sum(0.3 <= size <= 1.2 for size in sizes) == pytest.approx(77_850, abs=100)


@given(st.floats(0.01, 2))
def test_one_breakthrough_in_a_million_is_no_more_than_five_times_the_mean(mean):
    assert rules.breakthrough_size(mean, 1e-6) < 5 * mean


def test_half_of_the_ceiling_is_reached_at_the_midpoint():
    assert rules.typical_run_share(60.0, 1.0, 0.0, 0.3, 60.0, 0.1) == pytest.approx(0.15)
    assert rules.typical_run_share(600.0, 1.0, 0.0, 0.3, 60.0, 0.1) == pytest.approx(0.3)


def test_a_lab_that_came_a_year_later_does_what_leaders_did_a_year_before():
    later = rules.typical_run_share(72.0, 1.0, 12.0, 0.3, 60.0, 0.1)
    assert later == pytest.approx(rules.typical_run_share(60.0, 1.0, 0.0, 0.3, 60.0, 0.1))


@given(st.floats(0, 1), st.floats(0, 3), st.floats(0, 2), st.floats(-6, 6))
def test_no_run_takes_more_than_nine_tenths(typical, boldness, spread, draw):
    assert 0 <= rules.run_share(typical, boldness, spread, draw) <= 0.9


@given(st.floats(1e-9, 1 - 1e-9), st.integers(0, 10), st.integers(0, 20))
def test_whole_months_stay_within_their_bounds(draw, low, more):
    months = rules.whole_months(draw, float(low), float(low + more))
    assert low <= months <= low + more
    assert months == int(months)


@given(POSITIVE, POSITIVE, st.floats(0, 1), st.floats(15, 35), st.floats(0, 5))
def test_a_better_model_never_shrinks_a_market_nor_breaks_its_ceiling(
    start, ceiling, elasticity, frontier, more
):
    small, large = (
        rules.market_size(start, ceiling, elasticity, f, 20.0) for f in (frontier, frontier + more)
    )
    assert small <= large * (1 + 1e-12)
    assert large <= ceiling * (1 + 1e-12)


@given(st.floats(1, 1e4), st.floats(0.01, 1), st.floats(100, 1e5), st.floats(0.1, 5))
def test_a_dearer_chip_appeals_less(throughput, usability, price, sensitivity):
    cheap, dear = (
        rules.order_appeal(throughput, usability, p, sensitivity) for p in (price, 2 * price)
    )
    assert 0 < dear < cheap


@given(POSITIVE, POSITIVE)
def test_without_elasticity_any_spending_earns_the_rate(research, reference):
    assert rules.know_how_growth(research, reference, 0.03, 0.0) == pytest.approx(0.03)


@given(st.floats(0, 5), st.lists(POSITIVE, min_size=1, max_size=50))
def test_more_labs_make_no_more_breakthroughs(a_year, spending):
    chances = [rules.breakthrough_chance(a_year, s, sum(spending)) for s in spending]
    assert sum(chances) == pytest.approx(a_year / 12)


@given(st.floats(0.01, 2), st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9))
def test_breakthroughs_are_gains_and_rarer_the_larger(mean, one, other):
    sizes = [rules.breakthrough_size(mean, draw) for draw in sorted((one, other))]
    assert sizes[0] >= sizes[1] >= 0


@given(st.floats(0, 240), st.floats(0, 24), st.floats(0.01, 1), st.floats(0, 120))
def test_belief_in_scale_only_spreads(month, later, ceiling, midpoint):
    now, then = (
        rules.typical_run_share(at, 1.0, 0.0, ceiling, midpoint, 0.05)
        for at in (month, month + later)
    )
    assert 0 < now <= then <= ceiling


@given(st.floats(0, 240), st.floats(0, 24), st.floats(0.01, 1), st.floats(0, 120))
def test_labs_that_scale_later_train_on_less_and_catch_up(month, delay, ceiling, midpoint):
    leading, late = (
        rules.typical_run_share(month, 1.0, d, ceiling, midpoint, 0.11) for d in (0.0, delay)
    )
    assert 0 < late <= leading
    at_the_end = rules.typical_run_share(600.0, 1.0, delay, ceiling, midpoint, 0.11)
    assert at_the_end == pytest.approx(ceiling)


def test_an_ordinary_generation_runs_on_the_typical_share():
    assert rules.run_share(0.2, 1.0, 0.8, 0.0) == pytest.approx(0.2)
    assert rules.run_share(0.2, 1.0, 0.8, 1.0) == pytest.approx(0.2 * math.exp(0.8))
    assert rules.run_share(0.2, 1.0, 0.8, 6.0) == 0.9


def test_every_number_of_months_is_as_likely():
    drawn = [rules.whole_months((n + 0.5) / 700, 6.0, 12.0) for n in range(700)]
    assert [drawn.count(float(months)) for months in range(6, 13)] == [100] * 7


def test_half_as_late_is_half_the_delay():
    half = rules.typical_run_share(60.0, 0.5, 24.0, 0.3, 60.0, 0.1)
    assert half == rules.typical_run_share(60.0, 1.0, 12.0, 0.3, 60.0, 0.1)


def test_a_month_adds_what_a_lab_finds_and_what_flows_in_from_both_sides():
    # 0.03 found; a tenth of the half dex to the best at home, a fiftieth of the dex to those abroad
    after = rules.knowledge_after_a_month(2.0, 0.03, 2.5, 3.0, 0.1, 0.02)
    assert after == pytest.approx(2.0 + 0.03 + 0.05 + 0.02)


def test_the_best_lab_of_all_learns_from_itself_alone():
    assert rules.knowledge_after_a_month(3.0, 0.03, 3.0, 2.0, 0.1, 0.1) == pytest.approx(3.03)
