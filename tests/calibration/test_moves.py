"""Moves: what is redrawn and how often, informed steps, differences, steps of the luck."""

from dataclasses import replace

import numpy as np
import pytest
from lines import PARAMETERS, SEEN, a_sum_and_a_difference, population
from scipy.stats import kstest, norm
from specimens import adaptation_of

from sim.calibration.adaptation import (
    LIMITS,
    PARAMETERS_PER_DIFFERENCE,
    PARAMETERS_PER_STEP,
    WIDTHS,
)
from sim.calibration.luck import rounded
from sim.calibration.moves.difference import SHORTEST, DifferenceStep
from sim.calibration.moves.informed import MEMBERS_PER_STEP, InformedStep
from sim.calibration.moves.luck import LuckStep
from sim.calibration.moves.redraw import (
    Redraw,
    RedrawOneKey,
    RedrawOneParameter,
    redraw_shares,
)

# redrawn coordinates ------------------------------------------------------------------------------


def test_redrawn_coordinates_follow_the_prior(members, adaptation, rng):
    proposal = Redraw().propose(population(members, adaptation), rng)
    parameters = proposal.members.scores != members.scores
    np.testing.assert_array_equal(parameters, proposal.redrawn[:, :PARAMETERS])
    assert kstest(proposal.members.scores[parameters], "norm").pvalue > 0.01
    expected = redraw_shares(adaptation, PARAMETERS).sum()
    assert proposal.redrawn.sum(axis=1).mean() == pytest.approx(expected, rel=0.05)


def test_redrawn_noise_keys_are_new(members, adaptation, rng):
    proposal = Redraw().propose(population(members, adaptation), rng)
    changed = proposal.members.numbers != members.numbers
    np.testing.assert_array_equal(changed[:, :, 0], proposal.redrawn[:, PARAMETERS:])
    fresh = proposal.members.numbers[changed]
    assert fresh.min() >= 50_000
    of_member = np.repeat(np.arange(len(members)), changed.sum(axis=(1, 2)))
    np.testing.assert_array_equal(fresh, 50_000 + of_member)


def test_stored_luck_is_not_redrawn(members, adaptation, rng):
    proposal = Redraw().propose(population(members, adaptation), rng)
    np.testing.assert_array_equal(proposal.members.luck, members.luck)


def test_parameters_with_high_costs_are_redrawn_rarely(members, adaptation, rng):
    costs = np.where(np.arange(len(adaptation.costs)) < 10, 1.0, 0.1)
    uneven = population(members, replace(adaptation, costs=costs))
    redrawn = Redraw().propose(uneven, rng).redrawn
    ratio = redrawn[:, 10:PARAMETERS].mean() / redrawn[:, :10].mean()
    assert ratio == pytest.approx(10.0, rel=0.1)


def test_noise_keys_with_high_costs_are_redrawn_more_often(members, adaptation, rng):
    costs = np.where(np.arange(len(adaptation.costs)) == PARAMETERS, 1.0, 0.1)
    uneven = population(members, replace(adaptation, costs=costs, budget=0.5))
    costly, *cheap = Redraw().propose(uneven, rng).redrawn[:, PARAMETERS:].mean(axis=0)
    assert costly / np.mean(cheap) == pytest.approx(2.0 / 1.1, rel=0.1)


def test_one_key_of_each_member_is_redrawn_mostly_a_costly_one(members, adaptation, rng):
    costs = np.where(np.arange(len(adaptation.costs)) == PARAMETERS, 1.0, 0.5)
    uneven = population(members, replace(adaptation, costs=costs))
    proposal = RedrawOneKey().propose(uneven, rng)
    changed = (proposal.members.numbers != members.numbers).reshape(len(members), -1)
    assert (changed.sum(axis=1) == 1).all()
    keys = changed.shape[1]
    expected = 1.0 / (1.0 + 0.25 * (keys - 1))
    assert changed[:, 0].mean() == pytest.approx(expected, rel=0.1)
    np.testing.assert_array_equal(proposal.members.scores, members.scores)


def test_one_parameter_of_each_member_is_redrawn_mostly_a_costly_one(members, adaptation, rng):
    costs = np.where(np.arange(len(adaptation.costs)) == 0, 1.0, 0.5)
    uneven = population(members, replace(adaptation, costs=costs))
    proposal = RedrawOneParameter().propose(uneven, rng)
    changed = proposal.members.scores != members.scores
    assert (changed.sum(axis=1) == 1).all()
    expected = 1.0 / (1.0 + 0.25 * (PARAMETERS - 1))
    assert changed[:, 0].mean() == pytest.approx(expected, rel=0.15)
    assert kstest(proposal.members.scores[changed], "norm").pvalue > 0.01
    np.testing.assert_array_equal(proposal.members.numbers, members.numbers)


