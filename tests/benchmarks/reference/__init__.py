"""The dynamics in C, as a measure of how fast this machine could run them.

It takes the arrays that the kernel takes and fills the record that the kernel fills.
"""

import ctypes
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from reference.build import COUNTING, EXACT, CompilerMissingError, library_for
from sim.calibration.draws import Draws
from sim.ensemble.engine import _check_finite
from sim.ensemble.layout import (
    BLOCK,
    Sizes,
    calendar_records,
    cast_record,
    luck_record,
    parameter_record,
)
from sim.ensemble.record import record_layout
from sim.ensemble.shapes import shapes
from sim.ensemble.state import Frontiers, fresh_frontiers, state_layout
from sim.world import World

__all__ = ["COUNTING", "EXACT", "PHASES", "CompilerMissingError", "Reference"]

PHASES = (
    "capital.commit", "capital.invest_directly", "capital.invest_in_plants", "capital.allocate",
    "capital.draw", "capital.earn", "chips.offer", "chips.order", "delivery.produce",
    "delivery.deliver", "delivery.rent_abroad", "delivery.settle", "research.draw_luck",
    "research.learn", "research.launch_and_finish", "research.update_and_release",
    "measurement.score", "research.publish_releases", "supply.advance_roadmaps",
    "supply.design_variants", "supply.build_foundries", "supply.sell_tools", "endow", "take_down",
)  # fmt: skip
"""What cycles are counted of, in the order of `block.c`; delivery includes the booking."""

CACHE_LINE = 64


class Reference:
    """Runs blocks of one world in C.

    Attributes
    ----------
    ticks : ndarray of uint64
        Cycles of each phase of the last block, where they are counted.
    """

    def __init__(self, world: World, *flags: str):
        self.world = world
        self.sizes = Sizes.of(world)
        self.cast = cast_record(world, self.sizes)
        self.calendar = calendar_records(world, self.sizes)
        self.ticks = np.zeros(len(PHASES), dtype=np.uint64)
        self.of_thread = threading.local()
        self.call = library_for(world, *flags).simulate_block
        self.call.restype = None

    def run_block(self, draws: Draws, rows: slice) -> np.ndarray:
        """The record of one block, [month] of records with members innermost."""
        record = np.empty(len(self.calendar), record_layout(self.sizes))
        self.ticks[:] = 0
        arrays = (
            self.cast,
            self.calendar,
            parameter_record(draws.parameters(rows)),
            luck_record(draws.luck(rows)),
            on_a_cache_line(state_layout(self.sizes)),
            *self._frontiers(),
            record,
            self.ticks,
        )
        # the arrays live in this tuple until the call is over
        arrays = tuple(np.asarray(array) for array in arrays)
        self.call(*(array.ctypes.data_as(_POINTER) for array in arrays))
        return record

    def simulate(self, draws: Draws, threads: int | None = None) -> dict[str, np.ndarray]:
        """What `sim.ensemble.simulate` gives: the same threads, copies and checks."""
        draws.check()
        results = {
            name: np.empty((len(draws), *shape))
            for name, shape in shapes(self.world, False).items()
        }

        def run(start: int) -> None:
            rows = slice(start, min(start + BLOCK, len(draws)))
            record = self.run_block(draws, rows)
            for name, values in results.items():
                kept = record[name][tuple(slice(0, length) for length in values.shape[1:])]
                values[rows] = np.moveaxis(kept[..., : rows.stop - rows.start], -1, 0)

        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            list(pool.map(run, range(0, len(draws), BLOCK)))
        _check_finite(results)
        return results

    def _frontiers(self) -> Frontiers:
        """One set a thread, as in the engine."""
        if not hasattr(self.of_thread, "frontiers"):
            self.of_thread.frontiers = fresh_frontiers(self.sizes, len(self.calendar))
        return self.of_thread.frontiers


_POINTER = ctypes.c_void_p


def on_a_cache_line(layout: np.dtype) -> np.ndarray:
    """A zeroed record that starts where a cache line does: no vector of it lies on two."""
    raw = np.zeros(layout.itemsize + CACHE_LINE, dtype=np.uint8)
    start = -raw.ctypes.data % CACHE_LINE
    return raw[start : start + layout.itemsize].view(layout)
