"""PRIM: shrinks a box of inputs until an outcome is frequent in it, then widens it if that helps.

*Peeling* removes a twentieth of the rows in the box at one end of one input. *Pasting* adds a
twentieth of the rows beyond a limit, since an early cut may turn out to be too large after later
ones. Each step takes the candidate with the largest gain of density for each row removed or added;
of two with the same gain, the one with fewer limits. Peeling stops when no cut gains, or when the
box would hold too few rows. Pasting stops when no step gains.

The objective is called `lenient1` in EMA Workbench. With the density alone, as in Friedman and
Fisher, inputs with few levels would be cut first, because one cut removes all rows of a level.

References
----------
Friedman and Fisher (1999), Statistics and Computing 9; Kwakkel and Jaxa-Rozen (2016), Environmental
Modelling & Software 79, for the objective.
"""

import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np

STEP = 0.05
"""Share of the rows that one step removes or adds."""

FEWEST_ROWS = 0.05
"""Smallest share of all rows that a box may hold."""


def in_limits(limits: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Whether each row of a table, [row, input], lies within limits, [input, bound]."""
    low, high = limits.T
    return np.asarray(((table >= low) & (table <= high)).all(axis=1))


def path_of_limits(table: np.ndarray, happens: np.ndarray) -> list[np.ndarray]:
    """Limits of the boxes of all steps of peeling and then pasting.

    Parameters
    ----------
    table : ndarray
        [row, input].
    happens : ndarray of bool
        Whether each row has the outcome.

    Returns
    -------
    list of ndarray
        [input, bound] for each box; infinite where there is no limit, as everywhere in the first.
    """
    whole = np.column_stack([table.min(axis=0), table.max(axis=0)])
    path = [whole]

    def follow(candidates_of: Callable[[np.ndarray], Iterator[np.ndarray]]) -> None:
        """Extend the path as long as a candidate is better than the last box."""
        while (box := _best(path[-1], candidates_of(path[-1]), table, happens, whole)) is not None:
            path.append(box)

    follow(lambda limits: _peels(limits, table))
    follow(lambda limits: _pastes(limits, table, whole))
    return [np.where(limits == whole, [-np.inf, np.inf], limits) for limits in path]


def _peels(limits: np.ndarray, table: np.ndarray) -> Iterator[np.ndarray]:
    """Boxes that are one step smaller, at the upper and then the lower end of each input."""
    inside = table[in_limits(limits, table)]
    for place, values in enumerate(inside.T):
        yield _with_limit(limits, place, 1, _cut_from_above(values))
        yield _with_limit(limits, place, 0, _cut_from_below(values))


def _pastes(limits: np.ndarray, table: np.ndarray, whole: np.ndarray) -> Iterator[np.ndarray]:
    """Boxes that are one step larger, at the lower and then the upper end of each limited input.

    Rows exactly on a limit count as beyond it.
    """
    for place in np.flatnonzero((limits != whole).any(axis=1)).tolist():
        (lowest, highest), (low, high) = whole[place], limits[place]
        below = table[in_limits(_with_limits(limits, place, lowest, low), table), place]
        yield _with_limit(limits, place, 0, _cut_from_above(below) if below.size else lowest)
        above = table[in_limits(_with_limits(limits, place, high, highest), table), place]
        yield _with_limit(limits, place, 1, _cut_from_below(above) if above.size else highest)


def _with_limit(limits: np.ndarray, place: int, bound: int, value: float) -> np.ndarray:
    changed = limits.copy()
    changed[place, bound] = value
    return changed


def _with_limits(limits: np.ndarray, place: int, low: float, high: float) -> np.ndarray:
    changed = limits.copy()
    changed[place] = low, high
    return changed


def _cut_from_below(values: np.ndarray) -> float:
    """Midpoint between the value at the lower quantile and the next larger one, if any."""
    low = np.sort(values)[math.floor((len(values) - 1) * STEP)]
    larger = values[values > low]
    return float((low + (larger.min() if larger.size else low)) / 2)


def _cut_from_above(values: np.ndarray) -> float:
    """Midpoint between the value at the upper quantile and the next smaller one, if any."""
    high = np.sort(values)[math.ceil((len(values) - 1) * (1 - STEP))]
    smaller = values[values < high]
    return float((high + (smaller.max() if smaller.size else high)) / 2)


def _best(
    limits: np.ndarray,
    candidates: Iterable[np.ndarray],
    table: np.ndarray,
    happens: np.ndarray,
    whole: np.ndarray,
) -> np.ndarray | None:
    """The candidate that gains the most; None if none gains, or if it holds too few rows."""
    before = in_limits(limits, table)
    best: tuple[float, int] = (0.0, 0)
    chosen, rows = None, 0
    for candidate in candidates:
        after = in_limits(candidate, table)
        rank = _gain(happens[before], happens[after]), int((candidate == whole).all(axis=1).sum())
        if rank[0] > 0.0 and rank > best:  # of equal candidates, the first is kept
            best, chosen, rows = rank, candidate, int(after.sum())
    return chosen if rows / len(table) >= FEWEST_ROWS else None


def _gain(before: np.ndarray, after: np.ndarray) -> float:
    """Gain of density for each row that is removed or added."""
    rows = abs(len(after) - len(before))
    return float((after.mean() - before.mean()) / rows) if rows else 0.0
