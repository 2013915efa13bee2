"""Long tasks that are stopped: the same command goes on from the pieces that were finished."""

import numpy as np
import pytest
from command_line import command

from sim.analysis import pieces
from sim.analysis.pieces import NOTHING_KEPT, Pieces, kept_pieces
from sim.settings.compose import compose
from sim.storage.differences import compare_folders

FEW = ("calibration=prior", "ensemble.members=64", "engine.threads=2", "horizon.end=2025-12-31")
DATE = "task.date=2025-12-31"
SAMPLE = ("task.regimes=16", "task.members_each=4", DATE)
SCENARIOS = "task.scenarios=[no_controls,strict_controls]"

TASKS = {
    "attribute": (*FEW, DATE, "+scenario=chips_only"),
    "price": (*FEW, DATE, SCENARIOS),
    "sensitivity": (*FEW, *SAMPLE, "task.parameters=[]", "task.resamples=20"),
    "discover": (*FEW, *SAMPLE, SCENARIOS),
    "report": (*FEW, *SAMPLE, SCENARIOS, "+scenario=capital_only", "task.parameters=[]",
               "task.members_attributed=64"),
}  # fmt: skip
QUICK = "price"

FINISHED = 2
"""Pieces that are finished before a task is stopped."""


@pytest.fixture
def stored(monkeypatch):
    """Names of the pieces that were stored; an interruption follows once there are `stop_at`."""
    write, names = pieces.write_arrays, []

    def writing(file, arrays):
        write(file, arrays)
        names.append(f"{file.parent.name}/{file.name}")
        if len(names) == writing.stop_at:
            raise KeyboardInterrupt

    writing.stop_at = None
    monkeypatch.setattr(pieces, "write_arrays", writing)
    return names, writing


def slow(task):
    return pytest.param(task, marks=pytest.mark.slow)


def run(folder, task):
    folder.mkdir(exist_ok=True)
    return command(folder, f"task={task}", *TASKS[task])


@pytest.mark.parametrize("task", [QUICK, *(slow(each) for each in TASKS if each != QUICK)])
def test_a_task_that_was_stopped_goes_on_from_its_finished_pieces(task, stored, tmp_path):
    names, writing = stored
    whole = run(tmp_path / "whole", task)
    all_pieces = sorted(names)
    assert whole.code == 0

    names.clear()
    writing.stop_at = FINISHED
    stopped = run(tmp_path / "stopped", task)
    assert stopped.code == 130
    assert "stopped; the same command goes on from the last finished" in stopped.err
    assert len(names) == FINISHED

    writing.stop_at = None
    resumed = run(tmp_path / "stopped", task)
    assert resumed.code == 0
    assert sorted(names) == all_pieces  # the first two by the run that was stopped
    assert all(each.is_equal for each in compare_folders(whole.results, resumed.results))
    assert not list((tmp_path / "stopped" / "outputs" / "unfinished").iterdir())


def test_pieces_are_told_apart_by_settings_task_scenarios_and_draws(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def folder(*words, scenarios=("no_controls",)):
        settings = compose(None, ["task=attribute", "ensemble.members=64", *words])
        with kept_pieces(settings, scenarios) as kept:
            return kept.folder

    here = folder()
    assert folder("engine.threads=1") == here
    others = [
        folder("ensemble.seed=5"),
        folder("task.date=2027-12-31"),
        folder("calibration=prior"),
        folder("sanctions.capital=0.5"),
        folder(scenarios=["chips_only"]),
    ]
    assert len({here, *others}) == 1 + len(others)


def test_a_piece_that_is_damaged_is_computed_again(tmp_path):
    kept, computed, told = Pieces(tmp_path), [], []

    def compute():
        computed.append(1)
        return {"lag": np.arange(3.0)}

    for _ in range(2):
        assert kept.result("a", compute, told.append, 3)["lag"].tolist() == [0, 1, 2]
    assert (len(computed), told) == (1, [3])
    (tmp_path / "a.npz").write_bytes(b"PK cut off")
    kept.result("a", compute)
    assert len(computed) == 2


def test_pieces_of_an_analysis_called_from_python_are_not_stored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert NOTHING_KEPT.under("price").result("a", dict) == {}
    assert not list(tmp_path.iterdir())


def test_pieces_stay_if_the_task_fails(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = compose(None, ["task=price"])

    def fail():
        with kept_pieces(settings) as kept:
            kept.result("a", dict)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.glob("outputs/unfinished/price-*/a.npz"))
