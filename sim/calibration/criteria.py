"""Criteria that a posterior has to meet before its intervals can be trusted.

References
----------
Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC, Bayesian Analysis 16.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.calibration.members import members_of
from sim.calibration.moves.search import RARE
from sim.calibration.options import ISLANDS
from sim.calibration.posterior import Posterior
from sim.calibration.weights import distinct
from sim.ensemble import simulate
from sim.settings.roster import FOLLOWER
from sim.settings.settings import Settings
from sim.settings.variables import MEDIAN_IN_90
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.noise_keys import BY_KEY, QUARTER
from sim.world.parameters import Parameters

YEARS = (0, 1, 2, 5)
"""Years after the cut-off at which the islands' lags are compared."""

FUTURES = 16
"""Futures of each draw when draws are compared, so that these decide and not their futures."""


@dataclass(frozen=True)
class Criteria:
    """How far a posterior's draws are those of a converged sampler.

    Attributes
    ----------
    distinct : float
        Effective number of distinct values of the least coordinate of the stored luck.
    distinct_keys : float
        The same of the noise keys of quarters and groups.
    distinct_breakthroughs : float or None
        The same of the rare draws about breakthroughs of all labs in a quarter; None if they are
        not stored.
    rhat : dict of str to float
        Rank-normalised R-hat of the lag between islands, by years after the cut-off.
    """

    distinct: float
    distinct_keys: float
    distinct_breakthroughs: float | None
    rhat: dict[str, float]


def criteria_of(posterior: Posterior, lags: np.ndarray) -> Criteria:
    """Compare the islands of a posterior, whose draws stand one island after the other.

    Parameters
    ----------
    posterior : Posterior
        All draws.
    lags : ndarray
        What they forecast, as from `forecast_lags`; of further futures only the first counts.
    """
    return Criteria(
        distinct=distinct(posterior.luck),
        distinct_keys=distinct(posterior.past_member.reshape(len(posterior), -1)),
        distinct_breakthroughs=_distinct_breakthroughs(posterior.octaves),
        rhat={
            str(year): rhat(lags[: len(posterior), column].reshape(ISLANDS, -1))
            for column, year in enumerate(YEARS)
        },
    )


def _distinct_breakthroughs(octaves: np.ndarray) -> float | None:
    """Effective number of distinct histories of rare draws in the quarter with the fewest."""
    rare = np.where((octaves >= RARE) & (octaves != BY_KEY), octaves, 0)
    quarters = [
        rare[:, :, start : start + QUARTER].reshape(len(octaves), -1)
        for start in range(0, octaves.shape[2], QUARTER)
        if (octaves[:, :, start : start + QUARTER] != BY_KEY).all()
    ]
    if not quarters:
        return None
    of_quarters = (np.unique(of, axis=0, return_inverse=True)[1].ravel() for of in quarters)
    return distinct(np.stack(list(of_quarters), axis=1))


def rhat_of_parameters(posterior: Posterior) -> dict[str, float]:
    """Rank-normalised R-hat of each parameter between the islands of a posterior that is stored."""
    islands = len(posterior) // ISLANDS * ISLANDS
    return {
        name: rhat(posterior.parameters[:islands, column].reshape(-1, ISLANDS).T)
        for column, name in enumerate(Parameters._fields)
        if name not in posterior.lacks
    }


def forecast_lags(posterior: Posterior, settings: Settings, futures: int = 1) -> np.ndarray:
    """The follower's lag some years after the cut-off, in the order of the draws, [member, year].

    Each draw has the measures that are on record as enacted, and its own noise after the cut-off.
    With more futures than one, all draws follow again with other noise.
    """
    until = posterior.until
    ahead = years_ahead(settings, until)
    draws = members_of(posterior, ahead, futures * len(posterior), posterior.seed)
    return lags_after(build_world(ahead), draws, until, settings.engine.threads)


def expected_lag(lags: np.ndarray, draws: int) -> np.ndarray:
    """The lag that each draw forecasts, in standard deviations among draws, [draw].

    The mean over futures and over the years after the cut-off.

    Parameters
    ----------
    lags : ndarray
        As from `forecast_lags`, [member, year].
    draws : int
        Number of draws, which follow again in each future.
    """
    of_draws = lags[:, 1:].reshape(-1, draws, len(YEARS) - 1).mean(axis=0)
    spread = of_draws.std(axis=0)
    return np.asarray((of_draws / np.where(spread > 0.0, spread, 1.0)).mean(axis=1))


def years_ahead(settings: Settings, until: date) -> Settings:
    """Settings with the measures on record as enacted, to the last year of a forecast."""
    return settings.as_enacted(until.replace(day=28, year=until.year + YEARS[-1]))


def lags_after(world: World, draws: Draws, until: date, threads: int | None) -> np.ndarray:
    """The follower's lag some years after a day, [member, year]."""
    results = simulate(world, draws, threads=threads, only=("capability_lag",))
    months = [world.calendar.index(until) + 12 * year for year in YEARS]
    return np.asarray(results["capability_lag"][:, months, FOLLOWER])


def differences_between_seeds(
    posterior: Posterior, other: Posterior, settings: Settings
) -> dict[str, float]:
    """How far apart two posteriors of the same targets are that were made with two seeds.

    Parameters
    ----------
    posterior, other : Posterior
        Of one cut-off.
    settings : Settings
        Cast and horizon.

    Returns
    -------
    dict of str to float
        Months, as `differences_of_quantiles` of the lags that they forecast.
    """
    lags = (forecast_lags(each, settings, FUTURES) for each in (posterior, other))
    return differences_of_quantiles(*lags)


def differences_of_quantiles(lags: np.ndarray, others: np.ndarray) -> dict[str, float]:
    """Largest difference in a quantile of the lag, at each time after the cut-off.

    Parameters
    ----------
    lags, others : ndarray
        Lags some years after the cut-off, as from `forecast_lags`, [member, year].

    Returns
    -------
    dict of str to float
        Months, by years after the cut-off.
    """
    one, other = (np.quantile(of, MEDIAN_IN_90, axis=0) for of in (lags, others))
    largest = np.abs(one - other).max(axis=0)
    return {str(year): float(largest[place]) for place, year in enumerate(YEARS) if year > 0}


def rhat(values: np.ndarray) -> float:
    """Rank-normalised R-hat of values, [island, draw]; 1 if they are all the same.

    Infinity if the draws of each island are the same and the islands differ.
    """
    from arviz_stats.base import array_stats

    if np.ptp(values) == 0.0:
        return 1.0
    with np.errstate(divide="ignore", invalid="ignore"):  # distances to the median all the same
        return float(array_stats.rhat(values, chain_axis=0, draw_axis=1))
