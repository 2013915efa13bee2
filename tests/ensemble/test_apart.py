"""Members under regimes of their own, whose past in common is run once."""

import numpy as np
import pytest
from scenarios import compose

from sim.calibration.members import draws_of
from sim.ensemble.apart import simulate_apart
from sim.ensemble.engine import simulate
from sim.ensemble.layout import BLOCK
from sim.world import build_world
from sim.world.draws import SimulationError

SCENARIOS = ("status_quo", "strict_controls", "detente", "never_controlled")
KEPT = ("capability_lag", "chips_delivered", "open_weight_share")
MEMBERS = BLOCK + 6


@pytest.fixture(scope="module")
def worlds():
    return [build_world(compose(name, ["horizon.end=2025-06-30"])) for name in SCENARIOS]


@pytest.fixture(scope="module")
def draws():
    return draws_of(compose(), members=MEMBERS)


@pytest.fixture(scope="module")
def ends(worlds, draws):
    """Values in the last month of each world, all members from the start: [world, member, ...]."""
    results = [simulate(world, draws, only=KEPT) for world in worlds]
    return {name: np.stack([of[name][:, -1] for of in results]) for name in KEPT}


def apart(worlds, draws, of_member, **options):
    regimes = [world.regime for world in worlds]
    return simulate_apart(worlds[0], draws, regimes, of_member, only=KEPT, **options)


def test_members_that_go_on_apart_end_with_the_bits_of_a_run_from_the_start(worlds, draws, ends):
    """Some regimes part in April 2024, one with the first control, and members in any order."""
    of_member = np.random.default_rng(3).integers(len(worlds), size=(MEMBERS, 2))
    found = apart(worlds, draws, of_member)
    for name in KEPT:
        for run, numbers in enumerate(of_member.T):
            expected = ends[name][numbers, np.arange(MEMBERS)]
            np.testing.assert_array_equal(found[name][:, run], expected, err_msg=name)


def test_members_of_one_regime_are_run_from_the_start(worlds, draws, ends):
    found = apart(worlds, draws, np.ones((MEMBERS, 1), dtype=int))
    np.testing.assert_array_equal(found["capability_lag"][:, 0], ends["capability_lag"][1])


def test_regimes_that_never_differ_end_alike(worlds, draws, ends):
    same = [worlds[1], worlds[1]]
    found = apart(same, draws, np.tile([0, 1], (MEMBERS, 1)))
    for run in (0, 1):
        np.testing.assert_array_equal(found["capability_lag"][:, run], ends["capability_lag"][1])


def test_outcomes_do_not_depend_on_the_number_of_threads(worlds, draws):
    of_member = np.arange(MEMBERS)[:, None] % len(worlds)
    one, two = (apart(worlds, draws, of_member, threads=threads) for threads in (1, 2))
    for name in KEPT:
        np.testing.assert_array_equal(one[name], two[name])


def test_progress_counts_the_runs_of_every_member(worlds, draws):
    told = []
    apart(worlds, draws, np.tile([0, 1, 0], (MEMBERS, 1)), progress=told.append)
    assert sum(told) == 3 * MEMBERS


def test_a_member_that_fails_is_named_by_its_number(worlds):
    draws = draws_of(compose(None, ["calibration=prior"]), members=4, first=20)
    draws.values["research_elasticity"][2] = 400.0
    with pytest.raises(SimulationError, match=r"1 of \d members .* the first of them member 22"):
        apart(worlds, draws, np.array([[0], [0], [1], [1]]))
