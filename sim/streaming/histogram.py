"""Quantiles of members that are not kept: counts between edges that a first few members set.

Counts add up whatever the order, so a summary is the same for any engine. Edges are quantiles of
the first members: a bin holds about one in `BINS` members, and a quantile is off by less than the
width of its bin.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np

from sim.ensemble.runner import on_threads, slices
from sim.rules.compilation import compiled

BINS = 256

NARROW = 8
"""Bins that are told apart by bisection; a divisor of `BINS`."""

SERIES_AT_A_TIME = 256
"""Few enough for the cache."""


class Counts(NamedTuple):
    """Members counted, for each series.

    Attributes
    ----------
    counts : ndarray
        [series, BINS], of whole numbers; missing values are in none.
    lowest, highest : ndarray
        float32 [series]
    """

    counts: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    def plus(self, other: "Counts") -> "Counts":
        """The members of both, counted between the same edges."""
        return Counts(
            np.add(self.counts, other.counts, dtype=np.int32),
            np.minimum(self.lowest, other.lowest),
            np.maximum(self.highest, other.highest),
        )


def edges_around(values: np.ndarray, pool: Executor) -> np.ndarray:
    """Edges at the quantiles of some members.

    Parameters
    ----------
    values : ndarray
        float32 [series, member]
    pool : Executor
        Threads to use.

    Returns
    -------
    ndarray
        float32 [series, BINS - 1], ascending: bin b holds what is above edge b - 1 and at most
        edge b.
    """
    edges = np.empty((len(values), BINS - 1), dtype=np.float32)
    shares = np.arange(1, BINS) / BINS

    def fill(rows: slice) -> None:
        in_order = np.sort(values[rows], axis=1)  # missing values come last
        known = np.isfinite(in_order).sum(axis=1)[:, None]
        places = (shares * (known - 1).clip(min=0)).round().astype(int)
        edges[rows] = np.where(known > 0, np.take_along_axis(in_order, places, axis=1), 0.0)

    _by_parts(fill, len(values), pool)
    return edges


def count(values: np.ndarray, edges: np.ndarray, pool: Executor) -> Counts:
    """Count members.

    Parameters
    ----------
    values : ndarray
        float32 [series, member]
    edges : ndarray
        As from `edges_around`.
    pool : Executor
        Threads to use.
    """
    few = values.shape[1] < 2**16
    found = Counts(
        np.zeros((len(values), BINS), dtype=np.uint16 if few else np.int32),
        np.empty(len(values), dtype=np.float32),
        np.empty(len(values), dtype=np.float32),
    )

    def fill(rows: slice) -> None:
        counts, lowest, highest = (part[rows] for part in found)
        np.fmin.reduce(values[rows], axis=1, initial=np.inf, out=lowest)
        np.fmax.reduce(values[rows], axis=1, initial=-np.inf, out=highest)
        _count(values[rows], edges[rows], lowest, highest, counts)

    _by_parts(fill, len(values), pool)
    return found


def _by_parts(fill: Callable[[slice], None], series: int, pool: Executor) -> None:
    """Fill arrays for some series after the other, side by side on threads."""
    on_threads(fill, slices(slice(0, series), SERIES_AT_A_TIME), pool)


@compiled
def _count(values, edges, lowest, highest, counts):
    """Count each value in the bin that comes after all edges below it."""
    bins = np.empty(values.shape[1], np.int32)
    for row in range(values.shape[0]):
        missing = np.int32(0)
        for member in range(values.shape[1]):
            missing += np.int32(np.isnan(values[row, member]))
        if lowest[row] < highest[row]:
            _find_bins(values[row], edges[row], bins)
            for member in range(values.shape[1]):
                counts[row, bins[member]] += 1
            counts[row, 0] -= missing  # they are above no edge
        elif missing < values.shape[1]:
            shared = np.searchsorted(edges[row], lowest[row])
            counts[row, shared] += values.shape[1] - missing


@compiled
def _find_bins(series, edges, bins):
    """Compare with every eighth edge, which is done for several members at once; then bisect."""
    for member in range(len(series)):
        below = np.int32(0)
        for edge in range(NARROW - 1, BINS - 1, NARROW):
            below += np.int32(edges[edge] < series[member])
        bins[member] = below * np.int32(NARROW)
    for member in range(len(series)):
        place = bins[member]
        for half in (4, 2, 1):
            place += half if edges[place + half - 1] < series[member] else 0
        bins[member] = place


def quantiles(
    edges: np.ndarray, counted: Counts, shares: tuple[float, ...], pool: Executor
) -> np.ndarray:
    """Quantiles, [share, series]; missing where no member has a value.

    Inside a bin members are taken to lie evenly. An edge that stands twice is a value that many
    members share, and is not smeared.
    """
    found = np.empty((len(shares), len(edges)))

    def fill(rows: slice) -> None:
        of_part = Counts(*(part[rows] for part in counted))
        found[:, rows] = _quantiles(edges[rows], of_part, shares)

    _by_parts(fill, len(edges), pool)
    return found


def _quantiles(edges: np.ndarray, counted: Counts, shares: tuple[float, ...]) -> np.ndarray:
    counts, lowest, highest = counted
    total = counts.sum(axis=1)
    up_to = counts.cumsum(axis=1)
    found = np.full((len(shares), len(total)), np.nan)
    rows = np.flatnonzero(total)
    lows = np.concatenate([lowest[:, None], edges], axis=1)
    highs = np.concatenate([edges, highest[:, None]], axis=1)
    shared = np.zeros(counts.shape, dtype=bool)
    shared[:, :-2] = edges[:, :-1] == edges[:, 1:]
    for place, share in enumerate(shares):
        wanted = share * (total[rows] - 1) + 1
        bins = (up_to[rows] < wanted[:, None]).sum(axis=1)
        inside = counts[rows, bins]
        before = up_to[rows, bins] - inside
        part = np.where(shared[rows, bins], 1.0, (wanted - before) / inside)
        low = np.maximum(lows[rows, bins], lowest[rows])
        high = np.minimum(highs[rows, bins], highest[rows])
        inner = low + part * (high - low)
        found[place, rows] = np.where(wanted > 1, inner, lowest[rows])
    return found
