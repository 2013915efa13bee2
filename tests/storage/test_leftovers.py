"""What killed runs left is removed, and nothing else."""

from uuid import uuid4

from sim.settings.errors import SettingsError
from sim.storage.leftovers import clear_leftovers
from sim.storage.lock import locked


def test_a_run_removes_what_a_killed_one_left_and_nothing_else(tmp_path):
    killed, running = (tmp_path / "outputs" / "2026-01-01" / name for name in "ab")
    for folder in (killed, running):
        folder.mkdir(parents=True)
    unfinished = f".projection.nc.{uuid4().hex}"
    stays = [killed / ".hidden", killed / "projection.nc", running / unfinished]
    for file in (killed / unfinished, *stays, tmp_path / unfinished):
        file.touch()
    with locked(running, SettingsError("folder", running, "")):
        clear_leftovers(tmp_path / "outputs")
    assert not (killed / unfinished).exists()
    assert all(file.exists() for file in (*stays, tmp_path / unfinished))
