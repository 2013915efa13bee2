"""Levels that are judgements are moved by instrument, and the lag of the same members follows."""

from datetime import date

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.judged_levels import DIRECTIONS, instruments_judged, judged, runs_of
from sim.world import build_world
from sim.world.regime import judged_levels

DAY = date(2026, 12, 31)


@pytest.fixture(scope="module")
def found():
    settings = compose("as_enacted", ["ensemble.members=48", "horizon.end=2027-12-31"])
    return judged(settings, DAY)


def test_levels_that_are_none_full_or_on_record_are_no_judgement():
    levels = judged_levels()
    assert all(0.0 < level < 1.0 for of_one in levels.values() for level in of_one)
    assert "levy" not in levels
    assert "tpp_cap" not in levels
    assert 0.5 in levels["tools"]


def test_months_with_a_level_of_ones_own_are_not_judged():
    enacted, strict = (build_world(compose(name)) for name in ("as_enacted", "strict_controls"))
    assert instruments_judged(enacted)["tools"][-1]
    assert not instruments_judged(strict)["tools"][-1]


def test_the_lag_hangs_on_the_tools_that_foundries_were_denied(found):
    tools = found["change"].sel(instrument="tools")
    assert float(tools.sel(direction="weaker").mean()) < float(
        tools.sel(direction="stronger").mean()
    )


def test_every_judged_instrument_is_moved_both_ways(found):
    assert list(found["direction"].values) == list(DIRECTIONS)
    assert set(found["instrument"].values) == set(judged_levels())
    assert np.isfinite(found["change"]).all()
    settings = compose("as_enacted", ["horizon.end=2027-12-31"])
    assert runs_of(settings, DAY) == 1 + 2 * found.sizes["instrument"]
