"""The real command under faults: run, killed, starved of disk, and compared with one left alone."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sim.storage.files import open_run

ROOT = Path(__file__).parents[2]

TALLY = Counter()
"""Faults of one test, tried and survived."""

FINAL = {
    *("projection.nc", "projection.png", "projection.csv"),
    *("projection.zarr", "summary.nc"),
}

SHORT = (
    *("horizon.end=2019-12-31", "calibration=prior", "sanctions.from=2019-01-01"),
    *("sanctions.capital=0.9", "engine.threads=1"),
)
IN_MEMORY = (*SHORT, "ensemble.members=200")
STREAMED = (*SHORT, "ensemble.members=1500", "engine.chunk=256", "engine.stream_from=100")
KINDS = {"in memory": IN_MEMORY, "streamed": STREAMED}


def started(folder, *words, results="results", **how):
    """The command in a folder of its own, as a process started in some way."""
    command = [sys.executable, "-m", "sim", *words, f"hydra.run.dir={results}"]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **how,
    )


def finished(process):
    """Exit code and what was said on standard error."""
    _, err = process.communicate(timeout=300)
    return process.returncode, err


def resize(disk, size):
    """Give a small disk another size, with what it holds."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def run(folder, *words, results="results"):
    """Run the command to its end."""
    return finished(started(folder, *words, results=results))


def values_of(results):
    """Every variable of a run; what is written whole can be read whole."""
    with open_run(results) as dataset:
        return {str(name): variable.values for name, variable in dataset.variables.items()}


def assert_the_same(results, expected):
    found = values_of(results)
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)


def assert_nothing_partial(results):
    """What has a final name can be read from one end to the other."""
    there = {file.name for file in results.iterdir()} if results.is_dir() else set()
    for name in there & {"projection.nc", "projection.zarr"}:
        values_of(results / name)
    for name in there & {"projection.png"}:
        assert (results / name).read_bytes().endswith(b"IEND\xaeB`\x82")


@contextmanager
def counted():
    """A fault that is tried, and survived if what stands inside holds."""
    TALLY["tried"] += 1
    yield
    TALLY["survived"] += 1


def killed_after(folder, seconds, *words):
    """Kill the command some seconds after its start; whether it was still at work."""
    process = started(folder, *words)
    time.sleep(seconds)
    was_at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return was_at_work
