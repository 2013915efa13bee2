"""The task that holds facts against calibrations, as a run of it."""

import csv

import numpy as np
import pytest
import xarray as xr
from rich.console import Console
from scenarios import compose, refusal

from sim.analysis.pattern_table import all_patterns
from sim.tasks import run_task

WORDS = ("task=patterns", "calibration=prior", "ensemble.members=64", "engine.threads=2")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The folder of a small run, and what it printed."""
    folder = tmp_path_factory.mktemp("patterns")
    console = Console(width=120)
    with console.capture() as shown:
        run_task(compose(None, WORDS), folder, console)
    return folder, " ".join(shown.get().split())


@pytest.mark.slow
def test_the_task_leaves_data_rows_and_a_figure(ran):
    folder, _ = ran
    assert {file.name for file in folder.iterdir()} == {
        "patterns.nc", "patterns.csv", "patterns.png"
    }  # fmt: skip
    assert (folder / "patterns.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_the_task_prints_a_table_and_how_many_patterns_lie_inside(ran):
    folder, shown = ran
    with xr.open_dataset(folder / "patterns.nc") as compared:
        inside = int(compared["inside"].sum())
        assert compared.attrs["members"] == 64
    total = len(all_patterns())
    assert f"prior: {inside} of {total} patterns inside the 90% interval" in shown
    assert f"prior: {inside} of {total} patterns that the calibration did not use" in shown


@pytest.mark.slow
def test_the_rows_are_those_of_the_dataset(ran):
    folder, _ = ran
    with (folder / "patterns.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with xr.open_dataset(folder / "patterns.nc") as compared:
        of_prior = compared.sel(calibration="prior")
        assert [row["id"] for row in rows] == of_prior["pattern"].values.tolist()
        assert [row["source"] for row in rows] == of_prior["source"].values.tolist()
        median = [float(row["median"]) for row in rows]
        np.testing.assert_allclose(median, of_prior["median"].values, rtol=1e-5)


@pytest.mark.slow
def test_a_horizon_or_a_scenario_of_the_run_changes_nothing(ran, tmp_path):
    folder, _ = ran
    words = (*WORDS, "horizon.end=2024-12-31", "+scenario=no_controls")
    run_task(compose(None, words), tmp_path, None)
    with (
        xr.open_dataset(folder / "patterns.nc") as first,
        xr.open_dataset(tmp_path / "patterns.nc") as second,
    ):
        xr.testing.assert_identical(first, second)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("task.calibrations=[]", "task.calibrations: got nothing, takes at least one calibration"),
        ("task.calibrations=[nobody]", "task.calibrations: got nobody, takes names among article"),
        ("task.calibrations=[prior,prior]", "each calibration once"),
    ],
)
def test_wrong_options_are_refused_in_one_line(word, message):
    said = refusal(*WORDS, word)
    assert message in said
    assert "\n" not in said
