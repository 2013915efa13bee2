"""Moves: what is redrawn and how often, informed steps, and what both learn from."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest
from specimens import Toy, target

from sim.calibration.adaptation import (
    INITIAL_BUDGET,
    INITIAL_COST,
    LARGEST_LOSS,
    LEAST_COST,
    TARGET_ACCEPTANCE,
    Adaptation,
    equal_cost_shares,
)
from sim.calibration.bank import Members
from sim.calibration.moves.informed import (
    MEMBERS_PER_STEP,
    PARAMETERS_PER_STEP,
    STEP_BUDGET,
    InformedStep,
)
from sim.calibration.moves.redraw import LARGEST_PROBABILITY, Redraw
from sim.calibration.population import Population

PARAMETERS, YEARS = 90, 3
SEEN = (
    target(kind="value", value=0.0, tolerance=0.1),
    target(kind="value", value=0.0, tolerance=2.0),
)


def a_sum_and_a_difference(scores, luck):
    """The first target knows the sum of two scores well, the second their difference badly."""
    one, two = scores[:, 0].astype(float), scores[:, 1].astype(float)
    return np.stack([one + two, one - two], axis=-1)


TOY = Toy(a_sum_and_a_difference, SEEN, parameters=PARAMETERS, years=YEARS)


@pytest.fixture(scope="module")
def members():
    return TOY.bank(4000)


@pytest.fixture(scope="module")
def adaptation(members):
    return Adaptation.of(members, SEEN)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def population(members, adaptation, tempering=1.0, next_number=50_000):
    """Members at an exponent of the likelihood; how likely they are is no matter to a move."""
    return Population(members, np.zeros(len(members)), adaptation, next_number, tempering)


# shares of a budget -------------------------------------------------------------------------------

costs = st.lists(st.floats(0.0, 50.0), min_size=1, max_size=40).map(np.array)


@given(costs, st.floats(0.01, 10.0), st.floats(0.05, 1.0))
def test_shares_use_up_the_budget_or_are_all_at_most(costs, budget, at_most):
    shares = equal_cost_shares(costs, budget, at_most)
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
    slopes = Adaptation.of(members, level).slopes
    np.testing.assert_allclose(slopes[0, 0], 2.0, rtol=0.06)


def test_a_prediction_that_no_member_has_gives_no_slope():
    members = Toy(lambda scores, luck: np.full((len(scores), 1), np.nan), SEEN[:1]).bank(100)
    np.testing.assert_array_equal(Adaptation.of(members, SEEN[:1]).slopes, 0.0)


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


# redrawn coordinates ------------------------------------------------------------------------------


def test_redrawn_coordinates_follow_the_prior(members, adaptation, rng):
    proposal = Redraw().propose(population(members, adaptation), rng)
    parameters = proposal.scores != members.scores
    np.testing.assert_array_equal(parameters, proposal.redrawn[:, :PARAMETERS])
    assert kstest(proposal.scores[parameters], "norm").pvalue > 0.01
    expected = INITIAL_BUDGET / INITIAL_COST
    assert proposal.redrawn.sum(axis=1).mean() == pytest.approx(expected, rel=0.05)


def test_redrawn_noise_keys_are_new(members, adaptation, rng):
    proposal = Redraw().propose(population(members, adaptation), rng)
    changed = proposal.numbers != members.numbers
    np.testing.assert_array_equal(changed[:, :, 0], proposal.redrawn[:, PARAMETERS:])
    fresh = proposal.numbers[changed]
    assert fresh.min() >= 50_000
    of_member = np.repeat(np.arange(len(members)), changed.sum(axis=(1, 2)))
    np.testing.assert_array_equal(fresh, 50_000 + of_member)


def test_coordinates_with_high_costs_are_redrawn_rarely(members, adaptation, rng):
    costs = np.where(np.arange(len(adaptation.costs)) < 10, 1.0, 0.1)
    uneven = population(members, replace(adaptation, costs=costs))
    redrawn = Redraw().propose(uneven, rng).redrawn
    ratio = redrawn[:, 10:].mean() / redrawn[:, :10].mean()
    assert ratio == pytest.approx(10.0, rel=0.15)


# informed steps -----------------------------------------------------------------------------------


def test_an_informed_step_does_not_change_noise_or_most_parameters(members, adaptation, rng):
    proposal = InformedStep().propose(population(members, adaptation), rng)
    np.testing.assert_array_equal(proposal.numbers, members.numbers)
    together = (proposal.scores != members.scores).sum(axis=1)
    assert set(together) == set(PARAMETERS_PER_STEP)
    crowds = together.reshape(-1, MEMBERS_PER_STEP)
    assert (crowds == crowds[:, :1]).all()


@pytest.mark.slow
def test_informed_steps_leave_the_priors_invariant(members, adaptation, rng):
    moved = members
    for _ in range(30):
        proposal = InformedStep().propose(population(moved, adaptation), rng)
        moved = Members(proposal.scores, proposal.numbers, moved.predictions)
    assert kstest(moved.scores[:, :10].ravel(), "norm").pvalue > 0.01
    assert np.abs(np.corrcoef(moved.scores[:, :10].T) - np.eye(10)).max() < 0.08


def test_an_informed_step_is_short_only_in_directions_that_targets_constrain(members, rng):
    only_two = Members(members.scores[:, :2], members.numbers, members.predictions)
    adaptation = Adaptation.of(only_two, SEEN)
    # both parameters move in every member
    proposal = InformedStep().propose(population(only_two, adaptation), rng)
    before, after = (
        a_sum_and_a_difference(scores, None) for scores in (only_two.scores, proposal.scores)
    )
    known = (after - before)[:, 0] / 0.1
    assert 0.5 * STEP_BUDGET**0.5 < known.std() < 2.0 * STEP_BUDGET**0.5
    loose = np.corrcoef(after[:, 1], before[:, 1])[0, 1]
    assert abs(loose) < 0.1


def test_the_lower_the_exponent_the_longer_the_steps(members, adaptation, rng):
    only_two = Members(members.scores[:, :2], members.numbers, members.predictions)
    adaptation = Adaptation.of(only_two, SEEN)
    changes = []
    for tempering in (0.01, 1.0):
        proposal = InformedStep().propose(population(only_two, adaptation, tempering), rng)
        change = (proposal.scores - only_two.scores).astype(float).sum(axis=1)
        changes.append(change.std())
    assert changes[0] > 3.0 * changes[1]


def test_informed_steps_move_parameters_with_high_costs_more_often(members, adaptation, rng):
    costs = np.where(np.arange(len(adaptation.costs)) < 10, 1.0, 0.05)
    uneven = population(members, replace(adaptation, costs=costs))
    proposal = InformedStep().propose(uneven, rng)
    moved = (proposal.scores != members.scores).mean(axis=0)
    assert moved[:10].mean() > 4.0 * moved[10:].mean()
