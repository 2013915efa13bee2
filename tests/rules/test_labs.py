"""Labs and markets: worked examples and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import labs as rules

POSITIVE = st.floats(1e-3, 1e3)


def test_a_market_grows_by_its_elasticity_and_saturates():
    assert rules.market_size(1.0, 1e12, 0.3, 22.0, 21.0) == pytest.approx(10**0.3)
    assert rules.market_size(1.0, 500.0, 0.3, 60.0, 20.0) == pytest.approx(500.0, rel=1e-3)


@given(POSITIVE, POSITIVE, st.floats(0, 1), st.floats(15, 35), st.floats(0, 5))
def test_a_better_model_never_shrinks_a_market_nor_breaks_its_ceiling(
    start, ceiling, elasticity, frontier, more
):
    small, large = (
        rules.market_size(start, ceiling, elasticity, f, 20.0) for f in (frontier, frontier + more)
    )
    assert small <= large * (1 + 1e-12)
    assert large <= ceiling * (1 + 1e-12)


def test_a_chip_of_twice_the_value_has_the_squared_appeal_at_sensitivity_two():
    one = rules.order_appeal(300.0, 1.0, 10_000.0, 2.0)
    two = rules.order_appeal(600.0, 1.0, 10_000.0, 2.0)
    assert two == pytest.approx(4 * one)
    assert rules.order_appeal(0.0, 1.0, 10_000.0, 2.0) == 0.0


@given(st.floats(1, 1e4), st.floats(0.01, 1), st.floats(100, 1e5), st.floats(0.1, 5))
def test_a_dearer_chip_appeals_less(throughput, usability, price, sensitivity):
    cheap, dear = (
        rules.order_appeal(throughput, usability, p, sensitivity) for p in (price, 2 * price)
    )
    assert 0 < dear < cheap
