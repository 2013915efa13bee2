"""Money and chips add up in what a run leaves, under every scenario."""

import numpy as np
import pytest

from sim.compose import compose
from sim.projection import project
from sim.scenarios import scenario_names


@pytest.fixture(scope="module", params=scenario_names())
def dataset(request):
    return project(compose(request.param, ["ensemble.members=16"]))


def test_labs_cash_changes_by_what_they_receive_and_pay(dataset):
    received = dataset.ai_investment.sum("source_region") + dataset.ai_revenue
    paid = dataset.research_spending + dataset.chip_spending + dataset.rental_spending
    change = dataset.lab_cash.diff("time")
    scale = dataset.lab_cash.max()
    error = np.abs(change - (received - paid).isel(time=slice(1, None))) / scale
    assert float(error.max()) < 1e-8


def test_rent_that_is_paid_is_rent_that_is_earned(dataset):
    total = np.abs(dataset.rental_spending.sum("region"))
    assert float(total.max()) < 1e-8 * max(1.0, float(np.abs(dataset.rental_spending).max()))


def test_suppliers_revenue_is_chip_spending_less_levy_and_premium(dataset):
    premium = 1 + dataset.parameter_grey_premium
    grey_sales = (dataset.grey_market_spending / premium).sum("region")
    revenue = dataset.supplier_revenue.sum("region")
    lawful = dataset.chip_spending.sum("region") - dataset.grey_market_spending.sum("region")
    levied = lawful - (revenue.sum("supplier") - grey_sales)
    scale = float(dataset.chip_spending.sum("region").max())
    assert float(levied.min()) > -1e-8 * scale
    without_levy = levied.sel(time=slice(None, "2024-03")) if "time" in levied.dims else levied
    assert float(np.abs(without_levy).max()) < 1e-8 * scale


def test_nothing_that_is_held_falls_below_zero(dataset):
    for name in ("lab_cash", "compute_stock", "rented_compute", "chip_capacity", "chip_yield"):
        assert float(dataset[name].min()) >= 0, name


def test_no_more_chips_reach_labs_than_are_made(dataset):
    delivered = dataset.chips_delivered.sum("region")
    made = dataset.chips_made
    assert float((delivered - made).max()) <= 1e-8 * float(made.max())
    everything = delivered.sum("supplier") + dataset.grey_market_chips.sum("region")
    assert float((everything - made.sum("supplier")).max()) <= 1e-8 * float(made.max())
