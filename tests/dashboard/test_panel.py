"""The panel: what it shows, and that nothing a browser may send is taken on trust."""

from dataclasses import replace
from datetime import date

import pytest

from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS
from sim.dashboard.panel import NOTHING_TO_STOCK_UP_FOR, groups_of, with_setting, with_slider
from sim.dashboard.regimes import current_levels, settings_of
from sim.settings.errors import SettingsError
from sim.world import build_world

STATUS_QUO = Choice("status_quo", calibration="article")
TPP = "sanctions.chip_exports.tpp_cap"


def shown(choice):
    settings = settings_of(choice)
    levels = current_levels(settings, build_world(settings).regime)
    groups = groups_of(choice, levels)
    return {control["key"]: control for group in groups for control in group["controls"]}


def test_every_control_is_shown_once_with_a_word_for_each_stop():
    controls = shown(Choice())
    assert list(controls) == list(CONTROLS)
    assert all(len(control["words"]) == len(control["levels"]) for control in controls.values())


def test_a_control_has_the_level_of_the_scenario_until_it_is_changed():
    before, after = shown(STATUS_QUO), shown(STATUS_QUO.with_level(TPP, 1600))
    assert before[TPP]["words"][before[TPP]["place"]] == "4800 TPP"
    assert after[TPP]["words"][after[TPP]["place"]] == "1600 TPP"
    assert (before[TPP]["changed"], after[TPP]["changed"]) == (False, True)


def test_a_control_notes_later_levels_and_if_it_has_no_effect():
    controls = shown(replace(STATUS_QUO, scenario="as_enacted"))
    assert controls["sanctions.tools"]["note"] == "At the end of the horizon: 0.82"
    assert controls["response.stockpiling"]["note"] == NOTHING_TO_STOCK_UP_FOR


def test_a_slider_moves_its_leaf():
    assert with_slider(Choice(), {"key": TPP, "level": None}) == Choice().with_level(TPP, None)
    assert with_slider(Choice(), {"key": TPP, "level": 1600}) == Choice().with_level(TPP, 1600)


def test_a_new_setting_replaces_the_old_one():
    start = Choice().with_level(TPP, 1600)
    assert with_setting(start, {"what": "scenario", "value": "detente"}).scenario == "detente"
    assert with_setting(start, {"what": "since", "value": "2025-01-01"}).since == date(2025, 1, 1)
    assert with_setting(start, {"what": "end", "value": "2027-12-31"}).end == date(2027, 12, 31)
    assert with_setting(start, {"what": "members", "value": 250}).levels == start.levels


@pytest.mark.parametrize(
    ("update", "message"),
    [
        (with_slider, None),
        (with_slider, {"key": TPP}),
        (with_slider, {"key": "engine.threads", "level": 1}),
        (with_slider, {"key": ["a"], "level": 1}),
        (with_slider, {"key": TPP, "level": "1600; rm"}),
        (with_slider, {"key": TPP, "level": 0.5, "more": 1}),
        (with_setting, {"what": "members", "value": 10**9}),
        (with_setting, {"what": "members", "value": True}),
        (with_setting, {"what": "scenario", "value": "../config"}),
        (with_setting, {"what": "scenario", "value": ["detente"]}),
        (with_setting, {"what": "since", "value": None}),
        (with_setting, {"what": "end", "value": "2100-01-01"}),
        (with_setting, {"what": "levels", "value": ()}),
    ],
)
def test_an_invalid_message_of_the_browser_is_refused(update, message):
    with pytest.raises(SettingsError):
        update(Choice(), message)
