"""Snapshots of members at the start of a month, from which they can resume."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.ensemble.layout import BLOCK
from sim.ensemble.state import Frontiers

COUNTS = {
    "times": "frontier_count",
    "open_times": "open_count",
    "run_times": "run_count",
    "score_times": "score_count",
}
"""Of a region's state: how many records of its frontiers there are."""


@dataclass(frozen=True)
class BlockSnapshot:
    """State of a block of members at the start of a month, and their records so far.

    Attributes
    ----------
    state : numpy.void
        Of `sim.ensemble.state`.
    frontiers : Frontiers
        As far as the longest of the members' lists goes.
    """

    state: np.void
    frontiers: Frontiers

    def resume(self, frontiers: Frontiers) -> np.void:
        """Copy the records into the lists of a block that resumes, and return a state of its own.

        Returns
        -------
        numpy.void
            A copy.
        """
        for kept, room in zip(self.frontiers, frontiers, strict=True):
            room[..., : kept.shape[-2], :] = kept
        return self.state.copy()

    def of_members(self, places: np.ndarray) -> "BlockSnapshot":
        """Snapshot of a block of some of the members; places beyond these repeat the last one."""
        filled = np.concatenate([places, np.repeat(places[-1], BLOCK - len(places))])
        state = np.zeros(1, self.state.dtype)[0]
        for owner in state.dtype.names or ():
            state[owner] = _columns(self.state[owner], filled)
        return BlockSnapshot(state, Frontiers(*(kept[..., filled] for kept in self.frontiers)))

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return int(self.state.nbytes) + sum(kept.nbytes for kept in self.frontiers)


def _columns(record: Any, places: np.ndarray) -> Any:
    """A record whose fields with values of members have those of some places."""
    chosen = record.copy()
    for name in record.dtype.names:
        if record[name].ndim > 0:
            chosen[name] = record[name][..., places]
    return chosen


def snapshot_of_block(state: np.void, frontiers: Frontiers) -> BlockSnapshot:
    """Snapshot of a block: a copy, as the lists are used again by the next block."""
    regions: Any = state["regions"]
    lengths = {name: int(regions[count].max()) for name, count in COUNTS.items()}
    kept = {
        name: lists[..., : lengths[name.replace("values", "times")], :].copy()
        for name, lists in frontiers._asdict().items()
    }
    return BlockSnapshot(state, Frontiers(**kept))


@dataclass(frozen=True)
class Snapshot:
    """State of every member of an ensemble at the start of a month.

    Attributes
    ----------
    months : int
        Number of the month that begins.
    results : dict of str to ndarray
        What was recorded before it, [member, time, ...].
    blocks : tuple of BlockSnapshot
        One for each block of members.
    """

    months: int
    results: dict[str, np.ndarray]
    blocks: tuple[BlockSnapshot, ...]

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        recorded = sum(values.nbytes for values in self.results.values())
        return recorded + sum(block.nbytes for block in self.blocks)
