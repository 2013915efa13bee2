"""Training runs: worked examples and laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import training as rules

MONTH = st.floats(0, 240)
INTERVAL = st.floats(1, 24)
DRAW = st.floats(1e-9, 1 - 1e-9)
SHARE = st.floats(0, 1)


def test_a_newcomer_trains_when_its_first_money_has_bought_compute():
    due = rules.first_launch(60.0)
    assert due == 60.0 + rules.MONTHS_TO_FIRST_RUN
    chances = [rules.launch_chance(due + after, due, 12.0, 4.0) for after in (-1.0, 0.0, 1.0)]
    assert chances == pytest.approx([0.0, 1.0, 1 / 9])


def test_a_lab_of_the_start_may_launch_at_once():
    assert rules.launch_chance(0.0, rules.first_launch(0.0), 12.0, 4.0) == pytest.approx(1 / 9)


@given(st.integers(1, 6), st.floats(0, 20))
def test_launches_are_their_interval_apart_on_average(length, longer):
    chance = rules.launch_chance(9.0, -1.0, length + longer, float(length))
    # a run of some months, then as many failures as a geometric number has before its success
    assert length + (1 - chance) / chance == pytest.approx(length + longer)


def test_the_mean_length_of_runs_is_in_the_middle():
    lengths = [rules.whole_months((n + 0.5) / 400, 2.0, 5.0) for n in range(400)]
    assert rules.mean_run_length(2.0, 5.0) == pytest.approx(np.mean(lengths))


@pytest.mark.parametrize("interval", [1.5, 3.0, 6.0])
def test_updates_come_once_an_interval_on_average(interval):
    draws = (np.arange(6000) + 0.5) / 6000
    assert rules.is_updated(draws, interval).mean() == pytest.approx(1 / interval, abs=1e-3)


def test_every_number_of_months_is_as_likely():
    drawn = [rules.whole_months((n + 0.5) / 700, 6.0, 12.0) for n in range(700)]
    assert [drawn.count(float(months)) for months in range(6, 13)] == [100] * 7


@given(DRAW, st.integers(0, 10), st.integers(0, 20))
def test_whole_months_stay_within_their_bounds(draw, low, more):
    months = rules.whole_months(draw, float(low), float(low + more))
    assert low <= months <= low + more
    assert months == int(months)


def test_half_of_the_ceiling_is_reached_at_the_midpoint():
    assert rules.typical_run_share(60.0, 1.0, 0.0, 0.3, 60.0, 0.1) == pytest.approx(0.15)
    assert rules.typical_run_share(600.0, 1.0, 0.0, 0.3, 60.0, 0.1) == pytest.approx(0.3)


def test_a_lab_that_came_a_year_later_does_what_leaders_did_a_year_before():
    later = rules.typical_run_share(72.0, 1.0, 12.0, 0.3, 60.0, 0.1)
    assert later == pytest.approx(rules.typical_run_share(60.0, 1.0, 0.0, 0.3, 60.0, 0.1))


def test_half_as_late_is_half_the_delay():
    half = rules.typical_run_share(60.0, 0.5, 24.0, 0.3, 60.0, 0.1)
    assert half == rules.typical_run_share(60.0, 1.0, 12.0, 0.3, 60.0, 0.1)


@given(MONTH, st.floats(0, 24), st.floats(0.01, 1), st.floats(0, 120))
def test_the_typical_share_of_compute_in_one_run_never_falls(month, later, ceiling, midpoint):
    now, then = (
        rules.typical_run_share(at, 1.0, 0.0, ceiling, midpoint, 0.05)
        for at in (month, month + later)
    )
    assert 0 < now <= then <= ceiling


@given(MONTH, st.floats(0, 24), st.floats(0.01, 1), st.floats(0, 120))
def test_a_lab_that_came_later_to_scale_trains_on_less_and_catches_up(
    month, delay, ceiling, midpoint
):
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


@given(SHARE, st.floats(0, 3), st.floats(0, 2), st.floats(-6, 6))
def test_no_run_takes_more_than_nine_tenths(typical, boldness, spread, draw):
    assert 0 <= rules.run_share(typical, boldness, spread, draw) <= 0.9


def test_a_thousand_h100_for_a_hundred_days_at_full_use_make_8_5e24_flop():
    flop = rules.training_compute(1000.0, 0.0, 0.0, 1.0, 1.0, 100.0)
    assert flop == pytest.approx(math.log10(1000 * 989e12 * 86400 * 100))


def test_no_compute_trains_nothing():
    assert rules.training_compute(0.0, 0.0, 0.0, 0.5, 0.4, 90.0) == 0.0
    assert rules.training_compute(1000.0, 500.0, 1.0, 0.5, 0.4, 90.0) == 0.0


def test_leased_compute_trains_as_well_as_ones_own():
    own = rules.training_compute(1000.0, 0.0, 0.25, 0.5, 0.4, 90.0)
    assert rules.training_compute(400.0, 600.0, 0.25, 0.5, 0.4, 90.0) == own


@given(st.floats(1, 1e8), st.floats(0.001, 0.9), st.floats(0.1, 0.6), st.floats(10, 300))
def test_ten_times_the_chips_train_one_dex_more(chips, share, utilisation, days):
    one, ten = (
        rules.training_compute(c, 0.0, 0.0, share, utilisation, days) for c in (chips, 10 * chips)
    )
    assert ten - one == pytest.approx(1.0)


@given(st.floats(1, 1e8), SHARE, st.floats(0, 0.5))
def test_compute_that_serves_customers_trains_nothing(chips, serving, more):
    less, all_ = (
        rules.training_compute(chips, 0.0, part, 0.5, 0.4, 90.0)
        for part in (min(1.0, serving + more), serving)
    )
    assert less <= all_


def test_a_gap_in_data_falls_to_a_third_in_its_erosion_time():
    assert rules.data_gap(1.0, 0.3, 60.0, 0.0) == 0.3
    assert rules.data_gap(0.5, 0.3, 60.0, 60.0) == pytest.approx(0.15 / math.e)
    assert rules.data_gap(0.0, 0.3, 60.0, 12.0) == 0.0


@given(SHARE, st.floats(-1, 1), st.floats(6, 600), MONTH, st.floats(0, 60))
def test_a_gap_in_data_only_erodes_and_keeps_its_sign(part, at_start, time, month, more):
    now, later = (rules.data_gap(part, at_start, time, at) for at in (month, month + more))
    assert abs(later) <= abs(now) <= abs(at_start)
    assert now * at_start >= 0


def test_a_base_is_its_run_less_the_gap_in_data_plus_chance():
    assert rules.base_model(25.0, 0.5, 0.25, -1.0) == 24.25


def test_a_capability_at_the_start_is_its_base_with_know_how():
    assert rules.base_at_start(21.5, 0.5) == 21.0
