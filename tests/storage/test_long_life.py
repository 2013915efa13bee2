"""What earlier versions left opens in this one: files in `of_version_*` are never made again."""

from pathlib import Path

import pytest
from scenarios import compose

import sim
from sim.analysis.projection import project

KEPT = sorted(Path(__file__).parent.glob("of_version_*"))


@pytest.fixture(params=KEPT, ids=lambda folder: folder.name)
def folder(request):
    return request.param


def test_a_run_of_an_earlier_version_opens(folder):
    with sim.open_run(folder) as run:
        lag = run["capability_lag_mean"].sel(region="CN", time="2024-03-01")
        assert 0.0 < float(lag.median()) < 36.0
        assert run.attrs["scenario"] == "strict_controls"
        assert "parameter_spillover_home" in run


def test_quantiles_of_an_earlier_version_open_and_become_a_table(folder):
    with sim.open_summary(folder) as summary:
        assert {"capability_lag", "chips_made"} <= set(sim.to_frame(summary)["variable"])


def test_a_sweep_of_an_earlier_version_opens(folder):
    with sim.open_sweep(folder) as sweep:
        change = sweep["capability_lag_mean_change"].sel(sanctions_capital=[0, 1])
        assert change.dims[0] == "sanctions_capital"


@pytest.mark.filterwarnings("ignore::sim.calibration.members.StaleCalibrationWarning")
def test_a_posterior_of_an_earlier_version_can_be_drawn_from(folder):
    file = folder / "posterior.npz"
    words = [f"calibration.posterior={file}", "ensemble.members=8", "horizon.end=2024-12-31"]
    lag = project(compose(None, words))["capability_lag_mean"].sel(region="CN", time="2024-03-01")
    assert 6.0 < float(lag.median()) < 24.0
