"""Whether forecasts of the lag err in the gap, in the leader's pace or in compute."""

from dataclasses import dataclass

import xarray as xr

from sim.analysis.backtest import MODEL
from sim.analysis.goals import recent
from sim.analysis.origins import select

LAG, GAP, GROWTH = "lag on ECI", "gap on ECI", "leader's growth in a year on ECI"
"""Series of one index. The lag is the longer the larger the gap, and the slower the leader grew."""

LEADERS_RUN, FOLLOWERS_RUN = "largest US run", "largest Chinese run"
"""Series of compute, a part of the gap."""

SERIES = (LAG, GAP, GROWTH, LEADERS_RUN, FOLLOWERS_RUN)


@dataclass(frozen=True)
class Mean:
    """Means of a series over the same cases.

    Attributes
    ----------
    forecast, observed : float
        Of the means of forecasts, and of what came.
    cases : int
        Number of cases.
    """

    forecast: float
    observed: float
    cases: int

    @property
    def ratio(self) -> float:
        """The forecast as a multiple of what came."""
        return self.forecast / self.observed

    def __sub__(self, other: "Mean") -> "Mean":
        """The difference to another series over the same cases."""
        return Mean(self.forecast - other.forecast, self.observed - other.observed, self.cases)


def means_in_common(cases: xr.Dataset) -> dict[str, Mean]:
    """Means of the series over the origins and months for which all of them are scored.

    Parameters
    ----------
    cases : xarray.Dataset
        Of a back-test; those count over which goals are pooled.

    Returns
    -------
    dict of str to Mean
        By the name of the series; empty if there is no such case.
    """
    counted = recent(cases)
    of_each = {name: select(counted, fact=name) for name in SERIES}
    common = set.intersection(*(set(_keys(part)) for part in of_each.values()))
    return {name: _mean(part, common) for name, part in of_each.items()} if common else {}


def _keys(cases: xr.Dataset) -> list[tuple[str, str]]:
    return list(zip(cases["origin"].values, cases["month"].values, strict=True))


def _mean(cases: xr.Dataset, common: set[tuple[str, str]]) -> Mean:
    within = cases.isel(case=[place for place, key in enumerate(_keys(cases)) if key in common])
    observed = within["observed"].values
    forecast = observed + within["bias"].sel(forecaster=MODEL).values
    return Mean(float(forecast.mean()), float(observed.mean()), len(observed))
