"""What benchmarks share: a clock, and a table for the terminal."""

import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table

PEAK_MEGABYTES = 'int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024'
"""Peak memory of a process by itself, as code that it runs; rusage counts its parent's too."""


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Median wall time of some runs after a first one that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)


def seconds_in_turns(work: Callable[[], object], also: Callable[[], object]) -> tuple[float, float]:
    """Median wall times of two pieces of work that take turns, each after a first one."""
    ((one,), (other,)) = medians_in_turns((work, also), (time.perf_counter,), turns=5)
    return one, other


def medians_in_turns(
    works: Sequence[Callable[[], object]], clocks: Sequence[Callable[[], float]], turns: int
) -> np.ndarray:
    """Median times of works that take turns, so that all meet the same machine, [work, clock]."""
    for do in works:
        do()
    taken = np.empty((turns, len(works), len(clocks)))
    for turn in range(turns):
        for place, do in enumerate(works):
            started = np.array([clock() for clock in clocks])
            do()
            taken[turn, place] = [clock() for clock in clocks] - started
    return np.median(taken, axis=0)


def show(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    table = Table(title=title)
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*row)
    Console(width=100).print(table)
