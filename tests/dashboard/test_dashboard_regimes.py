"""The settings of a choice are those that its command line composes to."""

from dataclasses import replace
from datetime import date

import pytest
from scenarios import compose as laid_over
from scenarios import slow

from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS
from sim.dashboard.regimes import choice_of, current_levels, settings_of
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.world import build_world

TPP = "sanctions.chip_exports.tpp_cap"
LOOSE, TIGHT = (
    tuple((key, control.lever.stops[end]) for key, control in CONTROLS.items()) for end in (0, -1)
)
STATUS_QUO = Choice("status_quo", calibration="article")
CHOICES = [
    replace(STATUS_QUO, levels=LOOSE),
    Choice("never_controlled", TIGHT, since=date(2020, 5, 1), calibration="article"),
    Choice("as_enacted", (("response.stockpiling", 1.0),)),
    Choice("detente", since=date(2026, 2, 3), members=64, end=date(2028, 6, 30)),
    Choice("strict_controls", (("sanctions.capital", 0.123456),), calibration="prior"),
]
EACH_CHOICE = [
    pytest.param(choice, id=choice.query[:40], marks=pytest.mark.slow if number else ())
    for number, choice in enumerate(CHOICES)
]
"""All are compared with their command line; those after the first are slow."""


@pytest.mark.parametrize("choice", EACH_CHOICE)
def test_settings_are_those_of_the_command_line_that_is_shown(choice):
    assert settings_of(choice) == compose(choice.scenario, choice.overrides)


@pytest.mark.slow
@pytest.mark.parametrize("choice", CHOICES[1:], ids=lambda choice: choice.query[:40])
def test_the_settings_of_a_command_line_open_as_its_choice(choice):
    assert choice_of(compose(choice.scenario, choice.overrides)) == choice


@pytest.mark.parametrize(
    "override", ["ensemble.seed=2", *slow("engine.threads=1", "response.from=2025-01-01")]
)
def test_a_command_line_that_a_page_cannot_show_is_refused(override):
    overrides = ["response.ai_plus=20", "sanctions.capital=0"]
    with pytest.raises(SettingsError, match="task: got dashboard with settings that a page cannot"):
        choice_of(laid_over("status_quo", [override, *overrides]))


def test_a_date_beyond_the_horizon_names_its_key():
    late = replace(STATUS_QUO, since=date(2030, 1, 1), end=date(2027, 12, 31)).with_level(
        "sanctions.cloud", 1
    )
    with pytest.raises(SettingsError, match=r"^sanctions\.from: got 2030-01-01, takes a date from"):
        settings_of(late)


@pytest.fixture(scope="module")
def levels_under():
    def levels(choice):
        settings = settings_of(choice)
        return current_levels(settings, build_world(settings).regime)

    return levels


def test_controls_have_the_levels_of_the_scenario(levels_under):
    levels = levels_under(STATUS_QUO)
    assert (levels["sanctions.capital"].now, levels[TPP].now) == (0.8, 4800)
    assert levels["sanctions.chip_exports.interconnect_cap"].now is None
    assert all(level.now == level.later for level in levels.values())


def test_a_horizon_may_end_before_the_date_that_stands_by_default(levels_under):
    assert levels_under(Choice(end=date(2025, 12, 31)))["sanctions.tools"].now == 0.82


def test_controls_have_the_level_of_the_last_month(levels_under):
    tools = levels_under(replace(STATUS_QUO, scenario="as_enacted"))["sanctions.tools"]
    assert (tools.now, tools.later) == (0.7, 0.82)


def test_stockpiling_says_when_there_is_nothing_to_stock_up_for(levels_under):
    key = "response.stockpiling"
    assert not levels_under(STATUS_QUO)[key].has_effect
    assert not levels_under(replace(STATUS_QUO, scenario="as_enacted"))[
        key
    ].has_effect  # what is announced loosens caps
    assert levels_under(replace(STATUS_QUO, since=date(2022, 8, 1)))[key].has_effect
