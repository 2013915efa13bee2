"""Each leaf moved alone, from what stands to open and to tight, on the same members."""

from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.ensemble import simulate
from sim.settings.settings import Response, Sanctions, leaves
from sim.settings.variables import RECORDED
from sim.storage.build import build
from sim.world import build_world
from sim.world.draws import draw

AFTER = slice("2024-04", "2030-12")
SHORT = ("horizon.end=2030-12-31",)

CN = {"region": "CN"}
DOMESTIC = {"supplier": "Chinese designer"}
LEADING = {"supplier": "Leading US designer"}
FROM_US = {"source_region": "US", "region": "CN"}
AT_HOME = {"source_region": "CN", "region": "CN"}
CAPS = "sanctions.chip_exports."

STOCKED = (
    "sanctions.chip_exports.tpp_cap=[{from: 2022-10-07, level: 4800},"
    "{from: 2026-01-01, announced: 2025-07-01, level: 1600}]"
)
"""A measure announced half a year ahead: without one there is nothing to stock up for."""

# leaf, looser, tighter, what else is set, and what then falls (-1) or rises (+1) when it tightens
MOVES = [
    (f"{CAPS}tpp_cap", "null", "history", (), -1, "highest_tpp_delivered", {**LEADING, **CN}),
    (f"{CAPS}tpp_cap", "null", "history", (), -1, "chips_delivered", {**LEADING, **CN}),
    (f"{CAPS}tpp_cap", "history", "1000", (), -1, "highest_tpp_delivered", {**LEADING, **CN}),
    (f"{CAPS}tpp_cap", "history", "1000", (), -1, "chips_delivered", {**LEADING, **CN}),
    (f"{CAPS}tpp_cap", "history", "1000", (), +1, "grey_market_chips", CN),
    (f"{CAPS}tpp_cap", "history", "1000", (), +1, "capability_gap", CN),
    (f"{CAPS}density_cap", "history", "1.5", (), -1, "highest_tpp_delivered", {**LEADING, **CN}),
    (f"{CAPS}density_cap", "history", "1.5", (), -1, "chips_delivered", {**LEADING, **CN}),
    (f"{CAPS}density_cap", "null", "history", (f"{CAPS}tpp_cap=null",), -1,
     "highest_tpp_delivered", {**LEADING, **CN}),
    # no condition on the interconnect bars more chips than one
    (f"{CAPS}interconnect_cap", "600", "history", (f"{CAPS}density_cap=null",), -1,
     "highest_tpp_delivered", {**LEADING, **CN}),
    (f"{CAPS}interconnect_cap", "600", "100", (f"{CAPS}density_cap=null",), -1,
     "compute_stock", CN),
    (f"{CAPS}levy", "history", "0.5", (), -1, "chips_delivered", {**LEADING, **CN}),
    (f"{CAPS}levy", "history", "0.5", (), -1, "supplier_revenue", {**LEADING, **CN}),
    ("sanctions.lithography", "0", "history", (), -1, "highest_tpp_delivered", {**DOMESTIC, **CN}),
    ("sanctions.lithography", "0", "history", (), -1, "chips_delivered", {**DOMESTIC, **CN}),
    ("sanctions.tools", "0", "history", (), -1, "chip_capacity", CN),
    ("sanctions.tools", "history", "1", (), -1, "chip_capacity", CN),
    ("sanctions.tools", "history", "1", (), -1, "chip_yield", CN),
    ("sanctions.foundry", "0", "history", (), -1, "chips_made", DOMESTIC),
    ("sanctions.foundry", "history", "1", (), -1, "chips_made", DOMESTIC),
    ("sanctions.capital", "0", "history", (), -1, "venture_investment", FROM_US),
    ("sanctions.capital", "history", "1", (), -1, "venture_investment", FROM_US),
    ("sanctions.capital", "0", "1", (), +1, "venture_investment",
     {"source_region": "US", "region": "US"}),
    ("sanctions.cloud", "history", "0.5", (), -1, "rented_compute", CN),
    ("sanctions.cloud", "history", "1", (), -1, "rented_compute", CN),
    ("sanctions.cloud", "history", "1", (), +1, "capability_gap", CN),
    ("sanctions.model_access", "history", "1", (), +1, "capability_gap", CN),
    ("sanctions.open_weights", "history", "1", (), +1, "capability_gap", CN),
    ("sanctions.open_weights", "history", "1", (), -1, "open_weight_share", CN),
    ("sanctions.enforcement", "0", "history", (), -1, "grey_market_chips", CN),
    ("sanctions.enforcement", "history", "1", (), -1, "grey_market_chips", CN),
    ("response.ai_plus", "0", "history", (), +1, "ai_investment", AT_HOME),
    ("response.ai_plus", "history", "50", (), +1, "ai_investment", AT_HOME),
    ("response.ai_plus", "0", "history", (), +1, "chip_capacity", CN),
    ("response.ai_plus", "history", "50", (), +1, "chip_capacity", CN),
    ("response.ai_plus", "history", "50", (), -1, "capability_gap", CN),
    ("response.stockpiling", "0", "history", (STOCKED,), +1, "rush", CN),
    ("response.stockpiling", "history", "1", (STOCKED,), +1, "rush", CN),
    ("response.substitution", "0", "history", (), +1, "home_share", CN),
    ("response.substitution", "history", "1", (), +1, "home_share", CN),
    ("response.substitution", "history", "1", (), -1, "chips_delivered", {**LEADING, **CN}),
    ("response.retaliation", "0", "history", (), +1, "chip_price", LEADING),
    ("response.retaliation", "history", "1", (), +1, "chip_price", LEADING),
]  # fmt: skip


