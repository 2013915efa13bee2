"""Summaries of an ensemble for the figures: quantiles and means over its members."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.analysis.split import NEEDED, lag_split
from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.bands import quantiles_of
from sim.settings.variables import CATALOGUE
from sim.storage.build import MONTHS_OF_MEAN, trailing_mean

NEEDED_VARIABLES = ("ai_investment", "fdi", "compute_stock", "rented_compute", "chips_delivered",
         "grey_market_chips", *NEEDED)  # fmt: skip
"""Variables that the figures need."""

REGIMES = ("chosen", "reference")

SUMMARY_MONTHS = ("2025-12", "2028-12")
"""Months at whose ends the page gives the lag in numbers and by channel; so does the last month."""

DOLLARS_A_YEAR = {"units": "bn USD per year"}
CHIPS_A_YEAR = {"units": "H100e per year"}
OVER_A_YEAR = ", over twelve months, mean of members"

ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    **{
        name: CATALOGUE[name].attributes
        for name in ("capability_lag_mean", "capability_lag_mean_change", "compute_stock")
    },
    "shares_by_direction": {
        "units": "1",
        "long_name": "shares of members whose mean lag is longer, the same and shorter",
    },
    "rented_compute": {
        "units": "H100e",
        "long_name": f"{CATALOGUE['rented_compute'].long_name}, mean of members",
    },
    **{
        name: kind | {"long_name": CATALOGUE[name].long_name + OVER_A_YEAR}
        for kind, names in (
            (DOLLARS_A_YEAR, ("ai_investment", "fdi")),
            (CHIPS_A_YEAR, ("chips_delivered", "grey_market_chips")),
        )
        for name in names
    },
    "split": {"units": "month", "long_name": "share of the capability lag, mean of members"},
}


@dataclass(frozen=True)
class Summary:
    """Summary of one regime.

    Attributes
    ----------
    lag : ndarray
        Mean over twelve months, [member, time]: kept by member, so that changes are paired.
    variables : mapping of str to (dims, ndarray)
        Quantiles and means, by the names of `ATTRIBUTES`.
    """

    lag: np.ndarray
    variables: Mapping[str, tuple[tuple[str, ...], np.ndarray]]


def summary_of(members: xr.Dataset) -> Summary:
    """Compute quantiles and means of members; the split, which is slow, in a second thread."""
    with ThreadPoolExecutor(1) as pool:
        split = pool.submit(_split, members)
        china = members.sel(region=FOLLOWER)
        lag = trailing_mean(china["capability_lag"].values, MONTHS_OF_MEAN)
        stock = members["compute_stock"].sel(region=[LEADER, FOLLOWER]).values
        variables = {
            "capability_lag_mean": (("quantile", "time"), quantiles_of(lag)),
            "compute_stock": (("quantile", "time", "owner"), quantiles_of(stock)),
            "rented_compute": (("time",), china["rented_compute"].values.mean(axis=0)),
            **_flows(china),
            "split": (("month", "part"), split.result()),
        }
    return Summary(lag, variables)


def _flows(china: xr.Dataset) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
    """Flows to China over twelve months, mean of members."""
    variables = {}
    for name in ("ai_investment", "fdi", "chips_delivered", "grey_market_chips"):
        flow = china[name].transpose("member", "time", ...)
        dims = tuple(str(dim) for dim in flow.dims[1:])
        variables[name] = dims, yearly_sums(flow.values.mean(axis=0))
    return variables


def yearly_sums(flow: np.ndarray) -> np.ndarray:
    """Sums over the twelve months up to each month, along the first axis."""
    return MONTHS_OF_MEAN * trailing_mean(flow[None], MONTHS_OF_MEAN)[0]


def summary_months(dataset: xr.Dataset) -> list[str]:
    """The months of `SUMMARY_MONTHS` within the horizon, and the last month."""
    last = str(dataset["time"].values[-1])[:7]
    return [*(month for month in SUMMARY_MONTHS if month < last), last]


def _split(members: xr.Dataset) -> np.ndarray:
    """Components of the lag, [month, part]: means of members, which add up to the mean lag."""
    return np.array(
        [lag_split(members, month).mean("member").values for month in summary_months(members)]
    )
