"""The tasks from Python: labelled datasets, by the settings of the command line."""

import numpy as np
import pytest

import sim
from sim.analysis.projection import project
from sim.settings.compose import compose
from sim.settings.errors import SettingsError

SHORT = {"horizon.end": "2026-12-31"}
FEW = {"members": 8, "overrides": SHORT}


def test_a_run_is_that_of_the_command():
    dataset = sim.run("strict_controls", **FEW)
    words = ["ensemble.members=8", "horizon.end=2026-12-31"]
    expected = project(compose("strict_controls", words))
    np.testing.assert_array_equal(dataset["capability_lag"], expected["capability_lag"])


def test_a_sweep_has_a_dimension_for_each_setting():
    swept = sim.sweep({"sanctions.capital": [0, 1], "scenario": ["chips_only"]}, **FEW)
    assert dict(swept["capability_lag_mean"].sizes) == {
        "sanctions_capital": 2,
        "scenario": 1,
        "member": 8,
        "time": 108,
        "region": 3,
    }
    overrides = SHORT | {"sanctions.capital": 1}
    alone = sim.run("chips_only", members=8, overrides=overrides)["capability_lag_mean"]
    chosen = swept["capability_lag_mean"].sel(sanctions_capital=1, scenario="chips_only")
    np.testing.assert_array_equal(chosen, alone)
    assert swept["sanctions_capital"].attrs["long_name"] == "sanctions.capital"


def test_comparisons_and_prices_have_a_row_for_each_scenario():
    names = ["status_quo", "strict_controls"]
    assert sim.compare(names, **FEW)["scenario"].values.tolist() == names
    costs = sim.price(names, members=8, overrides={"task.date": "2026-12-31"} | SHORT)
    assert set(names) <= set(costs["scenario"].values)


@pytest.mark.slow
def test_an_attribution_adds_up():
    found = sim.attribute("chips_only", date="2026-12-31", **FEW)
    change = found["lag"] - found["lag_against"]
    np.testing.assert_allclose(found["shapley"].sum("instrument"), change, atol=1e-9)


def test_a_nowcast_is_from_today():
    found = sim.nowcast(members=8)
    assert found.sizes["member"] == 8


@pytest.mark.slow
def test_a_backtest_has_a_case_for_each_forecast():
    cases = sim.backtest(["record-2024-06"], members=64)
    assert set(cases["origin"].values.tolist()) == {"record-2024-06"}
    assert np.isfinite(cases["observed"]).all()


@pytest.mark.slow
def test_a_calibration_is_written_where_runs_can_draw_from_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "own.npz"
    sizes = {"bank": 256, "draws": 64, "kept": 16, "sweeps": 1, "last_sweeps": 1}
    posterior = sim.calibrate(file, overrides={f"task.{key}": n for key, n in sizes.items()})
    assert len(posterior) == 16
    run = sim.run(members=8, overrides={"calibration.posterior": str(file)})
    assert run.sizes["member"] == 8


def test_completion_shows_what_is_meant_to_be_used():
    assert dir(sim) == sorted(sim.__all__)
    assert all(getattr(sim, name) is not None for name in sim.__all__)


def test_a_key_that_does_not_exist_is_named():
    with pytest.raises(SettingsError, match=r"sanctions\.captial"):
        sim.run(overrides={"sanctions.captial": 1})


def test_a_calibration_needs_a_file_that_can_be_loaded(tmp_path):
    with pytest.raises(SettingsError, match=r"file: got .*own, takes a file that ends in \.npz"):
        sim.calibrate(tmp_path / "own")


def test_own_facts_update_what_members_are_drawn_from(tmp_path):
    file = tmp_path / "my, facts.csv"
    file.write_text(
        "id,measure,of,region,period,kind,value,tolerance\n"
        "mine,measured_lag,ECI,CN,2026-06,value,14,2\n"
    )
    asked = {"calibration": "current"} | SHORT
    found = [
        sim.run(members=256, overrides=asked | facts)["capability_lag"].sel(
            region="CN", time="2026-06"
        )
        for facts in ({}, {"calibration.observations": str(file)})
    ]
    before, after = (float(lag.mean()) for lag in found)
    assert after > before + 1.0
