"""The lag split into parts: by hand in a made-up past, and exact in a run."""

import numpy as np
import pytest
import xarray as xr

from sim.analysis.split import COMPONENTS, NEEDED, lag_split
from sim.calibration.targets import FOLLOWER, LEADER


def example_results(behind):
    """A leader that rises by a tenth of a dex a month; a follower that is behind by parts."""
    months = 24
    rise = 20.0 + 0.1 * np.arange(months)
    levels = {name: np.zeros((1, months, 2)) for name in NEEDED}
    levels["capability"][0, :, 0] = levels["training_compute"][0, :, 0] = rise
    levels["capability"][0, :, 1] = rise - sum(behind.values())
    for part in COMPONENTS[:3]:
        leader = levels[part][0, :, 0]
        levels[part][0, :, 1] = leader - behind.get(part, 0.0)
    levels["capability_lag"][0, :, 1] = 10.0 * sum(behind.values())
    time = np.arange("2020-01", "2022-01", dtype="datetime64[M]").astype("datetime64[ns]")
    return xr.Dataset(
        {name: (("member", "time", "region"), values) for name, values in levels.items()},
        {"time": time, "region": [LEADER, FOLLOWER], "member": [0]},
    )


def test_parts_have_their_months_where_the_leader_rises_evenly():
    # halves of steps, so that rounding decides no month
    found = lag_split(example_results({"training_compute": 0.795, "know_how": 0.395}), "2021-12")
    assert found.sum().item() == pytest.approx(11.9)
    assert found.sel(part="training_compute").item() == pytest.approx(7.95, abs=0.6)
    assert found.sel(part="know_how").item() == pytest.approx(3.95, abs=0.6)
    assert found.sel(part="breakthroughs").item() == pytest.approx(0.0, abs=1e-9)
    assert found.sel(part="inheritance").item() == pytest.approx(0.0, abs=0.6)


def test_inheritance_shortens_the_lag():
    found = lag_split(example_results({"training_compute": 1.0, "inheritance": -0.5}), "2021-12")
    assert found.sel(part="inheritance").item() < -2.0
    assert found.sum().item() == pytest.approx(5.0)


@pytest.mark.parametrize("month", ["2024-03", "2032-12"])
def test_the_parts_add_up_to_the_lag_in_every_member(simulate, month):
    run = simulate("strict_controls")
    found = lag_split(run, month)
    lag = run["capability_lag"].sel(region=FOLLOWER, time=month).isel(time=0)
    np.testing.assert_allclose(found.sum("part"), lag, atol=1e-9)
    assert found.dims == ("part", "member")