@cache
def run(*overrides: str):
    """A dataset without a reference, which nothing here looks at."""
    composed = compose(overrides=[*SHORT, *overrides])
    world, draws = build_world(composed), draw(composed.calibration, members=32, seed=1)
    results = simulate(world, draws)
    return build(results, results, world=world, settings=composed, draws=draws)


def channel(dataset, name: str, where: dict[str, str]) -> float:
    """Mean over members and the months after the article; two channels are made of others."""
    if name == "rush":
        return float(dataset.chip_spending.sel(time=slice("2025-07", "2025-12"), **where).mean())
    if name == "home_share":
        spent = dataset.supplier_revenue.sel(time=AFTER, **where)
        home = spent.sel(supplier=["Chinese designer", "Second Chinese designer"])
        return float((home.sum("supplier") / spent.sum("supplier")).mean())
    return float(dataset[name].sel(time=AFTER, **where).mean())


def one_quick_row_a_leaf():
    """The rows as parameters: the first of each leaf, and the others as slow ones."""
    seen = set()
    for row in MOVES:
        yield pytest.param(*row, marks=pytest.mark.slow if row[0] in seen else ())
        seen.add(row[0])


@pytest.mark.parametrize(
    ("leaf", "looser", "tighter", "others", "sign", "name", "where"), list(one_quick_row_a_leaf())
)
def test_a_leaf_moves_its_channel(leaf, looser, tighter, others, sign, name, where):
    before, after = (
        channel(run(*others, f"{leaf}={level}"), name, where) for level in (looser, tighter)
    )
    assert sign * (after - before) > 1e-3 * abs(before)


def test_every_leaf_has_a_channel():
    assert {leaf for leaf, *_ in MOVES} == {key for key, _, _ in leaves(Sanctions(), Response())}


def test_what_is_brought_forward_is_not_ordered_later():
    usual, stocked = (run(STOCKED, f"response.stockpiling={level}") for level in (0, 1))
    more = (stocked - usual).chips_delivered.sel(**CN).sum("supplier")
    # chips are barred already, so that some precaution is taken before the announcement
    early = float(more.sel(time=slice("2025-01", "2025-06")).mean())
    assert early < 0.2 * float(more.sel(time=slice("2025-07", "2025-12")).mean())
    assert float(more.sel(time=slice("2025-07", "2025-12")).mean()) > 0
    assert float(more.sel(time=slice("2026-01", "2026-12")).mean()) < 0


def test_where_nothing_is_barred_there_is_nothing_to_stock_up_for():
    free = (f"{CAPS}tpp_cap=null", f"{CAPS}density_cap=null")
    usual, stocked = (run(*free, f"response.stockpiling={level}") for level in (0, 1))
    np.testing.assert_array_equal(usual.chip_spending, stocked.chip_spending)


