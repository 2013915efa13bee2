"""Blocks of members: their room, their tasks on threads, and one block through the months."""

import os
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np

from sim.ensemble.layout import (
    BLOCK,
    Sizes,
    calendar_records,
    cast_record,
    noise_key_record,
    parameter_record,
)
from sim.ensemble.record import Detail, record_layout
from sim.ensemble.schedule import simulate_block
from sim.ensemble.snapshot import BlockSnapshot
from sim.ensemble.state import Frontiers, fresh_frontiers, fresh_state
from sim.world import World
from sim.world.draws import Draws, SimulationError
from sim.world.shapes import shapes


def room_for(
    world: World, members: int, detail: bool, only: Collection[str] | None
) -> dict[str, np.ndarray]:
    """Arrays for what is recorded, not filled."""
    return {
        name: np.empty((members, *shape))
        for name, shape in shapes(world, detail).items()
        if only is None or name in only
    }


def slices(rows: slice, size: int) -> list[slice]:
    """Rows in parts of a size; the last may be smaller."""
    starts = range(rows.start, rows.stop, size)
    return [slice(start, min(start + size, rows.stop)) for start in starts]


def tasks_of(draws: Draws, chunk: int | None) -> list[slice]:
    """Members in tasks of whole blocks."""
    return slices(slice(0, len(draws)), -(-(chunk or BLOCK) // BLOCK) * BLOCK)


def on_threads[Part, Made](
    run: Callable[[Part], Made], parts: list[Part], threads: int | Executor | None
) -> list[Made]:
    """Run parts side by side; the first failure ends those that have not begun."""
    if isinstance(threads, Executor):
        return list(threads.map(run, parts))
    with pool_of(threads) as pool:
        return list(pool.map(run, parts))


def pool_of(threads: int | None) -> ThreadPoolExecutor:
    """A pool of some threads, or of as many as there are cores."""
    return ThreadPoolExecutor(threads or os.cpu_count())


class Rooms(threading.local):
    """Room of each thread: fresh pages for every block would take a fifth of its time."""

    def __init__(self) -> None:
        self.made: dict[tuple[Sizes, int], tuple[np.ndarray, Frontiers]] = {}

    def room(self, sizes: Sizes, months: int) -> tuple[np.ndarray, Frontiers]:
        """Room for what a block records, and for its frontiers."""
        if (sizes, months) not in self.made:
            record = np.empty(months, record_layout(sizes))
            self.made[sizes, months] = record, fresh_frontiers(sizes, months)
        return self.made[sizes, months]


class Runner:
    """Runs blocks of one world, from its start or a snapshot, to its end or a month.

    Runners of several worlds may share their rooms.
    """

    def __init__(self, world: World, detail: bool, rooms: Rooms | None = None):
        self.sizes = Sizes.of(world)
        self.cast = cast_record(world, self.sizes)
        self.calendar = calendar_records(world, self.sizes)
        self.labs = len(world.names.labs)
        self.detail_months = world.calendar.months if detail else 0
        self.rooms = rooms or Rooms()

    def run(
        self,
        draws: Draws,
        rows: slice,
        results: dict[str, np.ndarray],
        start: BlockSnapshot | None = None,
        begins: int = 0,
        until: int | None = None,
    ) -> tuple[np.void, Frontiers]:
        """Run one block, put what it recorded into its members' rows, and tell where it stands.

        It begins in a month, from where it stands there, and runs until another or the end.
        """
        calendar = self.calendar[:until]
        record, frontiers = self.rooms.room(self.sizes, len(self.calendar))
        state = fresh_state(self.sizes) if start is None else start.resume(frontiers)
        detail = Detail(*(np.empty((self.detail_months, self.labs, BLOCK)) for _ in Detail._fields))
        simulate_block(
            self.cast,
            calendar,
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
            kept = kept[(slice(begins, until), *(slice(0, n) for n in values.shape[2:]))]
            values[rows, begins:until] = np.moveaxis(kept[..., : rows.stop - rows.start], -1, 0)
        return state, frontiers


MAY_BE_MISSING = (
    *("open_weight_share", "base_share", "open_weights_lag", "frontier_holder_share"),
    *("serving_share", "chip_price", "chip_yield"),
)
"""Variables without a value where nothing was released, opened, is on sale, or stands."""


def check_finite(results: dict[str, np.ndarray], numbers: np.ndarray | None = None) -> None:
    """See that every value is finite where there must be one; rows may have numbers of members.

    Raises
    ------
    SimulationError
        If not.
    """
    for name, values in results.items():
        failed = np.isinf(values) if name in MAY_BE_MISSING else ~np.isfinite(values)
        failed = failed.any(axis=tuple(range(1, failed.ndim)))
        if failed.any():
            members = np.flatnonzero(failed) if numbers is None else numbers[failed]
            raise SimulationError(
                f"{name}: {len(members)} of {len(values)} members end in values that are not "
                f"finite, the first of them member {members[0]}"
            )
