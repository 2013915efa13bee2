"""The command line: what it says of itself, what it runs, and what that leaves."""

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from sim.cli.folders import point_latest
from sim.settings.configs import names_in, scenario_names
from sim.settings.settings import known_keys
from sim.storage.files import open_run, open_sweep

SMALL = ("ensemble.members=2", "horizon.end=2024-12-31", "engine.threads=1")


# help ---------------------------------------------------------------------------------------------


def test_help_names_every_scenario_and_every_key(command):
    code, out, _ = command("--help")
    assert code == 0
    assert [name for name in scenario_names() if f"  {name} " not in out] == []
    spelt_out = "horizon", "sanctions", "response", "ensemble", "engine", "roster", "calibration"
    parts = {key.split(".")[-1] for key in known_keys() if key.split(".")[0] in spelt_out[:5]}
    assert [part for part in parts | set(spelt_out) if part not in out] == []


def test_help_says_how_long_each_task_takes(command):
    _, out, _ = command("--help")
    takes = r"(\d+ s|\d+ minutes?|As long as the run)( a calibration)?\.$"
    lines = {name: re.search(rf"^  {name} .*", out, re.MULTILINE)[0] for name in names_in("task")}
    assert [name for name, line in lines.items() if not re.search(takes, line)] == []


def test_help_imports_nothing_that_takes_time():
    code = (
        "import sys; sys.argv = ['sim', '--help']\n"
        "from sim.cli.app import main; main()\n"
        "print('loaded:', {'hydra', 'numba', 'numpy', 'xarray', 'pydantic'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.endswith("loaded: set()\n")


def test_version_is_that_of_the_package(command):
    from sim import __version__

    assert command("--version")[:2] == (0, f"sim {__version__}\n")


# runs ---------------------------------------------------------------------------------------------


def test_a_run_prints_its_table_and_leaves_data_figure_and_rows(command, tmp_path):
    code, out, _ = command("scenario=[strict_controls,ai_plus_surge]", *SMALL)
    assert code == 0
    (folder,) = tmp_path.glob("outputs/2*/*")
    data = {"projection.nc", "summary.nc", "projection.png", "projection.csv"}
    assert {file.name for file in folder.iterdir()} == {".hydra", *data}
    assert "strict controls + AI plus surge" in out
    assert out.endswith(f"results in {folder}\n")
    assert (tmp_path / "outputs" / "latest").resolve() == folder
    with open_run() as run:
        assert run.attrs["scenario"] == "strict_controls+ai_plus_surge"
        assert run.sizes["member"] == 2


@pytest.mark.slow
def test_a_users_scenario_is_loaded_from_the_users_folder(command, tmp_path):
    own = tmp_path / "mine" / "scenario" / "own.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("# @package _global_\n# Mine.\nsanctions: {capital: 0.25}\n")
    assert command("--config-dir", str(tmp_path / "mine"), "+scenario=own", *SMALL)[0] == 0
    with open_run() as run:
        assert run.attrs["scenario"] == "own"


@pytest.mark.slow
def test_a_warning_is_shown_on_one_line(command, monkeypatch):
    def warn(*_):
        warnings.warn("what a library says", UserWarning, stacklevel=1)

    monkeypatch.setattr("sim.tasks.run_task", warn)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        code, _, err = command("ensemble.members=2")
    assert (code, err) == (0, "sim: what a library says\n")


def test_latest_moves_from_run_to_run_and_leaves_other_folders_alone(tmp_path):
    for name in ("one", "two"):
        folder = tmp_path / "outputs" / "2024-04-02" / name
        folder.mkdir(parents=True)
        point_latest(folder)
        assert (tmp_path / "outputs" / "latest").resolve() == folder
    elsewhere = tmp_path / "elsewhere" / "run"
    elsewhere.mkdir(parents=True)
    point_latest(elsewhere)
    assert os.listdir(tmp_path / "elsewhere") == ["run"]
    assert sorted(os.listdir(tmp_path / "outputs")) == ["2024-04-02", "latest"]


def test_the_module_gives_its_exit_code_to_the_shell(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "sim", "sanctions.capital=2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "sim: sanctions.capital: got 2, takes a level from 0 to 1, `history`, "
        "or a dated list of levels\n"
    )
    assert list(tmp_path.iterdir()) == []


# sweeps -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_sweep_ends_in_one_dataset_in_the_order_of_the_command_line(command, tmp_path):
    swept = "+scenario=no_controls,[chips_only,detente]", "sanctions.capital=1,null"
    code, out, err = command("-m", *swept, *SMALL)
    assert (code, err) == (0, "")
    (folder,) = tmp_path.glob("outputs/2*/*-sweep")
    combined = f"sweep combined in {folder / 'sweep.nc'}, drawn in {folder / 'sweep.png'}"
    assert combined in out
    assert (folder / "sweep.png").is_file()
    assert not list(folder.glob("*/projection.nc"))  # nothing is stored twice
    assert (tmp_path / "outputs" / "latest").resolve() == folder
    with open_sweep() as sweep:
        assert sweep["scenario"].values.tolist() == ["no_controls", "chips_only+detente"]
        assert sweep["sanctions_capital"].values.tolist() == [1.0, float("inf")]
        assert dict(sweep.sizes)["member"] == 2


@pytest.mark.slow
def test_a_sweep_of_scenarios_ends_in_one_dataset(command, tmp_path):
    code, out, err = command("-m", "+scenario=no_controls,[chips_only,detente]", *SMALL)
    assert (code, err) == (0, "")
    (folder,) = tmp_path.glob("outputs/2*/*-sweep")
    assert f"sweep combined in {folder / 'sweep.nc'}" in out
    with open_sweep() as sweep:
        assert sweep["scenario"].values.tolist() == ["no_controls", "chips_only+detente"]


@pytest.mark.slow
def test_a_sweep_without_results_to_combine_says_so(command, tmp_path):
    task = "task=price", "task.scenarios=[chips_only]", "task.date=2024-12-31"
    code, out, err = command("-m", *task, *SMALL)
    assert (code, err) == (0, "")
    (folder,) = tmp_path.glob("outputs/2*/*-sweep")
    assert f"results in {folder}; no run left projection.nc" in out
    assert (tmp_path / "outputs" / "latest").resolve() == folder


@pytest.mark.slow
@pytest.mark.parametrize("launcher", ["joblib", "submitit_local"])
def test_a_sweep_on_every_core_leaves_the_same_dataset(command, launcher):
    enforcement = "sanctions.enforcement=0,0.5,1"
    assert command("-m", enforcement, *SMALL)[0] == 0
    with open_sweep() as one_by_one:
        expected = one_by_one.load()
    assert command("-m", enforcement, f"hydra/launcher={launcher}", *SMALL)[0] == 0
    with open_sweep() as at_once:
        for name, values in expected.data_vars.items():
            if values.dtype.kind == "f":
                assert values.equals(at_once[name]), name


@pytest.mark.slow
def test_a_sweep_whose_runs_did_not_keep_the_lag_is_combined_and_not_shown(command, tmp_path):
    kept = "ensemble.keep=[compute_stock]"
    code, out, err = command("-m", "sanctions.capital=0,1", kept, *SMALL)
    assert (code, err) == (0, "")
    assert "sweep combined in" in out
    with open_sweep() as sweep:
        assert "compute_stock" in sweep
    assert not list(tmp_path.glob("outputs/2*/*-sweep/sweep.png"))
