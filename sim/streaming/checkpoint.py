"""Checkpoint of a streamed run: the finished chunks, and the counts of their members.

A chunk is finished once its counts are in the checkpoint, which is written atomically. By then all
its values are in the store. Chunks that are not finished are simulated and written again.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays
from sim.streaming.histogram import Counts

EDGES_FILE, CHECKPOINT_FILE = "edges.npz", "counts.npz"


@dataclass(frozen=True)
class Checkpoint:
    """The finished chunks of a run, and the counts of all their members."""

    finished: frozenset[int]
    counts: Counts

    def with_chunk(self, chunk: int, counts: Counts) -> "Checkpoint":
        """The checkpoint with one more chunk finished."""
        return Checkpoint(self.finished | {chunk}, self.counts.plus(counts))

    def save(self, folder: Path) -> None:
        """Write the checkpoint atomically."""
        finished = np.array(sorted(self.finished))
        write_arrays(folder / CHECKPOINT_FILE, self.counts._asdict() | {"finished": finished})


def write_edges(folder: Path, edges: np.ndarray) -> None:
    """Write the edges that all chunks are counted between."""
    write_arrays(folder / EDGES_FILE, {"edges": edges})
    read_edges.cache_clear()


@lru_cache(maxsize=2)
def read_edges(folder: Path) -> np.ndarray:
    """The edges of a run, float32 [series, edge]."""
    return read_arrays(folder / EDGES_FILE)["edges"]


def load_checkpoint(folder: Path) -> Checkpoint | None:
    """Read the checkpoint of a run that was stopped; None if it is missing or damaged."""
    try:
        read_edges.__wrapped__(folder)
        arrays = read_arrays(folder / CHECKPOINT_FILE)
        finished = frozenset(arrays.pop("finished").tolist())
        return Checkpoint(finished, Counts(**arrays))
    except UNREADABLE:
        return None
