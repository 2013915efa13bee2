"""Scenarios that are run one after the other on the same members."""

import numpy as np
import pytest
from scenarios import compose

from sim.calibration.members import draws_of
from sim.ensemble import shared_past
from sim.ensemble.layout import BLOCK
from sim.ensemble.paired import Pair
from sim.ensemble.shared_past import SharedPast

SHORT = ["horizon.end=2025-06-30"]
IN_TURN = ("strict_controls", "status_quo", "never_controlled", "detente", "no_controls")


def settings_of(scenario):
    return compose(scenario, SHORT)


@pytest.fixture(scope="module")
def draws():
    return draws_of(settings_of(None), members=BLOCK + 2)


@pytest.fixture
def reference_runs(monkeypatch):
    """One entry for each time that a reference was run."""
    made, take = [], shared_past.take_snapshot

    def counted(*arguments, **options):
        made.append(arguments[2])
        return take(*arguments, **options)

    monkeypatch.setattr(shared_past, "take_snapshot", counted)
    return made


def run(past, scenario, draws, members="the same", told=None):
    settings = settings_of(scenario)
    tell = (lambda _: None) if told is None else told.append
    return past.simulate(Pair.of(settings), draws, members, settings.engine, tell)


def test_results_are_the_bits_of_runs_by_themselves(draws):
    past = SharedPast()
    for scenario in IN_TURN:
        settings = settings_of(scenario)
        alone = Pair.of(settings).simulate(draws, settings.engine)
        for ours, theirs in zip(run(past, scenario, draws), alone, strict=True):
            for name in theirs:
                np.testing.assert_array_equal(ours[name], theirs[name], err_msg=scenario)


def test_the_reference_is_run_once_for_scenarios_that_part_from_it_no_earlier(
    draws, reference_runs
):
    past = SharedPast()
    for scenario in ("strict_controls", "detente", "status_quo"):
        run(past, scenario, draws)
    assert reference_runs == [75]  # up to April 2024


def test_a_scenario_that_parts_earlier_has_a_past_of_its_own(draws, reference_runs):
    past = SharedPast()
    for scenario in ("strict_controls", "never_controlled", "detente"):
        run(past, scenario, draws)
    first, second = reference_runs
    assert second < first


def test_other_members_are_run_anew(draws, reference_runs):
    past, others = SharedPast(), draws_of(settings_of(None), members=3, first=500)
    run(past, "strict_controls", draws)
    results, _ = run(past, "strict_controls", others, members="others")
    assert len(reference_runs) == 2
    assert len(results["capability_lag"]) == 3


def test_of_many_members_nothing_is_kept(draws, reference_runs, monkeypatch):
    monkeypatch.setattr(shared_past, "MOST_MEMBERS", len(draws) - 1)
    run(SharedPast(), "strict_controls", draws)
    assert reference_runs == []


@pytest.mark.parametrize(("scenario", "runs"), [("strict_controls", 2), ("status_quo", 1)])
def test_progress_counts_every_regime_of_a_pair(draws, scenario, runs):
    past = SharedPast()
    for _ in range(2):
        told = []
        run(past, scenario, draws, told=told)
        assert sum(told) == runs * len(draws)
