"""Chip designers, foundries, lithography and rented compute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenarios import compose

from sim.agents.model import AIGapModel
from sim.agents.supplier import Chip

US, CN, ROW = range(3)
OCTOBER_2022, NOVEMBER_2023 = 57, 70


def until(month, *overrides, **how):
    given = ["horizon.end=2025-12-31", "calibration=prior", *overrides]
    model = AIGapModel(settings=compose("status_quo", given), **how)
    while model.month < month:
        model.step()
    return model


def named(agents, name):
    return next(agent for agent in agents if agent.name == name)


@pytest.fixture(scope="module")
def under_rules():
    return until(76)


def test_the_leading_designer_meets_the_rule_of_2022_with_a_cut_interconnect():
    model = until(OCTOBER_2022 + 1)
    leading = named(model.designers, "Leading US designer")
    assert leading.offers[CN].barred
    assert leading.delivered[CN] == 0
    while model.month <= OCTOBER_2022 + model.parameters.variant_delay:
        model.step()
    assert leading.variant.tflops == leading.chip.tflops
    assert leading.variant.interconnect < 600 <= leading.chip.interconnect
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


def test_a_levy_is_paid_by_the_buyer_and_kept_from_the_supplier():
    plain, levied = (until(76, f"sanctions.chip_exports.levy={level}") for level in (0, 0.5))
    one, other = (named(m.designers, "Leading US designer").offers[CN] for m in (plain, levied))
    assert other.price == pytest.approx(1.5 * one.price, rel=0.01)


def test_a_domestic_supplier_faces_no_caps(under_rules):
    domestic = named(under_rules.designers, "Chinese designer")
    assert not domestic.offers[CN].barred
    assert domestic.offers[CN].tflops == domestic.chip.tflops


def test_no_supplier_makes_more_than_its_foundries_can(under_rules):
    made = sum(designer.made for designer in under_rules.designers)
    assert made <= sum(foundry.good_chips for foundry in under_rules.foundries) * (1 + 1e-6)


def test_complete_denial_of_orders_leaves_the_foundry_at_home():
    model = until(77, "sanctions.foundry=1")
    for designer in model.designers:
        if designer.region.index == CN:
            assert designer.abroad == 0
            assert designer.foundry_abroad.good_chips > designer.foundry_home.good_chips


def test_complete_denial_of_tools_lets_capacity_wear_out():
    model = until(76, "sanctions.tools=1")
    chinese = named(model.foundries, "Chinese foundry")
    before, learned = chinese.capacity, chinese.foundry_yield
    model.step()
    assert chinese.capacity == pytest.approx(before * (1 - model.parameters.capacity_depreciation))
    assert chinese.foundry_yield == learned


def test_lithography_is_not_sold_to_a_region_that_is_denied_it(under_rules):
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


def test_rent_is_paid_for_compute_and_to_clouds_abroad(under_rules):
    renting = [lab for lab in under_rules.labs if lab.rented > 0]
    assert renting
    assert {lab.region.index for lab in renting} == {CN}
    assert all(lab.is_cloud for lab in under_rules.rental_market.lenders())
    assert sum(region.rental for region in under_rules.regions) == pytest.approx(0, abs=1e-12)


def test_a_lab_that_pays_rent_gets_compute():
    # foreign chips come from the sender's allies alone, so that the sender has no price of its own
    composed = compose("strict_controls", ["horizon.end=2025-12-31", "calibration=prior"])
    allied = {
        name: entry.model_copy(update={"region": "RoW"}) if entry.region == "US" else entry
        for name, entry in composed.roster.designers.items()
    }
    roster = composed.roster.model_copy(update={"designers": allied})
    run = AIGapModel(settings=composed.model_copy(update={"roster": roster})).run()
    paid, rented = run["rental_spending"][0, :, CN], run["rented_compute"][0, :, CN]
    assert not paid[rented == 0].any()
