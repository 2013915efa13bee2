"""How far a run has come: which chunks are finished, and the counts of their members.

A chunk is finished once its counts are in this file, which is replaced whole. What it wrote into
the store before is then complete; the store of a chunk that is not finished is written again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.ensemble.histogram import Histogram
from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays

EDGES, PROGRESS = "edges.npz", "counts.npz"

Counts = Mapping[str, Histogram]
"""A histogram of each variable."""


@dataclass(frozen=True)
class SoFar:
    """Chunks that are finished, and all of their members counted."""

    finished: frozenset[int]
    counts: Counts

    def plus(self, chunk: int, counts: Counts) -> "SoFar":
        """With one chunk more."""
        added = {name: histogram.plus(counts[name]) for name, histogram in self.counts.items()}
        return replace(self, finished=self.finished | {chunk}, counts=added)

    def leave(self, folder: Path) -> None:
        """Write down how far it is."""
        arrays = {
            f"{name}/{part}": getattr(histogram, part)
            for name, histogram in self.counts.items()
            for part in ("counts", "lowest", "highest")
        }
        write_arrays(folder / PROGRESS, arrays | {"finished": np.array(sorted(self.finished))})


def write_edges(folder: Path, counts: Counts) -> None:
    """Write the edges that all chunks count by."""
    write_arrays(folder / EDGES, {name: histogram.edges for name, histogram in counts.items()})


@lru_cache(maxsize=2)
def read_edges(folder: Path) -> Counts:
    """Histograms with the edges of a run, and nobody counted."""
    return {
        name: Histogram.with_edges(edges) for name, edges in read_arrays(folder / EDGES).items()
    }


def taken_up(folder: Path) -> SoFar | None:
    """How far a run has come that was stopped; None if there is none, or its files are damaged."""
    try:
        edges = read_edges.__wrapped__(folder)
        left = read_arrays(folder / PROGRESS)
        counts = {
            name: replace(
                histogram, **{p: left[f"{name}/{p}"] for p in ("counts", "lowest", "highest")}
            )
            for name, histogram in edges.items()
        }
        return SoFar(frozenset(left["finished"].tolist()), counts)
    except UNREADABLE:
        return None
