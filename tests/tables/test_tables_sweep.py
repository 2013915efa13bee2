"""A sweep ends in a table: a row for each run."""

import numpy as np
import xarray as xr

from sim.tables.sweep import sweep_table

MONTHS = np.arange("2018-01", "2020-01", dtype="datetime64[M]").astype("datetime64[ns]")


def test_each_run_has_a_row_with_its_lag_and_its_change():
    caps = [1600.0, np.inf]
    lags = np.zeros((2, 2, 5, len(MONTHS), 1)) + np.arange(5.0)[:, None, None]
    changes = np.zeros_like(lags)
    lags[1, 1] += 2.0
    changes[1, 1, :4] = 2.0
    dims = ("enforcement", "cap", "member", "time", "region")
    sweep = xr.Dataset(
        {
            "capability_lag": (dims, lags),
            "capability_lag_mean": (dims, lags),
            "capability_lag_mean_change": (dims, changes),
        },
        {
            "enforcement": ("enforcement", ["none", "all"], {"long_name": "sanctions.enforcement"}),
            "cap": caps,
            "time": MONTHS,
            "region": ["CN"],
        },
    )
    table = sweep_table(sweep)
    assert [column.header for column in table.columns[:2]] == ["Enforcement", "cap"]
    rows = list(zip(*(column.cells for column in table.columns), strict=True))
    assert [row[:2] for row in rows] == [
        ("none", "1600"), ("none", "open"), ("all", "1600"), ("all", "open")
    ]  # fmt: skip
    assert rows[0][2:] == ("2.0 [0.2, 3.8]", "+0.0 [+0.0, +0.0]", "0/100/0")
    assert rows[3][2:] == ("4.0 [2.2, 5.8]", "+2.0 [+0.4, +2.0]", "80/20/0")
