"""The move of breakthroughs: handed on, of another size, or drawn anew; alone and with others."""

from dataclasses import replace

import numpy as np
import pytest
from lines import population

from sim.calibration.moves.redraw import RedrawOneKey, RedrawOneParameter
from sim.calibration.moves.search import FARTHEST, LARGE, SearchStep
from sim.calibration.moves.together import Together
from sim.world.noise_keys import BY_KEY


@pytest.fixture
def searching(members, adaptation, rng):
    octaves = rng.geometric(0.5, (len(members), 6, 24)).astype(np.uint8) - 1
    octaves[:, :, :4] = BY_KEY
    return population(replace(members, octaves=octaves.astype(np.uint8)), adaptation)


def kinds_of_search(searching, rng):
    """Octaves of members that exchange two, redraw a large one, and redraw many: before, after."""
    before = searching.members.octaves
    after = SearchStep().propose(searching, rng).members.octaves
    changed = (after != before).sum(axis=(1, 2))
    kinds = ((changed == 0) | (changed == 2), changed == 1, changed > 2)
    return [(before[kind], after[kind]) for kind in kinds]


def test_a_breakthrough_is_handed_to_a_month_nearby_and_none_is_lost(searching, rng):
    before, after = kinds_of_search(searching, rng)[0]
    np.testing.assert_array_equal(after == BY_KEY, before == BY_KEY)
    flat = [np.sort(of.reshape(len(of), -1)) for of in (before, after)]
    np.testing.assert_array_equal(*flat)
    changed = after != before
    months = [np.flatnonzero(of.any(axis=0)) for of in changed if of.any()]
    assert len(months) > len(searching.members) / 6
    assert all(np.ptp(of) <= FARTHEST for of in months)


def test_another_size_of_a_large_breakthrough_is_large_too(searching, rng):
    before, after = kinds_of_search(searching, rng)[1]
    changed = after != before
    assert changed.any(axis=(1, 2)).sum() > 100  # a fifth of members have a large one
    for sizes in (before[changed], after[changed]):
        assert sizes.min() == LARGE
        assert sizes.max() > LARGE + 1


def test_octaves_are_redrawn_from_the_prior(searching, rng):
    before, after = kinds_of_search(searching, rng)[2]
    fresh = after[after != before]
    # a draw is kept as often as the new one is in the same octave
    expected = 0.5 ** (np.arange(1, 5) + 1) * (1 - 0.5 ** (np.arange(1, 5) + 1)) / (1 - 1 / 3)
    found = np.bincount(fresh, minlength=5)[1:5] / len(fresh)
    np.testing.assert_allclose(found, expected, atol=0.03)


def test_steps_of_breakthroughs_leave_the_prior_invariant(searching, rng):
    moved = searching
    for _ in range(60):
        moved = replace(moved, members=SearchStep().propose(moved, rng).members)
    before, after = (of.members.octaves[:, :, 4:] for of in (searching, moved))
    assert (after != before).mean() == pytest.approx(2 / 3, abs=0.02)  # as independent draws differ
    expected = 0.5 ** (np.arange(12) + 1)
    found = np.bincount(after.ravel(), minlength=12)[:12] / after.size
    np.testing.assert_allclose(found, expected, atol=4 * (expected.max() / after.size) ** 0.5)


def test_every_member_may_gain_and_lose_breakthroughs(searching, rng):
    moved = searching
    for _ in range(20):
        moved = replace(moved, members=SearchStep().propose(moved, rng).members)
    rare = [(of.members.octaves[:, :, 4:] >= 5).sum(axis=(1, 2)) for of in (searching, moved)]
    assert (rare[0] != rare[1]).mean() > 0.8


def test_members_of_whom_no_octave_is_stored_stay_as_they_are(members, adaptation, rng):
    proposal = SearchStep().propose(population(members, adaptation), rng)
    assert proposal.members.octaves.size == 0


def test_of_few_members_none_needs_to_get_a_kind_of_step(searching):
    few = replace(searching, members=searching.members.rows(slice(2)))
    proposals = [SearchStep().propose(few, np.random.default_rng(seed)) for seed in range(8)]
    assert all(len(proposal.members) == 2 for proposal in proposals)


def test_several_moves_are_proposed_as_one(searching, rng):
    together = Together(RedrawOneParameter(), RedrawOneKey(), SearchStep())
    before, after = searching.members, together.propose(searching, rng).members
    assert ((after.scores != before.scores).sum(axis=1) == 1).all()
    assert ((after.numbers != before.numbers).sum(axis=(1, 2)) == 1).all()
    assert (after.octaves != before.octaves).any(axis=(1, 2)).mean() > 0.5
