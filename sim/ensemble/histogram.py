"""Quantiles of members that are not kept: counts between edges that a first few members set.

Counts add up whatever the order, so a summary is the same for any engine. Edges are quantiles of
the first members: a bin holds about one in `BINS` members, and a quantile is off by less than the
width of its bin.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.rules.numerics import compiled

BINS = 256


@dataclass(frozen=True)
class Histogram:
    """Members of one variable, counted.

    Attributes
    ----------
    edges : ndarray
        [series, BINS - 1], ascending, single precision: bin b holds what is above edge b - 1 and at
        most edge b.
    counts : ndarray
        [series, BINS]; missing values are in none.
    lowest, highest : ndarray
        [series]
    """

    edges: np.ndarray
    counts: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    @classmethod
    def around(cls, values: np.ndarray) -> "Histogram":
        """An empty one, with edges at the quantiles of some members, [member, ...]."""
        series = values.reshape(len(values), -1).astype(np.float32)
        known = np.where(np.isnan(series), np.inf, series)
        known.sort(axis=0)
        counted = np.isfinite(known).sum(axis=0)
        shares = np.arange(1, BINS) / BINS
        places = (shares[:, None] * (counted - 1).clip(min=0)).round().astype(int)
        edges = np.take_along_axis(known, places, axis=0)
        edges[:, counted == 0] = 0.0
        return cls.with_edges(np.ascontiguousarray(edges.T))

    @classmethod
    def with_edges(cls, edges: np.ndarray) -> "Histogram":
        """One of given edges, with nobody counted."""
        series = len(edges)
        return cls(
            edges,
            np.zeros((series, BINS), dtype=np.int64),
            np.full(series, np.inf, dtype=np.float32),
            np.full(series, -np.inf, dtype=np.float32),
        )

    def with_values(self, values: np.ndarray) -> "Histogram":
        """Count some more members, [member, ...]."""
        # one series after the other in memory, and in order: missing values come last
        series = np.array(values.reshape(len(values), -1).T, dtype=np.float32, order="C")
        series.sort(axis=1)
        more = replace(
            self,
            counts=self.counts.copy(),
            lowest=self.lowest.copy(),
            highest=self.highest.copy(),
        )
        _count(self.edges, series, more.counts, more.lowest, more.highest)
        return more

    def plus(self, other: "Histogram") -> "Histogram":
        """The members of two histograms of the same edges."""
        return Histogram(
            self.edges,
            self.counts + other.counts,
            np.minimum(self.lowest, other.lowest),
            np.maximum(self.highest, other.highest),
        )

    def quantiles(self, shares: tuple[float, ...]) -> np.ndarray:
        """Quantiles, [share, series]; missing where no member has a value.

        Inside a bin members are taken to lie evenly. An edge that stands twice is a value that
        many members share, and is not smeared.
        """
        total = self.counts.sum(axis=1)
        up_to = self.counts.cumsum(axis=1)
        found = np.full((len(shares), len(total)), np.nan)
        rows = np.flatnonzero(total)
        lows = np.concatenate([self.lowest[:, None], self.edges], axis=1)
        highs = np.concatenate([self.edges, self.highest[:, None]], axis=1)
        shared = np.zeros(self.counts.shape, dtype=bool)
        shared[:, :-2] = self.edges[:, :-1] == self.edges[:, 1:]
        for place, share in enumerate(shares):
            wanted = share * (total[rows] - 1) + 1
            bins = (up_to[rows] < wanted[:, None]).sum(axis=1)
            inside = self.counts[rows, bins]
            before = up_to[rows, bins] - inside
            part = np.where(shared[rows, bins], 1.0, (wanted - before) / inside)
            low = np.maximum(lows[rows, bins], self.lowest[rows])
            high = np.minimum(highs[rows, bins], self.highest[rows])
            inner = low + part * (high - low)
            found[place, rows] = np.where(wanted > 1, inner, self.lowest[rows])
        return found


@compiled
def _count(edges, series, counts, lowest, highest):
    """Count series that are in order: each value's bin is the last one's or a later one."""
    last_bin = edges.shape[1]
    for row in range(series.shape[0]):
        place = 0
        for value in series[row]:
            if np.isnan(value):
                break
            while place < last_bin and edges[row, place] < value:
                place += 1
            counts[row, place] += 1
            lowest[row] = min(lowest[row], value)
            highest[row] = max(highest[row], value)
