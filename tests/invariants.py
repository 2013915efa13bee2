"""What must hold in every dataset, whatever the settings: one function a fact.

`assert_valid` is all of them. They ask nothing of the cast, so that they hold for any roster.
"""

import numpy as np

from sim.ensemble.runner import MAY_BE_MISSING
from sim.settings.roster import FOLLOWER, LEADER, REGIONS
from sim.settings.variables import RECORDED
from sim.world import build_world

TOLERANCE = 1e-8
SMALLEST = float(np.finfo(float).tiny)
"""Below it numbers have fewer digits than others."""


def size_of(values):
    """The largest number in it, to which errors are held; 0 for nothing."""
    return float(np.abs(values).max(initial=0.0))


def error_of(scale):
    """The error that a sum of such numbers may have."""
    return TOLERANCE * scale + SMALLEST


def every_number_is_there(dataset, world):
    for variable in RECORDED:
        values = dataset[variable.name].values
        if variable.name in MAY_BE_MISSING:
            assert not np.isinf(values).any(), variable.name
        else:
            assert np.isfinite(values).all(), variable.name


def labs_cash_changes_by_what_they_receive_and_pay(dataset, world):
    received = dataset.ai_investment.sum("source_region") + dataset.ai_revenue
    paid = dataset.research_spending + dataset.chip_spending + dataset.rental_spending
    change = dataset.lab_cash.diff("time").values
    error = change - (received - paid).transpose(*dataset.lab_cash.dims).values[:, 1:]
    scale = max(size_of(part.values) for part in (dataset.lab_cash, received, paid))
    assert size_of(error) <= error_of(scale)


def rent_that_is_paid_is_rent_that_is_earned(dataset, world):
    total = dataset.rental_spending.sum("region").values
    assert size_of(total) <= error_of(max(1.0, size_of(dataset.rental_spending.values)))


def suppliers_revenue_is_chip_spending_less_levy_and_premium(dataset, world):
    premium = 1 + dataset.parameter_grey_premium
    grey_sales = (dataset.grey_market_spending / premium).sum("region")
    revenue = dataset.supplier_revenue.sum("region").sum("supplier")
    lawful = dataset.chip_spending.sum("region") - dataset.grey_market_spending.sum("region")
    levied = (lawful - (revenue - grey_sales)).transpose("member", "time").values
    scale = size_of(dataset.chip_spending.sum("region").values)
    assert levied.min() >= -error_of(scale)
    assert size_of(levied[:, world.regime.levy == 0.0]) <= error_of(scale)


def nothing_that_is_held_falls_below_zero(dataset, world):
    for name in ("compute_stock", "rented_compute", "chip_capacity", "chips_made"):
        assert dataset[name].values.min() >= 0, name
    cash = dataset.lab_cash.values  # who spends it all is left with the error of a sum
    assert cash.min() >= -error_of(size_of(cash))
    assert not (dataset.chip_yield.values < 0).any()


def no_more_chips_reach_labs_than_are_made(dataset, world):
    delivered, made = dataset.chips_delivered.sum("region"), dataset.chips_made
    scale = size_of(made.values)
    assert float((delivered - made).max()) <= error_of(scale)
    everything = delivered.sum("supplier") + dataset.grey_market_chips.sum("region")
    assert float((everything - made.sum("supplier")).max()) <= error_of(scale)


def chips_owned_are_those_that_last_and_those_that_arrive(dataset, world):
    arrived = dataset.chips_delivered.sum("supplier") + dataset.grey_market_chips
    kept = dataset.compute_stock.shift(time=1) * (1 - dataset.parameter_compute_depreciation)
    expected = (kept + arrived).transpose(*dataset.compute_stock.dims).values[:, 1:]
    owned = dataset.compute_stock.values[:, 1:]
    assert size_of(expected - owned) <= error_of(size_of(owned))


def only_the_follower_needs_smugglers(dataset, world):
    elsewhere = dataset.drop_sel(region=REGIONS[FOLLOWER])
    for name in ("grey_market_chips", "grey_market_spending"):
        assert not elsewhere[name].values.any(), name


def no_more_is_leased_than_stands_somewhere(dataset, world):
    stock = dataset.compute_stock
    abroad = (stock.sum("region") - stock).transpose(*stock.dims).values
    assert (dataset.rented_compute.values <= abroad * (1 + TOLERANCE)).all()
    leased = dataset.leased_compute.sum("region").values
    assert (leased <= stock.sum("region").values * (1 + TOLERANCE)).all()


