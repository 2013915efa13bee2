"""A regime from today: it is the enacted one up to its date, and moves its channel from it on."""

from functools import cache

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.projection import project
from sim.analysis.regimes import check_scenarios, scenarios_that_fit, with_scenario
from sim.settings.configs import scenario_names
from sim.settings.errors import SettingsError
from sim.world.calendar import Calendar
from sim.world.regime import build_regime

TODAY = ("calibration.reference=as_enacted", "calibration.until=2025-12-31")
FIRST = np.datetime64("2026-01")


@cache
def from_today(scenario=None, *words):
    return compose(scenario, ["calibration=prior", *TODAY, *words])


def regimes_of(settings):
    calendar = Calendar.of(settings.horizon)
    regime, reference = (build_regime(s, calendar) for s in (settings, settings.reference()))
    return regime, reference, calendar.starts.astype("datetime64[M]")


def differs(settings):
    """By leaf, the months in which a regime differs from its reference."""
    regime, reference, months = regimes_of(settings)
    return {
        name: months[one != other]
        for name, one, other in zip(regime._fields, regime, reference, strict=True)
    }


@pytest.mark.parametrize(
    "scenario",
    [
        *("strict_controls", "no_controls", "detente", "ai_plus_surge", "full_decoupling"),
        ("leaky_controls", "ai_plus_surge"),
    ],
)
def test_a_scenario_differs_from_what_was_enacted_only_from_its_date_on(scenario):
    changed = differs(from_today(scenario))
    assert min(months[0] for months in changed.values() if len(months)) == FIRST


@pytest.mark.parametrize(
    ("words", "leaf", "first"),
    [
        (["sanctions.capital=0"], "capital", "2026-01"),
        (["sanctions.capital=0", "sanctions.from=2027-06-01"], "capital", "2027-06"),
        (["response.ai_plus=100"], "ai_plus", "2026-01"),
    ],
)
def test_a_level_moves_its_own_leaf_from_its_date_on(words, leaf, first):
    changed = differs(from_today(None, *words))
    assert changed.pop(leaf)[0] == np.datetime64(first)
    changed.pop("intensity")  # is computed from the levels
    assert not any(len(months) for months in changed.values())


def test_a_dated_list_follows_what_was_enacted():
    settings = from_today(None, "sanctions.tools=[{from: 2026-03-01, level: 1}]")
    regime, reference, months = regimes_of(settings)
    before = months < np.datetime64("2026-03")
    np.testing.assert_array_equal(regime.tools[before], reference.tools[before])
    assert reference.tools[before].max() > 0
    assert (regime.tools[~before] == 1).all()


def test_a_dated_list_stands_in_place_of_history_if_that_is_rewritten():
    words = ["sanctions.tools=[{from: 2026-03-01, level: 1}]", "sanctions.rewrite_history=true"]
    regime, _, months = regimes_of(from_today(None, *words))
    assert (regime.tools[months < np.datetime64("2026-03")] == 0).all()


def test_a_cap_that_a_scenario_cancels_is_expected_until_then():
    regime, reference, months = regimes_of(from_today("strict_controls"))
    known = months == np.datetime64("2025-12")  # announced on the 8th, for January
    assert regime.coming_tpp_cap[known] == reference.coming_tpp_cap[known] == 21000
    assert regime.tpp_cap[months == FIRST] == 1600


def test_chips_and_the_lag_are_those_of_the_reference_up_to_the_date():
    run = project(from_today("strict_controls", "ensemble.members=16", "horizon.end=2027-12-31"))
    assert run.attrs["reference"] == "as_enacted"
    changed = abs(run["capability_gap_change"].sel(region="CN")).max("member")
    months = run["time"].values.astype("datetime64[M]")
    assert (changed.values[months < FIRST] == 0).all()
    assert changed.values[-1] > 0
    reference = project(from_today(None, "ensemble.members=16", "horizon.end=2027-12-31"))
    legal = [r["chips_delivered"].sel(region="CN", supplier="Leading US designer").sum("member")
             for r in (run, reference)]  # fmt: skip
    same = legal[0].values == legal[1].values
    assert same[months < FIRST].all()
    assert legal[0].values[-1] < legal[1].values[-1]


# tasks --------------------------------------------------------------------------------------------


def test_scenarios_of_tasks_are_from_today_too():
    settings = from_today()
    assert with_scenario(settings, "detente").sanctions.since == settings.sanctions.since
    fitting = scenarios_that_fit(settings)
    assert set(scenario_names()) - set(fitting) == {"never_controlled", "status_quo"}
    assert scenarios_that_fit(compose(None, ["calibration=prior"])) == tuple(scenario_names())


def test_a_task_names_the_scenario_that_does_not_fit():
    with pytest.raises(SettingsError, match=r"^task\.scenarios: got never_controlled, with sanct"):
        check_scenarios(from_today(), "task.scenarios", ["never_controlled"])
