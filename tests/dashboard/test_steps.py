"""Later steps: the same in a link, on the command line and in a scenario file."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from sim.dashboard.choice import Choice
from sim.dashboard.panel import with_step, without_step
from sim.dashboard.regimes import choice_of, settings_of
from sim.dashboard.scenario_file import how_to_run, scenario_file
from sim.dashboard.steps import Step
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.world import build_world

CLOUD, TPP = "sanctions.cloud", "sanctions.chip_exports.tpp_cap"
LATER = date(2027, 7, 1)
STEPPED = (
    Choice(steps=(Step(CLOUD, LATER, 1.0), Step(TPP, LATER, None))),
    Choice("strict_controls", steps=(Step(CLOUD, LATER, 0.0), Step(CLOUD, date(2028, 1, 1), 1.0))),
    Choice(since=date(2026, 4, 1), steps=(Step(CLOUD, LATER, 1.0),)).with_level(CLOUD, 0.5),
)


@pytest.mark.parametrize("choice", STEPPED, ids=lambda choice: choice.query[-40:])
def test_a_link_and_a_command_line_give_steps_back(choice):
    assert Choice.of_query(choice.query) == choice
    settings = compose(choice.scenario, choice.overrides)
    assert settings_of(choice) == settings
    assert choice_of(settings) == choice


def test_a_step_holds_from_its_date_and_the_level_before_it():
    choice = STEPPED[1]
    world = build_world(settings_of(choice))
    cloud = [world.regime.cloud[world.calendar.index(date(*day, 1))] for day in
             ((2026, 1), (2027, 6), (2027, 7), (2027, 12), (2028, 1))]  # fmt: skip
    assert cloud == [0.9, 0.9, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    "choice", [*STEPPED, Choice("detente", since=date(2026, 3, 1), calibration="article")],
    ids=lambda choice: choice.query[-40:],
)  # fmt: skip
def test_a_scenario_file_is_read_by_the_command_line(choice, tmp_path):
    folder = tmp_path / "my_configs" / "scenario"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(scenario_file(choice))
    search = f"hydra.searchpath=[file://{folder.parent}]"
    read = compose("mine", [search, f"calibration={choice.calibration}"])
    assert "+scenario=mine" in how_to_run(choice)
    named = {"scenario": (choice.scenario,), "changes": ()}
    assert read.model_copy(update=named) == settings_of(choice).model_copy(update=named)


def test_a_scenario_file_says_what_it_is_for():
    text = scenario_file(STEPPED[0])
    assert text.startswith("# @package _global_\n# as_enacted with changes, from the page, for cal")
    assert yaml.safe_load(text)["sanctions"]["cloud"] == [{"from": LATER, "level": 1.0}]


def test_a_step_is_added_replaced_and_removed():
    added = with_step(Choice(), {"key": CLOUD, "day": "2027-07-01", "level": 0.5})
    assert added == Choice(steps=(Step(CLOUD, LATER, 0.5),))
    replaced = with_step(added, {"key": CLOUD, "day": "2027-07-01", "level": 1})
    assert replaced.steps == (Step(CLOUD, LATER, 1.0),)
    assert without_step(replaced, {"key": CLOUD, "day": "2027-07-01"}) == Choice()
    assert replaced.reset() == Choice()


@pytest.mark.parametrize(
    "message",
    [
        None,
        {"key": CLOUD, "day": "2027-07-01"},
        {"key": "engine.threads", "day": "2027-07-01", "level": 1},
        {"key": ["a"], "day": "2027-07-01", "level": 1},
        {"key": CLOUD, "day": "soon", "level": 1},
        {"key": CLOUD, "day": "2027-07-01", "level": 2},
        {"key": CLOUD, "day": "2027-07-01", "level": "1; rm"},
    ],
)
def test_an_invalid_step_of_the_browser_is_refused(message):
    with pytest.raises(SettingsError):
        with_step(Choice(), message)


@pytest.mark.parametrize(
    "steps",
    [
        "sanctions.cloud",
        "sanctions.cloud@2027-07-01",
        "sanctions.cloud@2027-07-01:1,",
        "sanctions.clod@2027-07-01:1",
        "sanctions.cloud@2027-07-32:1",
        "sanctions.cloud@2027-07-01:2",
        "sanctions.cloud@2027-07-01:1,sanctions.cloud@2027-07-01:0",
        ",".join(f"sanctions.cloud@20{year}-01-01:1" for year in range(27, 49)),
    ],
)
def test_an_invalid_step_of_a_link_is_refused(steps):
    with pytest.raises(SettingsError):
        Choice.of_query(f"steps={steps}")


def test_steps_are_for_regimes_from_today():
    with pytest.raises(SettingsError, match="steps: got calibration=article, takes calibration=cu"):
        replace(STEPPED[0], scenario="status_quo", calibration="article")