# informed steps -----------------------------------------------------------------------------------


def test_an_informed_step_does_not_change_noise_or_most_parameters(members, adaptation, rng):
    proposal = InformedStep().propose(population(members, adaptation), rng)
    np.testing.assert_array_equal(proposal.members.numbers, members.numbers)
    np.testing.assert_array_equal(proposal.members.luck, members.luck)
    together = (proposal.members.scores != members.scores).sum(axis=1)
    np.testing.assert_array_equal(together, np.array(PARAMETERS_PER_STEP)[proposal.kinds])
    assert set(together) == set(PARAMETERS_PER_STEP)
    crowds = together.reshape(-1, MEMBERS_PER_STEP)
    assert (crowds == crowds[:, :1]).all()


@pytest.mark.slow
def test_informed_steps_leave_the_priors_invariant(members, adaptation, rng):
    moved = members
    for _ in range(30):
        moved = InformedStep().propose(population(moved, adaptation), rng).members
    assert kstest(moved.scores[:, :10].ravel(), "norm").pvalue > 0.01
    assert np.abs(np.corrcoef(moved.scores[:, :10].T) - np.eye(10)).max() < 0.08


def test_an_informed_step_is_short_only_in_directions_that_targets_constrain(members, rng):
    only_two = replace(members, scores=members.scores[:, :2])
    adaptation = adaptation_of(only_two, SEEN)
    # both parameters move in every member
    proposal = InformedStep().propose(population(only_two, adaptation), rng)
    before, after = (
        a_sum_and_a_difference(scores, None)
        for scores in (only_two.scores, proposal.members.scores)
    )
    together = proposal.kinds > 0
    known, loose = (
        np.corrcoef(before[together, column], after[together, column])[0, 1] for column in (0, 1)
    )
    assert known > 0.998
    assert 1.0 - loose > 50.0 * (1.0 - known)


def test_the_lower_the_exponent_the_longer_the_steps(members, adaptation, rng):
    only_two = replace(members, scores=members.scores[:, :2])
    adaptation = adaptation_of(only_two, SEEN)
    changes = []
    for tempering in (0.01, 1.0):
        proposal = InformedStep().propose(population(only_two, adaptation, tempering), rng)
        change = (proposal.members.scores - only_two.scores).astype(float).sum(axis=1)
        changes.append(change.std())
    assert changes[0] > 3.0 * changes[1]


def test_informed_steps_move_parameters_with_high_costs_more_often(members, adaptation, rng):
    costs = np.where(np.arange(len(adaptation.costs)) < 10, 1.0, 0.05)
    uneven = population(members, replace(adaptation, costs=costs))
    proposal = InformedStep().propose(uneven, rng)
    moved = (proposal.members.scores != members.scores).mean(axis=0)
    assert moved[:10].mean() > 4.0 * moved[10:].mean()


def test_informed_steps_that_are_accepted_often_become_longer(adaptation):
    kinds = np.array([0, 0, 1, 1])
    learnt = adaptation.after_steps("informed", kinds, np.array([True, True, False, False]))
    lengths = learnt.lengths["informed"]
    assert lengths[0] > 1.0 > lengths[1]
    assert lengths[2] == 1.0  # none was made
    for _ in range(60):
        learnt = learnt.after_steps("informed", kinds, np.full(4, True))
    assert learnt.lengths["informed"].max() == LIMITS["informed"][1]


# differences of members ---------------------------------------------------------------------------


def with_earlier(members, adaptation, earlier, islands=1):
    return replace(population(members, adaptation), earlier=earlier, islands=islands)


def test_a_difference_moves_parameters_alone_and_few_of_them(members, adaptation, rng):
    proposal = DifferenceStep().propose(with_earlier(members, adaptation, members.scores), rng)
    np.testing.assert_array_equal(proposal.members.numbers, members.numbers)
    np.testing.assert_array_equal(proposal.members.luck, members.luck)
    together = (proposal.members.scores != members.scores).sum(axis=1)
    np.testing.assert_array_equal(together, np.array(PARAMETERS_PER_DIFFERENCE)[proposal.kinds])


def test_a_difference_is_that_of_two_members_of_the_island_when_moves_began(
    members, adaptation, rng
):
    half = len(members) // 2
    # on the first island all members were equal, on the second there were two kinds
    earlier = np.zeros_like(members.scores)
    earlier[half::2] = 1.0
    proposal = DifferenceStep().propose(with_earlier(members, adaptation, earlier, 2), rng)
    step = proposal.members.scores - members.scores
    assert (step[:half] == 0.0).all()
    largest = np.abs(step[half:]).max(axis=1)
    for kind, together in enumerate(PARAMETERS_PER_DIFFERENCE):
        longest = 2.38 / np.sqrt(2.0 * together)
        made = largest[(proposal.kinds[half:] == kind) & (largest > 0.0)]
        assert made.max() <= longest * 1.0001
        assert made.min() >= longest * SHORTEST * 0.9999