def test_where_chips_are_barred_buyers_stock_up_against_the_next_rule():
    usual, stocked = (run(f"response.stockpiling={level}") for level in (0, 1))
    more = (stocked - usual).chips_delivered.sel(**LEADING, **CN)
    assert float(more.sel(time=slice("2024-04", "2024-12")).mean()) > 0


STOOD = {
    **dict.fromkeys(("sanctions.cloud", "sanctions.model_access", "sanctions.open_weights"), "0"),
    f"{CAPS}tpp_cap": "4800", f"{CAPS}interconnect_cap": "null", f"{CAPS}density_cap": "5.92",
    f"{CAPS}levy": "0", "sanctions.lithography": "1", "sanctions.tools": "0.7",
    "sanctions.foundry": "0.8", "sanctions.capital": "0.8", "sanctions.enforcement": "0.3",
    "response.ai_plus": "5", "response.stockpiling": "0.3", "response.substitution": "0.2",
    "response.retaliation": "0.1",
}  # fmt: skip


def test_setting_a_leaf_to_its_present_level_changes_no_bit():
    standing = run()
    written = run(*(f"{key}={level}" for key, level in STOOD.items()))
    for variable in RECORDED:
        np.testing.assert_array_equal(
            written[variable.name], standing[variable.name], err_msg=variable.name
        )


SENDERS = [key for key, _, _ in leaves(Sanctions(), Response())][4:12]


@pytest.mark.parametrize("leaf", SENDERS)
def test_every_instrument_of_the_sender_frightens_direct_investors(leaf):
    open_, tight = (run(f"{leaf}={level}").fdi.sel(time=AFTER, **CN) for level in (0, 1))
    assert (tight < open_).all()


RISKS = pytest.mark.parametrize(
    "leaf", ["sanctions.lithography", "sanctions.tools", "sanctions.foundry"]
)
RETURN_EFFECT = "calibration.parameters.plant_return_effect"
NO_RETURN_OF_SCARCITY = tuple(
    f"{RETURN_EFFECT}.{part}" for part in ("shape=normal", "centre=0", "spread=0", "low=0")
)


@RISKS
def test_chip_plants_avoid_where_equipment_and_orders_may_be_cut_off(leaf):
    open_, tight = (
        run(f"{leaf}={level}", *NO_RETURN_OF_SCARCITY).chip_fdi.sel(time=AFTER) for level in (0, 1)
    )
    assert (tight.sel(region="CN") < open_.sel(region="CN")).all()
    assert float(tight.sel(region="US").mean()) > float(open_.sel(region="US").mean())


@RISKS
def test_scarcity_rarely_outweighs_the_risk_for_plants_if_orders_are_denied(leaf):
    open_, tight = (run(f"{leaf}={level}").chip_fdi.sel(time=AFTER) for level in (0, 1))
    avoided = tight.sel(region="CN") < open_.sel(region="CN")
    assert avoided.isel(time=0).all()
    assert float(avoided.mean()) > 0.95
    assert float(tight.sel(region="US").mean()) > float(open_.sel(region="US").mean())


def test_what_direct_investors_do_depends_on_intensity_and_not_on_its_make():
    overrides = ("sanctions.capital=0", "sanctions.tools=0.3")
    intensity = build_world(compose(overrides=[*SHORT, *overrides])).regime.intensity
    standing = build_world(compose(overrides=SHORT)).regime.intensity
    lower = intensity < standing
    assert lower[75:].all()
    assert not lower[:75].any()
    fdi, reference = (run(*o).fdi.sel(**CN).values for o in (overrides, ()))
    assert (fdi[:, lower] > reference[:, lower]).all()
    np.testing.assert_array_equal(fdi[:, ~lower], reference[:, ~lower])


def test_instruments_of_the_sender_leave_direct_investment_elsewhere_alone():
    fdi, reference = (run(*o).fdi.sel(region=["US", "RoW"]) for o in (("sanctions.capital=0",), ()))
    np.testing.assert_array_equal(fdi, reference)
