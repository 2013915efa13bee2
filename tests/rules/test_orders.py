"""Orders of labs: worked examples and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import orders as rules

MONEY = st.floats(0, 1e3)
SHARE = st.floats(0, 1)


def test_spending_is_divided_into_research_and_compute_and_compute_into_chips_and_rent():
    spent = rules.spending(40.0, 0.1)
    compute = rules.compute_budget(spent, 0.5)
    assert (spent, compute, rules.research_budget(spent, compute)) == (4.0, 2.0, 2.0)
    assert rules.chip_budget(compute, 0.5) == 1.5


def test_a_quota_does_not_exceed_domestic_production():
    assert rules.domestic_quota(0.5, 0.4, 3.0) == pytest.approx(0.2)
    assert rules.domestic_quota(0.5, 0.4, 0.0) == 0.0


def test_a_fifth_of_the_budget_is_reserved_for_chips_from_home():
    assert rules.domestic_orders(2.0, 0.2) == pytest.approx(0.4)


def test_barred_chips_would_get_their_part_of_what_a_quota_leaves():
    # of 2.0, 0.4 are reserved; barred chips have three quarters of the appeal
    assert rules.restricted_orders(2.0, 0.4, 3.0, 4.0) == pytest.approx(1.2)
    assert rules.restricted_orders(2.0, 0.4, 0.0, 0.0) == 0.0


def test_enforcement_cuts_what_smugglers_serve():
    assert rules.grey_market_orders(1.2, 0.5, 0.0) == pytest.approx(0.6)
    assert rules.grey_market_orders(1.2, 0.5, 0.5) == pytest.approx(0.3)
    assert rules.grey_market_orders(1.2, 0.5, 1.0) == 0.0


def test_a_part_of_what_smugglers_do_not_serve_rents_compute():
    unmet = rules.unmet_orders(1.2, 0.3)
    assert unmet == pytest.approx(0.9)
    assert rules.rental_orders(unmet, 0.2) == pytest.approx(0.18)


@given(MONEY, SHARE, SHARE, SHARE, SHARE)
def test_the_parts_of_a_budget_add_up_to_it(budget, quota, restricted_share, grey, rental):
    domestic = rules.domestic_orders(budget, quota)
    restricted = rules.restricted_orders(budget, domestic, restricted_share, 1.0)
    smuggled = rules.grey_market_orders(restricted, grey, 0.0)
    rented = rules.rental_orders(rules.unmet_orders(restricted, smuggled), rental)
    rest = rules.open_market_orders(budget, domestic, smuggled, rented)
    assert rest >= -1e-12 * budget
    assert domestic + smuggled + rented + rest == pytest.approx(budget)


def test_a_rush_of_threefold_orders_adds_two_of_them():
    assert rules.rushed_orders(0.5, 3.0) == pytest.approx(1.0)
    assert rules.rushed_orders(0.5, 1.0) == 0.0


def test_a_lab_that_can_pay_half_of_the_rush_doubles_a_threefold_order():
    assert rules.order_with_rush(0.5, 3.0, 0.5) == pytest.approx(1.0)
    assert rules.order_with_rush(0.5, 3.0, 0.0) == 0.5
