"""Limits of axes: extreme values are few and far, and names find their places."""

import numpy as np
import pytest

from sim.plots.limits import largest_shown, spread_out


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((10, 11, 12, 13), 13),
        ((10, 11, 12, 30), 12),
        ((10, 11, 30, 31), 31),  # half of the values are no exception
        ((1, 2, 3, 4, 5, 6, 40, 50), 6),
        ((10, 30), 30),
        ((0, 0, 0, 5), 5),
    ],
)
def test_an_axis_ends_before_a_few_values_that_are_far_above_all_others(values, shown):
    assert largest_shown(np.array(values, dtype=float)) == shown


def test_places_far_enough_apart_stay():
    places = np.array([0.5, 0.1, 0.9])
    np.testing.assert_allclose(spread_out(places, 0.2), places)


def test_places_too_close_move_apart_evenly():
    np.testing.assert_allclose(spread_out(np.array([0.5, 0.5, 0.5]), 0.1), [0.4, 0.5, 0.6])