def venture_money_is_a_part_of_all_money(dataset, world):
    venture, everything = dataset.venture_investment.values, dataset.ai_investment.values
    assert venture.min() >= 0
    assert (venture <= everything * (1 + TOLERANCE)).all()


def a_complete_barrier_stops_all_of_the_senders_money(dataset, world):
    quarters = world.calendar.opens_quarter
    opening = np.maximum.accumulate(np.where(quarters, np.arange(len(quarters)), 0))
    closed = world.regime.capital[opening] == 1.0
    crossing = dataset.ai_investment.sel(source_region=REGIONS[LEADER], region=REGIONS[FOLLOWER])
    assert not crossing.values[:, closed].any()


def no_chip_that_a_cap_alone_bars_is_delivered(dataset, world):
    foreign = [
        name
        for name, region in zip(world.supplier_names, world.cast.designers.region, strict=True)
        if region != FOLLOWER
    ]
    highest = dataset.highest_tpp_delivered.sel(region=REGIONS[FOLLOWER], supplier=foreign)
    regime = world.regime
    capped = np.isneginf(regime.interconnect_cap) & np.isfinite(regime.tpp_cap)
    sold = highest.max("supplier").values if foreign else np.zeros((1, len(capped)))
    assert (sold[:, capped] < regime.tpp_cap[capped]).all()


def frontiers_never_fall_and_the_gap_is_their_difference(dataset, world):
    for name in ("capability", "training_compute"):
        assert (np.diff(dataset[name].values, axis=1) >= 0).all(), name
    gap = dataset.capability.sel(region=REGIONS[LEADER]) - dataset.capability
    np.testing.assert_array_equal(
        gap.transpose(*dataset.capability_gap.dims), dataset.capability_gap
    )


def the_lag_has_the_sign_of_the_gap(dataset, world):
    lag, gap = dataset.capability_lag.values, dataset.capability_gap.values
    assert (lag[gap >= 0] >= 0).all()
    assert (lag[gap < 0] <= 0).all()
    leader = dataset.sel(region=REGIONS[LEADER])
    assert not leader.capability_lag.values.any()
    assert not leader.measured_capability_lag.values.any()


def a_lag_is_no_longer_than_the_run(dataset, world):
    months = np.arange(1, dataset.sizes["time"] + 1)[:, None]
    assert (np.abs(dataset.capability_lag.values) <= months).all()
    assert (np.abs(dataset.compute_lag.values) <= months).all()
    by_index = np.moveaxis(dataset.measured_capability_lag.values, 2, 0)
    assert (np.abs(by_index) <= months).all()


def shares_lie_between_nothing_and_all(dataset, world):
    for name in (
        *("open_weight_share", "base_share", "frontier_holder_share", "serving_share"),
        *("chip_yield", "lag_censored"),
    ):
        values = dataset[name].values
        assert not (values < 0).any(), name
        assert not (values > 1).any(), name
    for name, dim in (("base_share", "base"), ("frontier_holder_share", "kind")):
        whole = dataset[name].sum(dim, skipna=False).values
        np.testing.assert_allclose(whole[np.isfinite(whole)], 1.0, err_msg=name)


INVARIANTS = (
    every_number_is_there,
    labs_cash_changes_by_what_they_receive_and_pay,
    rent_that_is_paid_is_rent_that_is_earned,
    suppliers_revenue_is_chip_spending_less_levy_and_premium,
    nothing_that_is_held_falls_below_zero,
    no_more_chips_reach_labs_than_are_made,
    chips_owned_are_those_that_last_and_those_that_arrive,
    only_the_follower_needs_smugglers,
    no_more_is_leased_than_stands_somewhere,
    venture_money_is_a_part_of_all_money,
    a_complete_barrier_stops_all_of_the_senders_money,
    no_chip_that_a_cap_alone_bars_is_delivered,
    frontiers_never_fall_and_the_gap_is_their_difference,
    the_lag_has_the_sign_of_the_gap,
    a_lag_is_no_longer_than_the_run,
    shares_lie_between_nothing_and_all,
)


def assert_valid(dataset, settings):
    """All of it, of a dataset that these settings left."""
    world = build_world(settings)
    for holds in INVARIANTS:
        holds(dataset, world)
