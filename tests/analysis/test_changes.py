"""Shares of members by the direction of a change."""

import numpy as np
import pytest

from sim.analysis.changes import lower_ends, shares_by_direction


def test_a_change_that_rounds_to_nothing_is_none():
    shares = shares_by_direction(np.array([2.0, 0.01, -0.01, 0.0, -3.0]))
    assert shares == pytest.approx((0.2, 0.6, 0.2))


def test_a_mean_is_above_chance_where_it_exceeds_two_standard_errors():
    values = np.array([[1.0, 1.0, 1.0, 1.0], [5.0, -3.0, 5.0, -3.0]])
    assert lower_ends(values) == pytest.approx((1.0, 1.0 - 2.0 * 4.0 / 2.0))
