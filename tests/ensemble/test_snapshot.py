"""Members that resume from a snapshot: the same bits as from the start."""

import numpy as np
import pytest
from scenarios import compose

from sim.calibration.members import draws_of
from sim.ensemble.engine import simulate, take_snapshot
from sim.ensemble.layout import BLOCK
from sim.ensemble.together import simulate_together
from sim.settings.variables import RECORDED
from sim.world import build_world
from sim.world.draws import SimulationError

MEMBERS = BLOCK + 3
KEPT = ("capability_lag", "chips_delivered", "open_weight_share")


@pytest.fixture(scope="module")
def composed():
    return compose("strict_controls", ["horizon.end=2025-06-30"])


@pytest.fixture(scope="module")
def world(composed):
    return build_world(composed)


@pytest.fixture(scope="module")
def reference(composed):
    return build_world(composed.reference())


@pytest.fixture(scope="module")
def draws(composed):
    return draws_of(composed, members=MEMBERS)


@pytest.fixture(scope="module")
def from_the_start(world, draws):
    return simulate(world, draws)


@pytest.mark.parametrize("months", [1, 40, 75])
def test_members_that_go_on_give_the_bits_of_a_run_from_the_start(
    world, reference, draws, from_the_start, months
):
    snapshot = take_snapshot(reference, draws, months)  # the regimes part in month 75
    resumed = simulate(world, draws, snapshot=snapshot)
    assert list(resumed) == [variable.name for variable in RECORDED]
    for name, values in from_the_start.items():
        np.testing.assert_array_equal(resumed[name], values, err_msg=name)


def test_a_snapshot_is_the_same_after_members_have_gone_on_from_it(
    world, reference, draws, from_the_start
):
    snapshot = take_snapshot(reference, draws, 75, only=KEPT)
    simulate(reference, draws, snapshot=snapshot, only=KEPT)
    again = simulate(world, draws, snapshot=snapshot, only=KEPT, threads=1, chunk=2 * BLOCK)
    assert set(again) == set(KEPT)
    for name in KEPT:
        np.testing.assert_array_equal(again[name], from_the_start[name], err_msg=name)


def test_a_snapshot_does_not_depend_on_the_number_of_threads(reference, draws):
    one, two = (
        take_snapshot(reference, draws, 20, threads=threads, only=KEPT) for threads in (1, 2)
    )
    for name in KEPT:
        np.testing.assert_array_equal(one.results[name], two.results[name], err_msg=name)
    for of_one, of_two in zip(one.blocks, two.blocks, strict=True):
        assert of_one.state.tobytes() == of_two.state.tobytes()


def test_a_snapshot_keeps_what_was_asked_for_and_no_more(reference, draws):
    snapshot = take_snapshot(reference, draws, 20, only=KEPT)
    assert set(snapshot.results) == set(KEPT)
    assert all(values.shape[:2] == (MEMBERS, 20) for values in snapshot.results.values())
    recorded = sum(values.nbytes for values in snapshot.results.values())
    assert snapshot.nbytes > recorded + sum(block.state.nbytes for block in snapshot.blocks)


def test_a_member_that_is_not_finite_has_no_snapshot(reference, composed):
    failing = draws_of(composed, members=6)
    failing.values["fdi_scale"][5] = np.nan
    with pytest.raises(SimulationError, match=r"member 5$"):
        take_snapshot(reference, failing, 20)


def test_worlds_that_are_run_together_have_the_bits_of_runs_of_their_own(
    world, reference, draws, from_the_start, composed
):
    early = build_world(compose("never_controlled", ["horizon.end=2025-06-30"]))
    worlds = [world, reference, early, world]
    only = [None, KEPT, KEPT, KEPT]
    together = simulate_together(worlds, draws, only=only, threads=2, chunk=2 * BLOCK)
    alone = [from_the_start, *(simulate(each, draws, only=KEPT) for each in worlds[1:])]
    for of_world, expected in zip(together, alone, strict=True):
        assert set(of_world) == set(expected)
        for name, values in expected.items():
            np.testing.assert_array_equal(of_world[name], values, err_msg=name)


def test_labs_are_recorded_one_by_one_in_the_first_of_worlds_that_are_run_together(
    world, reference, draws
):
    together, _ = simulate_together([world, reference], draws, only=[None, KEPT], detail=True)
    alone = simulate(world, draws, detail=True)
    np.testing.assert_array_equal(together["lab_capability"], alone["lab_capability"])


def test_a_member_counts_once_for_each_world_that_is_run_together(world, reference, draws):
    told = []
    simulate_together([world, reference], draws, only=[KEPT, KEPT], progress=told.append)
    assert sum(told) == 2 * MEMBERS
