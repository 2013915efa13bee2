"""Whether one forecaster is better than another, or the two cannot be told apart."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.stats import t as student

from sim.analysis.facts import QUARTER
from sim.settings.variables import INTERVAL_90

RESAMPLES = 2000
"""Number of resamples of a bootstrap."""

FEWEST_ORIGINS = 4
"""Number of origins below which no test is made."""

UNCERTAIN = "not distinguishable"
"""What is said of two forecasters where the interval of the difference includes zero."""


@dataclass(frozen=True)
class Comparison:
    """One forecaster against another, on the cases that both forecast.

    Attributes
    ----------
    cases, origins : int
        How many.
    score, other : float
        Mean CRPS of the two.
    low, high : float
        Ends of the 90% interval of the difference of the two; NaN with too few origins.
    """

    cases: int
    origins: int
    score: float
    other: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Score minus that of the other: negative if it is better."""
        return self.score - self.other

    @property
    def skill(self) -> float:
        """One minus the ratio of the two scores; zero if both are perfect."""
        return 1.0 - self.score / self.other if self.other > 0 else 0.0

    @property
    def verdict(self) -> str:
        """`better`, `worse`, or `not distinguishable` where the interval does not exclude zero."""
        if self.high < 0:
            return "better"
        return "worse" if self.low > 0 else UNCERTAIN


def compare(cases: xr.Dataset, forecaster: str, other: str) -> Comparison:
    """Compare two forecasters on the cases of a back-test that both forecast.

    Parameters
    ----------
    cases : xarray.Dataset
        With `crps` by `case` and `forecaster`, and the `cut_off` of each case.
    forecaster, other : str
        Names of the two.
    """
    pair = cases["crps"].sel(forecaster=[forecaster, other])
    both = pair.notnull().all("forecaster").values
    pair, cut_off = pair.values[both], cases["cut_off"].values[both]
    if not len(pair):
        return Comparison(0, 0, np.nan, np.nan, np.nan, np.nan)
    origins, place = np.unique(cut_off, return_inverse=True)
    differences = pair[:, 0] - pair[:, 1]
    ends = bootstrap_ends(
        np.bincount(place, differences, len(origins)), np.bincount(place, minlength=len(origins))
    )
    score, of_other = map(float, pair.mean(axis=0))
    return Comparison(len(pair), len(origins), score, of_other, *ends)


def bootstrap_ends(sums: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    r"""Ends of the 90% interval of a mean over origins that follow each other.

    Blocks of neighbouring origins are drawn, on a circle so that each origin is as likely, and all
    cases of an origin stay together. Blocks have :math:`\lceil n^{1/3} \rceil` of n origins.

    Parameters
    ----------
    sums, counts : ndarray
        Sum and number of the values of each origin, in order of time.

    Returns
    -------
    tuple of float
        NaN with fewer than `FEWEST_ORIGINS`.

    References
    ----------
    Politis and Romano (1992), in Exploring the Limits of Bootstrap; Hall, Horowitz and Jing (1995),
    Biometrika 82(3), for the length.
    """
    origins = len(sums)
    if origins < FEWEST_ORIGINS:
        return np.nan, np.nan
    length = int(np.ceil(origins ** (1 / 3)))
    rng = np.random.default_rng(0)
    starts = rng.integers(origins, size=(RESAMPLES, -(-origins // length)))
    drawn = (starts[..., None] + np.arange(length)).reshape(RESAMPLES, -1)[:, :origins] % origins
    low, high = np.quantile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), INTERVAL_90)
    return float(low), float(high)


def diebold_mariano(differences: np.ndarray, horizon: int) -> float:
    r"""P-value of equal accuracy of two forecasts made each quarter, corrected for small samples.

    The variance of the mean has the autocovariances up to one less than the horizon in quarters;
    where these make it negative, they are weighted down by their distance (Bartlett).

    Parameters
    ----------
    differences : ndarray
        Score of one minus score of the other, by origin in order of time.
    horizon : int
        Months.

    Returns
    -------
    float
        Two-sided; 1 if the two are equal, NaN with too few origins for the horizon.

    References
    ----------
    Diebold and Mariano (1995), Journal of Business and Economic Statistics 13(3); Harvey, Leybourne
    and Newbold (1997), International Journal of Forecasting 13(2).
    """
    count, steps = len(differences), horizon // QUARTER
    correction = count + 1 - 2 * steps + steps * (steps - 1) / max(count, 1)
    if count < FEWEST_ORIGINS or count <= steps or correction <= 0:
        return float("nan")
    centred = differences - differences.mean()
    if not differences.any():
        return 1.0
    covariances = np.array([centred[k:] @ centred[: count - k] / count for k in range(steps)])
    variance = covariances[0] + 2 * covariances[1:].sum()
    if variance <= 0:
        weights = 1 - np.arange(steps) / steps
        variance = covariances[0] + 2 * (weights[1:] * covariances[1:]).sum()
    if variance <= 0:
        return 0.0
    statistic = differences.mean() / np.sqrt(variance / count) * np.sqrt(correction / count)
    return float(2 * student.sf(abs(statistic), count - 1))


def p_value_at(cases: xr.Dataset, forecaster: str, other: str, horizon: int) -> float:
    """P-value of the Diebold-Mariano test at one horizon, on the mean over each origin's cases."""
    at_horizon = cases.isel(case=np.flatnonzero(cases["horizon"].values == horizon))
    pair = at_horizon["crps"].sel(forecaster=[forecaster, other])
    both = pair.notnull().all("forecaster").values
    differences = (pair[:, 0] - pair[:, 1]).values[both]
    origins, place = np.unique(at_horizon["cut_off"].values[both], return_inverse=True)
    means = np.bincount(place, differences, len(origins)) / np.bincount(
        place, minlength=len(origins)
    )
    return diebold_mariano(means, horizon)
