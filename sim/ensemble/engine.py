"""Members in blocks, blocks over threads: an ensemble is the same for any number of either."""

import os
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.ensemble.layout import (
    BLOCK,
    Sizes,
    calendar_records,
    cast_record,
    noise_key_record,
    parameter_record,
)
from sim.ensemble.progress import Progress
from sim.ensemble.record import Detail, record_layout
from sim.ensemble.schedule import simulate_block
from sim.ensemble.snapshot import Snapshot, snapshot_of_block
from sim.ensemble.state import Frontiers, fresh_frontiers, fresh_state
from sim.settings.settings import Engine
from sim.world import World
from sim.world.draws import Draws, SimulationError
from sim.world.shapes import shapes


def simulate(
    world: World,
    draws: Draws,
    *,
    threads: int | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
    detail: bool = False,
    only: Collection[str] | None = None,
    snapshot: Snapshot | None = None,
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
    snapshot : Snapshot, optional
        Where these members stand when a month begins, under a world that is the same until then:
        they go on from there, bit for bit as if they had been run from the start. It holds what
        `only` names, and no detail.

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
    runner = _Runner(world, detail, snapshot)
    size = -(-(chunk or BLOCK) // BLOCK) * BLOCK
    results = _room(world, len(draws), detail, only)
    if snapshot is not None:
        for name, values in results.items():
            values[:, : snapshot.months] = snapshot.results[name]

    def run(rows: slice) -> None:
        for block in _slices(rows, BLOCK):
            runner.run(draws, block, results)
        if progress is not None:
            progress(rows.stop - rows.start)

    _on_threads(run, _slices(slice(0, len(draws)), size), threads)
    _check_finite(results)
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
    runner = _Runner(world, detail=False, until=months)
    results = {
        name: values[:, :months] for name, values in _room(world, len(draws), False, only).items()
    }
    blocks = _slices(slice(0, len(draws)), BLOCK)
    snapshots = _on_threads(
        lambda rows: snapshot_of_block(*runner.run(draws, rows, results)), blocks, threads
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


def _room(
    world: World, members: int, detail: bool, only: Collection[str] | None
) -> dict[str, np.ndarray]:
    """Arrays for what is recorded, not filled."""
    return {
        name: np.empty((members, *shape))
        for name, shape in shapes(world, detail).items()
        if only is None or name in only
    }


def _slices(rows: slice, size: int) -> list[slice]:
    """Rows in parts of a size; the last may be smaller."""
    starts = range(rows.start, rows.stop, size)
    return [slice(start, min(start + size, rows.stop)) for start in starts]


def _on_threads[Made](
    run: Callable[[slice], Made], parts: list[slice], threads: int | None
) -> list[Made]:
    """Run parts side by side; the first failure ends those that have not begun."""
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return list(pool.map(run, parts))


class _Runner:
    """Runs blocks of one world, from its start or a snapshot, to its end or a month."""

    def __init__(
        self, world: World, detail: bool, snapshot: Snapshot | None = None, until: int | None = None
    ):
        self.sizes = Sizes.of(world)
        self.cast = cast_record(world, self.sizes)
        self.calendar = calendar_records(world, self.sizes)[:until]
        self.snapshot = snapshot
        self.labs = len(world.names.labs)
        self.detail_months = world.calendar.months if detail else 0
        self.of_thread = threading.local()

    def run(
        self, draws: Draws, rows: slice, results: dict[str, np.ndarray]
    ) -> tuple[np.void, Frontiers]:
        """Run one block, put what it recorded into its members' rows, and tell where it stands."""
        months = len(self.calendar)
        record, frontiers = self._room(months)
        if self.snapshot is None:
            begins, state = 0, fresh_state(self.sizes)
        else:
            begins = self.snapshot.months
            state = self.snapshot.blocks[rows.start // BLOCK].resume(frontiers)
        detail = Detail(*(np.empty((self.detail_months, self.labs, BLOCK)) for _ in Detail._fields))
        simulate_block(
            self.cast,
            self.calendar,
            begins,
            parameter_record(draws.parameters(rows)),
            noise_key_record(draws.noise_keys(rows)),
            state,
            frontiers,
            record,
            detail,
        )
        for name, values in results.items():
            kept = record[name] if name in (record.dtype.names or ()) else getattr(detail, name)
            kept = kept[(slice(begins, None), *(slice(0, n) for n in values.shape[2:]))]
            values[rows, begins:] = np.moveaxis(kept[..., : rows.stop - rows.start], -1, 0)
        return state, frontiers

    def _room(self, months: int) -> tuple[np.ndarray, Frontiers]:
        """One set a thread: fresh pages for every block would take a fifth of its time."""
        if not hasattr(self.of_thread, "room"):
            record = np.empty(months, record_layout(self.sizes))
            self.of_thread.room = record, fresh_frontiers(self.sizes, months)
        return self.of_thread.room


MAY_BE_MISSING = (
    *("open_weight_share", "base_share", "open_weights_lag", "frontier_holder_share"),
    *("serving_share", "chip_price", "chip_yield"),
)
"""Variables without a value where nothing was released, opened, is on sale, or stands."""


def _check_finite(results: dict[str, np.ndarray]) -> None:
    for name, values in results.items():
        failed = np.isinf(values) if name in MAY_BE_MISSING else ~np.isfinite(values)
        failed = failed.reshape(len(values), -1).any(axis=1)
        if failed.any():
            members = np.flatnonzero(failed)
            raise SimulationError(
                f"{name}: {len(members)} of {len(values)} members end in values that are not "
                f"finite, the first of them member {members[0]}"
            )
