"""Know-how and breakthroughs: worked examples and laws."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import knowledge as rules

POSITIVE = st.floats(1e-3, 1e3)
DEX = st.floats(0, 10)
RATE = st.floats(0, 1)


def test_research_at_the_reference_adds_the_rate():
    assert rules.know_how_growth(0.5, 0.5, 0.03, 0.2, 1.0) == pytest.approx(0.03)
    assert rules.know_how_growth(0.5, 0.5, 0.03, 0.2, 0.5) == pytest.approx(0.015)
    assert rules.know_how_growth(0.0, 0.5, 0.03, 0.2, 1.0) == 0.0


@given(POSITIVE, POSITIVE, st.floats(0.05, 0.9))
def test_returns_to_research_diminish(research, reference, elasticity):
    once = rules.know_how_growth(research, reference, 0.03, elasticity, 1.0)
    twice = rules.know_how_growth(2 * research, reference, 0.03, elasticity, 1.0)
    assert once < twice < 2 * once


@given(POSITIVE, POSITIVE)
def test_without_elasticity_any_spending_earns_the_rate(research, reference):
    assert rules.know_how_growth(research, reference, 0.03, 0.0, 1.0) == pytest.approx(0.03)


def test_a_hundredth_of_the_compute_starves_experiments_or_drives_efficiency():
    assert rules.scarcity_factor(100.0, 10_000.0, 0.5) == pytest.approx(0.1)
    assert rules.scarcity_factor(100.0, 10_000.0, -0.5) == pytest.approx(10.0)
    assert rules.scarcity_factor(0.0, 10_000.0, 1.0) == pytest.approx(1e-3)


@given(st.floats(0, 1e9), POSITIVE, st.floats(-0.5, 0.5))
def test_scarcity_is_a_bounded_factor_and_nothing_at_the_reference(compute, reference, elasticity):
    most = 1e3 ** abs(elasticity)
    factor = rules.scarcity_factor(compute, reference, elasticity)
    assert 1 / most * (1 - 1e-12) <= factor <= most * (1 + 1e-12)
    assert rules.scarcity_factor(reference, reference, elasticity) == pytest.approx(1.0)


@given(POSITIVE, POSITIVE, st.floats(1, 10), st.floats(0, 0.5))
def test_more_compute_helps_research_that_needs_it(compute, reference, factor, elasticity):
    less, more = (
        rules.scarcity_factor(c, reference, elasticity) for c in (compute, factor * compute)
    )
    assert less <= more * (1 + 1e-12)


@given(DEX, DEX, RATE)
def test_spillover_never_flows_uphill_nor_past_the_best(own, best, rate):
    gained = rules.spillover(own, best, rate)
    assert gained >= 0
    assert own + gained <= max(own, best) + 1e-12


def test_a_month_adds_what_a_lab_finds_and_what_flows_in_from_both_sides():
    # 0.03 found; a tenth of the half dex to the best at home, a fiftieth of the dex to those abroad
    after = rules.knowledge_after_a_month(2.0, 0.03, 2.5, 3.0, 0.1, 0.02)
    assert after == pytest.approx(2.0 + 0.03 + 0.05 + 0.02)


def test_the_best_lab_of_all_learns_from_itself_alone():
    assert rules.knowledge_after_a_month(3.0, 0.03, 3.0, 2.0, 0.1, 0.1) == pytest.approx(3.03)


def test_a_hundredth_of_the_distance_to_the_best_leaks():
    assert rules.with_leaks(2.0, 3.0, 0.01) == pytest.approx(2.01)
    assert rules.with_leaks(3.0, 2.0, 0.01) == 3.0


@given(DEX, DEX, RATE, RATE)
def test_more_leaks_teach_more_and_never_past_the_best(own, best, rate, other):
    less, more = (rules.with_leaks(own, best, r) for r in sorted((rate, other)))
    assert own <= less <= more <= max(own, best) + 1e-12


def test_the_worlds_rate_of_breakthroughs_is_shared_by_research():
    shares = [rules.breakthrough_chance(0.6, research, 4.0) for research in (1.0, 3.0)]
    assert sum(shares) == pytest.approx(0.6 / 12)
    assert rules.breakthrough_chance(0.6, 0.0, 0.0) == 0.0


@given(st.floats(0, 5), st.lists(POSITIVE, min_size=1, max_size=50))
def test_more_labs_make_no_more_breakthroughs(a_year, spending):
    chances = [rules.breakthrough_chance(a_year, s, sum(spending)) for s in spending]
    assert sum(chances) == pytest.approx(a_year / 12)


def test_the_median_breakthrough_is_that_of_a_weibull_of_shape_two():
    assert rules.breakthrough_size(0.4, 0.02, 0.01) == pytest.approx(
        0.8 * math.sqrt(math.log(2) / math.pi)
    )


def test_breakthroughs_have_their_mean_and_a_spread_of_half_of_it():
    sizes = [rules.breakthrough_size(0.6, 1.0, (n + 0.5) / 100_000) for n in range(100_000)]
    assert statistics.fmean(sizes) == pytest.approx(0.6, rel=1e-3)
    assert statistics.pstdev(sizes) == pytest.approx(0.6 * math.sqrt(4 / math.pi - 1), rel=1e-3)
    assert sum(0.3 <= size <= 1.2 for size in sizes) == pytest.approx(77_850, abs=100)


@given(st.floats(0.01, 2))
def test_one_breakthrough_in_a_million_is_no_more_than_five_times_the_mean(mean):
    assert rules.breakthrough_size(mean, 0.01, 1e-8) < 5 * mean


@given(st.floats(0.01, 2), st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9))
def test_breakthroughs_are_gains_and_rarer_the_larger(mean, one, other):
    sizes = [rules.breakthrough_size(mean, 1.0, draw) for draw in sorted((one, other))]
    assert sizes[0] >= sizes[1] >= 0


@given(st.floats(0.01, 2), st.floats(1e-6, 0.2))
def test_a_breakthrough_that_only_just_comes_is_small(mean, chance):
    assert rules.breakthrough_size(mean, chance, chance * (1 - 1e-9)) < 1e-4 * mean
