"""Every instrument and response, moved by itself, moves its own channel the way that it means."""

from functools import cache

import pytest

from sim.compose import compose
from sim.projection import project

AFTER = slice("2024-04", "2030-12")


@cache
def run(*overrides: str):
    return project(compose(overrides=["ensemble.members=32", "horizon.end=2030-12-31", *overrides]))


def total(dataset, name: str, **where: str) -> float:
    """Sum over the months after the article, mean over members."""
    chosen = dataset[name].sel(time=AFTER, **where)
    return float(chosen.sum([dim for dim in chosen.dims if dim != "member"]).mean())


CN = {"region": "CN"}
FROM_US = {"source_region": "US", "region": "CN"}
AT_HOME = {"source_region": "CN", "region": "CN"}
DOMESTIC = {"supplier": "Chinese designer"}
LEADING = {"supplier": "Leading US designer"}

FALLS_WITH = [
    ("sanctions.chip_exports.levy", 0, 0.5, "chips_delivered", CN),
    ("sanctions.chip_exports.levy", 0, 0.5, "supplier_revenue", {**LEADING, **CN}),
    ("sanctions.lithography", 0, 1, "highest_tpp_delivered", {**DOMESTIC, **CN}),
    ("sanctions.tools", 0, 1, "chip_capacity", CN),
    ("sanctions.tools", 0, 1, "chip_yield", CN),
    ("sanctions.foundry", 0, 1, "chips_made", DOMESTIC),
    ("sanctions.capital", 0, 1, "venture_investment", FROM_US),
    ("sanctions.capital", 0, 1, "fdi", CN),
    ("sanctions.cloud", 0, 1, "rented_compute", CN),
    ("sanctions.model_access", 0, 1, "capability", CN),
    ("sanctions.open_weights", 0, 1, "capability", CN),
    ("sanctions.open_weights", 0, 1, "open_weight_share", CN),
    ("sanctions.enforcement", 0, 1, "grey_market_chips", CN),
    ("response.substitution", 0, 1, "chips_delivered", {**LEADING, **CN}),
    # tighter caps, in the order from loose to tight
    ("sanctions.chip_exports.tpp_cap", "null", 1600, "chips_delivered", CN),
    ("sanctions.chip_exports.tpp_cap", "null", 1600, "highest_tpp_delivered", {**LEADING, **CN}),
    ("sanctions.chip_exports.density_cap", "null", 1.6, "highest_tpp_delivered", {**LEADING, **CN}),
]

RISES_WITH = [
    ("sanctions.capital", 0, 1, "venture_investment", {"source_region": "US", "region": "US"}),
    ("sanctions.tools", 0, 1, "chip_fdi", {"region": "US"}),
    ("response.ai_plus", 0, 50, "ai_investment", AT_HOME),
    ("response.ai_plus", 0, 50, "chip_capacity", CN),
    ("response.substitution", 0, 1, "chips_delivered", {**DOMESTIC, **CN}),
    ("response.retaliation", 0, 1, "chip_price", LEADING),
]


@pytest.mark.parametrize(("leaf", "loose", "tight", "name", "where"), FALLS_WITH)
def test_channel_falls_as_the_leaf_tightens(leaf, loose, tight, name, where):
    before, after = (total(run(f"{leaf}={level}"), name, **where) for level in (loose, tight))
    assert after < before - 1e-4 * abs(before)


@pytest.mark.parametrize(("leaf", "loose", "tight", "name", "where"), RISES_WITH)
def test_channel_rises_as_the_leaf_tightens(leaf, loose, tight, name, where):
    before, after = (total(run(f"{leaf}={level}"), name, **where) for level in (loose, tight))
    assert after > before + 1e-4 * abs(before)


def test_an_interconnect_cap_lets_cut_chips_through_where_density_is_open():
    open_density = "sanctions.chip_exports.density_cap=null"
    every_chip = run(open_density, "sanctions.chip_exports.interconnect_cap=null")
    fast_ones = run(open_density, "sanctions.chip_exports.interconnect_cap=600")
    where = {**LEADING, **CN}
    assert total(fast_ones, "highest_tpp_delivered", **where) > total(
        every_chip, "highest_tpp_delivered", **where
    )


def test_stockpiling_brings_orders_forward():
    announced = (
        "sanctions.chip_exports.tpp_cap=[{from: 2022-10-07, level: 4800},"
        "{from: 2025-04-01, announced: 2025-01-01, level: 1600}]"
    )
    none, half = (run(announced, f"response.stockpiling={x}") for x in (0, 0.5))
    chips = (half.chips_delivered - none.chips_delivered).sel(region="CN").sum("supplier")
    assert float(chips.sel(time=slice("2025-01", "2025-03")).sum("time").mean()) > 0
    assert float(chips.sel(time=slice("2025-04", "2025-12")).sum("time").mean()) < 0


def test_no_mechanism_stands_still_in_the_shipped_scenarios():
    history = project(compose("as_enacted", ["ensemble.members=32"]))
    china = history.sel(region="CN")
    fired = {
        "grey market": china.grey_market_chips.max(),
        "rented compute": china.rented_compute.max(),
        "export variants": china.chips_delivered.sel(time="2024-03", **LEADING).max(),
        "breakthroughs": history.breakthroughs.max(),
        "quarters in which foreign money leaves": -china.fdi.min(),
        "models on foreign weights": china.open_weight_share.max(),
        "chip plants in the US": history.chip_fdi.sel(region="US").max(),
        "levy": (china.chip_spending - china.supplier_revenue.sum("supplier")).max(),
        "yield learning": (china.chip_yield.isel(time=-1) - china.chip_yield.isel(time=0)).max(),
    }
    assert [name for name, size in fired.items() if not float(size) > 0] == []
