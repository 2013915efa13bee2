"""Streamed runs: the same values as in memory, whatever the chunk, the stops and the engine."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from scenarios import compose

from sim.analysis.projection import project
from sim.settings.errors import SettingsError
from sim.storage.files import open_run, open_summary
from sim.streaming import chunks, engines
from sim.streaming.checkpoint import CHECKPOINT_FILE, EDGES_FILE, load_checkpoint
from sim.streaming.chunking import Chunks, streams
from sim.streaming.run import stream_to
from sim.streaming.work_folder import WORK_FOLDERS, WorkFolder
from sim.tasks import run_task

MEMBERS = 300
SHORT = (
    *(f"ensemble.members={MEMBERS}", "horizon.end=2019-12-31", "calibration=prior"),
    *("sanctions.from=2019-01-01", "sanctions.capital=0.9", "sanctions.foundry=1"),
)
"""Two years, in the second of which the regime is not the reference's."""

CHUNK = 64
STREAMED = (*SHORT, "engine.stream_from=100", f"engine.chunk={CHUNK}", "ensemble.keep=all")


def settings(*more):
    return compose(None, [*STREAMED, *more])


@pytest.fixture(scope="module")
def in_memory():
    return project(compose(None, SHORT))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder for results; the work folder of the run is beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    return tmp_path / "results"


def assert_the_same(streamed, in_memory):
    assert set(streamed.variables) == set(in_memory.variables)
    for name, variable in in_memory.variables.items():
        expected = variable.values
        if variable.dtype.kind == "f":
            expected = expected.astype(np.float32)
        np.testing.assert_array_equal(streamed[name].values, expected, err_msg=name)
        assert streamed[name].dims == variable.dims
        assert streamed[name].attrs == variable.attrs


@pytest.mark.parametrize("chunk", [200, pytest.param(64, marks=pytest.mark.slow)])
def test_a_streamed_run_has_the_values_of_one_in_memory(folder, in_memory, chunk):
    run_task(settings(f"engine.chunk={chunk}"), folder, console=None)
    with open_run(folder) as streamed:
        assert_the_same(streamed, in_memory)
        assert streamed.attrs["members"] == MEMBERS
    assert {file.name for file in folder.iterdir()} == {
        "projection.zarr",
        "projection.png",
        "projection.csv",
        "summary.nc",
    }
    assert list(WORK_FOLDERS.iterdir()) == []


@pytest.mark.slow
def test_the_summary_holds_quantiles_of_all_members(folder, in_memory):
    summary = stream_to(settings("engine.chunk=256"), folder)
    gap = in_memory["capability_gap"].sel(region="CN").isel(time=-1)
    found = summary["capability_gap"].sel(region="CN").isel(time=-1)
    ranks = [(gap < value).mean() for value in found]
    np.testing.assert_allclose(ranks, summary["quantile"], atol=0.03)
    with open_summary(folder) as saved:
        assert saved.sizes["quantile"] == len(summary["quantile"])
        assert set(saved.data_vars) == set(summary.data_vars)


@pytest.mark.slow
def test_only_the_requested_variables_are_kept_for_each_member(folder, in_memory):
    run_task(settings("ensemble.keep=[capability_gap]"), folder, console=None)
    with open_run(folder) as streamed, open_summary(folder) as summary:
        names = {name for name in streamed.data_vars if not name.startswith("parameter_")}
        assert names == {"capability_gap"}
        np.testing.assert_array_equal(
            streamed["capability_gap"], in_memory["capability_gap"].astype(np.float32)
        )
        assert "chips_delivered" in summary


def test_a_chunk_is_written_and_counted_while_the_next_one_is_simulated(folder, monkeypatch):
    begun = {chunk: threading.Event() for chunk in range(len(Chunks.of(settings())))}
    simulate, write, in_time = engines.simulate_chunk, chunks.write_and_count, []

    def simulate_chunk(text, work, chunk, *threads):
        begun[chunk].set()
        return simulate(text, work, chunk, *threads)

    def write_and_count(text, work, chunk, values, pool):
        if chunk + 1 in begun:
            in_time.append(begun[chunk + 1].wait(timeout=60))
        return write(text, work, chunk, values, pool)

    monkeypatch.setattr(engines, "simulate_chunk", simulate_chunk)
    monkeypatch.setattr(chunks, "write_and_count", write_and_count)
    stream_to(settings(), folder)
    assert in_time == [True] * 3


def test_an_unknown_variable_to_keep_is_named():
    with pytest.raises(SettingsError, match=r"ensemble\.keep: got capability_lags.*capability_lag"):
        settings("ensemble.keep=[capability_lags]")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((), False),
        (("ensemble.members=20000",), True),
        (("ensemble.keep=[]",), False),
        (("engine=dask",), True),
    ],
)
def test_a_run_streams_if_it_is_large_or_done_by_a_cluster(asked, expected):
    assert streams(compose(None, list(asked))) is expected


# stopped and resumed ------------------------------------------------------------------------------


