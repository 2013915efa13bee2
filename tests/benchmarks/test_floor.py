"""How near the kernel comes to the least it could take: its elementary functions and no more.

`python -m tests.benchmarks` shows the times; the default suite checks the count alone.
"""

import numba
import numpy as np
import pytest
from counting import ELEMENTARY_FUNCTIONS, calls_per_lab_month
from tables import seconds, show

from sim.calibration.members import draws_of
from sim.ensemble import simulate
from sim.ensemble.layout import BLOCK
from sim.rules import numerics
from sim.rules.noise import uniforms
from sim.settings.compose import compose
from sim.world import build_world


def test_a_month_needs_every_elementary_function():
    calls = calls_per_lab_month(1, "horizon.end=2019-12-31")
    assert calls.keys() == ELEMENTARY_FUNCTIONS.keys()
    assert all(number > 0.0 for number in calls.values()), calls


ROWS = 1024
"""Blocks of members that a timed loop goes through."""

WITH_TYPICAL_ARGUMENTS = {
    "uniforms": lambda row, member, x: sum_of_four(uniforms(7, member, row, 12345, 0)),
    "exponential": lambda row, member, x: numerics.exponential(x),
    "power_of_ten": lambda row, member, x: numerics.power_of_ten(x),
    "logarithm": lambda row, member, x: numerics.logarithm(x),
    "log_of_ten": lambda row, member, x: numerics.log_of_ten(x),
    "power": lambda row, member, x: numerics.power(x, 0.3 + x),
    "normal_quantile": lambda row, member, x: numerics.normal_quantile(x),
}
"""One call, given its place in the loop and a number between 0 and 1."""


@numba.njit(forceinline=True)
def sum_of_four(drawn):
    return drawn[0] + drawn[1] + drawn[2] + drawn[3]


def nanoseconds_per_call(name: str) -> float:
    """In a compiled loop over blocks of members, which the compiler turns into vectors."""
    call = numba.njit(error_model="numpy", forceinline=True)(WITH_TYPICAL_ARGUMENTS[name])

    @numba.njit(error_model="numpy")
    def loop(numbers, total):
        for row in range(numbers.shape[0]):
            for member in range(BLOCK):
                total[member] += call(row, member, numbers[row, member])

    numbers = np.random.default_rng(1).uniform(size=(ROWS, BLOCK))
    total = np.zeros(BLOCK)
    return 1e9 * seconds(lambda: loop(numbers, total), repeats=25) / numbers.size


@pytest.mark.benchmark
def test_kernel_over_its_floor():
    """One thread; the kernel with all that a run needs, from parameters to records."""
    members = 16 * BLOCK
    settings = compose("status_quo")
    world, draws = build_world(settings), draws_of(settings, members=members)
    lab_months = members * len(world.names.labs) * world.calendar.months
    kernel = 1e9 * seconds(lambda: simulate(world, draws, threads=1)) / lab_months

    calls = calls_per_lab_month(3)
    costs = {name: nanoseconds_per_call(name) for name in ELEMENTARY_FUNCTIONS}
    floor = sum(calls[name] * costs[name] for name in ELEMENTARY_FUNCTIONS)
    rows = [
        [f"{calls[name] * costs[name]:.2f}", f"{calls[name]:.2f}", f"{costs[name]:.2f}", name]
        for name in ELEMENTARY_FUNCTIONS
    ]
    rows.append([f"{floor:.2f}", "", "", "floor: all of these"])
    rows.append([f"{kernel:.2f}", "", "", f"kernel: {kernel / floor:.1f} x the floor"])
    columns = ["ns per lab-month", "calls per lab-month", "ns per call", "what"]
    show("a month of one lab, on one thread", columns, rows)
