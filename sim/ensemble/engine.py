"""Members in blocks, blocks over threads: an ensemble is the same for any number of either."""

import os
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.calibration.draws import Draws, SimulationError
from sim.config.settings import Engine
from sim.ensemble.layout import (
    BLOCK,
    Sizes,
    calendar_records,
    cast_record,
    luck_record,
    parameter_record,
)
from sim.ensemble.record import Detail, record_layout
from sim.ensemble.schedule import simulate_block
from sim.ensemble.shapes import shapes
from sim.ensemble.state import Frontiers, fresh_frontiers, fresh_state
from sim.world import World

Progress = Callable[[int], object]


def simulate(
    world: World,
    draws: Draws,
    *,
    threads: int | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
    detail: bool = False,
    only: Collection[str] | None = None,
) -> dict[str, np.ndarray]:
    """Run every member of an ensemble.

    Parameters
    ----------
    world : World
        Calendar, regime and cast.
    draws : Draws
        Parameters and noise keys, one row a member.
    threads : int, optional
        Threads to use; all cores by default.
    chunk : int, optional
        Members in a task, rounded up to whole blocks; the values do not depend on it.
    progress : callable, optional
        Told the number of members that each finished block held.
    detail : bool
        Whether labs are recorded one by one too.
    only : collection of str, optional
        Names of the variables to return; all by default.

    Returns
    -------
    dict of str to ndarray
        Float64, [member, time, ...], with the dims of `sim.variables`.

    Raises
    ------
    SimulationError
        If a member's parameter is not finite, or it ends in a value that is not.
    """
    draws.check()
    runner = _Runner(world, detail)
    size = -(-(chunk or BLOCK) // BLOCK) * BLOCK
    chunks = [slice(at, min(at + size, len(draws))) for at in range(0, len(draws), size)]
    results = {
        name: np.empty((len(draws), *shape))
        for name, shape in shapes(world, detail).items()
        if only is None or name in only
    }

    def run(rows: slice) -> None:
        for start in range(rows.start, rows.stop, BLOCK):
            block = slice(start, min(start + BLOCK, rows.stop))
            runner.run(draws, block, results)
        if progress is not None:
            progress(rows.stop - rows.start)

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        for _ in pool.map(run, chunks):
            pass
    _check_finite(results)
    return results


def simulate_by(
    engine: Engine,
    world: World,
    draws: Draws,
    *,
    progress: Progress | None = None,
    detail: bool = False,
    only: Collection[str] | None = None,
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
    )


class _Runner:
    """Runs blocks of one world."""

    def __init__(self, world: World, detail: bool):
        self.sizes = Sizes.of(world)
        self.cast = cast_record(world, self.sizes)
        self.calendar = calendar_records(world, self.sizes)
        self.labs = len(world.names.labs)
        self.detail_months = world.calendar.months if detail else 0
        self.of_thread = threading.local()

    def run(self, draws: Draws, rows: slice, results: dict[str, np.ndarray]) -> None:
        """Run one block, and put what it recorded into its members' rows."""
        months = len(self.calendar)
        record, frontiers = self._room(months)
        detail = Detail(*(np.empty((self.detail_months, self.labs, BLOCK)) for _ in Detail._fields))
        simulate_block(
            self.cast,
            self.calendar,
            parameter_record(draws.parameters(rows)),
            luck_record(draws.luck(rows)),
            fresh_state(self.sizes),
            frontiers,
            record,
            detail,
        )
        for name, values in results.items():
            kept = record[name] if name in (record.dtype.names or ()) else getattr(detail, name)
            kept = kept[tuple(slice(0, length) for length in values.shape[1:])]
            values[rows] = np.moveaxis(kept[..., : rows.stop - rows.start], -1, 0)

    def _room(self, months: int) -> tuple[np.ndarray, Frontiers]:
        """One set a thread: fresh pages for every block would take a fifth of its time."""
        if not hasattr(self.of_thread, "room"):
            record = np.empty(months, record_layout(self.sizes))
            self.of_thread.room = record, fresh_frontiers(self.sizes, months)
        return self.of_thread.room


MAY_BE_MISSING = ("open_weight_share", "chip_price", "chip_yield")
"""Variables without a value where nothing was released, is on sale, or stands."""


def _check_finite(results: dict[str, np.ndarray]) -> None:
    for name, values in results.items():
        if name in MAY_BE_MISSING:
            continue
        failed = ~np.isfinite(values).reshape(len(values), -1).all(axis=1)
        if failed.any():
            members = np.flatnonzero(failed)
            raise SimulationError(
                f"{name}: {len(members)} of {len(values)} members end in values that are not "
                f"finite, the first of them member {members[0]}"
            )
