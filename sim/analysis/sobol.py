r"""Sobol indices of any function of independent inputs, from rows that may share some of them.

Two samples A and B of all inputs are drawn, and for each input A is run again with that input's
columns from B. The first order is the part of the variance that the input explains by itself, the
total order the part that is left when all others are known:

.. math:: S_i = \frac{\overline{f_B (f_{AB_i} - f_A)}}{V}, \qquad
    T_i = \frac{\overline{(f_A - f_{AB_i})^2}}{2 V}

An input may be a group of columns. Rows come in blocks: within a block some columns may be the same
in every row, as a regime is. Each row is then still a draw of all inputs, so that both estimators
stay right on average; but rows of a block are not independent, so intervals resample whole blocks.

References
----------
Saltelli et al. (2010), Computer Physics Communications 181(2), for both estimators.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

INTERVAL_90 = (0.05, 0.95)
"""Of resampled indices: 90%."""

LEADING_INPUTS = 5
"""Inputs by total order whose ranking and intervals have to be stable."""

WIDEST_INTERVAL = 0.1
"""Widest interval of a leading input's total order that counts as known."""

FEWEST_BLOCKS = 20
"""Blocks below which resampling them gives intervals that are too narrow."""

Model = Callable[[np.ndarray], np.ndarray]
"""Outcomes, [row, outcome], of a table of inputs, [row, column]."""


@dataclass(frozen=True)
class Design:
    """Two samples of the same inputs.

    Attributes
    ----------
    first, second : ndarray
        A and B, [row, column].
    inputs : mapping of str to sequence of int
        Columns of each input or group of inputs.
    block : int
        Rows, one after another, that may share columns; 1 if none do.
    """

    first: np.ndarray
    second: np.ndarray
    inputs: Mapping[str, Sequence[int]]
    block: int = 1

    def tables(self) -> Iterator[np.ndarray]:
        """What has to be run: A, B, and A with each input from B."""
        yield self.first
        yield self.second
        for columns in self.inputs.values():
            mixed = self.first.copy()
            mixed[:, list(columns)] = self.second[:, list(columns)]
            yield mixed


