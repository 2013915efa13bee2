"""Leased compute and what serves customers: worked examples and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import leasing as rules

POSITIVE = st.floats(1e-3, 1e6)
AMOUNT = st.floats(0, 1e6)
SHARE = st.floats(0, 1)


def test_nine_tenths_of_the_money_for_compute_pay_rent():
    assert rules.lease_budget(2.0, 0.9) == pytest.approx(1.8)


def test_rent_is_a_share_of_the_cheapest_price():
    assert rules.rental_price(25_000.0, 0.04) == pytest.approx(1000.0)


def test_clouds_lease_a_share_of_their_stock_at_home():
    assert rules.leasable_compute(1e5, 0.4) == pytest.approx(4e4)


def test_clouds_lease_a_share_of_their_stock_abroad_until_they_are_closed():
    assert rules.rentable_compute(1e5, 0.1, 0.0) == pytest.approx(1e4)
    assert rules.rentable_compute(1e5, 0.1, 0.75) == pytest.approx(2500.0)
    assert rules.rentable_compute(1e5, 0.1, 1.0) == 0.0


@given(AMOUNT, SHARE, SHARE, SHARE)
def test_no_cloud_leases_more_than_it_owns_nor_more_when_more_is_closed(stock, share, one, other):
    little, much = (rules.rentable_compute(stock, share, level) for level in sorted((one, other)))
    assert 0 <= much <= little <= stock


def test_clouds_lease_chips_that_are_as_usable_as_their_own():
    assert rules.usable_part(600.0, 1000.0) == pytest.approx(0.6)
    assert rules.usable_part(0.0, 0.0) == 1.0


def test_half_of_what_is_wanted_is_met_where_half_of_it_is_available():
    assert rules.met_part(500.0, 1000.0) == pytest.approx(0.5)
    assert rules.met_part(2000.0, 1000.0) == 1.0


def test_nothing_is_met_where_nothing_is_wanted():
    assert rules.met_part(1000.0, 0.0) == 0.0


@given(AMOUNT, AMOUNT)
def test_what_is_met_and_what_is_left_over_add_up_to_what_is_wanted(available, wanted):
    part = rules.met_part(available, wanted)
    assert 0 <= part <= 1
    assert part * wanted <= available * (1 + 1e-12)
    assert part * wanted + rules.unfilled(wanted, part) == pytest.approx(wanted)


def test_revenue_as_large_as_the_rent_of_all_compute_doubles_the_odds_of_serving():
    # 1000 H100e at 1000 USD a month are worth a million a month
    assert rules.serving_share(0.2, 0.001, 1000.0, 1000.0) == pytest.approx(1 / 3)
    assert rules.serving_share(0.2, 0.0, 1000.0, 1000.0) == pytest.approx(0.2)
    assert rules.serving_share(0.2, 1.0, 0.0, 1000.0) == 0.2


@given(st.floats(0, 0.9), st.floats(0, 100), st.floats(0, 100), POSITIVE, st.floats(10, 1e5))
def test_a_lab_that_earns_more_serves_with_more_of_its_compute(part, revenue, more, compute, price):
    low, high = (rules.serving_share(part, r, compute, price) for r in (revenue, revenue + more))
    assert part * (1 - 1e-12) <= low <= high * (1 + 1e-12)
    assert high <= 1


def test_a_quarter_of_the_compute_serves():
    assert rules.serving_compute(1000.0, 0.25) == 250.0
