"""Other regimes in the same world, and months that can be asked for."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.regimes import (
    check_day,
    check_scenarios,
    first_mean,
    with_horizon_end,
    with_scenario,
)
from sim.settings.errors import SettingsError
from sim.world import build_world


@cache
def settings():
    return compose("strict_controls", ["ensemble.seed=5", "horizon.end=2028-12-31"])


def test_under_another_scenario_world_and_members_stay():
    other = with_scenario(settings(), "detente")
    assert other.scenario == ("detente",)
    assert other.sanctions == compose("detente").sanctions
    assert (other.ensemble, other.horizon) == (settings().ensemble, settings().horizon)


def test_a_horizon_that_ends_earlier_has_the_same_regime_until_then():
    long, short = (
        build_world(settings()),
        build_world(with_horizon_end(settings(), date(2025, 6, 30))),
    )
    assert short.calendar.months == 90
    for name in long.regime._fields:
        np.testing.assert_array_equal(
            getattr(short.regime, name), getattr(long.regime, name)[:90], err_msg=name
        )


@pytest.mark.parametrize("day", [date(2018, 12, 30), date(2029, 1, 1)])
def test_an_invalid_date_is_named(day):
    with pytest.raises(SettingsError, match=r"task\.date: got .*, takes a date from 2018-12-31 to"):
        check_day(settings(), "task.date", day, first_mean(settings()))


@pytest.mark.parametrize(
    ("names", "takes"),
    [
        (["detente", "nowhere"], "names of files"),
        (["detente", "detente"], "each scenario once"),
        (["detente"], "at least 2"),
    ],
)
def test_scenarios_that_cannot_be_compared_are_named(names, takes):
    with pytest.raises(SettingsError, match=rf"task\.scenarios: got .*{takes}"):
        check_scenarios(settings(), "task.scenarios", names, at_least=2)
