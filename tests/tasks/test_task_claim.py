"""The task `claim` through the command line."""

import csv

import pytest
import xarray as xr
from command_line import command
from scenarios import refusal

SMALL = ("task=claim", "calibration=prior", "ensemble.members=32", "horizon.end=2026-12-31",
         "engine.threads=2")  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    return command(tmp_path_factory.mktemp("claim"), *SMALL)


@pytest.mark.slow
def test_it_leaves_a_dataset_rows_and_a_figure(ended):
    assert (ended.code, ended.err) == (0, "")
    assert ended.left == {"claim.nc", "claim.csv", "claim.png"}
    assert ended.file("claim.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_the_rows_are_those_of_the_dataset(ended):
    with ended.file("claim.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    last = rows[-1]
    assert (last["scenario_or_group"], last["end_or_how"]) == ("as_enacted", "2026-12")
    with xr.open_dataset(ended.file("claim.nc")) as found:
        at_end = found.sel(scenario="as_enacted", end="2026-12")
        assert float(last["median"]) == pytest.approx(float(at_end["lag"].median()), abs=1e-4)
        assert float(last["ahead"]) == float(at_end["ahead"].mean())


@pytest.mark.slow
def test_it_prints_both_answers_and_says_them_in_words(ended):
    out = " ".join(ended.out.split())
    assert "What the measures did to the lag by the end of 2024-03" in out
    assert "Does China catch up? As enacted" in out
    assert "Over the twelve months up to March 2024 China lagged by" in out


def test_a_month_that_is_not_simulated_is_refused():
    line = refusal("task=claim", "calibration=prior", "task.date=2033-01-31")
    assert line.startswith("task.date: got 2033-01-31, takes a date from")
