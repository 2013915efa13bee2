"""A run on a Dask cluster has the same values, even if a worker is killed."""

import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from scenarios import compose
from test_stream import SHORT, STREAMED, assert_the_same

from sim.analysis.projection import project
from sim.settings.errors import SettingsError
from sim.storage.files import open_run
from sim.streaming import run
from sim.streaming.checkpoint import Checkpoint
from sim.streaming.run import stream_to

pytestmark = pytest.mark.slow


@contextmanager
def cluster():
    """A scheduler and two workers, processes of their own on loopback: address, workers."""
    started = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    try:
        scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        for line in scheduler.stderr:
            if "Scheduler at:" in line:
                address = line.split("Scheduler at:")[1].strip()
                break
        workers = [
            start("dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
            for _ in range(2)
        ]
        yield address, workers
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()
            process.stderr.close()


def test_a_cluster_loses_nothing_when_a_worker_is_killed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = [*STREAMED, "ensemble.members=900", "engine=dask"]
    with cluster() as (address, workers):
        with_chunk = Checkpoint.with_chunk

        def killing(checkpoint, chunk, counts):
            """The first chunk that comes back is the last that one of the workers did."""
            if workers[0].poll() is None:
                workers[0].kill()
                workers[0].wait()
            return with_chunk(checkpoint, chunk, counts)

        monkeypatch.setattr(run.Checkpoint, "with_chunk", killing)
        settings = compose(None, [*words, f"engine.address='{address}'"])
        stream_to(settings, tmp_path)
        assert workers[0].returncode is not None
        assert workers[1].poll() is None
    expected = project(compose(None, [*SHORT, "ensemble.members=900"]))
    with open_run(tmp_path) as streamed:
        assert_the_same(streamed, expected)


def test_a_local_cluster_starts_and_ends_with_the_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = [*STREAMED, "engine=dask", "engine.workers=2", "ensemble.keep=[capability_lag]"]
    stream_to(compose(None, words), tmp_path)
    expected = project(compose(None, SHORT))["capability_lag"]
    with open_run(tmp_path) as streamed:
        np.testing.assert_array_equal(streamed["capability_lag"], expected.astype(np.float32))


def test_a_cluster_without_problems_prints_nothing_extra(tmp_path):
    words = [*STREAMED, "engine=dask", "engine.workers=1", "ensemble.members=64"]
    command = [sys.executable, "-m", "sim", *words]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ended.stdout.lstrip().startswith("How far CN is behind")
    assert ended.stderr == ""


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.streaming.engines.CONNECTION_TIMEOUT", 1)
    words = [*STREAMED, "engine=dask", "engine.address='tcp://127.0.0.1:1'"]
    with pytest.raises(SettingsError, match=r"engine\.address: got tcp://127\.0\.0\.1:1, takes"):
        stream_to(compose(None, words), tmp_path)
