"""Folders of results: what killed runs left in them is removed."""

from uuid import uuid4

import pytest

from sim.cli.folders import alone_in, clear_leftovers, make_folder
from sim.settings.errors import SettingsError


def test_a_run_removes_what_a_killed_one_left_and_nothing_else(tmp_path):
    killed, running, own = (tmp_path / "outputs" / "2026-01-01" / name for name in "abc")
    for folder in (killed, running, own):
        folder.mkdir(parents=True)
    unfinished = f".projection.nc.{uuid4().hex}"
    stays = [killed / ".hidden", killed / "projection.nc", running / unfinished]
    for file in (killed / unfinished, *stays, tmp_path / unfinished):
        file.touch()
    with alone_in(running):
        clear_leftovers(str(own))
    assert not (killed / unfinished).exists()
    assert all(file.exists() for file in (*stays, tmp_path / unfinished))


def test_a_folder_that_is_not_in_outputs_is_left_alone(tmp_path):
    unfinished = tmp_path / "one" / f".projection.nc.{uuid4().hex}"
    unfinished.parent.mkdir()
    unfinished.touch()
    clear_leftovers(str(tmp_path / "two"))
    assert unfinished.exists()


def test_the_pointer_to_the_newest_run_is_no_folder_for_a_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"hydra\.run\.dir: got outputs/latest, takes another"):
        make_folder("hydra.run.dir", "outputs/latest")
    assert not (tmp_path / "outputs").exists()
