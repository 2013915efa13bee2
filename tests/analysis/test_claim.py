"""The article's claim: what measures did, and how often the follower catches up."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.analysis import claim as claims
from sim.analysis.claim import ALL, GAP, GROUPS, HOW, LAG, LATER, claim, runs_of
from sim.analysis.options import Claim
from sim.analysis.projection import project
from sim.settings.roster import FOLLOWER, REGIONS
from sim.world import build_world

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


def test_who_is_level_or_ahead_in_a_month_since_has_caught_up_for_good(monkeypatch):
    months = len(build_world(settings()).calendar.starts)
    steps = np.random.default_rng(1).integers(-1, 2, size=(MEMBERS, months, len(REGIONS)))
    gap = 3.0 + steps.cumsum(axis=1)
    monkeypatch.setattr(claims, "simulate_in", lambda *_: {LAG: gap, GAP: gap})
    later = claim(settings(), TASK).isel(scenario=0)
    first = 6 * 12 + 2  # March 2024
    ends = [first, *range(first + 9, months, 12)]
    follower = gap[:, :, FOLLOWER]
    for place, end in enumerate(ends):
        at = later.isel(end=place)
        np.testing.assert_array_equal(at["ahead"], follower[:, end] < 0)
        since = follower[:, first + 1 : end + 1] if place else follower[:, [first]]
        np.testing.assert_array_equal(at["caught_up"], (since <= 0).any(axis=1))
    assert 0 < int(later["ahead"][-1].sum()) < int(later["caught_up"][-1].sum()) < MEMBERS


def test_both_scenarios_are_the_same_up_to_the_article(found):
    first = found["lag"].isel(end=0)
    np.testing.assert_array_equal(first.sel(scenario=LATER[0]), first.sel(scenario=LATER[1]))
