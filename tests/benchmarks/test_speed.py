"""How fast the model runs here: `python -m tests.benchmarks`.

Figures are printed side by side from one run; nothing about time is asserted.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from tables import seconds, show

from sim.calibration.draws import draw
from sim.compose import compose
from sim.ensemble import simulate
from sim.model import AIGapModel
from sim.world import build_world

pytestmark = pytest.mark.benchmark

MEMBERS = 1000


def test_members_a_second():
    composed = compose("status_quo")
    world, draws = build_world(composed), draw(composed.calibration, members=MEMBERS, seed=1)
    labs, months = len(world.names.labs), world.calendar.months

    agents = seconds(lambda: AIGapModel(settings=composed, member=0, draws=draws).run())
    rows = [["agents", "1", f"{1 / agents:.1f}", f"{agents / labs / months * 1e9:,.0f}", "1"]]
    for threads in (1, 2):
        took = seconds(lambda threads=threads: simulate(world, draws, threads=threads)) / MEMBERS
        lab_month = f"{took / labs / months * 1e9:,.0f}"
        rows.append(
            ["ensemble", str(threads), f"{1 / took:,.0f}", lab_month, f"{agents / took:,.0f}"]
        )
    columns = ["form", "threads", "members/s", "ns per lab and month", "x agents"]
    show(f"{labs} labs, {months} months", columns, rows)


def test_whole_commands(tmp_path):
    root = Path(__file__).parents[2]
    commands = {
        "--help": ["--help"],
        "two members": ["ensemble.members=2"],
        "the default run": [],
        "strict_controls": ["+scenario=strict_controls"],
    }

    def run(arguments: list[str]) -> None:
        command = [sys.executable, "-m", "sim", *arguments, f"hydra.run.dir={tmp_path}/a/b"]
        subprocess.run(command, cwd=root, check=True, capture_output=True)

    rows = [[name, f"{seconds(lambda a=a: run(a)):.2f}"] for name, a in commands.items()]
    show("whole commands", ["command", "s"], rows)
