"""Deliveries of chips: worked examples and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import deliveries as rules

POSITIVE = st.floats(1e-3, 1e6)


def test_a_chip_sold_at_three_times_its_cost_costs_a_third_of_its_list_price():
    assert rules.chip_cost(30_000.0, 3.0, 0.0, 0.2) == pytest.approx(10_000.0)


def test_a_complete_stop_of_materials_raises_the_cost_by_its_share():
    cost = rules.chip_cost(30_000.0, 3.0, 1.0, 0.2)
    assert cost == pytest.approx(12_000.0)
    assert rules.chip_price(cost, 2.5) == pytest.approx(30_000.0)


def test_the_buyer_pays_a_levy_that_the_designer_does_not_get():
    assert rules.price_with_surcharge(20_000.0, 0.25) == pytest.approx(25_000.0)
    assert rules.revenue_without_surcharge(2.5, 0.25) == pytest.approx(2.0)


@given(POSITIVE, st.floats(0, 3))
def test_a_designer_books_the_price_whatever_the_surcharge(price, surcharge):
    paid = rules.price_with_surcharge(price, surcharge)
    assert rules.revenue_without_surcharge(paid, surcharge) == pytest.approx(price)


def test_three_quarters_of_an_order_are_filled():
    assert rules.filled_amount(2.0, 0.75) == 1.5


def test_two_chips_of_half_the_throughput_are_one_h100():
    assert rules.h100_equivalents(2.0, 494.5) == pytest.approx(1.0)


def test_a_chip_of_twice_the_throughput_costs_half_an_h100_equivalent():
    assert rules.price_per_h100_equivalent(30_000.0, 1978.0) == pytest.approx(15_000.0)


def test_friction_takes_its_part_of_delivered_compute():
    assert rules.usable_compute(1000.0, 0.6) == pytest.approx(600.0)


def test_a_stock_loses_two_per_cent_a_month():
    assert rules.depreciated(1000.0, 0.02) == pytest.approx(980.0)
