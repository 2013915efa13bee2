"""Weights of members: how many count, how heavy the tail is, and who goes on."""

import numpy as np
from scipy.special import logsumexp

FEWEST = 25
"""Weights whose tail can be looked at."""


def power_weights(
    log_likelihood: np.ndarray, power: float, size: float
) -> tuple[np.ndarray, float]:
    """Normalised weights of a raised power, as high as keeps an effective sample size.

    Parameters
    ----------
    log_likelihood : ndarray
        [member]
    power : float
        At which the members stand.
    size : float
        Effective sample size to keep.

    Returns
    -------
    ndarray, float
        Weights, and the new power, at most 1.
    """
    low, high = power, 1.0
    if effective_size(weights_of(log_likelihood, high - power)) >= size:
        return weights_of(log_likelihood, high - power), 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        enough = effective_size(weights_of(log_likelihood, middle - power)) >= size
        low, high = (middle, high) if enough else (low, middle)
    return weights_of(log_likelihood, low - power), low


def weights_of(log_likelihood: np.ndarray, power: float) -> np.ndarray:
    """Normalised weights of a likelihood to a power."""
    possible = np.isfinite(log_likelihood)
    weight = np.where(possible, power * np.where(possible, log_likelihood, 0.0), -np.inf)
    return np.exp(weight - logsumexp(weight))


def effective_size(weights: np.ndarray) -> float:
    """Effective sample size of normalised weights, 1 / sum of squares (Kish)."""
    return float(1.0 / (weights**2).sum())


def pareto_k(weights: np.ndarray) -> float:
    """Shape of the tail of weights: above 0.7 a few members would decide everything.

    Minus infinity of weights whose largest are equal, infinity of too few to show a tail.
    """
    from arviz_stats.base import array_stats

    counting = weights[weights > 0]
    if np.ptp(counting) == 0.0:
        return -np.inf
    if len(counting) < FEWEST:
        return np.inf
    try:
        # it takes log likelihoods that were left out, and weighs by their inverse
        _, shape = array_stats.psislw(-np.log(counting))
    except ValueError:  # all values of the tail are the same
        return -np.inf
    return np.inf if np.isnan(shape) else float(shape)


def resampled(weights: np.ndarray, count: int, luck: np.random.Generator) -> np.ndarray:
    """Systematic resampling: indices of members, each about as often as its weight says."""
    places = (luck.random() + np.arange(count)) / count
    return np.searchsorted(np.cumsum(weights), places).clip(max=len(weights) - 1)


def lineages(numbers: np.ndarray) -> float:
    """Effective number of different lucks (Kish), the median over years and groups of agents.

    Resampling copies a member with its luck, and copies differ in the luck of a group and year only
    once it was redrawn.

    Parameters
    ----------
    numbers : ndarray
        Keys, [member, year, group].
    """
    slots = numbers.reshape(len(numbers), -1).T
    counts = (np.unique(slot, return_counts=True)[1].astype(float) for slot in slots)
    return float(np.median([len(numbers) ** 2 / (count**2).sum() for count in counts]))
