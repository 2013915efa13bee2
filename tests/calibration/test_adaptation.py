"""What moves learn from those that were accepted: costs, a budget and its shares, slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import PARAMETERS, SEEN
from specimens import Toy, target

from sim.calibration.adaptation import (
    INITIAL_COST,
    LARGEST_LOSS,
    LEAST_COST,
    TARGET_ACCEPTANCE,
    WEIGHT_OF_HISTORY,
    Adaptation,
    equal_cost_shares,
    least_squares_slopes,
    renewal_shares,
)
from sim.calibration.moves.redraw import LARGEST_PROBABILITY

# shares of a budget -------------------------------------------------------------------------------

costs = st.lists(st.floats(0.0, 50.0), min_size=1, max_size=40).map(np.array)


@pytest.mark.parametrize("shares_of", [equal_cost_shares, renewal_shares])
@given(costs, st.floats(0.01, 10.0), st.floats(0.05, 1.0))
def test_shares_use_up_the_budget_or_are_all_at_most(shares_of, costs, budget, at_most):
    shares = shares_of(costs, budget, at_most)
    used = shares * np.maximum(costs, LEAST_COST)
    assert (shares > 0.0).all()
    assert (shares <= at_most).all()
    assert (shares == at_most).all() or used.sum() == pytest.approx(budget, rel=1e-6)


def test_coordinates_with_a_cost_use_equal_parts_of_the_budget():
    shares = equal_cost_shares(np.array([0.001, 1.0, 2.0, 8.0]), 1.2, 0.5)
    assert shares[0] == 0.5
    np.testing.assert_allclose(shares[1:] * [1.0, 2.0, 8.0], (1.2 - 0.5 * LEAST_COST) / 3)


# the adaptation ---------------------------------------------------------------------------------


def test_slopes_are_in_tolerances_of_a_standard_deviation(adaptation):
    assert adaptation.slopes.shape == (2, PARAMETERS)
    np.testing.assert_allclose(adaptation.slopes[0, :2], [10.0, 10.0], rtol=0.05)
    np.testing.assert_allclose(adaptation.slopes[1, :2], [0.5, -0.5], rtol=0.05)
    assert np.abs(adaptation.slopes[1, 2:]).max() < 0.02


def test_values_without_a_logarithm_do_not_distort_a_slope():
    level = (target(kind="value", value=1.0, tolerance=0.5, scale="log"),)
    members = Toy(lambda scores, luck: np.exp(scores[:, :1].astype(float)), level).bank(4000)
    members.predictions[:20] = [[0.0], [-1.0], [np.nan], [np.inf]] * 5
    slopes = least_squares_slopes(members.scores, members.predictions, level)
    np.testing.assert_allclose(slopes[0, 0], 2.0, rtol=0.06)


def test_a_prediction_that_no_member_has_gives_no_slope():
    members = Toy(lambda scores, luck: np.full((len(scores), 1), np.nan), SEEN[:1]).bank(100)
    slopes = least_squares_slopes(members.scores, members.predictions, SEEN[:1])
    np.testing.assert_array_equal(slopes, 0.0)


def test_costs_are_learnt_from_moves(adaptation, rng):
    true = np.where(np.arange(len(adaptation.costs)) < 3, 1.0, 0.02)
    learning = adaptation
    for _ in range(12):
        redrawn = rng.random((1000, len(true))) < equal_cost_shares(
            learning.costs, learning.budget, LARGEST_PROBABILITY
        )
        loss = redrawn @ true
        learning = learning.after(redrawn, loss, np.log(rng.random(1000)) < -loss)
    assert learning.costs[:3] == pytest.approx(1.0, rel=0.25)
    assert learning.costs[3:].mean() == pytest.approx(0.02, rel=0.3)
    assert (learning.costs >= 0.0).all()


def test_losses_beyond_the_largest_have_no_further_effect(adaptation, rng):
    redrawn = rng.random((500, len(adaptation.costs))) < 0.05
    nobody = np.zeros(500, dtype=bool)
    bad = adaptation.after(redrawn, np.full(500, LARGEST_LOSS), nobody)
    hopeless = adaptation.after(redrawn, np.full(500, np.inf), nobody)
    np.testing.assert_array_equal(bad.costs, hopeless.costs)
    assert bad.costs.mean() > INITIAL_COST


def test_the_budget_converges_to_the_target_acceptance_rate(adaptation, rng):
    learning = adaptation
    for _ in range(40):
        chances = equal_cost_shares(learning.costs, learning.budget, LARGEST_PROBABILITY)
        redrawn = rng.random((1000, len(chances))) < chances
        loss = 0.4 * redrawn.sum(axis=1)
        accepted = np.log(rng.random(1000)) < -loss
        learning = learning.after(redrawn, loss, accepted)
    assert accepted.mean() == pytest.approx(TARGET_ACCEPTANCE, abs=0.06)


@pytest.mark.parametrize("members", [30, 400])
def test_costs_are_those_of_regularised_least_squares(members):
    """With fewer and with more members than the hundred coordinates."""
    rng = np.random.default_rng(members)
    redrawn, loss = rng.random((members, 100)) < 0.2, rng.uniform(0.0, LARGEST_LOSS, members)
    before = Adaptation.before_moves(np.zeros((1, 60)), keys=40)
    found = before.after(redrawn, loss, np.ones(members, dtype=bool)).costs
    rows = np.vstack([redrawn, np.sqrt(WEIGHT_OF_HISTORY) * np.eye(100)])
    wanted = np.concatenate([loss, np.sqrt(WEIGHT_OF_HISTORY) * before.costs])
    expected, *_ = np.linalg.lstsq(rows, wanted)
    np.testing.assert_allclose(found, expected.clip(min=0.0), atol=1e-9)
