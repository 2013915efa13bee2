"""Checkpoint of a streamed run: the finished chunks, and the counts of their members.

A chunk is finished once its counts are in the checkpoint, which is written atomically. By then all
its values are in the store. Chunks that are not finished are simulated and written again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.ensemble.histogram import Histogram
from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays

EDGES_FILE, CHECKPOINT_FILE = "edges.npz", "counts.npz"

Counts = Mapping[str, Histogram]
"""A histogram of each variable."""


@dataclass(frozen=True)
class Checkpoint:
    """The finished chunks of a run, and the counts of all their members."""

    finished: frozenset[int]
    counts: Counts

    def with_chunk(self, chunk: int, counts: Counts) -> "Checkpoint":
        """The checkpoint with one more chunk finished."""
        added = {name: histogram.plus(counts[name]) for name, histogram in self.counts.items()}
        return replace(self, finished=self.finished | {chunk}, counts=added)

    def save(self, folder: Path) -> None:
        """Write the checkpoint atomically."""
        arrays = {
            f"{name}/{part}": getattr(histogram, part)
            for name, histogram in self.counts.items()
            for part in ("counts", "lowest", "highest")
        }
        write_arrays(
            folder / CHECKPOINT_FILE, arrays | {"finished": np.array(sorted(self.finished))}
        )


def write_edges(folder: Path, counts: Counts) -> None:
    """Write the edges of the histograms that all chunks use."""
    write_arrays(folder / EDGES_FILE, {name: histogram.edges for name, histogram in counts.items()})


@lru_cache(maxsize=2)
def read_edges(folder: Path) -> Counts:
    """Empty histograms with the edges of a run."""
    return {
        name: Histogram.with_edges(edges)
        for name, edges in read_arrays(folder / EDGES_FILE).items()
    }


def load_checkpoint(folder: Path) -> Checkpoint | None:
    """Read the checkpoint of a run that was stopped; None if it is missing or damaged."""
    try:
        edges = read_edges.__wrapped__(folder)
        arrays = read_arrays(folder / CHECKPOINT_FILE)
        counts = {
            name: replace(
                histogram, **{p: arrays[f"{name}/{p}"] for p in ("counts", "lowest", "highest")}
            )
            for name, histogram in edges.items()
        }
        return Checkpoint(frozenset(arrays["finished"].tolist()), counts)
    except UNREADABLE:
        return None
