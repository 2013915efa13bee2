"""Chip designers, foundries, lithography and leased compute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenarios import compose

from sim.agents.model import AIGapModel
from sim.agents.supplier import Chip
from sim.ensemble import simulate
from sim.world import build_world
from sim.world.draws import draw

US, CN, ROW = range(3)
OCTOBER_2022, NOVEMBER_2023 = 57, 70


def settings_of(*overrides, scenario=None):
    return compose(scenario, ["horizon.end=2025-12-31", "calibration=prior", *overrides])


def until(month, *overrides):
    model = AIGapModel(settings=settings_of(*overrides))
    while model.month < month:
        model.step()
    return model


def named(agents, name):
    return next(agent for agent in agents if agent.name == name)


@pytest.fixture(scope="module")
def under_rules():
    return until(76)


@pytest.fixture(scope="module")
def denied():
    """Foundries abroad, tools and clouds are closed to the follower."""
    return until(76, *(f"sanctions.{leaf}=1" for leaf in ("foundry", "tools", "cloud")))


def test_the_leading_designer_meets_the_rule_of_2022_with_a_cut_interconnect():
    model = until(OCTOBER_2022 + 1)
    leading = named(model.designers, "Leading US designer")
    assert leading.offers[CN].barred
    assert leading.delivered[CN] == 0
    while leading.variant.generation < 0:
        model.step()
    assert model.month <= OCTOBER_2022 + model.parameters.variant_delay
    assert leading.variant.tflops == leading.chip.tflops
    assert leading.variant.interconnect < 600 <= leading.chip.interconnect
    model.step()
    assert leading.delivered[CN] > 0


def test_the_leading_designer_meets_the_rule_of_2023_with_less_throughput(under_rules):
    leading = named(under_rules.designers, "Leading US designer")
    assert leading.variant.interconnect == leading.chip.interconnect
    assert leading.variant.tflops < leading.chip.tflops / 2
    assert leading.offers[CN].tflops == leading.variant.tflops


def test_a_variant_is_of_its_chips_generation(under_rules):
    for designer in under_rules.designers:
        if designer.offers[CN].barred and designer.offers[CN].tflops > 0:
            assert designer.variant.generation <= designer.chip.generation


CAP = st.one_of(st.just(float("inf")), st.floats(1, 50_000))


@given(
    tflops=st.floats(50, 20_000),
    interconnect=st.floats(100, 4000),
    area=st.floats(100, 1700),
    tpp_cap=CAP,
    interconnect_cap=st.one_of(st.just(float("-inf")), st.floats(50, 2000)),
    density_cap=st.one_of(st.just(float("inf")), st.floats(0.01, 60)),
)
def test_what_is_cut_down_is_lawful_under_any_caps(
    under_rules, tflops, interconnect, area, tpp_cap, interconnect_cap, density_cap
):
    leading = named(under_rules.designers, "Leading US designer")
    month = under_rules.month
    as_they_were = under_rules._regimes[month], leading.chip, leading.area
    under_rules._regimes[month] = as_they_were[0]._replace(
        tpp_cap=tpp_cap, interconnect_cap=interconnect_cap, density_cap=density_cap
    )
    leading.chip = Chip(tflops, interconnect, 16 * tflops / area, generation=3)
    leading.area = area
    try:
        if leading.stopped_now(leading.chip):
            assert not leading.stopped_now(leading.cut_down())
    finally:
        under_rules._regimes[month], leading.chip, leading.area = as_they_were


def test_a_levy_is_paid_by_the_buyer_and_kept_from_the_supplier(under_rules):
    levied = until(76, "sanctions.chip_exports.levy=0.5")
    one, other = (
        named(model.designers, "Leading US designer").offers[CN] for model in (under_rules, levied)
    )
    assert other.price == pytest.approx(1.5 * one.price, rel=0.01)


def test_a_domestic_supplier_faces_no_caps(under_rules):
    domestic = named(under_rules.designers, "Chinese designer")
    assert not domestic.offers[CN].barred
    assert domestic.offers[CN].tflops == domestic.chip.tflops


def test_no_supplier_makes_more_than_its_foundries_can(under_rules):
    made = sum(designer.made for designer in under_rules.designers)
    assert made <= sum(foundry.good_chips for foundry in under_rules.foundries) * (1 + 1e-6)


def test_complete_denial_of_orders_leaves_the_foundry_at_home(denied):
    for designer in denied.designers:
        if designer.region.index == CN:
            assert designer.abroad == 0
            assert designer.foundry_abroad.good_chips > designer.foundry_home.good_chips


def test_complete_denial_of_tools_lets_capacity_wear_out(denied):
    chinese = named(denied.foundries, "Chinese foundry")
    before, learned = chinese.capacity, chinese.foundry_yield
    denied.step()
    assert chinese.capacity == pytest.approx(before * (1 - denied.parameters.capacity_depreciation))
    assert chinese.foundry_yield == learned


def test_nobody_sells_lithography_to_who_is_denied_it(under_rules):
    orders = {foundry.name: foundry.tool_orders for foundry in under_rules.foundries}
    assert orders["Chinese foundry"] == 0
    assert orders["Leading foundry"] > 0


def test_foundries_get_the_fees_that_designers_pay(under_rules):
    paid = sum(
        sum(designer.revenue) * under_rules.parameters.foundry_fee
        for designer in under_rules.designers
    )
    assert sum(foundry.fees for foundry in under_rules.foundries) == pytest.approx(paid)


def test_a_newcomer_gains_usability_with_every_chip_installed(under_rules):
    domestic = named(under_rules.designers, "Chinese designer")
    before = domestic.usability()
    domestic.installed *= 2
    assert before < domestic.usability() < 1


def test_what_labs_pay_for_leased_compute_clouds_take_in(under_rules):
    leasing = [lab for lab in under_rules.labs if lab.leased > 0]
    assert {lab.region.index for lab in leasing} >= {US, CN}
    assert not any(lab.is_cloud for lab in leasing)
    assert sum(region.rental for region in under_rules.regions) == pytest.approx(0, abs=1e-12)


def test_clouds_lease_at_home_first_and_no_more_than_they_may(under_rules):
    parameters, labs = under_rules.parameters, list(under_rules.labs)
    for market in under_rules.leasing_market.markets:
        tenants = [lab for lab in labs if lab.region is market.region]
        at_home = sum(lab.leased - lab.leased_abroad for lab in tenants)
        assert at_home <= market.stock * parameters.leasable_share * (1 + 1e-9)
        if market.met_at_home == 1:
            assert not any(lab.leased_abroad for lab in tenants)
    chinese = [lab for lab in labs if lab.region.index == CN and lab.leased_abroad > 0]
    assert chinese


def test_a_closed_cloud_leases_nothing_to_the_follower(denied):
    abroad = {lab.region.index for lab in denied.labs if lab.leased_abroad > 0}
    assert CN not in abroad
    assert any(lab.leased > 0 for lab in denied.labs if lab.region.index == CN)


def test_who_earns_more_serves_with_a_larger_part(under_rules):
    serving = [lab for lab in under_rules.labs if lab.trains]
    least = under_rules.parameters.serving_share
    assert all(least * (1 - 1e-9) <= lab.serving < 1 for lab in serving)
    assert any(lab.serving > least * 1.01 for lab in serving)


def test_expected_measures_enlarge_orders_once_some_chips_are_barred():
    model = until(40, "response.stockpiling=0.5")
    for month, expected in ((40, 1.0), (76, 1 + 0.5 * model.parameters.ban_chance)):
        while model.month < month:
            model.step()
        leading = named(model.designers, "Leading US designer")
        assert leading.offers[CN].rush >= expected * (1 - 1e-12)
        assert leading.offers[US].rush == 1


def test_who_pays_rent_gets_compute_for_it():
    # foreign chips come from the sender's allies alone, so that the sender has no price of its own
    composed = settings_of(scenario="strict_controls")
    allied = {
        name: entry.model_copy(update={"region": "RoW"}) if entry.region == "US" else entry
        for name, entry in composed.roster.designers.items()
    }
    roster = composed.roster.model_copy(update={"designers": allied})
    world = build_world(composed.model_copy(update={"roster": roster}))
    run = simulate(world, draw(composed.calibration, members=16, seed=1))
    paid, leased = run["rental_spending"], run["leased_compute"]
    assert (leased > 0).any()
    assert (paid[leased == 0] <= 0).all()
