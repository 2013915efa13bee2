"""Scores of forecasts: CRPS, coverage and ranks of ensembles, and the CRPS of simple rivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

KNOW_NOTHING = (0.0, 24.0)
"""Range of the uniform forecast of the rival that knows nothing, months."""


def crps_of_members(observed: float, members: np.ndarray) -> float:
    """Continuous ranked probability score of an ensemble, in units of the observation.

    References
    ----------
    Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation.
    """
    from scoringrules import crps_ensemble  # compiles for seconds when it is imported

    return float(crps_ensemble(observed, members))


def crps_of_walk(observed: float, last: float, spread: float) -> float:
    """CRPS of a random walk from the last value: normal, with a standard deviation."""
    from scoringrules import crps_normal  # compiles for seconds when it is imported

    return float(crps_normal(observed, last, spread))


def crps_of_staying(observed: float, last: float) -> float:
    """CRPS of the point forecast "it stays", which is the absolute error."""
    return abs(observed - last)


def crps_of_knowing_nothing(observed: float) -> float:
    """CRPS of a uniform distribution over `KNOW_NOTHING`."""
    from scoringrules import crps_uniform  # compiles for seconds when it is imported

    return float(crps_uniform(observed, *KNOW_NOTHING))


def rank_share(observed: float, members: np.ndarray) -> float:
    """Share of members below an observation; those equal to it count half."""
    return float((members < observed).mean() + 0.5 * (members == observed).mean())


def within(observed: float, members: np.ndarray, part: float) -> bool:
    """Whether an observation lies in the central interval that holds some share of the members."""
    low, high = np.quantile(members, [0.5 - part / 2, 0.5 + part / 2])
    return bool(low <= observed <= high)


@dataclass(frozen=True)
class Measurement:
    """One measured lag: on which index, when (months since any origin), and how large."""

    index: str
    month: int
    lag: float


def walk_spread(known: Sequence[Measurement]) -> float:
    r"""Standard deviation of the monthly step of a random walk, estimated from measurements.

    .. math:: \sigma^2 = \operatorname{mean} \Delta^2 / h

    over successive measurements of one index, h months apart.

    Parameters
    ----------
    known : sequence of Measurement
        Measurements up to the cut-off.

    Returns
    -------
    float
        Months.

    Raises
    ------
    ValueError
        If no index was measured twice.
    """
    squares = []
    for index in sorted({measurement.index for measurement in known}):
        of_index = sorted((s for s in known if s.index == index), key=lambda s: s.month)
        for before, after in pairwise(of_index):
            squares.append((after.lag - before.lag) ** 2 / (after.month - before.month))
    if not squares:
        raise ValueError("no index was measured twice before the cut-off")
    return float(np.sqrt(np.mean(squares)))
