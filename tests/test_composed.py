"""What tests use in place of composition gives what composition gives."""

import pytest
from scenarios import TASKS, compose, slow

from sim.settings.compose import compose as compose_files
from sim.settings.errors import SettingsError

ANNOUNCED = "{from: 2022-10-07, level: 4800},{from: 2026-01-01, announced: 2025-07-01, level: 1600}"


@pytest.mark.parametrize(
    ("scenario", "overrides"),
    [
        ("strict_controls", ["horizon.end=2024-12-31", "sanctions.capital=history"]),
        *slow(
            (None, [f"sanctions.chip_exports.tpp_cap=[{ANNOUNCED}]", "ensemble.members=8"]),
            (None, ["calibration=prior", "calibration.parameters.plant_return_effect.spread=0"]),
        ),
        (["leaky_controls", "ai_plus_surge"], ["task=sensitivity", "task.regimes=8"]),
    ],
)
def test_values_set_in_a_copy_are_those_that_compose(scenario, overrides):
    assert compose(scenario, overrides) == compose_files(scenario, overrides)


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_a_task_laid_over_is_one_that_composes(task):
    assert compose(None, [task]) == compose_files(None, [task])


def test_a_value_that_no_setting_takes_is_refused():
    with pytest.raises(SettingsError, match=r"sanctions\.capital: got 2, takes"):
        compose("status_quo", ["sanctions.capital=2"])
