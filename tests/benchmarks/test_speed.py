"""How fast the model runs here: `uv run pytest tests/benchmarks -m benchmark -n 0 -s`.

Figures are printed side by side from one run; nothing about time is asserted.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from rich.console import Console
from rich.table import Table

from sim.calibration.draws import draw
from sim.compose import compose
from sim.ensemble import simulate
from sim.model import AIGapModel
from sim.world import build_world

pytestmark = pytest.mark.benchmark

MEMBERS = 1000


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Median wall time of some runs after a first one that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)


def show(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(title=title)
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*row)
    Console(width=100).print(table)


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
