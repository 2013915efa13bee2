"""Tables of the documents on patterns and levers say what the shipped rows hold."""

import pandas as pd
import pytest

from sim.calibration.shipped import shipped_patterns, shipped_reasons
from sim.docs import results

PATTERN = {
    "calibration": "prior", "id": "G037", "label": "built on foreign weights", "fact": 0.27,
    "fact_low": 0.2, "fact_high": 0.35, "median": 0.3, "low": 0.1, "high": 0.5,
    "inside": 1, "used": 0,
}  # fmt: skip

LEVER = {
    "date": "2024-04-02", "instrument": "cloud", "channel": "rented compute",
    "channel_units": "H100e", "channel_open": 1000.0, "channel_strict": 0.0,
    "channel_as_meant": 1.0, "months": 24, "lag_change_median": 0.6, "lag_change_low_90": 0.0,
    "lag_change_high_90": 5.2, "longer": 0.67, "same": 0.32, "shorter": 0.01,
}  # fmt: skip


@pytest.fixture
def patterns(monkeypatch):
    def ship(*changes):
        rows = pd.DataFrame([PATTERN | change for change in changes])
        monkeypatch.setattr(results, "shipped_patterns", lambda: rows)

    return ship


def test_patterns_that_a_calibration_used_do_not_count(patterns):
    patterns({}, {"id": "G039", "inside": 0}, {"id": "S001", "used": 1})
    assert results.pattern_sentences() == (
        "- `prior`: 1 of 2 patterns that the calibration did not use lie inside its 90% interval."
    )


def test_every_pattern_outside_that_current_was_not_fitted_to_has_a_reason_and_no_other():
    found = shipped_patterns()
    of_current = found[found["calibration"] == "current"]
    outside = of_current[~of_current[["used", "inside"]].any(axis=1)]
    assert set(shipped_reasons()) == set(outside["id"])


def test_a_pattern_outside_stands_with_fact_model_and_reason(patterns, monkeypatch):
    monkeypatch.setattr(results, "shipped_reasons", lambda: {"G037": "the weights were closed"})
    patterns({"calibration": "current", "inside": 0}, {"calibration": "current"}, {"inside": 0})
    assert results.outside_sentences() == (
        "- built on foreign weights: 0.27 [0.2, 0.35] on record, 0.3 [0.1, 0.5] in the model: "
        "the weights were closed"
    )


def test_a_fact_outside_the_interval_is_bold_and_a_target_has_a_star(patterns):
    patterns({"inside": 0}, {"calibration": "current", "used": 1})
    row = results.pattern_result_table().splitlines()[-1]
    assert "| 0.27 [0.2, 0.35] | **0.3 [0.1, 0.5]** | 0.3 [0.1, 0.5]\\* |" in row


def test_a_fact_with_one_end_is_a_bound(patterns):
    patterns({"fact_low": 0.2, "fact_high": float("nan")})
    assert "| over 0.2 |" in results.pattern_result_table()


def test_the_ratio_of_chips_stands_beside_what_is_published(monkeypatch):
    row = LEVER | {
        "instrument": "chip_exports",
        "gained_ratio_open": 7.3,
        "gained_ratio_strict": 18.8,
    }
    monkeypatch.setattr(
        results, "shipped_levers", lambda: pd.DataFrame([row, row | {"months": 60}])
    )
    said = results.elasticity_sentences()
    assert "from 2024-04-02, 19 times with chip exports barred and 7 times with none" in said
    assert "Institute for Progress" in said


def test_a_lever_has_its_effect_at_each_horizon(monkeypatch):
    rows = pd.DataFrame([LEVER, LEVER | {"months": 60, "lag_change_median": 2.0}])
    monkeypatch.setattr(results, "shipped_levers", lambda: rows)
    row = results.lever_result_table().splitlines()[-1]
    assert "+0.6 [+0.0, +5.2] | +2.0 [+0.0, +5.2] | 67% / 32% / 1% |" in row
