"""The same members in several worlds, whose common past is run once."""

from collections.abc import Collection, Sequence
from concurrent.futures import Executor

import numpy as np

from sim.ensemble.layout import BLOCK
from sim.ensemble.progress import Progress
from sim.ensemble.runner import (
    Rooms,
    Runner,
    check_finite,
    on_threads,
    room_for,
    slices,
    tasks_of,
)
from sim.ensemble.snapshot import BlockSnapshot, snapshot_of_block
from sim.world import World
from sim.world.draws import Draws
from sim.world.regime import months_in_common


def simulate_together(
    worlds: Sequence[World],
    draws: Draws,
    *,
    only: Sequence[Collection[str] | None],
    threads: int | Executor | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
    detail: bool = False,
    room: dict[str, np.ndarray] | None = None,
) -> list[dict[str, np.ndarray]]:
    """Run the same members in several worlds.

    A block runs the months before a world differs from the first one once: the world then goes on
    from there, bit for bit as if it had been run from the start. Only one block a thread is kept in
    memory at such months.

    Parameters
    ----------
    worlds : sequence of World
        Of one calendar and cast.
    draws : Draws
        Parameters and noise keys, one row a member.
    only : sequence
        Names of the variables to return of each world, None for all. The first world has those of
        the others.
    threads, chunk, progress
        As for `simulate`, or a pool of threads; a member counts once for each world.
    detail : bool
        Whether labs are recorded one by one in the first world.
    room : dict of str to ndarray, optional
        Arrays for the results of the first world, of any precision and order in memory, instead of
        new ones.

    Returns
    -------
    list of dict of str to ndarray
        Results of each world, as from `simulate`.

    Raises
    ------
    SimulationError
        As from `simulate`.
    """
    draws.check()
    first, *others = worlds
    results = [
        room_for(world, len(draws), detail and world is first, names)
        for world, names in zip(worlds, only, strict=True)
    ]
    rooms = Rooms()
    runners = [Runner(world, detail and world is first, rooms) for world in worlds]
    parting = [months_in_common(first.regime, other.regime) for other in others]
    if room is not None:
        results[0] = room

    def run(rows: slice) -> None:
        for block in slices(rows, BLOCK):
            _run_together(runners, parting, draws, block, results)
        if progress is not None:
            progress((rows.stop - rows.start) * len(worlds))

    on_threads(run, tasks_of(draws, chunk), threads)
    for of_world in results:
        check_finite(of_world)
    return results


def _run_together(
    runners: Sequence[Runner],
    parting: Sequence[int],
    draws: Draws,
    rows: slice,
    results: Sequence[dict[str, np.ndarray]],
) -> None:
    """Run one block in several worlds, each from the month in which it parts from the first."""
    first, *others = runners
    end = len(first.calendar)
    snapshots: dict[int, BlockSnapshot | None] = {0: None}
    begins = 0
    for stop in sorted({*parting, end} - {0}):
        stands = first.run(draws, rows, results[0], snapshots[begins], begins, stop)
        snapshots[stop] = snapshot_of_block(*stands)
        begins = stop
    for runner, month, of_world in zip(others, parting, results[1:], strict=True):
        for name, values in of_world.items():
            values[rows, :month] = results[0][name][rows, :month]
        if month < end:
            runner.run(draws, rows, of_world, snapshots[month], month)
