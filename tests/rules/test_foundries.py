"""Foundries: worked examples and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import foundries as rules

AMOUNT = st.floats(0, 1e6)
SHARE = st.floats(0, 1)


def test_at_a_yield_of_two_fifths_ten_chips_give_four_good_ones():
    assert rules.good_chips(10.0, 0.4) == pytest.approx(4.0)


@given(AMOUNT, SHARE)
def test_foreign_and_domestic_orders_add_up(amount, part):
    both = rules.part_from_abroad(amount, part) + rules.part_from_home(amount, part)
    assert both == pytest.approx(amount)


def test_a_designer_is_filled_as_its_foundries_are_by_the_parts_they_make():
    assert rules.mean_of_foundries(0.75, 1.0, 0.2) == pytest.approx(0.8)
    assert rules.mean_of_foundries(0.0, 1.0, 0.2) == pytest.approx(0.2)


def test_the_foundry_with_more_orders_makes_a_larger_part():
    # three quarters asked abroad and made in full: 0.75 of the 0.8 that were made
    assert rules.share_delivered_abroad(0.75, 1.0, 0.8) == pytest.approx(0.9375)
    assert rules.share_delivered_abroad(0.75, 0.0, 0.0) == 0.0


def test_twice_the_orders_that_can_be_made_are_a_scarcity_of_two():
    assert rules.scarcity(200.0, 100.0) == 2.0
    assert rules.scarcity(200.0, 0.0) == 1.0


def test_a_foundry_that_makes_nothing_is_tight_and_its_tightness_finite():
    assert rules.tightness(200.0, 100.0) == 2.0
    assert rules.tightness(1.0, 0.0) == pytest.approx(1e9)
    assert rules.tightness(0.0, 0.0) == 0.0


def test_half_of_the_orders_made_is_a_fill_rate_of_one_half():
    assert rules.fill_rate(50.0, 100.0) == 0.5
    assert rules.fill_rate(0.0, 0.0) == 1.0


def test_a_fee_is_a_share_of_revenue():
    assert rules.foundry_fee(4.0, 0.1) == pytest.approx(0.4)


def test_a_plan_of_24_bn_a_year_gives_half_of_its_chip_money_to_a_foundry_with_half_the_part():
    # 24 / 12 = 2 bn a month, 0.6 of it for chip plants, half of that for this foundry
    assert rules.state_support(0.1, 24.0, 0.6, 0.5) == pytest.approx(0.7)


def test_plants_add_to_foundries_by_their_capacity():
    assert rules.plants_for_foundry(2.0, 0.25, 30.0, 120.0) == pytest.approx(0.125)


def test_a_foundry_invests_fees_state_money_and_plants():
    assert rules.foundry_investment(0.4, 0.5, 0.7, 0.125) == pytest.approx(1.025)


def test_a_foundry_starts_no_more_chips_than_it_can():
    assert rules.chips_started(30.0, 0.5, 100.0) == pytest.approx(60.0)
    assert rules.chips_started(80.0, 0.5, 100.0) == 100.0
    assert rules.chips_started(1.0, 0.0, 100.0) == 100.0


def test_denied_tools_leave_capacity_to_wear_out():
    assert rules.capacity_after_a_month(100.0, 5.0, 0.0, 0.01) == pytest.approx(104.0)
    assert rules.capacity_after_a_month(100.0, 5.0, 1.0, 0.01) == pytest.approx(99.0)


def test_a_year_at_the_capacity_of_the_start_adds_one_year_of_experience():
    experience = 1.0
    for _ in range(12):
        experience = rules.experience_after_a_month(experience, 50.0, 0.0, 50.0)
    assert experience == pytest.approx(2.0)
    assert rules.experience_after_a_month(2.0, 50.0, 1.0, 50.0) == 2.0


def test_denied_lithography_gets_no_orders():
    assert rules.lithography_orders(2.0, 0.2, 0.0) == pytest.approx(0.4)
    assert rules.lithography_orders(2.0, 0.2, 1.0) == 0.0
