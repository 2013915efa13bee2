"""From today: what a calibration decides about dates, and what it does not let a regime change."""

from datetime import date

import pytest
from scenarios import compose

from sim.settings.compose import compose as compose_files
from sim.settings.configs import scenario_names
from sim.settings.errors import SettingsError
from sim.settings.history import ARTICLE, months_after
from sim.settings.settings import Settings

REWRITE = "sanctions.rewrite_history=true"
OF_THE_PAST = ("never_controlled", "status_quo")


def current(*words, scenario=None):
    return compose(scenario, ["calibration=current", *words])


# dates by default ---------------------------------------------------------------------------------


@pytest.mark.parametrize("calibration", ["article", "prior"])
def test_levels_hold_from_the_article_on_under_a_calibration_of_it(calibration):
    settings = compose(None, [f"calibration={calibration}"])
    assert settings.scenario == ("status_quo",)
    assert settings.sanctions.since == settings.response.since == ARTICLE
    assert settings.sanctions.history_until == ARTICLE


def test_levels_hold_from_the_month_after_the_data_under_current():
    settings = current()
    assert settings.scenario == ("as_enacted",)
    assert settings.calibration.until == date(2025, 12, 31)
    assert settings.sanctions.since == settings.response.since == date(2026, 1, 1)
    assert settings.sanctions.history_until is None


def test_the_date_follows_the_end_of_the_data():
    words = ["calibration=current", "calibration.until=2024-11-30"]
    assert compose_files(None, words).sanctions.since == date(2024, 12, 1)


def test_a_date_on_the_command_line_stands():
    assert current("sanctions.from=2027-01-01").sanctions.since == date(2027, 1, 1)


@pytest.mark.parametrize("calibration", ["article", "current"])
def test_a_calibration_without_a_scenario_is_its_own_reference(calibration):
    settings = compose(None, [f"calibration={calibration}"])
    assert settings.reference() == settings


@pytest.mark.parametrize("calibration", ["article", "current"])
def test_settings_are_the_same_once_written(calibration):
    settings = compose("strict_controls", [f"calibration={calibration}"])
    assert Settings.from_yaml(settings.to_yaml()) == settings


def test_a_wrong_calibration_is_named_before_the_dates_that_follow_from_it():
    with pytest.raises(SettingsError, match=r"^calibration\.until: got soon"):
        current("calibration.until=soon")


# what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "key", "got"),
    [
        (["sanctions.capital=1", "sanctions.from=2025-12-31"], "sanctions.from", "2025-12-31"),
        (["response.ai_plus=9", "response.from=2024-04-02"], "response.from", "2024-04-02"),
        (["sanctions.capital=[{from: 2024-05-01, level: 1}]"], "sanctions.capital", "2024-05-01"),
        (
            ["sanctions.tools=[{from: 2026-05-01, level: 1, announced: 2025-05-01}]"],
            "sanctions.tools",
            "2025-05-01",
        ),
    ],
)
def test_a_date_before_the_end_of_the_data_is_refused(words, key, got):
    with pytest.raises(SettingsError) as refused:
        current(*words)
    assert str(refused.value) == (
        f"{key}: got {got}, takes a date from 2026-01-01, after the data of the calibration, "
        f"or {REWRITE}"
    )
    assert current(*words, REWRITE).sanctions.rewrite_history


@pytest.mark.parametrize("scenario", scenario_names())
def test_scenarios_of_the_past_are_refused_under_current_unless_history_is_rewritten(scenario):
    if scenario in OF_THE_PAST:
        with pytest.raises(SettingsError, match=REWRITE):
            current(scenario=scenario)
        rewritten = compose_files(scenario, ["calibration=current", REWRITE])
        assert rewritten.scenario == (scenario,)
    else:
        assert current(scenario=scenario).sanctions.since == date(2026, 1, 1)


def test_an_end_of_history_is_refused_under_current():
    with pytest.raises(
        SettingsError, match=r"^sanctions\.history_until: got 2026-03-31, takes null"
    ):
        current("sanctions.history_until=2026-03-31")


def test_months_go_over_the_end_of_a_year():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 1)
