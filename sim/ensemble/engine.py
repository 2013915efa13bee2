"""Members in blocks, blocks over threads: an ensemble is the same for any number of either."""

from collections.abc import Collection
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
from sim.ensemble.snapshot import Snapshot, snapshot_of_block
from sim.settings.parts import Engine
from sim.world import World
from sim.world.draws import Draws


def simulate(
    world: World,
    draws: Draws,
    *,
    threads: int | Executor | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
    detail: bool = False,
    only: Collection[str] | None = None,
    snapshot: Snapshot | None = None,
    rooms: Rooms | None = None,
) -> dict[str, np.ndarray]:
    """Run every member of an ensemble.

    Parameters
    ----------
    world : World
        Calendar, regime and cast.
    draws : Draws
        Parameters and noise keys, one row a member.
    threads : int or Executor, optional
        Threads to use, or a pool of them; all cores by default.
    chunk : int, optional
        Members in a task, rounded up to whole blocks; the values do not depend on it.
    progress : callable, optional
        Told the number of members that each finished block held.
    detail : bool
        Whether labs are recorded one by one too.
    only : collection of str, optional
        Names of the variables to return; all by default.
    snapshot : Snapshot, optional
        Where these members stand when a month begins, under a world that is the same until then:
        they go on from there, bit for bit as if they had been run from the start. It holds what
        `only` names, and no detail.
    rooms : Rooms, optional
        Room that the threads of a pool had in an earlier call and use again.

    Returns
    -------
    dict of str to ndarray
        Float64, [member, time, ...], with the dims of `sim.settings.variables`.

    Raises
    ------
    SimulationError
        If a member's parameter is not finite, or it ends in a value that is not.
    """
    draws.check()
    runner = Runner(world, detail, rooms)
    results = room_for(world, len(draws), detail, only)
    begins = 0
    if snapshot is not None:
        begins = snapshot.months
        for name, values in results.items():
            values[:, :begins] = snapshot.results[name]

    def run(rows: slice) -> None:
        for block in slices(rows, BLOCK):
            start = None if snapshot is None else snapshot.blocks[block.start // BLOCK]
            runner.run(draws, block, results, start, begins)
        if progress is not None:
            progress(rows.stop - rows.start)

    on_threads(run, tasks_of(draws, chunk), threads)
    check_finite(results)
    return results


def take_snapshot(
    world: World,
    draws: Draws,
    months: int,
    *,
    threads: int | None = None,
    only: Collection[str] | None = None,
) -> Snapshot:
    """Run every member up to a month, and keep where it stands.

    Parameters
    ----------
    world : World
        Calendar, regime and cast.
    draws : Draws
        Parameters and noise keys, one row a member.
    months : int
        How many months are run: the number of the month that begins.
    threads : int, optional
        Threads to use; all cores by default.
    only : collection of str, optional
        Names of the variables to keep; all by default.

    Raises
    ------
    SimulationError
        If a member's parameter is not finite.
    """
    draws.check()
    runner = Runner(world, detail=False)
    results = {
        name: values[:, :months]
        for name, values in room_for(world, len(draws), False, only).items()
    }
    blocks = slices(slice(0, len(draws)), BLOCK)
    snapshots = on_threads(
        lambda rows: snapshot_of_block(*runner.run(draws, rows, results, until=months)),
        blocks,
        threads,
    )
    return Snapshot(months, results, tuple(snapshots))


def simulate_by(
    engine: Engine,
    world: World,
    draws: Draws,
    *,
    progress: Progress | None = None,
    detail: bool = False,
    only: Collection[str] | None = None,
    snapshot: Snapshot | None = None,
) -> dict[str, np.ndarray]:
    """`simulate` with the threads and the members to a task that settings name."""
    return simulate(
        world,
        draws,
        threads=engine.threads,
        chunk=engine.chunk,
        progress=progress,
        detail=detail,
        only=only,
        snapshot=snapshot,
    )
