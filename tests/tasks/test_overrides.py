"""Settings in Python become words of the command line."""

import pytest

from sim.settings.compose import compose
from sim.tasks.overrides import words_of


def test_words_stay_as_they_are():
    assert words_of(["a.b=1", "c=2"]) == ["a.b=1", "c=2"]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "null"),
        (0.5, "0.5"),
        (True, "True"),
        (["2024-04-02", "2025-06-01"], "[2024-04-02, 2025-06-01]"),
        ({"from": "2022-10-07", "level": 0.5}, "{from: 2022-10-07, level: 0.5}"),
        ("{tpp_cap: 1600}", "{tpp_cap: 1600}"),
        ("my facts (1).csv", "'my facts (1).csv'"),
        ("a,b.csv", "'a,b.csv'"),
    ],
)
def test_values_are_written_as_on_the_command_line(value, word):
    assert words_of({"key": value}) == [f"key={word}"]


def test_dated_lists_parts_and_unusual_paths_reach_the_settings():
    settings = compose(
        None,
        words_of(
            {
                "sanctions.tools": [{"from": "2023-10-07", "level": 0.5}],
                "sanctions.chip_exports": {"tpp_cap": 1600},
                "calibration.observations": "my, facts (1).csv",
            }
        ),
    )
    assert settings.sanctions.tools.steps[0].level == 0.5
    assert settings.sanctions.chip_exports.tpp_cap.level == 1600
    assert str(settings.calibration.observations) == "my, facts (1).csv"