@dataclass(frozen=True)
class Runs:
    """Outcomes of a design.

    Attributes
    ----------
    first, second : ndarray
        Of A and B, [row, outcome].
    mixed : ndarray
        Of A with each input from B, [input, row, outcome].
    block : int
        As of the design.
    """

    first: np.ndarray
    second: np.ndarray
    mixed: np.ndarray
    block: int

    def half(self) -> "Runs":
        """The first half of the blocks."""
        rows = slice(0, len(self.first) // self.block // 2 * self.block)
        return Runs(self.first[rows], self.second[rows], self.mixed[:, rows], self.block)


def run(model: Model, design: Design) -> Runs:
    """Run a design."""
    first, second, *mixed = (model(table) for table in design.tables())
    return Runs(first, second, np.stack(mixed), design.block)


@dataclass(frozen=True)
class Indices:
    """Sobol indices with 90% intervals; missing where an outcome does not vary.

    Attributes
    ----------
    first, total : ndarray
        [input, outcome].
    first_interval, total_interval : ndarray
        [input, outcome, bound].
    blocks : int
        That they were estimated from.
    """

    first: np.ndarray
    total: np.ndarray
    first_interval: np.ndarray
    total_interval: np.ndarray
    blocks: int


def indices(runs: Runs, resamples: int, seed: int) -> Indices:
    """Estimate the indices of what was run.

    Parameters
    ----------
    runs : Runs
        Outcomes of a design.
    resamples : int
        Resamples of the blocks, with replacement.
    seed : int
        Of the resampling.
    """
    rows = _resampled_rows(len(runs.first), runs.block, resamples, seed)
    shape = (len(runs.mixed), runs.first.shape[1])
    first, total = np.full((2, *shape), np.nan)
    first_interval, total_interval = np.full((2, *shape, 2), np.nan)
    for outcome in range(shape[1]):
        a, b, mixed = runs.first[:, outcome], runs.second[:, outcome], runs.mixed[:, :, outcome]
        if not _varies(a, b):
            continue
        centre = np.concatenate([a, b]).mean()
        for place, ab in enumerate(mixed):
            parts = a - centre, ab - centre, b - centre
            first[place, outcome], total[place, outcome] = _orders(*parts)
            spread = _orders(*(part[rows] for part in parts))
            first_interval[place, outcome] = np.quantile(spread[0], INTERVAL_90)
            total_interval[place, outcome] = np.quantile(spread[1], INTERVAL_90)
    blocks = len(runs.first) // runs.block
    return Indices(first, total, first_interval, total_interval, blocks)


def _varies(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.ptp(np.concatenate([a, b])) > 1e-12)


def _orders(a: np.ndarray, ab: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and total order, over the first axis, of outcomes around their mean."""
    # as an extra of the package it need not be there
    from SALib.analyze.sobol import first_order, total_order

    return first_order(a, ab, b), total_order(a, ab, b)


def _resampled_rows(rows: int, block: int, resamples: int, seed: int) -> np.ndarray:
    """Rows of resampled blocks, [row, resample]."""
    blocks = np.random.default_rng(seed).integers(rows // block, size=(rows // block, resamples))
    inside = np.arange(block)[None, :, None]
    return (blocks[:, None, :] * block + inside).reshape(-1, resamples)


@dataclass(frozen=True)
class Convergence:
    """Whether the largest total orders of an outcome would stay as they are in a larger sample.

    Attributes
    ----------
    leading : tuple of int
        Inputs with the largest total orders, the largest first.
    same_leaders : bool
        Whether half the sample names the same inputs, in the same order wherever their intervals
        are apart.
    widest : float
        Widest interval of theirs.
    moved : float
        Largest difference of theirs between half the sample and the whole.
    blocks : int
        Blocks in the sample.
    """

    leading: tuple[int, ...]
    same_leaders: bool
    widest: float
    moved: float
    blocks: int

    @property
    def is_reached(self) -> bool:
        """Whether ranking and intervals are stable, and of enough blocks to tell."""
        stable = (
            self.same_leaders and self.widest <= WIDEST_INTERVAL and self.moved <= WIDEST_INTERVAL
        )
        return stable and self.blocks >= FEWEST_BLOCKS


def convergence(
    whole: Indices, half: Indices, outcome: int, candidates: Sequence[int]
) -> Convergence:
    """Compare the indices of a sample with those of its first half.

    Parameters
    ----------
    whole, half : Indices
        Of the sample, and of half of it.
    outcome : int
        Which outcome.
    candidates : sequence of int
        Inputs that are ranked: no groups, whose members are ranked themselves.

    References
    ----------
    Sarrazin, Pianosi and Wagener (2016), Environmental Modelling and Software 79: convergence of
    values, of ranking and of intervals are different things.
    """
    total, of_half = whole.total[:, outcome], half.total[:, outcome]
    leading = sorted(candidates, key=lambda i: -total[i])[:LEADING_INPUTS]
    of_half_leading = sorted(candidates, key=lambda i: -of_half[i])[:LEADING_INPUTS]
    bounds = whole.total_interval[leading, outcome]
    in_order = all(
        of_half[one] > of_half[other]
        for place, one in enumerate(leading)
        for other in leading[place + 1 :]
        if whole.total_interval[one, outcome, 0] > whole.total_interval[other, outcome, 1]
    )
    return Convergence(
        leading=tuple(leading),
        same_leaders=_same_set(leading, of_half_leading, whole, outcome) and in_order,
        widest=float(np.ptp(bounds, axis=1).max()),
        moved=float(np.abs(total[leading] - of_half[leading]).max()),
        blocks=whole.blocks,
    )


def _same_set(leading: Sequence[int], of_half: Sequence[int], whole: Indices, outcome: int) -> bool:
    """Whether half the sample leads with the same inputs, but for those whose intervals overlap."""
    bounds = whole.total_interval[:, outcome]
    new, gone = set(of_half) - set(leading), set(leading) - set(of_half)
    return all(bounds[n, 1] >= bounds[g, 0] for n in new for g in gone)