class StoppedError(Exception):
    """Simulates a kill between two chunks."""


def stopped_after(number, monkeypatch):
    """Stop a run after some chunks; return the numbers of those that were simulated."""
    original, done = engines.simulate_chunk, []

    def simulate_chunk(text, work, chunk, *threads):
        if len(done) == number:
            raise StoppedError
        done.append(chunk)
        return original(text, work, chunk, *threads)

    monkeypatch.setattr(engines, "simulate_chunk", simulate_chunk)
    return done


@pytest.mark.slow
def test_a_run_that_was_stopped_resumes_where_it_was(folder, in_memory, monkeypatch):
    before = stopped_after(2, monkeypatch)
    with pytest.raises(StoppedError):
        stream_to(settings(), folder)
    assert list(folder.iterdir()) == []  # nothing unfinished under a final name
    monkeypatch.undo()
    monkeypatch.chdir(folder.parent)
    after = stopped_after(MEMBERS, monkeypatch)
    stream_to(settings(), folder)
    assert (before, after) == ([1, 2], [3, 4])
    with open_run(folder) as streamed:
        assert_the_same(streamed, in_memory)


@pytest.mark.slow
def test_summaries_of_a_run_that_was_stopped_are_those_of_one_that_was_not(folder, monkeypatch):
    undisturbed = stream_to(settings(), folder)
    stopped_after(1, monkeypatch)
    with pytest.raises(StoppedError):
        stream_to(settings(), folder)
    monkeypatch.undo()
    monkeypatch.chdir(folder.parent)
    other = folder.parent / "other"
    other.mkdir()
    again = stream_to(settings(), other)
    assert again.equals(undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("file", [EDGES_FILE, CHECKPOINT_FILE])
def test_a_stopped_run_with_a_damaged_checkpoint_starts_again(folder, in_memory, monkeypatch, file):
    stopped_after(2, monkeypatch)
    with pytest.raises(StoppedError):
        stream_to(settings(), folder)
    (work,) = WORK_FOLDERS.iterdir()
    written = (work / file).read_bytes()
    (work / file).write_bytes(written[: len(written) // 2])
    assert load_checkpoint(work) is None
    monkeypatch.undo()
    monkeypatch.chdir(folder.parent)
    stream_to(settings(), folder)
    with open_run(folder) as streamed:
        assert_the_same(streamed, in_memory)


def test_the_work_folder_depends_on_settings_but_not_on_the_engine():
    here = WorkFolder.of(settings()).folder
    assert WorkFolder.of(settings("engine.threads=1")).folder == here
    for other in ("ensemble.seed=2", "sanctions.capital=0.5", "horizon.end=2019-11-30"):
        assert WorkFolder.of(settings(other)).folder != here
    assert WorkFolder.of(settings("engine.chunk=128")).folder != here


@pytest.mark.slow
def test_two_processes_cannot_make_the_same_run_at_once(folder):
    place = WorkFolder.of(settings())
    other = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from sim.storage.lock import locked\n"
            "with locked(Path(sys.argv[1]), Exception()): print('held', flush=True), input()",
            place.folder,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    place.folder.mkdir(parents=True)
    try:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(SettingsError, match="no other process"):
            stream_to(settings(), folder)
    finally:
        other.communicate(b"")


def test_chunks_are_whole_blocks_and_hold_each_member_once():
    division = Chunks.of(settings("engine.chunk=100"))
    rows = [division.rows(chunk) for chunk in range(len(division))]
    assert [row.start for row in rows] == [0, 128, 256]
    assert rows[-1].stop == MEMBERS


def test_parameters_of_each_member_are_written_once():
    division = Chunks(members=10_000, size=64)
    numbers = [chunk for chunk in range(len(division)) if division.begins_parameters(chunk)]
    rows = [division.rows_of_parameters(chunk) for chunk in numbers]
    written = [member for row in rows for member in range(row.start, row.stop)]
    assert written == list(range(10_000))


@pytest.mark.slow
def test_a_run_killed_by_the_system_is_resumed_by_the_same_command(tmp_path):
    # long enough that it can be killed between its first and its last chunk
    words = [*STREAMED, "ensemble.members=8000", "engine.chunk=1024"]
    words += ["ensemble.keep=[capability_lag]", f"hydra.run.dir={tmp_path}/results"]
    command = [sys.executable, "-m", "sim", *words]
    first = subprocess.Popen(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": os.getcwd()})
    work = tmp_path / WORK_FOLDERS
    until = time.monotonic() + 120
    while not list(work.glob(f"*/{CHECKPOINT_FILE}")) and time.monotonic() < until:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    assert not (tmp_path / "results" / "projection.zarr").exists()
    again = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": os.getcwd()}, capture_output=True
    )
    assert again.returncode == 0, again.stderr
    with open_run(tmp_path / "results") as streamed:
        lag = streamed["capability_lag"].values
    assert lag.shape[0] == 8000
    assert np.isfinite(lag).all()
