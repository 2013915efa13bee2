"""The runs of a sweep as one dataset."""

from itertools import product

import numpy as np
import pytest
import synthetic
import xarray as xr

from sim.settings.errors import SettingsError
from sim.storage.files import open_run, open_sweep, save
from sim.storage.sweep import combine_sweep, dimension_name, dimension_values

SWEPT = {"+scenario": ["strict_controls", "[chips_only,detente]"], "sanctions.capital": ["1", "0"]}


def numbered_run(number):
    """A run whose fdi is its number."""
    run = synthetic.dataset(synthetic.results(members=2, months=3), scenario=(f"s{number}",))
    return run.assign(fdi=xr.full_like(run["fdi"], number))


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """A run for each combination, in the order of the command line."""
    folder = tmp_path_factory.mktemp("sweep")
    jobs = []
    for number, values in enumerate(product(*SWEPT.values())):
        save(numbered_run(number), folder / str(number) / "projection.nc")
        jobs.append((folder / str(number), dict(zip(SWEPT, values, strict=True))))
    return jobs


@pytest.fixture(scope="module")
def sweep(jobs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("combined")
    assert combine_sweep(folder, jobs[::-1], SWEPT) == folder / "sweep.nc"
    with open_sweep(folder) as opened:
        yield opened


def with_another_last_run(jobs, run, folder):
    """The jobs, the last of which left `run`."""
    save(run, folder / "another" / "projection.nc")
    return [*jobs[:-1], (folder / "another", jobs[-1][1])]


def test_swept_keys_become_dimensions_in_the_order_of_the_command_line(sweep):
    assert sweep["scenario"].values.tolist() == ["strict_controls", "chips_only+detente"]
    assert sweep["sanctions_capital"].values.tolist() == [1, 0]
    assert sweep["sanctions_capital"].attrs["long_name"] == "sanctions.capital"
    assert sweep["fdi"].dims == ("scenario", "sanctions_capital", "member", "time", "region")


def test_each_run_stands_at_its_place_in_the_sweep(sweep):
    assert (sweep["fdi"].isel(member=0, time=0, region=0) == [[0, 1], [2, 3]]).all()
    chosen = sweep["fdi"].sel(scenario="chips_only+detente", sanctions_capital=0)
    assert (chosen == 3).all()


def test_everything_of_a_run_is_in_the_sweep(sweep, jobs):
    with open_run(jobs[2][0]) as run:
        part = sweep.isel(scenario=1, sanctions_capital=0).drop_vars(
            ["scenario", "sanctions_capital", "settings_yaml"]
        )
        xr.testing.assert_equal(part.load(), run.load())
        for name, variable in run.variables.items():
            assert sweep[name].attrs == variable.attrs
            assert sweep[name].dtype == variable.dtype


def test_the_sweep_keeps_what_its_runs_agree_on_and_the_settings_of_each(sweep):
    assert sweep.attrs["seed"] == 7
    assert "scenario" not in sweep.attrs
    assert sweep["settings_yaml"].values[1, 0] == "scenario: s2\nseed: 7\n"


def test_parameters_that_all_runs_share_are_kept_once(jobs, tmp_path):
    run = numbered_run(3)
    moved = run.assign(parameter_spillover=run["parameter_spillover"] + 1)
    combine_sweep(tmp_path, with_another_last_run(jobs, moved, tmp_path), SWEPT)
    with open_sweep(tmp_path) as sweep:
        assert sweep["parameter_training_days"].dims == ("member",)
        spillover = sweep["parameter_spillover"]
        assert spillover.dims == ("scenario", "sanctions_capital", "member")
        assert np.allclose((spillover - spillover[0, 0]).isel(member=0), [[0, 0], [0, 1]])


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["3", "1", "2"], [3, 1, 2]),
        (["0.5", "1"], [0.5, 1.0]),
        (["4800", "null", "1e-3"], [4800.0, np.inf, 0.001]),
        (["0.5", "history"], ["0.5", "history"]),
        (["null", "history"], ["null", "history"]),
        (["true", "1"], ["true", "1"]),
        (["[a, b]", "c"], ["a+b", "c"]),
        (["[{from: 2024-04-02, level: 1}]"], ["[{from: 2024-04-02, level: 1}]"]),
    ],
)
def test_a_dimension_has_one_type(texts, labels):
    values = dimension_values(texts)
    assert values.tolist() == labels
    assert values.dtype.kind == np.array(labels).dtype.kind


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("+scenario", "scenario"),
        ("ensemble.seed", "ensemble_seed"),
        ("++sanctions.chip_exports.tpp_cap", "sanctions_chip_exports_tpp_cap"),
    ],
)
def test_a_dimension_has_a_name_that_can_be_a_keyword(key, name):
    assert dimension_name(key) == name
    assert name.isidentifier()


def test_a_combination_without_a_run_is_named(jobs, tmp_path):
    with pytest.raises(SettingsError, match=r"no run with \+scenario=.*, sanctions.capital=1"):
        combine_sweep(tmp_path, [jobs[0], jobs[1], jobs[3]], SWEPT)
    assert not list(tmp_path.iterdir())


def test_two_runs_of_one_combination_are_named(jobs, tmp_path):
    with pytest.raises(SettingsError, match=r"two runs, .*/1 and .*/0"):
        combine_sweep(tmp_path, [*jobs, (jobs[0][0], jobs[1][1])], SWEPT)


def test_a_run_without_results_is_named(jobs, tmp_path):
    with pytest.raises(SettingsError, match="nothing_here"):
        combine_sweep(tmp_path, [*jobs[:-1], (tmp_path / "nothing_here", jobs[-1][1])], SWEPT)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda run: run.isel(member=[0]), "member"),
        (lambda run: run.isel(time=slice(1, None)), "time"),
        (lambda run: run.assign_coords(supplier=["Designer", "Another"]), "supplier"),
        (lambda run: run.drop_vars("fdi"), "fdi"),
    ],
)
def test_runs_that_differ_in_more_than_values_are_not_combined(jobs, tmp_path, change, what):
    unlike = with_another_last_run(jobs, change(numbered_run(3)), tmp_path)
    with pytest.raises(SettingsError, match=f"runs that differ in {what}"):
        combine_sweep(tmp_path, unlike, SWEPT)
