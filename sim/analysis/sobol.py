r"""Sobol indices of any function of independent inputs, from rows that may share some of them.

Two samples A and B of all inputs are drawn. For each input, A is run again with the columns of that
input from B. The first order is the share of the variance that the input explains by itself, the
total order the share that is left when all other inputs are known:

.. math:: S_i = \frac{\overline{f_B (f_{AB_i} - f_A)}}{V}, \qquad
    T_i = \frac{\overline{(f_A - f_{AB_i})^2}}{2 V}

An input may be a group of columns. Rows come in blocks, within which some columns may be the same
in every row, such as those of a regime. Each row is still a draw of all inputs, so both estimators
remain unbiased. The rows of a block are not independent, so whole blocks are resampled for
intervals.

References
----------
Saltelli et al. (2010), Computer Physics Communications 181(2), for both estimators.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from sim.settings.variables import INTERVAL_90

LEADING_INPUTS = 5
"""Number of inputs, by total order, whose ranking and intervals have to be stable."""

WIDEST_INTERVAL = 0.1
"""Largest width of the interval of a leading input's total order at convergence."""

FEWEST_BLOCKS = 20
"""Number of blocks below which intervals from resampling are too narrow."""

Model = Callable[[Sequence[np.ndarray]], Sequence[np.ndarray]]
"""Computes outcomes, [row, outcome], of tables of inputs, [row, column]."""


@dataclass(frozen=True)
class Design:
    """Two samples of the same inputs.

    Attributes
    ----------
    first, second : ndarray
        Samples A and B, [row, column].
    inputs : mapping of str to sequence of int
        Columns of each input or group of inputs.
    block : int
        Number of consecutive rows that may share columns; 1 if none do.
    """

    first: np.ndarray
    second: np.ndarray
    inputs: Mapping[str, Sequence[int]]
    block: int = 1

    def part(self, rows: slice, inputs: Mapping[str, Sequence[int]]) -> "Design":
        """Some rows of both samples, with some inputs."""
        return replace(self, first=self.first[rows], second=self.second[rows], inputs=inputs)

    def tables(self) -> Iterator[np.ndarray]:
        """Yield the tables to run: A, B, and A with each input from B."""
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
        Outcomes of A and B, [row, outcome].
    mixed : mapping of str to ndarray
        Outcomes of A with each input from B, [row, outcome]: of all rows, or of the first ones.
    block : int
        Number of rows in a block of the design.
    """

    first: np.ndarray
    second: np.ndarray
    mixed: Mapping[str, np.ndarray]
    block: int

    def half(self) -> "Runs":
        """The first half of the blocks of each input."""
        mixed = {name: rows[: self._half_of(rows)] for name, rows in self.mixed.items()}
        rows = slice(0, self._half_of(self.first))
        return Runs(self.first[rows], self.second[rows], mixed, self.block)

    def _half_of(self, rows: np.ndarray) -> int:
        return len(rows) // self.block // 2 * self.block

    def followed_by(self, other: "Runs") -> "Runs":
        """The runs with further rows; inputs that these do not have keep the first ones."""
        mixed = {
            name: np.concatenate([rows, other.mixed[name]]) if name in other.mixed else rows
            for name, rows in self.mixed.items()
        }
        first = np.concatenate([self.first, other.first])
        return Runs(first, np.concatenate([self.second, other.second]), mixed, self.block)


def run(model: Model, design: Design) -> Runs:
    """Run the model on all tables of a design."""
    first, second, *mixed = model(tuple(design.tables()))
    return Runs(first, second, dict(zip(design.inputs, mixed, strict=True)), design.block)


@dataclass(frozen=True)
class Indices:
    """Sobol indices with 90% intervals; missing where an outcome does not vary.

    Attributes
    ----------
    first, total : ndarray
        [input, outcome].
    first_interval, total_interval : ndarray
        [input, outcome, bound].
    rows : ndarray
        Number of rows from which those of each input were estimated, [input].
    blocks : int
        Number of blocks in the design.
    """

    first: np.ndarray
    total: np.ndarray
    first_interval: np.ndarray
    total_interval: np.ndarray
    rows: np.ndarray
    blocks: int


def indices(runs: Runs, resamples: int, seed: int) -> Indices:
    """Estimate the indices from the outcomes of a design.

    Parameters
    ----------
    runs : Runs
        Outcomes of a design.
    resamples : int
        Number of resamples of the blocks, with replacement.
    seed : int
        Seed of the resampling.
    """
    resampled = cache(partial(_resampled_rows, block=runs.block, resamples=resamples, seed=seed))
    shape = (len(runs.mixed), runs.first.shape[1])
    first, total = np.full((2, *shape), np.nan)
    first_interval, total_interval = np.full((2, *shape, 2), np.nan)
    for outcome in range(shape[1]):
        a, b = runs.first[:, outcome], runs.second[:, outcome]
        if not _varies(a, b):
            continue
        centre = np.concatenate([a, b]).mean()
        for place, mixed in enumerate(runs.mixed.values()):
            ab = mixed[:, outcome]
            parts = a[: len(ab)] - centre, ab - centre, b[: len(ab)] - centre
            first[place, outcome], total[place, outcome] = _orders(*parts)
            spread = _orders(*(part[resampled(len(ab))] for part in parts))
            first_interval[place, outcome] = np.quantile(spread[0], INTERVAL_90)
            total_interval[place, outcome] = np.quantile(spread[1], INTERVAL_90)
    rows = np.array([len(mixed) for mixed in runs.mixed.values()])
    blocks = len(runs.first) // runs.block
    return Indices(first, total, first_interval, total_interval, rows, blocks)


def _varies(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.ptp(np.concatenate([a, b])) > 1e-12)


def _orders(a: np.ndarray, ab: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and total order over the first axis, from outcomes minus their mean."""
    # SALib is an optional dependency
    from SALib.analyze.sobol import first_order, total_order

    return first_order(a, ab, b), total_order(a, ab, b)


