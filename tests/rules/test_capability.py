"""Capability: worked examples and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import capability as rules

LOG_FLOP = st.floats(15, 45)
DEX = st.floats(0.01, 3)
SHARE = st.floats(0.001, 1)


def test_a_thousand_h100_for_a_hundred_days_at_full_use_make_8_5e24_flop():
    flop = rules.training_compute(1000.0, 0.0, 1.0, 1.0, 100.0)
    assert flop == pytest.approx(math.log10(1000 * 989e12 * 86400 * 100))


def test_no_compute_trains_nothing():
    assert rules.training_compute(0.0, 0.0, 0.5, 0.4, 90.0) == 0.0


def test_know_how_and_breakthroughs_are_factors_on_compute():
    assert rules.own_capability(24.0, 1.5, 0.5) == 26.0


def test_half_a_teacher_is_worth_three_tenths_of_a_dex_less():
    assert rules.passed_on(26.0, 0.5) == pytest.approx(26 - 0.30103, abs=1e-5)
    assert rules.passed_on(26.0, 0.0) == 0.0


def test_two_equal_teachers_are_worth_three_tenths_of_a_dex_more_than_one():
    assert rules.taught_by_both(26.0, 26.0) == pytest.approx(26.30103, abs=1e-5)


@given(LOG_FLOP, LOG_FLOP)
def test_a_second_teacher_never_takes_away(one, other):
    both = rules.taught_by_both(one, other)
    assert max(one, other) <= both <= max(one, other) + 0.30103


@given(LOG_FLOP, LOG_FLOP, LOG_FLOP)
def test_without_absorptive_capacity_nothing_is_learned(own, taught, best):
    assert rules.absorbed_capability(own, taught, best, 0.0) == own


@given(LOG_FLOP, LOG_FLOP, LOG_FLOP, DEX)
def test_a_pupil_gains_but_never_outdoes_its_teacher(own, taught, best, capacity):
    reached = rules.absorbed_capability(own, taught, best, capacity)
    assert own <= reached
    assert reached <= max(own, best) + 1e-9
    assert reached <= own + capacity


@given(LOG_FLOP, DEX, DEX)
def test_more_absorptive_capacity_lifts_more(own, low, more):
    taught = own + 2
    lifted = [rules.absorbed_capability(own, taught, taught, k) for k in (low, low + more)]
    assert lifted[0] <= lifted[1]


def test_absorptive_capacity_grows_with_know_how_and_stays_above_zero():
    assert rules.absorptive_capacity(0.3, 0.2, 2.0) == pytest.approx(0.7)
    assert rules.absorptive_capacity(0.3, 0.2, -5.0) == 0.0


def test_lineage_is_the_largest_term_and_of_equals_the_labs_own():
    assert rules.lineage(26.0, 26.0, 25.0) == rules.OWN
    assert rules.lineage(25.0, 26.0, 25.5) == rules.OPEN_WEIGHTS
    assert rules.lineage(25.0, 25.5, 26.0) == rules.DISTILLED


@given(LOG_FLOP, LOG_FLOP, LOG_FLOP, DEX)
def test_a_lab_that_is_ahead_of_its_teachers_learns_nothing(own, behind, further, capacity):
    taught, best = own - behind / 100, own - further / 100
    assert rules.absorbed_capability(own, taught, best, capacity) == own


def test_a_pupil_far_behind_gains_no_more_than_it_can_absorb():
    assert rules.absorbed_capability(20.0, 30.0, 30.0, 0.7) == pytest.approx(20.7, abs=1e-5)
    near = rules.absorbed_capability(20.0, 20.01, 30.0, 0.7)
    assert near == pytest.approx(20.01, abs=1e-4)


def test_a_gain_of_one_capacity_passes_on_all_but_one_part_in_e():
    reached = rules.absorbed_capability(20.0, 21.0, 25.0, 1.0)
    assert reached == pytest.approx(20 + 1 - 1 / math.e)


@given(LOG_FLOP, st.floats(0, 10), st.floats(0, 10), DEX)
def test_a_better_teacher_teaches_more(own, gain, more, capacity):
    one, other = (
        rules.absorbed_capability(own, own + g, own + g, capacity) for g in (gain, gain + more)
    )
    assert one <= other


@given(LOG_FLOP, LOG_FLOP)
def test_teachers_add_in_any_order(one, other):
    assert rules.taught_by_both(one, other) == rules.taught_by_both(other, one)
    assert rules.taught_by_both(one, other) == pytest.approx(
        math.log10(10**one + 10**other), abs=1e-9
    )


def test_closing_one_channel_costs_something_while_the_other_is_open():
    weights, outputs = rules.passed_on(26.0, 0.4), rules.passed_on(26.3, 0.2)
    both = rules.taught_by_both(weights, outputs)
    assert rules.taught_by_both(weights, rules.passed_on(26.3, 0.0)) < both
    assert rules.taught_by_both(rules.passed_on(26.0, 0.0), outputs) < both


@given(LOG_FLOP, SHARE)
def test_no_teacher_passes_on_more_than_it_is(teacher, share):
    assert 0 <= rules.passed_on(teacher, share) <= teacher


@given(st.floats(1, 1e8), st.floats(0.001, 0.9), st.floats(0.1, 0.6), st.floats(10, 300))
def test_ten_times_the_chips_train_one_dex_more(chips, share, utilisation, days):
    one, ten = (
        rules.training_compute(c, 0.0, share, utilisation, days) for c in (chips, 10 * chips)
    )
    assert ten - one == pytest.approx(1.0)


def test_rented_compute_trains_as_well_as_ones_own():
    own = rules.training_compute(1000.0, 0.0, 0.5, 0.4, 90.0)
    assert rules.training_compute(400.0, 600.0, 0.5, 0.4, 90.0) == own


def test_a_base_model_is_its_run_times_its_random_error():
    assert rules.base_model(25.0, 0.25, -1.0) == 24.75


def test_a_capability_at_the_start_is_its_base_with_know_how():
    base = rules.base_at_start(21.5, 0.5)
    assert base == 21.0
    assert rules.own_capability(base, 0.5, 0.0) == 21.5


def test_a_model_below_the_threshold_is_not_released():
    assert rules.is_improvement(25.25, 25.0, 0.125)
    assert not rules.is_improvement(25.125, 25.0, 0.125)
