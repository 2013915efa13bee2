"""Settings: their defaults, their text in a dataset, their title."""

import pytest
import yaml
from scenarios import compose, scenarios

from sim.settings.configs import config_folder
from sim.settings.errors import SettingsError
from sim.settings.settings import Settings

SHORT = ("ensemble.members=5", "horizon.end=2027-06-30", "engine.chunk=64")


def test_config_yaml_spells_out_the_defaults_of_the_settings():
    settings = compose()
    assert settings == Settings(roster=settings.roster, calibration=settings.calibration)
    written = yaml.safe_load((config_folder() / "config.yaml").read_text(encoding="utf-8"))
    given = {
        f"{group}.{key}" for group in ("sanctions", "response", "horizon") for key in written[group]
    }
    assert given == {
        f"{group}.{field.alias or name}"
        for group in ("sanctions", "response", "horizon")
        for name, field in type(getattr(settings, group)).model_fields.items()
    }


@pytest.mark.parametrize("name", scenarios("strict_controls"))
def test_settings_compose_again_from_the_text_that_a_dataset_carries(name):
    settings = compose(name, SHORT)
    again = Settings.from_yaml(settings.to_yaml())
    assert again == settings
    assert again.to_yaml() == settings.to_yaml()


def test_a_dated_list_composes_again():
    entries = (
        "[{from: 2022-10-07, level: 0.5, announced: 2022-08-26}, {from: 2025-01-01, level: null}]"
    )
    settings = compose(overrides=[f"sanctions.tools={entries}"])
    assert Settings.from_yaml(settings.to_yaml()) == settings


@pytest.mark.parametrize("text", ["", "status_quo", "[1, 2]"])
def test_text_that_holds_no_settings_is_refused(text):
    with pytest.raises(SettingsError, match=r"^settings: got"):
        Settings.from_yaml(text)


@pytest.mark.parametrize("name", scenarios("strict_controls"))
def test_the_reference_differs_from_a_scenario_in_the_regime_alone(name):
    reference = compose(name, SHORT).reference()
    assert reference == compose("status_quo", SHORT)
    assert reference.to_yaml() == compose("status_quo", SHORT).to_yaml()


def test_the_default_date_may_lie_beyond_a_horizon_where_nothing_is_set_from_it():
    compose(overrides=["horizon.end=2020-12-31"])
    with pytest.raises(SettingsError, match=r"^sanctions\.from: got 2024-04-02, takes"):
        compose("strict_controls", ["horizon.end=2020-12-31"])


@pytest.mark.parametrize(
    ("scenario", "overrides", "title"),
    [
        (None, [], "status_quo"),
        ("chips_only", ["ensemble.members=8"], "chips_only"),
        (["leaky_controls", "ai_plus_surge"], [], "leaky_controls+ai_plus_surge"),
        (None, ["sanctions.capital=0.5"], "status_quo with sanctions.capital = 0.5"),
        ("detente", ["sanctions.from=2027-01-01", "response.from=2027-01-01"],
         "detente from 2027-01-01"),
        ("detente", ["sanctions.from=2027-01-01"],
         "detente with sanctions.from = 2027-01-01"),
        ("detente", ["sanctions.tools=1", "response.ai_plus=90"],
         "detente with sanctions.tools = 1, response.ai_plus = 90"),
    ],
)  # fmt: skip
def test_a_regime_is_titled_by_its_scenario_and_by_what_was_changed(scenario, overrides, title):
    settings = compose(scenario, overrides)
    assert settings.title == title
    assert settings.reference().title == "status_quo"
    assert Settings.from_yaml(settings.to_yaml()).title == title
