"""Tables of a run for other software."""

import numpy as np
import pandas as pd
import pytest
from scenarios import compose

import sim
from sim.analysis.projection import project
from sim.storage.summary import summary_of


@pytest.fixture(scope="module")
def run():
    return project(compose("strict_controls", ["ensemble.members=24", "horizon.end=2024-12-31"]))


def test_a_table_has_a_row_for_each_month_of_each_series(run):
    frame = sim.to_frame(run)
    made = frame[(frame.variable == "chips_made") & (frame["labels"] == run.supplier.values[0])]
    expected = run["chips_made"].isel(supplier=0).median("member")
    np.testing.assert_allclose(made["median"], expected, rtol=1e-5)
    lags = frame[(frame.variable == "capability_lag_mean") & (frame.region == "CN")]
    assert lags["unit"].unique().tolist() == ["month"]
    assert len(lags) == run.sizes["time"]


def test_a_run_and_its_stored_quantiles_give_the_same_table(run):
    pd.testing.assert_frame_equal(sim.to_frame(run), sim.to_frame(summary_of(run)))


@pytest.mark.parametrize(
    ("write", "read"), [(sim.to_csv, pd.read_csv), (sim.to_parquet, pd.read_parquet)]
)
def test_a_table_is_read_back_as_it_was_written(run, write, read, tmp_path):
    write(run, tmp_path / "run")
    written, frame = read(tmp_path / "run"), sim.to_frame(run)
    np.testing.assert_allclose(written["median"], frame["median"], rtol=1e-6)
    assert written["variable"].tolist() == frame["variable"].tolist()


def test_the_wide_table_has_the_columns_of_the_iamc_and_the_values_of_december(run, tmp_path):
    frame = sim.to_iamc(run, tmp_path / "iamc.csv")
    head = ["model", "scenario", "region", "variable", "unit"]
    assert frame.columns.tolist() == [*head, *range(2018, 2025)]
    lag = frame[(frame.variable == "capability_lag|median") & (frame.region == "CN")]
    expected = run["capability_lag"].sel(region="CN", time="2023-12-01").median("member")
    assert lag[2023].item() == pytest.approx(expected.item(), rel=1e-5)
    assert not frame.duplicated(head).any()
    assert pd.read_csv(tmp_path / "iamc.csv").shape == frame.shape
