"""What regimes cost: against themselves nothing, and who is beaten by nobody."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.options import Price
from sim.analysis.price import COSTS, frontier, price
from sim.tables.regimes import price_table


@cache
def settings():
    return compose(None, ["ensemble.members=64", "horizon.end=2028-12-31"])


@pytest.fixture(scope="module")
def priced():
    task = Price(against="no_controls", date=date(2027, 12, 31))
    return price(settings(), task, ("full_decoupling", "capital_only"))


def test_a_regime_compared_with_itself_has_no_costs(priced):
    for name in COSTS:
        np.testing.assert_array_equal(priced[name].sel(scenario="no_controls"), 0.0)


def test_decoupling_costs_both_sides_and_buys_a_longer_lag(priced):
    means = priced.sel(scenario="full_decoupling").mean("member")
    for name in ("lag_gained", "revenue_lost", "return_forgone", "compute_lost", "money_lost"):
        assert float(means[name]) > 0.0, name


def test_barring_capital_alone_costs_returns_and_hardly_any_chips(priced):
    capital, all_of_it = (priced.sel(scenario=s).mean("member")
                          for s in ("capital_only", "full_decoupling"))  # fmt: skip
    assert float(capital["return_forgone"]) > 0.5 * float(all_of_it["return_forgone"])
    assert float(capital["compute_lost"]) < 0.5 * float(all_of_it["compute_lost"])


def test_the_frontier_holds_what_nothing_beats():
    cost = np.array([0.0, 1.0, 1.0, 2.0, 3.0])
    gain = np.array([0.0, 2.0, 1.0, 2.0, 5.0])
    assert frontier(cost, gain).tolist() == [True, True, False, False, True]


def test_of_two_alike_neither_beats_the_other():
    assert frontier(np.array([1.0, 1.0]), np.array([2.0, 2.0])).all()


def test_the_table_begins_with_the_longest_lag(priced):
    table = price_table(priced)
    assert next(iter(table.columns[0].cells)) == "full decoupling"