def test_parameters_to_which_a_target_responds_move_together_more_often(members, adaptation, rng):
    slopes = np.zeros_like(adaptation.slopes)
    slopes[0, :4] = 2.0
    responding = replace(adaptation, slopes=slopes)
    proposal = DifferenceStep().propose(with_earlier(members, responding, members.scores), rng)
    moved = (proposal.members.scores != members.scores).mean(axis=0)
    assert (moved[:4] > 0.99).all()
    assert moved[4:].mean() < 0.1


def test_a_difference_says_how_the_prior_changes(members, adaptation, rng):
    proposal = DifferenceStep().propose(with_earlier(members, adaptation, members.scores), rng)
    before, after = (norm.logpdf(of.scores).sum(axis=1) for of in (members, proposal.members))
    np.testing.assert_allclose(proposal.log_prior_ratio, after - before, atol=1e-4)


def test_differences_that_are_rarely_accepted_become_shorter(adaptation):
    kinds = np.array([0, 0, 1, 1])
    learnt = adaptation.after_steps("differences", kinds, np.array([True, True, False, False]))
    lengths = learnt.lengths["differences"]
    assert lengths[0] == 1.0  # the longest there is
    assert lengths[1] < 1.0


def with_lengths(adaptation, length):
    """An adaptation whose steps of the luck have one length."""
    return replace(adaptation, lengths={"luck": np.full(len(WIDTHS), length)})


# steps of the luck --------------------------------------------------------------------------------


def test_a_step_of_the_luck_changes_neither_parameters_nor_noise_keys(members, adaptation, rng):
    proposal = LuckStep().propose(population(members, adaptation), rng)
    np.testing.assert_array_equal(proposal.members.scores, members.scores)
    np.testing.assert_array_equal(proposal.members.numbers, members.numbers)
    assert (proposal.members.luck != members.luck).any(axis=1).mean() > 0.95


def test_a_step_of_the_luck_moves_as_many_scores_as_its_width_says(members, adaptation, rng):
    proposal = LuckStep().propose(population(members, adaptation), rng)
    moved = (proposal.members.luck != members.luck).mean(axis=1)
    assert set(proposal.kinds) == set(range(len(WIDTHS)))
    for width, share in enumerate(WIDTHS):
        assert moved[proposal.kinds == width].mean() == pytest.approx(share, rel=0.05)


def test_steps_of_the_luck_leave_the_priors_invariant(members, adaptation, rng):
    half = with_lengths(adaptation, 0.5)
    moved = members
    for _ in range(12):
        moved = LuckStep().propose(population(moved, half), rng).members
    luck = moved.luck.astype(float)
    assert (moved.luck != members.luck).mean() > 0.95
    assert kstest(luck[:, :10].ravel(), "norm").pvalue > 0.01
    assert np.abs(np.corrcoef(luck[:, :10].T) - np.eye(10)).max() < 0.08


def test_a_short_step_of_the_luck_stays_near(members, adaptation, rng):
    short = with_lengths(adaptation, 0.1)
    proposal = LuckStep().propose(population(members, short), rng)
    widest = proposal.kinds == len(WIDTHS) - 1
    before, after = (m.luck[widest].astype(float).ravel() for m in (members, proposal.members))
    assert np.corrcoef(before, after)[0, 1] == pytest.approx(0.99**0.5, abs=0.001)


def test_proposed_luck_is_of_the_precision_in_which_it_is_stored(members, adaptation, rng):
    luck = LuckStep().propose(population(members, adaptation), rng).members.luck
    np.testing.assert_array_equal(luck, rounded(luck))


def test_steps_of_the_luck_that_are_accepted_often_become_longer(adaptation):
    half = with_lengths(adaptation, 0.5)
    widths = np.array([0, 0, 1, 1])
    learnt = half.after_steps("luck", widths, np.array([True, True, False, False]))
    lengths = learnt.lengths["luck"]
    assert lengths[0] > 0.5 > lengths[1]
    np.testing.assert_array_equal(lengths[2:], 0.5)  # none was made
    for _ in range(60):
        learnt = learnt.after_steps("luck", widths, np.array([True, True, False, False]))
    assert learnt.lengths["luck"][:2].tolist() == [1.0, LIMITS["luck"][0]]
