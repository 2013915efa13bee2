"""The task `report` through the command line."""

from dataclasses import replace

import pytest
import xarray as xr
from scenarios import compose, refusal

from sim.report.page import page
from sim.report.results import run_analyses

DATASETS = {"projection.nc", "attribution.nc", "sensitivity.nc", "price.nc"}


def test_a_report_is_from_today_unless_another_calibration_is_named():
    settings = compose("strict_controls", ["task=report"])
    assert (settings.calibration.name, settings.reference().title) == ("current", "as_enacted")
    named = compose("strict_controls", ["task=report", "calibration=article"])
    assert (named.calibration.name, named.reference().title) == ("article", "status_quo")


@pytest.mark.slow
def test_a_report_saves_a_page_and_the_data_behind_it(reported):
    assert (reported.code, reported.err) == (0, "")
    assert reported.left == {"report.html", *DATASETS}


@pytest.mark.slow
def test_a_report_prints_its_answer(reported):
    out = " ".join(reported.out.split())
    assert "Under “chips only”, China’s AI capability" in out


@pytest.mark.slow
def test_the_numbers_of_the_page_are_those_of_its_data(reported):
    text = reported.file("report.html").read_text(encoding="utf-8")
    with xr.open_dataset(reported.file("projection.nc")) as run:
        lag = run["capability_lag_mean"].sel(region="CN").isel(time=-1)
        assert f"that of the US by {abs(float(lag.median())):.1f} months" in text


@pytest.mark.slow
def test_the_command_on_the_page_is_the_one_that_made_it(reported):
    text = reported.file("report.html").read_text(encoding="utf-8")
    assert "python -m sim task=report calibration=article +scenario=chips_only" in text


@pytest.mark.slow  # the task is tested through the command line
def test_a_page_is_made_from_python(reported):
    options = ["task=report", "calibration=article", "ensemble.members=8", "horizon.end=2024-12-31",
               "task.date=2024-12-31", "task.regimes=4", "task.members_each=2",
               "task.parameters=[]",
               "task.scenarios=[status_quo,chips_only]"]  # fmt: skip
    settings = compose("chips_only", options)
    results = run_analyses(settings, settings.task)
    assert reported.out.startswith("Under")
    assert page(replace(results, widths=[])).startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["task.date=soon"], "task.date: got soon, takes a date as"),
        (["task.date=2040-01-31"], "task.date: got 2040-01-31, takes a date from"),
        (["task.date=2023-06-30"], "task.date: got 2023-06-30, takes a date from 2024-04-02"),
        (["task.against=guns"], "task.against: got guns, takes names of files"),
        (["task.against=status_quo"], "task.against: got status_quo, takes a scenario whose"),
        (["task.scenarios=[guns]"], "task.scenarios: got guns, takes names of"),
        (["task.scenarios=[status_quo]"], "task.scenarios: got status_quo, takes at least 2"),
        (["task.parameters=[guns]"], "task.parameters: got guns, takes names of parameters"),
        (["task.regimes=3"], "task.regimes: got 3, takes a number greater than or equal to 4"),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_a_wrong_option_of_a_report_is_named_in_one_line(options, message):
    line = refusal("task=report", "calibration=article", *options)
    assert line.startswith(message)
    assert "\n" not in line
