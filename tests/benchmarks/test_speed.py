"""How fast the model runs here: `python -m tests.benchmarks`.

Figures are printed side by side from one run; nothing about time is asserted.
"""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from tables import seconds, seconds_in_turns, show

from sim.agents.model import AIGapModel
from sim.calibration.members import draws_of
from sim.ensemble import simulate
from sim.ensemble.paired import Pair
from sim.ensemble.runner import Rooms, pool_of
from sim.settings.compose import compose
from sim.world import build_world
from sim.world.draws import draw

pytestmark = pytest.mark.benchmark

MEMBERS = 1000

COMMANDS = {
    "two members": (None, ["ensemble.members=2"]),
    "the default run": (None, []),
    "strict_controls": ("strict_controls", []),
}
"""Scenario and overrides."""

PACKAGES = ("numpy", "hydra", "numba", "xarray", "matplotlib.figure")


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


def test_few_members_a_call():
    composed = compose("status_quo")
    world, draws = build_world(composed), draw(composed.calibration, members=256, seed=1)
    rooms, few = Rooms(), {"only": ("capability_lag",)}
    with pool_of(2) as pool:
        new, kept = seconds_in_turns(
            lambda: simulate(world, draws, threads=2, **few),
            lambda: simulate(world, draws, threads=pool, rooms=rooms, **few),
        )
    rows = [["made for a call", f"{1000 * new:.0f}"], ["kept", f"{1000 * kept:.0f}"]]
    show("256 members on two threads", ["threads", "ms"], rows)


def test_whole_commands(tmp_path):
    told = f"{seconds(lambda: python('-m', 'sim', '--help')):.2f}"
    rows = [["--help", told, told, "0"]]
    for name, (scenario, overrides) in COMMANDS.items():
        settings = compose(scenario, overrides)
        pair, draws = Pair.of(settings), draws_of(settings)
        words = [*([f"+scenario={scenario}"] if scenario else []), *overrides]
        command, kernel = seconds_in_turns(
            partial(python, "-m", "sim", *words, f"hydra.run.dir={tmp_path}/a/b"),
            partial(pair.simulate, draws, settings.engine),
        )
        rows.append([name, f"{command - kernel:.2f}", f"{command:.2f}", f"{kernel:.2f}"])
    show("whole commands", ["command", "over its kernel, s", "all, s", "kernel, s"], rows)


def test_what_a_start_waits_for():
    rows = [[name, f"{seconds(partial(python, '-c', f'import {name}')):.2f}"] for name in PACKAGES]
    show("imports, each by itself", ["package", "s"], rows)


def python(*arguments: str) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True)
