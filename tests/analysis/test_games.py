"""Games whose shares can be told by hand, and laws that all of them keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.games import interaction, shapley

GLOVES = np.array([[0.0, 0, 0, 0, 0, 1, 1, 1]]).T
"""The third player has a left glove, the others a right one each; a pair is worth one."""

games = arrays(float, (16, 3), elements=st.floats(-100, 100))


def test_the_glove_game_is_shared_as_by_hand():
    found = [shapley(GLOVES, player)[0] for player in range(3)]
    assert found == pytest.approx([1 / 6, 1 / 6, 4 / 6])


def test_pairs_of_the_glove_game_are_as_by_hand():
    # left and right belong together half of the time, and two right gloves replace each other
    assert interaction(GLOVES, 0, 2)[0] == pytest.approx(0.5)
    assert interaction(GLOVES, 0, 1)[0] == pytest.approx(-0.5)


@given(games)
def test_shapley_values_add_up_to_the_value_of_all_players(values):
    total = sum(shapley(values, player) for player in range(4))
    np.testing.assert_allclose(total, values[-1] - values[0], atol=1e-9)


@given(games, st.floats(-10, 10))
def test_a_player_with_a_constant_contribution_gets_it(values, worth):
    without = values[[s & ~1 for s in range(16)]]
    has_first = np.array([s & 1 for s in range(16)])[:, None]
    np.testing.assert_allclose(shapley(without + worth * has_first, 0), worth, atol=1e-9)
    np.testing.assert_allclose(interaction(without + worth * has_first, 0, 2), 0.0, atol=1e-9)


@given(games)
def test_a_pair_is_the_same_both_ways(values):
    np.testing.assert_allclose(interaction(values, 1, 3), interaction(values, 3, 1), atol=1e-9)


def test_a_player_has_no_interaction_with_itself():
    assert interaction(GLOVES, 1, 1)[0] == 0.0
