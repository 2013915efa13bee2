"""The task `levers` through the command line."""

import csv

import pytest
import xarray as xr
from command_line import command
from scenarios import refusal

from sim.analysis.levers import NAMES

SMALL = ("task=levers", "calibration=prior", "ensemble.members=32", "horizon.end=2026-12-31",
         "task.dates=[2024-04-02,2025-06-01]", "task.months=[12]", "engine.threads=2")  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    return command(tmp_path_factory.mktemp("levers"), *SMALL)


@pytest.mark.slow
def test_it_leaves_a_dataset_rows_and_a_figure(ended):
    assert (ended.code, ended.err) == (0, "")
    assert ended.left == {"levers.nc", "levers.csv", "levers.png"}
    assert ended.file("levers.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_there_is_a_row_for_each_date_and_instrument(ended):
    with ended.file("levers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["instrument"] for row in rows] == [*NAMES, *NAMES]
    assert {row["reference"] for row in rows} == {"status_quo", "as_enacted"}
    with xr.open_dataset(ended.file("levers.nc")) as found:
        first = found["lag_change"].isel(date=0, instrument=0, months=0)
        assert float(rows[0]["lag_change_median"]) == pytest.approx(float(first.median()), abs=1e-4)


@pytest.mark.slow
def test_it_prints_tables_and_names_instruments_whose_effect_may_be_none(ended):
    out = " ".join(ended.out.split())
    for day in ("2024-04-02", "2025-06-01"):
        assert f"What each instrument changes first, set from {day}" in out
        assert f"What each instrument does to the lag, set from {day}" in out
        assert f"12 months after {day} the 90% interval of the change of the lag includes" in out
    assert "CNAS, C135" in out


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("task.dates=[2031-01-01]", "task.months: got 60, takes at most 24 after 2030-12-31"),
        ("task.dates=[2033-01-01]", "task.dates: got 2033-01-01, takes a date from"),
        ("task.dates=[]", "task.dates: got [], takes at least one, and each once"),
        ("task.months=[24,24]", "task.months: got [24, 24], takes at least one, and each once"),
        ("task.months=[6]", "task.months"),
    ],
)
def test_a_wrong_option_is_named_in_one_line(option, message):
    line = refusal("task=levers", "calibration=prior", option)
    assert line.startswith(message)
    assert "\n" not in line
