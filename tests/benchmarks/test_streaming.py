"""Speed of a streamed run beside one in memory, and its memory: `python -m tests.benchmarks`."""

import os
import resource
import subprocess
import sys
import time
from statistics import median

import pytest
from tables import show

from sim.calibration.members import draws_of
from sim.ensemble.paired import Pair
from sim.settings.compose import compose
from sim.streaming.run import stream_to

pytestmark = pytest.mark.benchmark

MEMBERS = 8192
WORDS = [f"ensemble.members={MEMBERS}", "engine.stream_from=1"]

STREAMED = f"""
from pathlib import Path
from sim.settings.compose import compose
from sim.streaming.run import stream_to
stream_to(compose("strict_controls", {WORDS}), Path("."))
status = Path("/proc/self/status").read_text()  # what rusage tells counts the parent's peak
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def test_streamed_runs_beside_those_in_memory(tmp_path, monkeypatch):
    """In turns; both figures of the ratio count the start and the end of the streamed run."""
    monkeypatch.chdir(tmp_path)
    settings = compose("strict_controls", WORDS)
    pair, draws = Pair.of(settings), draws_of(settings)
    work = {
        "in memory": lambda: pair.simulate(draws, settings.engine),
        "streamed": lambda: stream_to(settings, tmp_path),
    }
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for turn in range(4):
        for name, do in work.items():
            started = time.perf_counter(), processor_seconds()
            do()
            if turn > 0:  # the first one loads packages
                ended = time.perf_counter(), processor_seconds()
                took[name].append((ended[0] - started[0], ended[1] - started[1]))
    wall, processor = (
        {name: median(each[kind] for each in times) for name, times in took.items()}
        for kind in (0, 1)
    )
    rows = [
        [name, f"{MEMBERS / wall[name]:,.0f}", f"{wall['in memory'] / wall[name]:.2f}",
         f"{1e3 * processor[name] / MEMBERS:.2f}",
         f"{processor['in memory'] / processor[name]:.2f}"]
        for name in work
    ]  # fmt: skip
    columns = ["run", "members/s", "of in memory", "processor ms/member", "of in memory"]
    show(f"{MEMBERS:,} members on {os.cpu_count()} cores", columns, rows)
    command = [sys.executable, "-c", STREAMED]
    told = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    show("streamed", ["peak memory, MB"], [[f"{float(told.stdout):,.0f}"]])
