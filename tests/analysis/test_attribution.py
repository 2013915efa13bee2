"""Attribution: which instruments play, what mixtures are, and that shares add up."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.attribution import LEAVES, attribute, changed_instruments, mixed_world
from sim.analysis.options import Attribute
from sim.analysis.projection import project
from sim.analysis.regimes import with_scenario
from sim.calibration.targets import FOLLOWER
from sim.settings.errors import SettingsError
from sim.world import build_world


@cache
def settings():
    return compose("chips_only", ["ensemble.members=64", "horizon.end=2026-12-31"])


RESPONSES = ("ai_plus", "stockpiling", "substitution", "retaliation")
"""What the follower does stays as it is under the first regime."""


@pytest.fixture(scope="module")
def shared():
    return attribute(settings(), Attribute(against="no_controls", date=date(2026, 12, 31)))


def world_of(scenario):
    return build_world(with_scenario(settings(), scenario))


def none_with_same_response():
    """No instrument, and what the follower does as under the first regime."""
    none = with_scenario(settings(), "no_controls")
    return none.model_copy(update={"response": settings().response})


def test_chip_exports_count_as_one_instrument_and_there_are_nine():
    assert len(LEAVES) == 9
    chips_only, none = world_of("chips_only"), world_of("no_controls")
    assert "chip_exports" in changed_instruments(chips_only.regime, none.regime)
    assert "capital" not in changed_instruments(chips_only.regime, none.regime)


def test_the_whole_coalition_is_the_regime_and_the_empty_one_the_other_s_instruments():
    one, other = world_of("strict_controls"), world_of("no_controls")
    players = changed_instruments(one.regime, other.regime)
    whole = mixed_world(one, other, players, 2 ** len(players) - 1).regime
    empty = mixed_world(one, other, players, 0).regime
    for name in one.regime._fields:
        np.testing.assert_array_equal(getattr(whole, name), getattr(one.regime, name))
        of = one if name in RESPONSES else other
        np.testing.assert_array_equal(getattr(empty, name), getattr(of.regime, name), name)


def test_derived_leaves_follow_the_mixed_instruments():
    one, other = world_of("strict_controls"), world_of("no_controls")
    players = changed_instruments(one.regime, other.regime)
    tools_alone = mixed_world(one, other, players, 1 << players.index("tools")).regime
    last = -1
    expected = (tools_alone.tools + tools_alone.lithography + tools_alone.foundry)[last] / 3
    assert tools_alone.equipment_risk[last] == pytest.approx(expected)
    assert other.regime.intensity[last] < tools_alone.intensity[last] < one.regime.intensity[last]


def test_shares_add_up_to_the_change_of_the_lag_in_every_member(shared):
    change = shared["lag"] - shared["lag_against"]
    np.testing.assert_allclose(shared["shapley"].sum("instrument"), change, atol=1e-9)
    assert float(np.abs(change).max()) > 0.1


def test_the_lags_are_those_of_runs_of_the_two_regimes(shared):
    for name, changed in (("lag", settings()), ("lag_against", none_with_same_response())):
        run = project(changed)
        mean = run["capability_lag_mean"].sel(region=FOLLOWER).isel(time=-1)
        np.testing.assert_allclose(shared[name], mean, rtol=1e-5, atol=1e-5)


def test_the_split_of_the_lag_is_given_under_both_regimes(shared):
    assert list(shared["regime"].values) == ["chips_only", "no_controls"]
    for name, changed in (("chips_only", settings()), ("no_controls", none_with_same_response())):
        run = project(changed)["capability_lag"].sel(region=FOLLOWER).isel(time=-1)
        of_regime = shared["split"].sel(regime=name).sum("part")
        np.testing.assert_allclose(of_regime, run, rtol=1e-5, atol=1e-5)


def test_attributing_a_regime_to_itself_is_an_error():
    with pytest.raises(SettingsError, match=r"task\.against: got chips_only, takes a scenario"):
        attribute(settings(), Attribute(against="chips_only", date=date(2026, 12, 31)))
