"""The article's claim: what measures did, and how often the follower catches up."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.claim import ALL, GROUPS, HOW, LATER, claim, runs_of
from sim.analysis.options import Claim
from sim.analysis.projection import project

MEMBERS = 32
TASK = Claim(date=date(2024, 3, 31))
SMALL = ("calibration=prior", f"ensemble.members={MEMBERS}", "horizon.end=2026-12-31")


@cache
def settings(scenario="status_quo"):
    return compose(scenario, SMALL)


@pytest.fixture(scope="module")
def finished():
    return []


@pytest.fixture(scope="module")
def found(finished):
    return claim(settings(), TASK, finished.append)


def lag_in(scenario, month):
    run = project(settings(scenario)).sel(region="CN", time=f"{month}-01")
    return run["capability_lag_mean"].values


def test_as_many_members_are_run_as_are_announced(found, finished):
    assert sum(finished) == runs_of() * MEMBERS
    assert tuple(found["scenario"].values) == LATER


def test_all_measures_did_what_two_runs_differ_by(found):
    expected = lag_in("status_quo", "2024-03") - lag_in("never_controlled", "2024-03")
    change = found["change"].sel(group=ALL, how=HOW[0])
    np.testing.assert_allclose(change, expected, atol=1e-4)


def test_every_group_changes_the_lag_of_some_members(found):
    for group in GROUPS:
        assert (found["change"].sel(group=group) != 0.0).any(), group


def test_the_lag_by_year_is_that_of_a_run(found):
    assert found["end"].values.tolist() == ["2024-03", *(f"{y}-12" for y in range(2024, 2027))]
    np.testing.assert_allclose(
        found["lag"].sel(scenario="as_enacted", end="2026-12"),
        lag_in("as_enacted", "2026-12"), atol=1e-4,
    )  # fmt: skip


def test_who_is_ahead_has_caught_up_and_stays_so(found):
    later = found.isel(end=slice(1, None))
    assert (later["caught_up"] >= later["ahead"]).all()
    assert (later["caught_up"].astype(int).diff("end") >= 0).all()


def test_both_scenarios_are_the_same_up_to_the_article(found):
    first = found["lag"].isel(end=0)
    np.testing.assert_array_equal(first.sel(scenario=LATER[0]), first.sel(scenario=LATER[1]))
