"""The likelihood of the record given a member's predictions, and simulated records."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import log_ndtr

from sim.calibration.record_errors import (
    effective_tolerances,
    error_covariance,
    standard_deviations,
)
from sim.calibration.targets import Target

CLIPPING_QUANTILES = (0.01, 0.99)
"""Quantile levels at which predictions are clipped before slopes are estimated."""


def log_likelihood(predictions: np.ndarray, targets: Sequence[Target]) -> np.ndarray:
    r"""Log likelihood of the record, up to a constant.

    The errors of values are normal with the covariance C of
    `sim.calibration.record_errors.error_covariance`: they add :math:`-\tfrac12 e^T C^{-1} e`.
    Intervals, bounds and facts add a term each.

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
    values = [i for i, target in enumerate(targets) if target.kind == "value"]
    covariance = error_covariance(targets)[np.ix_(values, values)]
    total = _of_values(predictions[:, values], [targets[i] for i in values], covariance)
    tolerances = effective_tolerances(targets)
    for column, target in enumerate(targets):
        if target.kind != "value":
            total += _of_one(predictions[:, column], target, tolerances[column])
    return total


def in_tolerances(predictions: np.ndarray, targets: Sequence[Target]) -> np.ndarray:
    """Predictions, [member, target], on the scale of each target's error, in its deviations.

    A fact is 1 if it holds. The lowest and highest hundredth are clipped, because values without a
    logarithm and outliers would distort the slopes.
    """
    predictions = np.asarray(predictions, dtype=np.float64)
    deviations = standard_deviations(targets)
    columns = []
    for column, target in enumerate(targets):
        deviation = 1.0 if target.kind == "fact" else deviations[column]
        values = np.nan_to_num(_scaled(predictions[:, column], target), nan=-np.inf, neginf=-np.inf)
        ends = np.quantile(values, CLIPPING_QUANTILES, method="nearest")
        finite = values[np.isfinite(values)]
        within = (finite.min(), finite.max()) if len(finite) else (0.0, 0.0)
        columns.append(values.clip(*np.clip(ends, *within)) / deviation)
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


def _of_values(
    predictions: np.ndarray, targets: Sequence[Target], covariance: np.ndarray
) -> np.ndarray:
    errors = np.empty(predictions.shape)
    for column, target in enumerate(targets):
        errors[:, column] = _scaled(predictions[:, column], target) - _end(target.value, target)
    possible = np.isfinite(errors).all(axis=1)
    independent = np.linalg.solve(np.linalg.cholesky(covariance), errors[possible].T)
    likelihood = np.full(len(predictions), -np.inf)
    likelihood[possible] = -0.5 * (independent**2).sum(axis=0)
    return likelihood


def _of_one(predictions: np.ndarray, target: Target, tolerance: float) -> np.ndarray:
    """Log likelihood of an interval, a bound or a fact."""
    values = _scaled(predictions.astype(np.float64), target)
    if target.kind == "fact":
        wrong = values != target.value
        return np.where(wrong, np.log(tolerance), np.log1p(-tolerance))
    if target.kind == "bound":
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


def simulated_record(
    predictions: np.ndarray,
    targets: Sequence[Target],
    rng: np.random.Generator,
    known: Collection[str] = (),
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
    known : collection of str
        Ids of targets that keep their values. Errors of the others are drawn given theirs.

    Returns
    -------
    tuple of Target
        The same targets, with other values where they are not known.
    """
    errors = _drawn_errors(predictions, targets, rng, known)
    return tuple(
        target if target.id in known else _recorded(float(value), target, float(error), rng)
        for value, target, error in zip(predictions, targets, errors, strict=True)
    )


def _drawn_errors(
    predictions: np.ndarray,
    targets: Sequence[Target],
    rng: np.random.Generator,
    known: Collection[str],
) -> np.ndarray:
    """Errors of a record, [target]: normal, given those of the values that are known."""
    covariance = error_covariance(targets)
    given = np.array([target.id in known and target.kind == "value" for target in targets])
    errors = np.zeros(len(targets))
    for place, target in enumerate(targets):
        if given[place]:
            predicted = float(_scaled(np.array(float(predictions[place])), target))
            errors[place] = _end(target.value, target) - predicted
    of_given, across = covariance[np.ix_(given, given)], covariance[np.ix_(given, ~given)]
    gain = np.linalg.solve(of_given, across).T
    left = covariance[np.ix_(~given, ~given)] - gain @ across
    drawn = np.linalg.cholesky(left) @ rng.standard_normal(len(left))
    errors[~given] = gain @ errors[given] + drawn
    return errors


def _recorded(value: float, target: Target, error: float, rng: np.random.Generator) -> Target:
    if target.kind == "fact":
        wrong = rng.random() < target.tolerance
        return replace(target, value=1.0 - value if wrong else value)
    observed = float(_scaled(np.array(value), target)) + error
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
