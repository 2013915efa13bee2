"""The panel: what it shows, and that nothing a browser may send is taken on trust."""

from datetime import date

import pytest

from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS
from sim.dashboard.panel import NOTHING_AHEAD, chosen, groups_of, moved
from sim.dashboard.regimes import settings_of, standing_levels
from sim.settings.errors import SettingsError
from sim.world import build_world

TPP = "sanctions.chip_exports.tpp_cap"


def shown(choice):
    settings = settings_of(choice)
    standing = standing_levels(settings, build_world(settings).regime)
    groups = groups_of(choice, standing)
    return {control["key"]: control for group in groups for control in group["controls"]}


def test_every_control_is_shown_once_with_a_word_for_each_stop():
    controls = shown(Choice())
    assert list(controls) == list(CONTROLS)
    assert all(len(control["words"]) == len(control["levels"]) for control in controls.values())


def test_a_control_stands_where_the_scenario_has_it_until_it_is_moved():
    before, after = shown(Choice()), shown(Choice().moved(TPP, 1600))
    assert before[TPP]["words"][before[TPP]["place"]] == "4800 TPP"
    assert after[TPP]["words"][after[TPP]["place"]] == "1600 TPP"
    assert (before[TPP]["moved"], after[TPP]["moved"]) == (False, True)


def test_a_control_says_what_comes_later_and_when_it_acts_on_nothing():
    controls = shown(Choice("as_enacted"))
    assert controls["sanctions.tools"]["note"] == "In the end 0.8"
    assert controls["response.stockpiling"]["note"] == NOTHING_AHEAD


def test_a_slider_moves_its_leaf():
    assert moved(Choice(), {"key": TPP, "level": None}) == Choice().moved(TPP, None)
    assert moved(Choice(), {"key": TPP, "level": 1600}) == Choice().moved(TPP, 1600)


def test_what_is_chosen_takes_the_place_of_what_stood():
    start = Choice().moved(TPP, 1600)
    assert chosen(start, {"what": "scenario", "value": "detente"}).scenario == "detente"
    assert chosen(start, {"what": "since", "value": "2025-01-01"}).since == date(2025, 1, 1)
    assert chosen(start, {"what": "end", "value": "2027-12-31"}).end == date(2027, 12, 31)
    assert chosen(start, {"what": "members", "value": 250}).levels == start.levels


@pytest.mark.parametrize(
    ("take", "said"),
    [
        (moved, None),
        (moved, {"key": TPP}),
        (moved, {"key": "engine.threads", "level": 1}),
        (moved, {"key": ["a"], "level": 1}),
        (moved, {"key": TPP, "level": "1600; rm"}),
        (moved, {"key": TPP, "level": 0.5, "more": 1}),
        (chosen, {"what": "members", "value": 10**9}),
        (chosen, {"what": "members", "value": True}),
        (chosen, {"what": "scenario", "value": "../config"}),
        (chosen, {"what": "scenario", "value": ["detente"]}),
        (chosen, {"what": "since", "value": None}),
        (chosen, {"what": "end", "value": "2100-01-01"}),
        (chosen, {"what": "levels", "value": ()}),
    ],
)
def test_a_message_that_asks_for_something_else_is_refused(take, said):
    with pytest.raises(SettingsError):
        take(Choice(), said)
