"""Suppliers: worked examples and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import suppliers as rules
from sim.rules.sanctions import BITS, barred

POSITIVE = st.floats(1e-3, 1e6)
SHARE = st.floats(0, 1)


def test_friction_falls_with_the_installed_base():
    assert rules.software_friction(0.4, 0.0, 1e5, 0.5) == pytest.approx(0.4)
    assert rules.software_friction(0.4, 3e5, 1e5, 0.5) == pytest.approx(0.2)


def test_the_h20_follows_from_the_h100_and_the_caps_of_2023():
    tflops = rules.variant_throughput(989.0, 814.0, 2368 / 4800, 4800.0, 5.92)
    assert tflops == pytest.approx(148.0)


@given(
    st.floats(10, 20_000),
    st.floats(100, 2000),
    st.floats(0.05, 0.999),
    st.one_of(st.just(math.inf), st.floats(10, 50_000)),
    st.one_of(st.just(math.inf), st.floats(0.1, 50)),
)
def test_a_cut_variant_is_never_barred(throughput, area, share, tpp_cap, density_cap):
    tflops = rules.variant_throughput(throughput, area, share, tpp_cap, density_cap)
    if tflops == throughput:
        return  # nothing had to be cut
    tpp = BITS * tflops
    assert not barred(tpp, 900.0, tpp / area, tpp_cap, -math.inf, density_cap)


def test_an_a800_keeps_most_of_its_use_in_large_runs():
    usability = rules.large_run_usability(400.0, 600.0, 0.3)
    assert 0.8 < usability < 1
    assert rules.large_run_usability(900.0, 600.0, 0.3) == 1.0


def test_a_variant_of_a_quarter_of_the_throughput_costs_half_at_exponent_one_half():
    assert rules.variant_price(32_000.0, 250.0, 1000.0, 0.5) == pytest.approx(16_000)


def test_refused_orders_fall_back_on_the_home_foundry():
    free = rules.share_made_abroad(900.0, 100.0, 0.0)
    assert free == pytest.approx(0.9)
    assert rules.share_made_abroad(900.0, 100.0, 0.8) == pytest.approx(0.18)
    assert rules.share_made_abroad(0.0, 0.0, 0.0) == 0.0


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_rationing_never_gives_more_than_there_is(available, wanted):
    part = rules.fill(available, wanted)
    assert 0 <= part <= 1
    assert part * wanted <= available * (1 + 1e-12)


def test_a_billion_buys_a_hundred_thousand_chips_at_ten_thousand():
    assert rules.chips_for(1.0, 10_000.0) == pytest.approx(100_000)
    assert rules.chips_for(1.0, 0.0) == 0.0


@given(st.floats(0, 100), POSITIVE)
def test_stockpiling_leaves_a_tenth_of_the_cash(cash, wanted):
    assert rules.affordable(cash, 0.0, wanted) * wanted <= 0.9 * cash + 1e-12


@given(st.floats(1, 10), st.floats(1, 5), st.floats(0, 1e4), SHARE, SHARE)
def test_the_price_never_falls_below_cost(current, normal, tightness, elasticity, speed):
    assert rules.markup(current, normal, tightness, elasticity, speed) >= 1.0


def test_the_markup_rests_where_demand_meets_supply():
    assert rules.markup(3.0, 3.0, 1.0, 0.3, 0.1) == pytest.approx(3.0)
    assert rules.markup(3.0, 3.0, 2.0, 0.3, 0.1) > 3.0


@given(POSITIVE, POSITIVE, st.floats(0, 1))
def test_research_pace_stays_within_its_bounds(revenue, reference, elasticity):
    pace = rules.research_pace(revenue, reference, elasticity)
    assert 0.2**elasticity - 1e-12 <= pace <= 3**elasticity + 1e-12


def test_denied_lithography_slows_what_is_made_at_home():
    assert rules.node_pace(1.0, 1.1, 0.5, 1.0) == pytest.approx(1.1)
    assert rules.node_pace(0.0, 1.1, 0.5, 1.0) == pytest.approx(0.5)
    assert rules.node_pace(0.2, 1.0, 0.5, 1.0) == pytest.approx(0.6)


@given(POSITIVE, st.floats(0, 100), POSITIVE, st.floats(0.001, 0.2))
def test_capacity_grows_with_money_but_no_faster_than_a_fab_can(capacity, money, cost, fastest):
    grown = rules.capacity_growth(capacity, money, cost, fastest)
    assert 0 <= grown <= fastest * capacity


def test_little_money_buys_capacity_at_its_unit_cost():
    assert rules.capacity_growth(1e6, 0.001, 20.0, 0.05) == pytest.approx(50.0, rel=1e-3)


@given(st.floats(0.05, 0.8), st.floats(1, 1e4), st.floats(0.05, 1))
def test_yield_learns_towards_its_best(at_start, experience, exponent):
    learned = rules.learned_yield(at_start, 0.9, experience, exponent)
    assert at_start - 1e-12 <= learned <= 0.9


def test_a_tenfold_experience_halves_failures_at_exponent_log10_two():
    learned = rules.learned_yield(0.4, 0.8, 10.0, math.log10(2))
    assert learned == pytest.approx(0.6)


def test_two_generations_beyond_the_record_grow_twice():
    assert rules.beyond_record(2250.0, 2.0, 2.0) == pytest.approx(9000.0)


@given(SHARE, st.floats(0, 1e7), st.floats(0, 1e7), POSITIVE, st.floats(0, 2))
def test_friction_only_falls_and_never_below_zero(at_start, installed, more, scale, exponent):
    before, after = (
        rules.software_friction(at_start, base, scale, exponent)
        for base in (installed, installed + more)
    )
    assert 0 <= after <= before <= at_start


@given(st.floats(0, 1e6), st.floats(0, 1e6), SHARE, SHARE)
def test_refusal_never_brings_orders_abroad(abroad, home, refused, more):
    both = sorted((refused, more))
    parts = [rules.share_made_abroad(abroad, home, level) for level in both]
    assert 0 <= parts[1] <= parts[0] <= 1
    assert rules.share_made_abroad(abroad, home, 1.0) == 0


@given(POSITIVE, POSITIVE, st.floats(1, 5))
def test_more_excess_demand_never_lowers_the_price(one, other, current):
    slack, tight = (
        rules.markup(current, 3.0, tightness, 0.3, 0.2) for tightness in sorted((one, other))
    )
    assert slack <= tight


def test_the_floor_is_at_cost():
    assert rules.markup(1.0, 1.2, 0.0, 2.0, 1.0) == 1.0


def test_revenue_at_the_reference_keeps_the_reference_pace():
    assert rules.research_pace(40.0, 40.0, 0.4) == pytest.approx(1.0)
    assert rules.research_pace(20.0, 40.0, 0.4) == pytest.approx(0.5**0.4)


@given(st.floats(0, 1e3), st.floats(0, 1e3), POSITIVE, SHARE)
def test_lost_sales_never_speed_a_roadmap(one, other, reference, elasticity):
    less, more = (rules.research_pace(r, reference, elasticity) for r in sorted((one, other)))
    assert less <= more


@given(SHARE, st.floats(0.2, 3), SHARE, SHARE, SHARE)
def test_denied_lithography_never_speeds_a_roadmap(abroad, leading, denial, one, other):
    free, denied = (
        rules.node_pace(abroad, leading, denial, level) for level in sorted((one, other))
    )
    assert denied <= free + 1e-12


@given(POSITIVE, st.floats(0, 50), st.floats(0, 50), POSITIVE, st.floats(0.001, 0.2))
def test_more_money_never_builds_less(capacity, money, more, cost, fastest):
    small, large = (
        rules.capacity_growth(capacity, m, cost, fastest) for m in (money, money + more)
    )
    assert small <= large
    # and no chip a month comes below its cost
    assert large <= (money + more) * 1e6 / cost * (1 + 1e-9)


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(1, 1e4), st.floats(0, 1))
def test_yield_stays_a_share_whatever_it_starts_from(at_start, best, experience, exponent):
    learned = rules.learned_yield(at_start, best, experience, exponent)
    assert min(at_start, best) - 1e-12 <= learned <= best


@given(POSITIVE, st.floats(0, 1), st.floats(1, 1e5))
def test_money_is_worth_the_chips_that_it_buys(price, money, factor):
    chips = rules.chips_for(money, price)
    assert chips * price / 1e9 == pytest.approx(money)
    assert rules.chips_for(money, price * factor) <= chips * (1 + 1e-12)


def test_the_budget_for_chips_is_set_aside_before_stocking_up():
    # 0.9 x (10 - 6) = 3.6 of the 7.2 wanted
    assert rules.affordable(10.0, 6.0, 7.2) == pytest.approx(0.5)
    assert rules.affordable(10.0, 12.0, 7.2) == 0.0


def test_the_second_launch_beyond_the_record_comes_two_cadences_later():
    assert rules.launch_beyond_record(80.0, 2.0, 28.0) == 136.0


def test_software_leaves_what_friction_does_not_take():
    # half of a newcomer's friction of 0.4, halved again by an installed base of three times B_0
    assert rules.software_usability(0.4, 0.5, 3e5, 1e5, 0.5) == pytest.approx(0.9)
    assert rules.software_usability(0.4, 0.0, 0.0, 1e5, 0.5) == 1.0


def test_an_a800_has_two_thirds_of_the_links_of_an_a100():
    assert rules.variant_interconnect(600.0, 2 / 3, 600.0) == pytest.approx(400.0)
    assert rules.variant_interconnect(300.0, 2 / 3, 600.0) == 300.0


def test_a_chip_of_a_quarter_of_the_throughput_is_a_quarter_as_dense():
    assert rules.variant_density(20.0, 250.0, 1000.0) == 5.0


def test_a_variant_bears_software_and_links_at_once():
    assert rules.variant_usability(0.8, 0.5) == pytest.approx(0.4)


def test_a_roadmap_needs_a_node_and_money():
    assert rules.roadmap_pace(0.5, 1.2) == pytest.approx(0.6)


def test_a_twelfth_of_a_change_in_sales_reaches_the_mean_in_a_month():
    assert rules.moving_average(12.0, 24.0) == pytest.approx(13.0)


@given(POSITIVE, POSITIVE)
def test_the_mean_moves_towards_the_latest_sales_and_not_past_them(average, latest):
    moved = rules.moving_average(average, latest)
    assert min(average, latest) <= moved * (1 + 1e-12)
    assert moved <= max(average, latest) * (1 + 1e-12)
