"""Speed of a streamed run beside one in memory, and its memory: `python -m tests.benchmarks`."""

import os
import subprocess
import sys
import time

import pytest
from tables import PEAK_MEGABYTES, medians_in_turns, show

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
print({PEAK_MEGABYTES})
"""


def test_streamed_runs_beside_those_in_memory(tmp_path, monkeypatch):
    """In turns; both figures of the ratio count the start and the end of the streamed run."""
    monkeypatch.chdir(tmp_path)
    settings = compose("strict_controls", WORDS)
    pair, draws = Pair.of(settings), draws_of(settings)
    works = (
        lambda: pair.simulate(draws, settings.engine),
        lambda: stream_to(settings, tmp_path),
    )
    took = medians_in_turns(works, (time.perf_counter, time.process_time), turns=3)
    rows = [
        [name, f"{MEMBERS / wall:,.0f}", f"{took[0, 0] / wall:.2f}",
         f"{1e3 * processor / MEMBERS:.2f}", f"{took[0, 1] / processor:.2f}"]
        for name, (wall, processor) in zip(("in memory", "streamed"), took, strict=True)
    ]  # fmt: skip
    columns = ["run", "members/s", "of in memory", "processor ms/member", "of in memory"]
    show(f"{MEMBERS:,} members on {os.cpu_count()} cores", columns, rows)
    command = [sys.executable, "-c", STREAMED]
    told = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    show("streamed", ["peak memory, MB"], [[f"{float(told.stdout):,.0f}"]])
