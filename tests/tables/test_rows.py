"""Rows of a run for a spreadsheet."""

import numpy as np
import pandas as pd
import pytest
import synthetic
import xarray as xr

from sim.tables.rows import COLUMNS, save_lag, save_members


@pytest.fixture(scope="module")
def run():
    """Lags of 0 to 4 months, under the scenario one longer for two members."""
    before = synthetic.results(5, 30)
    lags = np.zeros_like(before["capability_lag"]) + np.arange(5.0)[:, None, None]
    before["capability_lag"] = lags
    after = before | {"capability_lag": lags.copy()}
    after["capability_lag"][3:, 12:] += 1.0
    return synthetic.dataset(after, before)


def test_each_month_has_a_row_with_quantiles_and_shares(run, tmp_path):
    save_lag(tmp_path / "rows.csv", run)
    rows = pd.read_csv(tmp_path / "rows.csv", index_col="end_of_month")
    assert len(rows) == run.sizes["time"] == 30
    last = rows.loc["2020-06"]
    assert last["lag_at_month_end_median"] == last["lag_mean_12_median"] == 2.0
    assert last["lag_mean_12_high_90"] == pytest.approx(4.8)
    assert last[["longer", "same", "shorter"]].tolist() == [0.4, 0.6, 0.0]
    assert rows.loc["2019-06", "change_mean_12_high_90"] == pytest.approx(0.5)


def test_a_summary_has_no_shares(run, tmp_path):
    names = list(COLUMNS.values())
    summary = run[names].quantile([0.05, 0.5, 0.95], "member", skipna=False)
    save_lag(tmp_path / "rows.csv", summary)
    rows = pd.read_csv(tmp_path / "rows.csv", index_col="end_of_month")
    assert "longer" not in rows
    assert rows.loc["2020-06", "lag_mean_12_median"] == 2.0


def test_members_become_a_row_for_each_variable_and_combination_of_labels(tmp_path):
    of_members = xr.Dataset(
        {
            "lag": (("scenario", "member"), [[1.0, 2.0, 6.0], [0.0, 0.0, 0.0]], {"units": "month"}),
            "cost": ("member", [1.0, 1.0, 4.0], {"units": "bn USD"}),
            "shared": ("scenario", [1.0, 2.0]),
        },
        {"scenario": ["one", "other"]},
    )
    save_members(tmp_path / "rows.csv", of_members)
    rows = pd.read_csv(tmp_path / "rows.csv").set_index(["variable", "scenario"])
    assert len(rows) == 3
    one = rows.loc[("lag", "one")]
    assert one[["unit", "mean", "median"]].tolist() == ["month", 3.0, 2.0]
    assert one[["low_90", "high_90"]].tolist() == pytest.approx([1.1, 5.6])
    assert rows["mean"].tolist() == [3.0, 0.0, 2.0]


def test_dates_are_labels_like_others(tmp_path):
    months = np.array(["2025-12", "2028-12"], dtype="datetime64[ns]")
    lag = xr.Dataset({"lag": (("time", "member"), [[1.0, 3.0], [2.0, 4.0]])}, {"time": months})
    save_members(tmp_path / "rows.csv", lag)
    assert pd.read_csv(tmp_path / "rows.csv")["time"].tolist() == ["2025-12-01", "2028-12-01"]
