r"""Boxes of inputs in which an outcome is frequent: PRIM, and the test of a box on other rows.

PRIM peels a twentieth of the rows off one input after another, as long as the outcome becomes more
frequent in the rest, which gives a path of ever smaller boxes. *Density* is the share of rows in a
box that have the outcome, *coverage* the share of all such rows that lie in the box, and *mass* the
share of all rows. The box with the largest difference of coverage and mass is chosen from the path:
a box whose coverage equals its mass is not informative.

With a hundred inputs PRIM would fit noise, so inputs are screened first. An input passes if its
distribution differs between rows with and without the outcome (Kolmogorov-Smirnov test with
Bonferroni's correction). Of these, as many as a box may restrict are used, the most significant
first; with more, PRIM would restrict too many inputs and its path would end too early. The chosen
box is fitted to the rows of the search, so it has to be judged on other rows.

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
from sim.settings.variables import INTERVAL_90

SCREENING_LEVEL = 0.05
"""Probability that some input passes the screening if none has an effect."""

RESAMPLES = 1000
"""Resamples of the blocks for an interval."""

FEWEST_CASES = 20
"""Fewest rows with the outcome, and fewest rows without it, for a search."""


@dataclass(frozen=True)
class Box:
    """Limits on some inputs.

    Attributes
    ----------
    limits : ndarray
        [input, bound]; infinite where there is no limit.
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
        Rows in the box, rows in the box with the outcome, all rows with the outcome, all rows.
    """

    inside: int
    cases: int
    all_cases: int
    rows: int

    @property
    def density(self) -> float:
        """Share of rows in the box that have the outcome; missing if the box is empty."""
        return self.cases / self.inside if self.inside else np.nan

    @property
    def coverage(self) -> float:
        """Share of rows with the outcome that lie in the box; missing if there are none."""
        return self.cases / self.all_cases if self.all_cases else np.nan

    @property
    def mass(self) -> float:
        """Share of all rows that lie in the box."""
        return self.inside / self.rows


def unlimited_box(inputs: int) -> Box:
    """A box without limits."""
    return Box(np.tile([-np.inf, np.inf], (inputs, 1)))


def record_of(box: Box, table: np.ndarray, happens: np.ndarray) -> Record:
    """Count the rows of a table in a box, with and without the outcome."""
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
        Whether each row has the outcome.
    most_limits : int
        Largest number of inputs that a box may restrict.
    """
    places = screen_inputs(table, happens, most_limits)
    boxes = [unlimited_box(table.shape[1])]
    # the first limits on PRIM's path are infinite, which is the box that is already there
    for limits in prim.path_of_limits(table[:, places], happens)[1:] if places.size else ():
        all_limits = np.tile([-np.inf, np.inf], (table.shape[1], 1))
        all_limits[places] = limits
        boxes.append(Box(all_limits))
    return boxes


def screen_inputs(table: np.ndarray, happens: np.ndarray, most: int) -> np.ndarray:
    """Places of the inputs that differ most between rows with and without the outcome."""
    p_values = np.array(
        [ks_2samp(column[happens], column[~happens], method="asymp").pvalue for column in table.T]
    )
    passed = np.flatnonzero(p_values < SCREENING_LEVEL / len(p_values))
    return np.sort(passed[np.argsort(p_values[passed], kind="stable")][:most])


def best_box(boxes: list[Box], table: np.ndarray, happens: np.ndarray) -> Box:
    """The first box with the largest difference of coverage and mass on these rows."""

    def gain(box: Box) -> float:
        record = record_of(box, table, happens)
        return record.coverage - record.mass

    return max(boxes, key=gain)


def lift(
    box: Box, table: np.ndarray, happens: np.ndarray, blocks: np.ndarray, seed: int
) -> tuple[float, float, float]:
    """Density of a box divided by the share of the outcome in all rows, with a 90% interval.

    Parameters
    ----------
    box : Box
        A box that was found on other rows.
    table : ndarray
        [row, input].
    happens : ndarray of bool
        Whether each row has the outcome.
    blocks : ndarray of int
        Block of each row; rows of one block share some inputs and are resampled together.
    seed : int
        Seed of the resampling.

    Returns
    -------
    tuple of float
        Value and interval; missing if the box is empty or no row has the outcome.
    """
    inside = box.holds(table)
    _, of_row = np.unique(blocks, return_inverse=True)
    counts = np.stack(
        [np.bincount(of_row, weights=w) for w in (inside & happens, inside, happens, happens >= 0)]
    )
    size = counts.shape[1]
    resamples = np.random.default_rng(seed).integers(size, size=(RESAMPLES, size))
    spread = _lift_of(counts[:, resamples].sum(axis=-1))
    value = float(_lift_of(counts.sum(axis=1)))
    if np.isnan(spread).all():
        return value, np.nan, np.nan
    low, high = np.nanquantile(spread, INTERVAL_90)
    return value, float(low), float(high)


def _lift_of(counts: np.ndarray) -> np.ndarray:
    """Ratio of the density to the share of all rows with the outcome; missing if undefined."""
    hits, inside, cases, rows = counts
    possible = (inside > 0) & (cases > 0)
    return np.where(possible, hits * rows / np.where(possible, inside * cases, 1.0), np.nan)
