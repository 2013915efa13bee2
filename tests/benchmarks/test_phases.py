"""Where the kernel's time goes, phase by phase."""

import ast
import ctypes
import inspect
import textwrap
from typing import Any

import numba
import numpy as np
import pytest
from tables import show

from sim.calibration.members import draws_of
from sim.ensemble import schedule
from sim.ensemble.endow import endow
from sim.ensemble.layout import (
    BLOCK,
    Sizes,
    calendar_records,
    cast_record,
    noise_key_record,
    parameter_record,
)
from sim.ensemble.record import record_layout, record_month
from sim.ensemble.state import fresh_frontiers, fresh_state
from sim.settings.compose import compose
from sim.world import build_world

pytestmark = pytest.mark.benchmark

BLOCKS = 32

clock = ctypes.CDLL(None).clock
"""Processor time of the process, microseconds, which compiled code can ask for."""
clock.restype, clock.argtypes = ctypes.c_long, []


class Timed(ast.NodeTransformer):
    """Adds what each phase of a month takes to its place in `spent`."""

    def __init__(self) -> None:
        self.phases: list[str] = []

    def visit_Expr(self, statement: ast.Expr) -> Any:
        if not isinstance(statement.value, ast.Call):
            return statement
        place = len(self.phases)
        self.phases.append(ast.unparse(statement.value.func))
        before, after = f"spent[{place}] -= clock()", f"spent[{place}] += clock()"
        return [*ast.parse(before).body, statement, *ast.parse(after).body]


def timed_month():
    """The schedule of a month with a clock around each phase, compiled, and the phases' names."""
    source = textwrap.dedent(inspect.getsource(schedule.simulate_month.py_func))
    timed = Timed()
    tree = timed.visit(ast.parse(source))
    function = tree.body[0]
    function.decorator_list.clear()
    function.args.args.append(ast.arg("spent"))
    known = vars(schedule) | {"clock": clock}
    exec(compile(ast.fix_missing_locations(tree), "month", "exec"), known)
    return numba.njit(error_model="numpy")(known[function.name]), timed.phases


def timed_block():
    """All months of a block, as the kernel runs them."""
    month, phases = timed_month()

    @numba.njit(error_model="numpy")
    def run(cast, calendar, parameters, noise_keys, state, frontiers, record, spent):
        endow(cast, calendar[0], parameters, state, frontiers)
        for number in range(len(calendar)):
            now = calendar[number]
            month(cast, now, parameters, noise_keys, state, frontiers, spent)
            spent[-1] -= clock()
            record_month(cast, now, state, frontiers, record[number])
            spent[-1] += clock()

    return run, [*phases, "record.record_month"]


def test_phases_of_a_month():
    settings = compose("status_quo")
    world, draws = build_world(settings), draws_of(settings, members=BLOCK)
    sizes, everyone = Sizes.of(world), slice(0, BLOCK)
    cast, calendar = cast_record(world, sizes), calendar_records(world, sizes)
    parameters = parameter_record(draws.parameters(everyone))
    noise_keys = noise_key_record(draws.noise_keys(everyone))
    record = np.empty(len(calendar), record_layout(sizes))
    run, phases = timed_block()
    spent = np.zeros(len(phases), np.int64)
    for block in range(BLOCKS + 1):
        if block == 1:  # the first one compiles
            spent[:] = 0
        state, frontiers = fresh_state(sizes), fresh_frontiers(sizes, len(calendar))
        run(cast, calendar, parameters, noise_keys, state, frontiers, record, spent)
    rows = [
        [f"{time / spent.sum():.1%}", f"{time / BLOCKS / len(calendar):.1f}", name]
        for time, name in sorted(zip(spent, phases, strict=True), reverse=True)
    ]
    show("phases of the kernel", ["share", "us a month of a block", "phase"], rows)
