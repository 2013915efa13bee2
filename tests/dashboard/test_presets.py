"""Presets: scenarios that exist, and nothing else that a browser may ask for."""

from dataclasses import replace
from datetime import date

import pytest

from sim.dashboard.choice import Choice, reference_of, scenarios_of
from sim.dashboard.presets import with_preset, with_start
from sim.dashboard.regimes import settings_of
from sim.settings.configs import scenario_names
from sim.settings.errors import SettingsError
from sim.tables.presets import STARTS, labels_of

ARTICLE = Choice("status_quo", calibration="article")


@pytest.mark.parametrize("calibration", STARTS)
def test_every_preset_is_a_scenario_that_its_calibration_takes(calibration):
    labels = labels_of(reference_of(calibration))
    assert set(labels) <= set(scenario_names())
    assert len(set(labels.values())) == len(labels) == 4
    for name in labels:
        settings = settings_of(with_preset(Choice.of_query(f"calibration={calibration}"), name))
        assert settings.scenario == (name,)


def test_the_reference_comes_first():
    assert next(iter(labels_of("as_enacted").items())) == ("as_enacted", "As enacted")
    assert next(iter(labels_of("status_quo").items())) == ("status_quo", "Status quo")


def test_a_preset_replaces_what_was_set():
    changed = Choice(members=250, since=date(2026, 7, 1)).with_level("sanctions.cloud", 1)
    assert with_preset(changed, "detente") == Choice("detente", members=250)


def test_a_starting_point_has_its_own_date_and_reference():
    assert with_start(Choice(since=date(2026, 7, 1)), "article") == ARTICLE
    assert with_start(ARTICLE, "current") == Choice()
    closed = Choice("full_decoupling").with_level("sanctions.cloud", 0.5)
    assert with_start(closed, "article").levels == closed.levels


def test_a_scenario_that_rewrites_the_past_becomes_the_reference_from_today():
    assert with_start(replace(ARTICLE, scenario="never_controlled"), "current") == Choice()
    assert set(scenario_names()) - set(scenarios_of("current")) == {
        "never_controlled",
        "status_quo",
    }
    assert scenarios_of("article") == scenario_names()


@pytest.mark.parametrize("name", ["../config", "", None, 3, ["detente"], {"detente": 1}])
def test_an_invalid_preset_or_start_is_refused(name):
    for change in (with_preset, with_start):
        with pytest.raises(SettingsError):
            change(Choice(), name)
