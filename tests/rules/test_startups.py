"""Start-ups that enter and fail: worked examples and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import startups as rules

MONEY = st.floats(0, 10)
NEEDED = st.floats(0.001, 1)


def test_staying_in_the_race_costs_a_twentieth_of_a_leading_labs_research():
    assert rules.cost_of_staying(0.4, 0.05) == pytest.approx(0.02)


def test_a_start_up_fails_below_the_cost_of_staying_and_not_at_it():
    assert rules.has_failed(0.019, 0.02)
    assert not rules.has_failed(0.02, 0.02)


@given(MONEY, NEEDED, NEEDED)
def test_a_start_up_that_fails_at_one_cost_fails_at_a_higher_one(income, needed, more):
    if rules.has_failed(income, needed):
        assert rules.has_failed(income, needed + more)


def test_a_fourth_start_up_enters_where_money_feeds_four_with_a_margin():
    # three are there; a fourth needs 4 times twice 0.02
    assert rules.may_enter(0.17, 3.0, 0.02, 2.0)
    assert not rules.may_enter(0.16, 3.0, 0.02, 2.0)
    assert not rules.may_enter(0.0, 0.0, 0.02, 2.0)


@given(MONEY, st.integers(0, 20), NEEDED, st.floats(1, 5), MONEY)
def test_more_money_lets_start_ups_enter_and_more_rivals_keep_them_out(
    money, active, needed, multiple, more
):
    if rules.may_enter(money, float(active), needed, multiple):
        assert rules.may_enter(money + more, float(active), needed, multiple)
    else:
        assert not rules.may_enter(money, active + 1.0, needed, multiple)


@given(NEEDED, st.floats(1, 5))
def test_an_entrant_is_given_enough_credit_not_to_fail_at_once(needed, multiple):
    assert rules.first_income(needed, multiple) == pytest.approx(needed * multiple)
    assert not rules.has_failed(rules.first_income(needed, multiple), needed)


def test_an_entrant_knows_what_its_predecessor_did_but_no_more_than_the_best():
    assert rules.know_how_of_entrant(1.0, 1.5) == 1.0
    assert rules.know_how_of_entrant(1.5, 1.0) == 1.0
