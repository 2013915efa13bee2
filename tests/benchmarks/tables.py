"""What benchmarks share: a clock, and a table for the terminal."""

import time
from collections.abc import Callable
from statistics import median

from rich.console import Console
from rich.table import Table


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
    """Median times of two pieces of work that take turns, so that both meet the same machine."""
    work(), also()
    times: list[list[float]] = [[], []]
    for _ in range(5):
        for kept, do in zip(times, (work, also), strict=True):
            started = time.perf_counter()
            do()
            kept.append(time.perf_counter() - started)
    return median(times[0]), median(times[1])


def show(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    table = Table(title=title)
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*row)
    Console(width=100).print(table)
