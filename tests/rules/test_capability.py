"""Capability: worked examples and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import capability as rules
from sim.rules.training import base_at_start

LOG_FLOP = st.floats(15, 45)
DEX = st.floats(0.01, 3)
SHARE = st.floats(0, 1)


def test_know_how_and_breakthroughs_are_factors_on_compute():
    assert rules.own_capability(24.0, 1.5, 0.5) == 26.0


def test_a_capability_at_the_start_is_its_base_with_know_how():
    assert rules.own_capability(base_at_start(21.5, 0.5), 0.5, 0.0) == 21.5


def test_passing_on_half_of_the_compute_costs_three_tenths_of_a_dex():
    assert rules.passed_on(26.0, 0.5) == pytest.approx(26 - 0.30103, abs=1e-5)
    assert rules.passed_on(26.0, 0.0) == 0.0


@given(LOG_FLOP, st.floats(0.001, 1))
def test_no_teacher_passes_on_more_than_its_own_capability(teacher, share):
    assert 0 <= rules.passed_on(teacher, share) <= teacher


def test_an_update_closes_a_part_of_the_gap_to_closed_models():
    assert rules.distilled(0.5, 1.5, 0.4) == pytest.approx(0.9)
    assert rules.distilled(1.5, 0.5, 0.4) == 1.5


@given(st.floats(0, 5), st.floats(0, 5), SHARE, SHARE)
def test_distillation_lifts_by_its_part_and_never_past_the_teacher(own, teacher, part, other):
    less, more = (rules.distilled(own, teacher, p) for p in sorted((part, other)))
    assert own <= less <= more <= max(own, teacher) + 1e-12


@given(st.floats(0, 5), st.floats(0, 5))
def test_nobody_learns_from_outputs_that_are_closed_to_it(own, teacher):
    assert rules.distilled(own, teacher, 0.0) == own


def test_absorptive_capacity_grows_with_know_how_and_stays_above_zero():
    assert rules.absorptive_capacity(0.3, 0.2, 2.0) == pytest.approx(0.7)
    assert rules.absorptive_capacity(0.3, 0.2, -5.0) == 0.0


@given(LOG_FLOP, LOG_FLOP)
def test_without_absorptive_capacity_nothing_is_learned(own, taught):
    assert rules.absorbed_capability(own, taught, 0.0) == own


@given(LOG_FLOP, LOG_FLOP, DEX)
def test_a_pupil_gains_but_never_outdoes_its_teacher(own, taught, capacity):
    reached = rules.absorbed_capability(own, taught, capacity)
    assert own <= reached
    assert reached <= max(own, taught) + 1e-9
    assert reached <= own + capacity


@given(LOG_FLOP, DEX, DEX)
def test_more_absorptive_capacity_lifts_more(own, low, more):
    lifted = [rules.absorbed_capability(own, own + 2, k) for k in (low, low + more)]
    assert lifted[0] <= lifted[1]


@given(LOG_FLOP, st.floats(0, 10), st.floats(0, 10), DEX)
def test_a_better_teacher_teaches_more(own, gain, more, capacity):
    one, other = (rules.absorbed_capability(own, own + g, capacity) for g in (gain, gain + more))
    assert one <= other


@given(LOG_FLOP, LOG_FLOP, DEX)
def test_a_lab_that_is_ahead_of_its_teachers_learns_nothing(own, behind, capacity):
    assert rules.absorbed_capability(own, own - behind / 100, capacity) == own


def test_a_pupil_far_behind_gains_no_more_than_it_can_absorb():
    assert rules.absorbed_capability(20.0, 30.0, 0.7) == pytest.approx(20.7, abs=1e-5)
    assert rules.absorbed_capability(20.0, 20.01, 0.7) == pytest.approx(20.01, abs=1e-4)


def test_a_gain_of_one_capacity_passes_on_all_but_one_part_in_e():
    assert rules.absorbed_capability(20.0, 21.0, 1.0) == pytest.approx(20 + 1 - 1 / math.e)


def test_what_does_not_pass_the_threshold_is_not_released():
    assert rules.is_improvement(25.25, 25.0, 0.125)
    assert not rules.is_improvement(25.125, 25.0, 0.125)


def test_a_lab_half_a_dex_behind_opens_its_weights_and_a_leading_one_sells():
    assert rules.is_opened(24.5, 25.0, 0.25)
    assert not rules.is_opened(24.75, 25.0, 0.25)
    assert not rules.is_opened(25.5, 25.0, 0.25)


@given(LOG_FLOP, LOG_FLOP, st.floats(0, 2), st.floats(0, 2))
def test_a_wider_margin_opens_no_more(capability, best, margin, more):
    if rules.is_opened(capability, best, margin + more):
        assert rules.is_opened(capability, best, margin)
