"""Weights of members: effective sample size, shape of the tail, and resampling."""

import numpy as np
from scipy.special import logsumexp

LARGEST_PARETO_K = 0.7
"""Shape of the tail of weights above which a few members dominate, so that they are not reliable.

Vehtari et al. (2024), Journal of Machine Learning Research 25(72).
"""

FEWEST_WEIGHTS = 25
"""Number of positive weights below which the tail cannot be estimated."""


def tempered_weights(
    log_likelihood: np.ndarray, tempering: float, size: float
) -> tuple[np.ndarray, float]:
    """Weights for the highest exponent that keeps an effective sample size on every island.

    Parameters
    ----------
    log_likelihood : ndarray
        [island, member]
    tempering : float
        Present exponent of the likelihood.
    size : float
        Effective sample size that every island keeps.

    Returns
    -------
    ndarray, float
        Weights, which sum to one on each island, and the new exponent, at most 1.
    """
    low, high = tempering, 1.0
    if effective_size(weights_of(log_likelihood, high - tempering)) >= size:
        return weights_of(log_likelihood, high - tempering), 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        enough = effective_size(weights_of(log_likelihood, middle - tempering)) >= size
        low, high = (middle, high) if enough else (low, middle)
    return weights_of(log_likelihood, low - tempering), low


def weights_of(log_likelihood: np.ndarray, exponent: float) -> np.ndarray:
    """Weights for a likelihood raised to an exponent, normalised along the last axis."""
    possible = np.isfinite(log_likelihood)
    weight = np.where(possible, exponent * np.where(possible, log_likelihood, 0.0), -np.inf)
    return np.exp(weight - logsumexp(weight, axis=-1, keepdims=True))


def effective_size(weights: np.ndarray) -> float:
    """Effective sample size of normalised weights, 1 / sum of squares (Kish): the least row's."""
    return float((1.0 / (weights**2).sum(axis=-1)).min())


def pareto_k(weights: np.ndarray) -> float:
    """Shape of the tail of weights, Pareto's k.

    Minus infinity if the largest weights are equal, infinity if there are too few weights.
    """
    from arviz_stats.base import array_stats

    counting = weights[weights > 0]
    if np.ptp(counting) == 0.0 and len(counting) >= min(len(weights), FEWEST_WEIGHTS):
        return -np.inf
    if len(counting) < FEWEST_WEIGHTS:
        return np.inf
    try:
        # psislw takes log likelihoods and weights by their inverse
        _, shape = array_stats.psislw(-np.log(counting))
    except ValueError:  # all values of the tail are equal
        return -np.inf
    return np.inf if np.isnan(shape) else float(shape)


def resample(weights: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Systematic resampling: indices of members, each in proportion to its weight."""
    places = (rng.random() + np.arange(count)) / count
    return np.searchsorted(np.cumsum(weights), places).clip(max=len(weights) - 1)


def distinct(values: np.ndarray) -> float:
    """Effective number of distinct values among members (Kish), that of the least coordinate.

    Resampling copies a member with all its coordinates; two copies differ in one only after it was
    moved.

    Parameters
    ----------
    values : ndarray
        [member, coordinate]
    """
    counts = (np.unique(column, return_counts=True)[1].astype(float) for column in values.T)
    return min((len(values) ** 2 / (count**2).sum() for count in counts), default=np.inf)
