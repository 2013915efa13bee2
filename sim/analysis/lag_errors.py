"""Whether forecasts of the lag err in the gap or in the leader's pace, on which a lag rests."""

from dataclasses import dataclass

import xarray as xr

from sim.analysis.backtest import MODEL
from sim.analysis.goals import recent
from sim.analysis.origins import select

LAG, GAP, GROWTH = "lag on ECI", "gap on ECI", "leader's growth in a year on ECI"
"""Series of one index. The lag is the longer the larger the gap, and the slower the leader grew."""


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


def lag_gap_and_growth(cases: xr.Dataset) -> dict[str, Mean]:
    """Means of the three series over the origins and months for which all are scored.

    Parameters
    ----------
    cases : xarray.Dataset
        Of a back-test; those count over which goals are pooled.

    Returns
    -------
    dict of str to Mean
        By the name of the series; empty if there is no such case.
    """
    of_each = {name: select(recent(cases), fact=name) for name in (LAG, GAP, GROWTH)}
    common = set.intersection(*(set(_keys(part)) for part in of_each.values()))
    return {name: _mean(part, common) for name, part in of_each.items()} if common else {}


def _keys(cases: xr.Dataset) -> list[tuple[str, str]]:
    return list(zip(cases["origin"].values, cases["month"].values, strict=True))


def _mean(cases: xr.Dataset, common: set[tuple[str, str]]) -> Mean:
    within = cases.isel(case=[place for place, key in enumerate(_keys(cases)) if key in common])
    observed = within["observed"].values
    forecast = observed + within["bias"].sel(forecaster=MODEL).values
    return Mean(float(forecast.mean()), float(observed.mean()), len(observed))
