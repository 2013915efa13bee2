"""Each instrument by itself: its channel moves as its meaning says, and the lag not against it."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from scenarios import compose
from test_instruments import MOVES

from sim.analysis.channels import CHANNELS
from sim.analysis.levers import (
    LEVELS,
    NAMES,
    dates_of,
    last_day,
    levers,
    reference_of,
    runs_of,
    with_lever,
)
from sim.analysis.options import Levers
from sim.calibration.targets import FOLLOWER
from sim.world import build_world
from sim.world.regime import months_in_common

MEMBERS = 64
TASK = Levers()
DATES = ("2024-04-02", "2026-12-01")

NOISE = 2.0
"""Standard errors of a mean that chance may account for."""


@cache
def settings():
    return compose(None, ["calibration=prior", f"ensemble.members={MEMBERS}"])


@pytest.fixture(scope="module")
def finished():
    return []


@pytest.fixture(scope="module")
def found(finished):
    return levers(settings(), TASK, finished.append)


def test_every_instrument_and_response_has_a_channel():
    assert tuple(CHANNELS) == NAMES


def test_a_channel_moves_as_that_of_the_levers_of_the_instrument():
    for leaf, _, _, _, sign, variable, where in MOVES:
        channel = CHANNELS[leaf.split(".")[1]]
        of_follower = where.get("region", FOLLOWER) == FOLLOWER
        if channel.variable == variable and channel.lengthens and of_follower:
            assert sign == channel.direction, leaf


def test_the_reference_is_what_stood_up_to_the_article_and_what_was_enacted_later():
    assert reference_of(date(2024, 4, 2)) == "status_quo"
    assert reference_of(date(2024, 4, 3)) == "as_enacted"


def test_the_last_month_is_so_many_months_after_the_date():
    assert last_day(date(2024, 4, 2), (24, 60)) == date(2029, 3, 31)
    assert last_day(date(2026, 12, 1), (24,)) == date(2028, 11, 30)


@pytest.mark.slow
def test_as_many_members_are_run_as_are_announced(found, finished):
    assert sum(finished) == runs_of(settings(), TASK) * MEMBERS
    assert dict(found.sizes) == {
        "date": 2, "instrument": len(NAMES), "level": 2, "months": 2, "member": MEMBERS,
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_nothing_differs_before_the_date(name):
    day = date(2025, 6, 1)
    reference = settings()
    world = build_world(reference)
    for level in LEVELS:
        regime = build_world(with_lever(reference, name, level, day)).regime
        assert months_in_common(world.regime, regime) >= world.calendar.index(day)


@pytest.mark.slow
@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("name", NAMES)
def test_an_instrument_moves_its_channel_as_its_meaning_says(found, name, day):
    of_it = found.sel(date=day, instrument=name)
    before = float(of_it["channel"].sel(level="open").mean())
    change = float(of_it["channel_change"].mean())
    assert CHANNELS[name].direction * change > 1e-3 * abs(before)


@pytest.mark.slow
@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("name", NAMES)
def test_the_lag_does_not_move_against_the_meaning_or_a_note_says_why(found, name, day):
    channel = CHANNELS[name]
    assert bool(channel.note) == (channel.lengthens == 0)
    change = found["lag_change"].sel(date=day, instrument=name)
    error = change.std("member", ddof=1) / np.sqrt(MEMBERS)
    assert (channel.lengthens * change.mean("member") >= -NOISE * error).all()


@pytest.mark.slow
def test_an_effect_is_strict_less_open_member_by_member(found):
    lag = found["lag"]
    np.testing.assert_array_equal(
        found["lag_change"], lag.sel(level="strict") - lag.sel(level="open")
    )


@pytest.mark.slow
def test_an_instrument_that_stands_open_has_the_lag_of_the_reference(found):
    """No cloud is closed in `status_quo`: the snapshots of both runs are the same."""
    of_day = found.isel(date=0)
    np.testing.assert_array_equal(
        of_day["lag"].sel(instrument="cloud", level="open"), of_day["lag_reference"]
    )


@pytest.mark.slow
def test_without_smuggling_no_chip_is_smuggled(found):
    strict = found["smuggled_share"].sel(instrument="enforcement", level="strict")
    assert float(strict.max()) == 0.0
    assert ((found["smuggled_share_reference"] > 0) & (found["smuggled_share_reference"] < 1)).all()


@pytest.mark.slow
def test_barred_chips_raise_the_ratio_of_chips_and_a_factor_of_ten_has_its_price(found):
    chips = found.sel(instrument="chip_exports")
    assert (chips["compute_ratio_change"].mean("member") > 0).all()
    expected = chips["lag_change"].mean("member") / chips["compute_ratio_change"].mean("member")
    np.testing.assert_allclose(chips["months_per_factor_of_ten"], expected)
    assert (
        found["months_per_factor_of_ten"].sel(instrument="model_access").isel(date=0).isnull().all()
    )


def test_a_calibration_to_later_data_leaves_the_date_after_them():
    assert dates_of(compose(None, ["calibration=current"]), TASK) == (date(2026, 12, 1),)