def _resampled_rows(rows: int, block: int, resamples: int, seed: int) -> np.ndarray:
    """Rows of resampled blocks, [row, resample]."""
    blocks = np.random.default_rng(seed).integers(rows // block, size=(rows // block, resamples))
    inside = np.arange(block)[None, :, None]
    return (blocks[:, None, :] * block + inside).reshape(-1, resamples)


@dataclass(frozen=True)
class Convergence:
    """Whether the largest total orders of an outcome have converged.

    Attributes
    ----------
    leading : tuple of int
        Inputs with the largest total orders, the largest first.
    same_leaders : bool
        Whether half the sample gives the same leading inputs, in the same order where their
        intervals do not overlap.
    widest : float
        Largest width of their intervals.
    largest_move : float
        Largest difference of their total orders between half the sample and the whole sample.
    blocks : int
        Blocks in the sample.
    """

    leading: tuple[int, ...]
    same_leaders: bool
    widest: float
    largest_move: float
    blocks: int

    @property
    def is_reached(self) -> bool:
        """Whether ranking and intervals are stable, and the number of blocks is sufficient."""
        stable = (
            self.same_leaders
            and self.widest <= WIDEST_INTERVAL
            and self.largest_move <= WIDEST_INTERVAL
        )
        return stable and self.blocks >= FEWEST_BLOCKS


def convergence(
    whole: Indices, half: Indices, outcome: int, candidates: Sequence[int]
) -> Convergence:
    """Compare the indices of a sample with those of its first half.

    Parameters
    ----------
    whole, half : Indices
        Indices of the sample, and of half of it.
    outcome : int
        Place of the outcome.
    candidates : sequence of int
        Places of the inputs to rank, without groups of inputs.

    References
    ----------
    Sarrazin, Pianosi and Wagener (2016), Environmental Modelling and Software 79: convergence of
    values, of ranking and of intervals are different things.
    """
    total, half_total = whole.total[:, outcome], half.total[:, outcome]
    leading = sorted(candidates, key=lambda i: -total[i])[:LEADING_INPUTS]
    half_leading = sorted(candidates, key=lambda i: -half_total[i])[:LEADING_INPUTS]
    bounds = whole.total_interval[leading, outcome]
    in_order = all(
        half_total[one] > half_total[other]
        for place, one in enumerate(leading)
        for other in leading[place + 1 :]
        if whole.total_interval[one, outcome, 0] > whole.total_interval[other, outcome, 1]
    )
    return Convergence(
        leading=tuple(leading),
        same_leaders=_same_set(leading, half_leading, whole, outcome) and in_order,
        widest=float(np.ptp(bounds, axis=1).max()),
        largest_move=float(np.abs(total[leading] - half_total[leading]).max()),
        blocks=whole.blocks,
    )


def _same_set(leading: Sequence[int], half: Sequence[int], whole: Indices, outcome: int) -> bool:
    """Whether half the sample has the same leading inputs, or ones whose intervals overlap."""
    bounds = whole.total_interval[:, outcome]
    new, gone = set(half) - set(leading), set(leading) - set(half)
    return all(bounds[n, 1] >= bounds[g, 0] for n in new for g in gone)
