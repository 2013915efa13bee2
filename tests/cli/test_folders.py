"""Folders of results, made before a run."""

from uuid import uuid4

import pytest

from sim.cli.folders import make_folder
from sim.settings.errors import SettingsError


def test_what_lies_beside_a_folder_that_is_not_in_outputs_stays(tmp_path):
    unfinished = tmp_path / "one" / f".projection.nc.{uuid4().hex}"
    unfinished.parent.mkdir()
    unfinished.touch()
    make_folder("hydra.run.dir", str(tmp_path / "two"))
    assert unfinished.exists()


def test_the_pointer_to_the_newest_run_is_no_folder_for_a_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"hydra\.run\.dir: got outputs/latest, takes another"):
        make_folder("hydra.run.dir", "outputs/latest")
    assert not (tmp_path / "outputs").exists()
