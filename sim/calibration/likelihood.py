"""The likelihood of the record given a member's predictions, and simulated records."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import log_ndtr

from sim.calibration.targets import Target

SERIES_SPREAD = 0.7
"""Standard deviation of the log of a published series' own scale: a factor of two either way."""

CLIPPING_QUANTILES = (0.01, 0.99)
"""Quantile levels at which predictions are clipped before slopes are estimated."""


def log_likelihood(predictions: np.ndarray, targets: Sequence[Target]) -> np.ndarray:
    r"""Log likelihood of the record, up to a constant.

    Values of a series share a scale s of their own, which is integrated out: their log ratios are
    normal with covariance :math:`\mathrm{diag}(\tau^2) + \sigma_s^2 1 1^T`.

    Parameters
    ----------
    predictions : ndarray
        Predictions of members, [member, target].
    targets : sequence of Target
        In the order of the columns.

    Returns
    -------
    ndarray
        [member]; minus infinity if a target excludes a member's prediction.
    """
    total = np.zeros(len(predictions))
    tolerances = effective_tolerances(targets)
    for column, target in enumerate(targets):
        if not target.series:
            total += _of_one(predictions[:, column], target, tolerances[column])
    for name in sorted({target.series for target in targets} - {""}):
        columns = [i for i, target in enumerate(targets) if target.series == name]
        total += _of_series(
            predictions[:, columns], [targets[i] for i in columns], tolerances[np.array(columns)]
        )
    return total


def effective_tolerances(targets: Sequence[Target]) -> np.ndarray:
    """Tolerances, multiplied by the root of the number of rows that rest on the same release."""
    keys = [(t.measure, t.of, t.release) for t in targets]
    return np.array(
        [
            target.tolerance * (keys.count(key) ** 0.5 if target.release else 1.0)
            for target, key in zip(targets, keys, strict=True)
        ]
    )


def in_tolerances(predictions: np.ndarray, targets: Sequence[Target]) -> np.ndarray:
    """Predictions, [member, target], on the scale of each target's error, in tolerances.

    A fact is 1 if it holds. The lowest and highest hundredth are clipped, because values without a
    logarithm and outliers would distort the slopes.
    """
    predictions = np.asarray(predictions, dtype=np.float64)
    tolerances = effective_tolerances(targets)
    columns = []
    for column, target in enumerate(targets):
        tolerance = 1.0 if target.kind == "fact" else tolerances[column]
        values = np.nan_to_num(_scaled(predictions[:, column], target), nan=-np.inf, neginf=-np.inf)
        ends = np.quantile(values, CLIPPING_QUANTILES, method="nearest")
        finite = values[np.isfinite(values)]
        within = (finite.min(), finite.max()) if len(finite) else (0.0, 0.0)
        columns.append(values.clip(*np.clip(ends, *within)) / tolerance)
    return np.stack(columns, axis=-1)


def _scaled(values: np.ndarray, target: Target) -> np.ndarray:
    """Values on the scale of the target's error; minus infinity if they have no logarithm."""
    if target.scale == "linear":
        return values
    return _log(values)


def _log(values: np.ndarray) -> np.ndarray:
    """Natural logarithm; minus infinity for values that are not positive."""
    positive = values > 0
    return np.where(positive, np.log(np.where(positive, values, 1.0)), -np.inf)


def _end(value: float | None, target: Target) -> float:
    assert value is not None  # checked when the table is read
    return float(np.log(value)) if target.scale == "log" else value


def _of_one(predictions: np.ndarray, target: Target, tolerance: float) -> np.ndarray:
    values = _scaled(np.asarray(predictions, dtype=np.float64), target)
    if target.kind == "fact":
        wrong = values != target.value
        return np.where(wrong, np.log(tolerance), np.log1p(-tolerance))
    if target.kind == "value":
        likelihood = -0.5 * ((values - _end(target.value, target)) / tolerance) ** 2
    elif target.kind == "bound":
        likelihood = log_ndtr((values - _end(target.low, target)) / tolerance)
    else:
        likelihood = _log_share_between(
            (_end(target.low, target) - values) / tolerance,
            (_end(target.high, target) - values) / tolerance,
        )
    return np.where(np.isnan(likelihood), -np.inf, likelihood)


def _log_share_between(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Log probability of a standard normal between two ends, accurate in both tails."""
    mirrored = low > 0.0
    low, high = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    below, above = log_ndtr(low), log_ndtr(high)
    reached = np.isfinite(above)  # not if the prediction has no logarithm
    part_below = np.exp(np.where(reached, below, 0.0) - np.where(reached, above, 0.0))
    between = part_below < 1.0
    return np.where(between, above + np.log1p(-np.where(between, part_below, 0.0)), -np.inf)


def _of_series(
    predictions: np.ndarray, targets: list[Target], tolerances: np.ndarray
) -> np.ndarray:
    values = np.array([target.value for target in targets], dtype=np.float64)
    ratios = np.log(values) - _log(predictions)
    ratios = np.where(np.isfinite(ratios), ratios, np.inf)
    covariance = np.diag(tolerances**2) + SERIES_SPREAD**2
    precision = np.linalg.inv(covariance)
    finite = np.isfinite(ratios).all(axis=1)
    likelihood = np.full(len(predictions), -np.inf)
    kept = ratios[finite]
    likelihood[finite] = -0.5 * np.einsum("ni,ij,nj->n", kept, precision, kept)
    return likelihood


def simulated_record(
    predictions: np.ndarray, targets: Sequence[Target], rng: np.random.Generator
) -> tuple[Target, ...]:
    """Simulate a record from a member: its predictions with errors drawn from the tolerances.

    For a claimed interval, the scale is divided into cells of its width, of which the interval is
    one; the simulated record is the cell that contains the value with its error.

    Parameters
    ----------
    predictions : ndarray
        Predictions of one member, [target].
    targets : sequence of Target
        In the same order.
    rng : numpy.random.Generator
        Source of the errors.

    Returns
    -------
    tuple of Target
        The same targets with other values.
    """
    scales = {
        name: SERIES_SPREAD * rng.standard_normal() for name in sorted({t.series for t in targets})
    } | {"": 0.0}
    tolerances = effective_tolerances(targets)
    return tuple(
        _recorded(float(value), target, tolerance, scales[target.series], rng)
        for value, target, tolerance in zip(predictions, targets, tolerances, strict=True)
    )


def _recorded(
    value: float, target: Target, tolerance: float, offset: float, rng: np.random.Generator
) -> Target:
    if target.kind == "fact":
        wrong = rng.random() < tolerance
        return replace(target, value=1.0 - value if wrong else value)
    scaled = float(_scaled(np.array(value), target))
    observed = scaled + offset + tolerance * rng.standard_normal()
    back = np.exp if target.scale == "log" else float
    if target.kind == "value":
        return replace(target, value=float(back(observed)))
    if target.kind == "bound":
        # above the bound only the bound is recorded, below it the value itself
        beyond = observed > _end(target.low, target)
        return target if beyond else replace(target, kind="value", value=float(back(observed)))
    low, high = _end(target.low, target), _end(target.high, target)
    cell = np.floor((observed - low) / (high - low)) * (high - low)
    return replace(target, low=float(back(low + cell)), high=float(back(high + cell)))
