"""A run is made again from what its folder holds, and every value is compared."""

import shutil
from pathlib import Path

import netCDF4
import pytest
import yaml
from command_line import command
from scenarios import compose, refusal

from sim.settings.shipped import posterior_file
from sim.storage.differences import compare_folders
from sim.storage.files import open_run
from sim.tasks import run_task

SMALL = ("ensemble.members=3", "horizon.end=2024-12-31", "engine.threads=1")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small run from draws of its user's own, which are gone by now."""
    folder = tmp_path_factory.mktemp("made")
    own = folder / "own.npz"
    shutil.copy(posterior_file("article"), own)
    ended = command(folder, "+scenario=detente", f"calibration.posterior={own}", *SMALL)
    assert ended.code == 0, ended.err
    own.unlink()
    return ended


def altered(made, folder):
    """A copy of the run in which one value is another, made by another model."""
    shutil.copytree(made.results, folder)
    with netCDF4.Dataset(folder / "projection.nc", "a") as file:
        file["capability"][1, 5, 1] += 0.5
        file.model = "0123456789abcdef"
    return folder


def test_a_run_is_reproduced_exactly_although_its_posterior_is_deleted(made, tmp_path):
    # by other threads
    asked = compose(None, ["task=reproduce", f"task.run={made.results}", "engine.threads=2"])
    run_task(asked, tmp_path, console=None)
    table = (tmp_path / "reproduction.csv").read_text().splitlines()
    with open_run(made.results) as dataset:
        assert sum(row.startswith("projection.nc,") for row in table) == len(dataset.variables)
    assert all(row.endswith(",0,0") for row in table[1:])


@pytest.mark.slow
def test_a_changed_value_fails_and_is_reported_with_its_possible_causes(made, tmp_path):
    folder = altered(made, tmp_path / "altered")
    ended = command(tmp_path, "task=reproduce", f"task.run={folder}")
    assert ended.code == 1
    assert (
        "the largest share in capability of projection.nc: 1 of 756 values, by up to 0.5"
        in ended.err
    )
    assert "made with other sources of the model (0123456789abcdef, now " in ended.err


def test_a_missing_file_or_variable_counts_as_a_difference(made, tmp_path):
    shutil.copytree(made.results, tmp_path / "again")
    with netCDF4.Dataset(tmp_path / "again" / "projection.nc", "a") as file:
        file.renameVariable("capability", "another")
    (tmp_path / "again" / "drawn_from.npz").unlink()
    changed = {
        of.file: of for of in compare_folders(made.results, tmp_path / "again") if not of.is_equal
    }
    assert changed["projection.nc"].variable == "capability"
    assert changed["drawn_from.npz"].summary == "the file is missing"


def test_a_folder_that_is_not_a_run_is_bad_input(made, tmp_path):
    said = refusal("task=reproduce", "task.run=nowhere")
    assert said.startswith("task.run: got nowhere, takes the folder of a run")
    sweep = tmp_path / "sweep"
    shutil.copytree(made.results, sweep / "0")
    assert "is a sweep" in refusal("task=reproduce", f"task.run={sweep}")
    again = tmp_path / "again"
    shutil.copytree(made.results, again)
    config = again / ".hydra" / "config.yaml"
    written = yaml.safe_load(config.read_text()) | {"task": {"name": "reproduce"}}
    config.write_text(yaml.safe_dump(written))
    said = refusal("task=reproduce", f"task.run={again}")
    assert "not of a reproduction" in said


@pytest.mark.parametrize("damage", ["no: [settings", "sanctions: {captial: 1}"])
def test_a_run_whose_settings_cannot_be_read_is_bad_input(made, tmp_path, damage):
    folder = tmp_path / "damaged"
    shutil.copytree(made.results, folder)
    Path(folder, ".hydra", "config.yaml").write_text(damage)
    said = refusal("task=reproduce", f"task.run={folder}")
    assert "takes the folder of a run of this version (" in said
