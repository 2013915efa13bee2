"""Sanctions: the chips of the record under the rules of the record, and what passes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import sanctions as rules
from sim.world.chips import chip_record

OCTOBER_2022 = (4800.0, 600.0, math.inf)
NOVEMBER_2023 = (4800.0, -math.inf, 5.92)
OPEN = (math.inf, -math.inf, math.inf)


def is_barred(name: str, caps: tuple[float, float, float]) -> bool:
    chip = chip_record(30.0)[name]
    tpp = rules.total_processing_performance(chip.tflops)
    return rules.barred(tpp, chip.interconnect, chip.density, *caps)


@pytest.mark.parametrize("chip", ["A100", "H100"])
def test_the_rule_of_2022_bars_a100_and_h100(chip):
    assert is_barred(chip, OCTOBER_2022)


@pytest.mark.parametrize("chip", ["V100", "A800", "H800", "H20"])
def test_the_rule_of_2022_lets_the_variants_through(chip):
    assert not is_barred(chip, OCTOBER_2022)


@pytest.mark.parametrize("chip", ["A100", "H100", "A800", "H800", "B200", "MI300X"])
def test_the_rule_of_2023_bars_the_variants_too(chip):
    assert is_barred(chip, NOVEMBER_2023)


@pytest.mark.parametrize("chip", ["V100", "H20"])
def test_the_rule_of_2023_leaves_the_h20(chip):
    assert not is_barred(chip, NOVEMBER_2023)


def test_nothing_is_barred_when_all_is_open():
    assert not any(is_barred(chip, OPEN) for chip in chip_record(30.0))


@given(st.floats(0, 1e6), st.floats(0, 1))
def test_the_permitted_share_falls_to_zero_as_the_level_rises(amount, level):
    passed = rules.let_through(amount, level)
    assert 0 <= passed <= amount
    assert rules.let_through(amount, 1.0) == 0.0


def test_the_capital_barrier_binds_the_sender_fully_and_allies_in_part():
    assert rules.capital_barrier(0.8, True, True, False, 0.5) == 0.8
    assert rules.capital_barrier(0.8, True, False, True, 0.5) == 0.4
    assert rules.capital_barrier(0.8, True, False, False, 0.5) == 0.0
    assert rules.capital_barrier(0.8, False, True, False, 0.5) == 0.0


@given(st.floats(0, 1))
def test_risk_is_one_in_december_2023_whatever_sanctions_share(share):
    assert rules.direct_investment_risk(share, 1.0, 1.0) == pytest.approx(1.0)


def test_a_third_of_a_year_brought_forward_into_two_months_triples_orders():
    assert rules.stockpiling_factor(1 / 3, 2.0) == pytest.approx(3.0)
    assert rules.stockpiling_factor(0.5, 0.0) == 1.0


def test_any_finite_cap_is_a_restriction():
    assert rules.restricts(4800.0, math.inf)
    assert rules.restricts(math.inf, 5.92)
    assert not rules.restricts(math.inf, math.inf)


def test_a_ban_that_is_expected_at_even_odds_brings_forward_half():
    assert rules.precaution_factor(0.6, 0.5) == pytest.approx(1.3)
    assert rules.precaution_factor(0.0, 0.5) == 1.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_fear_of_a_ban_at_most_doubles_orders(stockpiling, one, other):
    calm, wary = (rules.precaution_factor(stockpiling, p) for p in sorted((one, other)))
    assert 1 <= calm <= wary <= 2


@pytest.mark.parametrize(
    ("is_warned", "is_announced", "factor"),
    [(False, False, 1.0), (True, False, 1.3), (False, True, 3.0), (True, True, 3.0)],
)
def test_the_stronger_reason_to_stock_up_holds(is_warned, is_announced, factor):
    assert rules.rush_factor(is_warned, 1.3, is_announced, 3.0) == factor


def test_retaliation_raises_cost_in_proportion():
    assert rules.material_cost_factor(0.5, 0.1) == pytest.approx(1.05)


FIGURE = st.floats(1, 1e5)


@given(FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, st.floats(1, 10))
def test_a_tighter_cap_never_lets_a_barred_chip_through(
    tpp, interconnect, density, tpp_cap, interconnect_cap, density_cap, factor
):
    chip = tpp, interconnect, density
    if rules.barred(*chip, tpp_cap, interconnect_cap, density_cap):
        assert rules.barred(*chip, tpp_cap / factor, interconnect_cap, density_cap)
        assert rules.barred(*chip, tpp_cap, interconnect_cap, density_cap / factor)
        assert rules.barred(*chip, tpp_cap, -math.inf, density_cap)


@given(FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE)
def test_the_predicate_is_that_of_the_text(tpp, interconnect, density, cap, link, dense):
    assert rules.barred(tpp, interconnect, density, cap, link, dense) == (
        (tpp >= cap and interconnect >= link) or (tpp >= 1600 and density >= dense)
    )


def test_a_chip_at_the_cap_is_barred_and_one_below_is_not():
    assert rules.barred(4800.0, 900.0, 1.0, *NOVEMBER_2023)
    assert not rules.barred(math.nextafter(4800.0, 0), 900.0, 1.0, *NOVEMBER_2023)
    assert rules.barred(1600.0, 900.0, 5.92, *NOVEMBER_2023)
    assert not rules.barred(math.nextafter(1600.0, 0), 900.0, 50.0, *NOVEMBER_2023)


@given(st.floats(0, 1), st.floats(0, 3), st.floats(0, 3), st.floats(0, 3))
def test_risk_lies_between_its_two_parts(omega, intensity, conditions, more):
    risk = rules.direct_investment_risk(omega, intensity, conditions)
    assert min(intensity, conditions) - 1e-9 <= risk <= max(intensity, conditions) + 1e-9
    assert risk <= rules.direct_investment_risk(omega, intensity + more, conditions) + 1e-12


@given(st.floats(0, 1), st.integers(1, 48))
def test_stockpiling_brings_forward_its_share_of_a_year(stockpiling, window):
    extra = (rules.stockpiling_factor(stockpiling, float(window)) - 1) * window
    assert extra == pytest.approx(12 * stockpiling)


def test_an_h100_has_a_tpp_of_15824():
    assert rules.total_processing_performance(989.0) == 15_824.0


@given(st.floats(0, 1e6), st.floats(0, 1))
def test_the_withheld_and_the_permitted_amount_add_up(amount, level):
    parts = rules.withheld(amount, level) + rules.let_through(amount, level)
    assert parts == pytest.approx(amount)
