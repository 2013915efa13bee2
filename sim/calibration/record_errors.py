"""What published figures and the model get wrong: how far errors reach, and how they hang together.

References
----------
Kennedy and O'Hagan (2001), Bayesian calibration of computer models, Journal of the Royal
Statistical Society B 63(3): a discrepancy of the model beside the errors of the figures.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sim.calibration.targets import Target, months_of

SERIES_SPREAD = 0.7
"""Standard deviation of the log of a published series' own scale: a factor of two either way."""

PERSISTENCE = 12.0
"""Months over which the correlation of a discrepancy falls by a factor e; an assumption."""


def effective_tolerances(targets: Sequence[Target]) -> np.ndarray:
    """Tolerances, multiplied by the root of the number of rows that rest on the same release."""
    keys = [(t.measure, t.of, t.release) for t in targets]
    return np.array(
        [
            target.tolerance * (keys.count(key) ** 0.5 if target.release else 1.0)
            for target, key in zip(targets, keys, strict=True)
        ]
    )


def standard_deviations(targets: Sequence[Target]) -> np.ndarray:
    """Standard deviation of all that is wrong of each target but the scale of its series."""
    return np.hypot(effective_tolerances(targets), [target.discrepancy for target in targets])


def error_covariance(targets: Sequence[Target]) -> np.ndarray:
    r"""Covariance of the errors of values, each on its own scale, [target, target].

    :math:`C_{ij} = \tau_i^2 \delta_{ij} + d_i d_j e^{-|t_i - t_j| / T} + \sigma_s^2`: errors of
    the figures; discrepancies of the model, which values of the same quantity share as far as they
    are near in time; and the unknown scale of a published series, for two of its rows.
    """
    return _covariance(tuple(targets)).copy()


@lru_cache(maxsize=8)
def _covariance(targets: tuple[Target, ...]) -> np.ndarray:
    """`error_covariance`, for which a sampler asks in each move."""
    discrepancies = np.array([target.discrepancy for target in targets])
    middles = [_middle(target.period) for target in targets]
    apart = np.abs(np.subtract.outer(middles, middles))
    shared = np.multiply.outer(discrepancies, discrepancies) * np.exp(-apart / PERSISTENCE)
    return (
        np.diag(effective_tolerances(targets) ** 2)
        + np.where(_alike([(t.measure, t.of, t.region, t.scale) for t in targets]), shared, 0.0)
        + np.where(_alike([t.series or t.id for t in targets]), _spreads(targets), 0.0)
    )


def _middle(period: str) -> float:
    first, last = months_of(period)
    return 0.5 * float(first.astype(int) + last.astype(int))


def _alike(names: Sequence[object]) -> np.ndarray:
    """Whether two targets have the same name, [target, target]."""
    first = [names.index(name) for name in names]
    return np.equal.outer(first, first)


def _spreads(targets: Sequence[Target]) -> np.ndarray:
    return np.array([SERIES_SPREAD**2 if target.series else 0.0 for target in targets])
