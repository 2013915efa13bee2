"""The kernel against the same dynamics in C: the same numbers, and how near it comes in speed.

`python -m tests.benchmarks` shows the speeds; the default suite compares numbers alone.
"""

import os

import numpy as np
import pytest
from reference import COUNTING, EXACT, PHASES, CompilerMissingError, Reference
from tables import seconds_in_turns, show

from sim.calibration.draws import Draws
from sim.calibration.members import draws_of
from sim.compose import compose
from sim.ensemble import simulate
from sim.ensemble.layout import BLOCK
from sim.world import World, build_world

MEMBERS = 300
"""Not whole blocks: the last one is filled up."""

RUNS = [
    (scenario, calibration)
    for scenario in ("status_quo", "strict_controls")
    for calibration in ("prior", "article")
]


def members_of(scenario: str, calibration: str, members: int) -> tuple[World, Draws]:
    settings = compose(scenario, [f"calibration={calibration}"])
    return build_world(settings), draws_of(settings, members=members, seed=3)


def in_c(world: World, draws: Draws, *flags: str) -> dict[str, np.ndarray]:
    try:
        return Reference(world, *flags).simulate(draws, threads=2)
    except CompilerMissingError as missing:
        pytest.skip(str(missing))


QUICK = ("strict_controls", "article")
"""What the default suite compares; the others take as long again."""


@pytest.mark.parametrize(
    ("scenario", "calibration"),
    [pytest.param(*run, marks=[] if run == QUICK else pytest.mark.slow) for run in RUNS],
)
def test_reference_gives_the_kernels_bits(scenario, calibration):
    """Without fused multiplications nothing is left to differ: every month, every threshold."""
    world, draws = members_of(scenario, calibration, MEMBERS)
    got, expected = in_c(world, draws, *EXACT), simulate(world, draws)
    assert got.keys() == expected.keys()
    for name, values in expected.items():
        assert np.array_equal(got[name], values, equal_nan=True), name


RELATIVE = 1e-9
"""Of a rounding a month, 180 months, and what is small between large numbers: a gap of frontiers,
foreign direct investment net of what leaves.
"""
APART = 1 / 200
"""Members that a rounding may put on the other side of a threshold, such as whether a month's
research beats the draw of a breakthrough or a release passes its threshold: they then live another
life. None of these did here; another compiler may round elsewhere.
"""


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "calibration"), RUNS)
def test_reference_at_full_speed_differs_by_rounding(scenario, calibration):
    world, draws = members_of(scenario, calibration, MEMBERS)
    got, expected = in_c(world, draws), simulate(world, draws)
    apart = np.zeros(MEMBERS, dtype=bool)
    for name, values in expected.items():
        near = np.isclose(got[name], values, rtol=RELATIVE, atol=RELATIVE, equal_nan=True)
        apart |= ~near.reshape(MEMBERS, -1).all(axis=1)
    assert apart.mean() <= APART, np.flatnonzero(apart)


# speed --------------------------------------------------------------------------------------------


@pytest.mark.benchmark
def test_members_a_second_against_c():
    """Both with all that a run needs: parameters to blocks, threads, records to results."""
    members = 16 * BLOCK
    world, draws = members_of("status_quo", "prior", members)
    reference, rows = Reference(world), []
    for threads in (1, 2):
        kernel, c = seconds_in_turns(
            lambda n=threads: simulate(world, draws, threads=n),
            lambda n=threads: reference.simulate(draws, n),
        )
        rates = [f"{members / took:,.0f}" for took in (kernel, c)]
        rows.append([f"{kernel / c:.2f}", str(threads), *rates])
    load = f"{os.getloadavg()[0]:.1f}"
    show(
        f"{members} members, load of the machine {load}",
        ["C / kernel", "threads", "kernel, members/s", "C, members/s"],
        rows,
    )


@pytest.mark.benchmark
def test_cycles_of_each_phase_in_c():
    world, draws = members_of("status_quo", "prior", BLOCK)
    cycles = fewest_cycles(Reference(world, *COUNTING), draws)
    rows = [
        [f"{count / cycles.sum():.1%}", f"{count / 1e6:.2f}", phase]
        for count, phase in sorted(zip(cycles, PHASES, strict=True), reverse=True)
    ]
    show("one block", ["share", "million cycles", "phase"], rows)


def fewest_cycles(reference: Reference, draws: Draws) -> np.ndarray:
    """Of some runs, as other work on the machine only ever adds to them."""

    def run() -> np.ndarray:
        reference.run_block(draws, slice(0, BLOCK))
        return reference.ticks.astype(float)

    return np.min([run() for _ in range(20)], axis=0)
