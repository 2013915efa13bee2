"""A choice: the same as a link and as a command line, and nothing that a page may not ask for."""

from datetime import date

import pytest

from sim.dashboard.choice import LONGEST_LINK, MOST_MEMBERS, Choice
from sim.dashboard.controls import CONTROLS
from sim.settings.errors import SettingsError

TPP = "sanctions.chip_exports.tpp_cap"
CHOICES = [
    Choice(),
    Choice("strict_controls"),
    Choice().with_level("sanctions.capital", 0.25).with_level(TPP, None),
    Choice("detente", since=date(2025, 7, 1), calibration="article").with_level(
        "response.ai_plus", 40
    ),
    Choice(members=250, end=date(2027, 12, 31)),
    Choice(levels=tuple((key, control.lever.stops[-1]) for key, control in CONTROLS.items())),
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.query)
def test_a_link_gives_the_choice_back(choice):
    assert Choice.of_query(choice.query) == choice
    assert Choice.of_query(f"?{choice.query}") == choice


def test_a_link_without_settings_starts_from_today_as_enacted():
    assert (
        Choice.of_query(None) == Choice.of_query("") == Choice("as_enacted", calibration="current")
    )


def test_a_link_with_a_calibration_alone_has_its_reference():
    assert Choice.of_query("calibration=article") == Choice("status_quo", calibration="article")
    assert Choice.of_query("scenario=detente") == Choice("detente", calibration="current")


def test_the_command_line_has_only_settings_that_were_changed():
    assert Choice("status_quo", calibration="article").command == "python -m sim"
    assert Choice().command == "python -m sim calibration=current"
    chosen = Choice("detente", since=date(2026, 7, 1), members=250).with_level(TPP, None)
    assert chosen.command == (
        "python -m sim +scenario=detente calibration=current ensemble.members=250 "
        "sanctions.from=2026-07-01 response.from=2026-07-01 sanctions.chip_exports.tpp_cap=null"
    )


def test_the_order_of_changes_does_not_matter():
    one = Choice().with_level("sanctions.cloud", 1).with_level(TPP, 1600)
    other = (
        Choice()
        .with_level(TPP, 1600)
        .with_level("sanctions.cloud", 0.5)
        .with_level("sanctions.cloud", 1)
    )
    assert one == other
    assert hash(one) == hash(other)


def test_a_reset_goes_back_to_the_scenario():
    start = Choice("detente", calibration="article", members=250)
    changed = start.with_level("sanctions.cloud", 1).with_level(TPP, 1600)
    assert changed.without_level(TPP) == start.with_level("sanctions.cloud", 1)
    assert Choice.of_query(f"{changed.query}&from=2025-01-01").reset() == start


REFUSED = [
    ("scenario=strict", "scenario: got strict, takes"),
    ("scenario=../config", "scenario: got ../config, takes"),
    ("calibration=/tmp/mine", "calibration: got /tmp/mine, takes"),
    ("calibration.posterior=/tmp/mine.npz", "calibration.posterior: got .* unknown setting"),
    ("ensemble.members=4001", "ensemble.members: got 4001, takes a whole number from 64 to 4000"),
    ("ensemble.members=1e3", "ensemble.members: got 1e3"),
    ("ensemble.members=" + "9" * 100, "ensemble.members: got 9+"),
    ("horizon.end=2033-01-01", "horizon.end: got 2033-01-01, takes a date from 2024-12-31"),
    ("horizon.end=soon", "horizon.end: got soon, takes a date as YYYY-MM-DD"),
    ("from=2024", "from: got 2024, takes a date as YYYY-MM-DD"),
    ("sanctions.capital=2", "sanctions.capital: got 2.0, takes a level from 0 to 1"),
    ("sanctions.capital=null", "sanctions.capital: got null"),
    ("sanctions.captal=1", r"unknown setting \(did you mean sanctions.capital\?\)"),
    ("engine.threads=64", "engine.threads: got 64, takes no value"),
    ("hydra.run.dir=/tmp/x", "hydra.run.dir: got /tmp/x, takes no value"),
    ("scenario=detente&scenario=detente", "link: got a key twice"),
    ("scenario=" + "x" * LONGEST_LINK, f"takes at most {LONGEST_LINK}"),
]


@pytest.mark.parametrize(("query", "said"), REFUSED, ids=[query[:40] for query, _ in REFUSED])
def test_an_invalid_setting_of_a_link_is_named(query, said):
    with pytest.raises(SettingsError, match=said):
        Choice.of_query(query)


def test_bounds_hold_for_python_too():
    with pytest.raises(SettingsError, match=r"^ensemble\.members"):
        Choice(members=MOST_MEMBERS + 1)
    with pytest.raises(SettingsError, match=r"^sanctions\.mood"):
        Choice(levels=(("sanctions.mood", 1.0),))
