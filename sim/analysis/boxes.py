r"""Boxes of inputs in which something happens often: PRIM, and how a box does on other rows.

PRIM peels a twentieth of the rows off one input after another, as long as it happens more often in
what is left, and leaves a path of ever smaller boxes. *Density* is how often it happens in a box,
*coverage* the part of all cases that lie in it, *mass* the part of all rows. Of the boxes on the
path the one is taken with the most coverage beyond its mass: a box that catches no more cases than
rows says nothing.

With a hundred inputs PRIM would peel by chance. Inputs are screened before: those stay whose
distribution differs between rows where it happens and the others by more than chance would make any
of them differ (Kolmogorov and Smirnov's test, Bonferroni's correction), and of those as many as a
box may restrict, the most telling ones: with more, PRIM would soon have restricted too many, and
its path would end before its box is any good. A box is still chosen to fit: only its record on
other rows says what it is worth.

References
----------
Friedman and Fisher (1999), Statistics and Computing 9; Bryant and Lempert (2010), Technological
Forecasting and Social Change 77(1); Spear and Hornberger (1980), Water Research 14(1), for the
screening.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import ks_2samp

from sim.analysis import prim

SCREENING_LEVEL = 0.05
"""Chance that some input passes the screening although none makes a difference."""

RESAMPLES = 1000
INTERVAL_90 = (0.05, 0.95)

FEWEST_CASES = 20
"""Fewest rows with the outcome, and fewest without it, for a search."""


@dataclass(frozen=True)
class Box:
    """Limits on some inputs.

    Attributes
    ----------
    limits : ndarray
        [input, bound]; infinite where there is none.
    """

    limits: np.ndarray

    def holds(self, table: np.ndarray) -> np.ndarray:
        """Whether each row, [row, input], lies in the box."""
        return prim.in_limits(self.limits, table)

    @property
    def restricted(self) -> np.ndarray:
        """Places of the inputs that have a limit."""
        return np.flatnonzero(np.isfinite(self.limits).any(axis=1))


@dataclass(frozen=True)
class Record:
    """Counts that say how good a box is on some rows.

    Attributes
    ----------
    inside, cases, all_cases, rows : int
        Rows in the box, those of them where it happened, where it happened at all, and all rows.
    """

    inside: int
    cases: int
    all_cases: int
    rows: int

    @property
    def density(self) -> float:
        """How often it happened in the box; missing where no row lies in it."""
        return self.cases / self.inside if self.inside else np.nan

    @property
    def coverage(self) -> float:
        """Part of the cases that lie in the box; missing where there are none."""
        return self.cases / self.all_cases if self.all_cases else np.nan

    @property
    def mass(self) -> float:
        """Part of the rows that lie in the box."""
        return self.inside / self.rows


def unlimited_box(inputs: int) -> Box:
    """The box without a limit."""
    return Box(np.tile([-np.inf, np.inf], (inputs, 1)))


def record_of(box: Box, table: np.ndarray, happens: np.ndarray) -> Record:
    """The record of a box on some rows."""
    inside = box.holds(table)
    cases = int((inside & happens).sum())
    return Record(int(inside.sum()), cases, int(happens.sum()), len(happens))


def enough_cases(happens: np.ndarray) -> bool:
    """Whether there are enough rows with the outcome, and without it, for a search."""
    return bool(FEWEST_CASES <= happens.sum() <= len(happens) - FEWEST_CASES)


def path_of_boxes(table: np.ndarray, happens: np.ndarray, most_limits: int) -> list[Box]:
    """Boxes on PRIM's path, each smaller than the one before; the first has no limits.

    Parameters
    ----------
    table : ndarray
        [row, input].
    happens : ndarray of bool
        Of each row.
    most_limits : int
        Inputs that a box may restrict.
    """
    places = screen_inputs(table, happens, most_limits)
    boxes = [unlimited_box(table.shape[1])]
    # the first on PRIM's own path has no limit either
    for limits in prim.path_of_limits(table[:, places], happens)[1:] if places.size else ():
        of_all = np.tile([-np.inf, np.inf], (table.shape[1], 1))
        of_all[places] = limits
        boxes.append(Box(of_all))
    return boxes


def screen_inputs(table: np.ndarray, happens: np.ndarray, most: int) -> np.ndarray:
    """Places of the inputs that differ most between rows with and without the outcome."""
    chances = np.array(
        [ks_2samp(column[happens], column[~happens], method="asymp").pvalue for column in table.T]
    )
    differing = np.flatnonzero(chances < SCREENING_LEVEL / len(chances))
    return np.sort(differing[np.argsort(chances[differing], kind="stable")][:most])


def best_box(boxes: list[Box], table: np.ndarray, happens: np.ndarray) -> Box:
    """The box with the most coverage beyond its mass on these rows; the first of equals."""

    def gain(box: Box) -> float:
        record = record_of(box, table, happens)
        return record.coverage - record.mass

    return max(boxes, key=gain)


def lift(
    box: Box, table: np.ndarray, happens: np.ndarray, blocks: np.ndarray, seed: int
) -> tuple[float, float, float]:
    """How many times as often it happens in a box as among all rows, with a 90% interval.

    Parameters
    ----------
    box : Box
        Found on other rows.
    table : ndarray
        [row, input].
    happens : ndarray of bool
        Of each row.
    blocks : ndarray of int
        Rows of one block share some inputs, and are resampled together.
    seed : int
        Of the resampling.

    Returns
    -------
    tuple of float
        Value, low, high; missing where no row lies in the box or it never happens.
    """
    inside = box.holds(table)
    _, of_row = np.unique(blocks, return_inverse=True)
    counts = np.stack(
        [np.bincount(of_row, weights=w) for w in (inside & happens, inside, happens, happens >= 0)]
    )
    size = counts.shape[1]
    resamples = np.random.default_rng(seed).integers(size, size=(RESAMPLES, size))
    spread = _times_as_often(counts[:, resamples].sum(axis=-1))
    value = float(_times_as_often(counts.sum(axis=1)))
    if np.isnan(spread).all():
        return value, np.nan, np.nan
    low, high = np.nanquantile(spread, INTERVAL_90)
    return value, float(low), float(high)


def _times_as_often(counts: np.ndarray) -> np.ndarray:
    """Density over the share of cases among all; missing where either is not there."""
    hits, inside, cases, rows = counts
    possible = (inside > 0) & (cases > 0)
    return np.where(possible, hits * rows / np.where(possible, inside * cases, 1.0), np.nan)
