"""The first compilation, and what it saves that functions are written out where they are called."""

import os
import subprocess
import sys

import pytest
from tables import show

pytestmark = pytest.mark.benchmark

FIRST_RUN = """
import time
from sim.rules import compilation
{before}
from sim.calibration.members import draws_of
from sim.ensemble import simulate
from sim.settings.compose import compose
from sim.world import build_world
settings = compose("status_quo")
world, draws = build_world(settings), draws_of(settings, members=64)
start = time.process_time()
simulate(world, draws, threads=1)
print(time.process_time() - start)
"""

BY_THEMSELVES = """
def written_out(function):
    is_rule = function.__module__.startswith("sim.rules")
    return compilation._compiled(function, forceinline=is_rule)
compilation.written_out = written_out
"""


def first_run(folder, before=""):
    """Processor seconds of a run that finds no compiled code."""
    told = subprocess.run(
        [sys.executable, "-c", FIRST_RUN.format(before=before)],
        env=os.environ | {"NUMBA_CACHE_DIR": str(folder)},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(told.stdout)


def test_first_compilation(tmp_path):
    written_out = first_run(tmp_path / "written out")
    by_themselves = first_run(tmp_path / "by themselves", BY_THEMSELVES)
    rows = [
        [f"{written_out:.0f}", f"{written_out / by_themselves:.2f}", "as it is"],
        [f"{by_themselves:.0f}", "1.00", "each function compiled by itself first"],
    ]
    show("first compilation, 64 members", ["processor s", "ratio", "how"], rows)
