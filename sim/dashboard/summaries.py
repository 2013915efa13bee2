"""What figures show of the members of an ensemble: datasets, as small as what is drawn."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.analysis.split import NEEDED, lag_split
from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.bands import quantiles_of
from sim.settings.variables import CATALOGUE
from sim.storage.build import MONTHS_OF_MEAN, coordinates, trailing_mean
from sim.world import World

SHOWN = ("ai_investment", "fdi", "compute_stock", "rented_compute", "chips_delivered",
         "grey_market_chips", *NEEDED)  # fmt: skip
"""Variables that figures are made from."""

REGIMES = ("chosen", "reference")

TOLD_MONTHS = ("2025-12", "2028-12")
"""At whose ends, and at the horizon's, the lag is told in numbers and split."""

A_YEAR = {"units": "bn USD per year"}
CHIPS_A_YEAR = {"units": "H100e per year"}
OVER_A_YEAR = ", over twelve months, mean of members"

ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    **{
        name: CATALOGUE[name].attributes
        for name in ("capability_lag_mean", "capability_lag_mean_change", "compute_stock")
    },
    **{
        f"chance_of_{direction}_lag": {
            "units": "1",
            "long_name": f"share of members whose mean lag is {direction} than under the reference",
        }
        for direction in ("longer", "shorter")
    },
    "rented_compute": {
        "units": "H100e",
        "long_name": f"{CATALOGUE['rented_compute'].long_name}, mean of members",
    },
    **{
        name: kind | {"long_name": CATALOGUE[name].long_name + OVER_A_YEAR}
        for kind, names in (
            (A_YEAR, ("ai_investment", "fdi")),
            (CHIPS_A_YEAR, ("chips_delivered", "grey_market_chips")),
        )
        for name in names
    },
    "split": {"units": "month", "long_name": "share of the capability lag, mean of members"},
}


def members_of(results: Mapping[str, np.ndarray], world: World) -> xr.Dataset:
    """The members of an ensemble as a dataset, of the variables that were kept."""
    labels = coordinates(world, len(next(iter(results.values()))))
    return xr.Dataset(
        {name: (CATALOGUE[name].dims, values) for name, values in results.items()}, labels
    )


@dataclass(frozen=True)
class Summary:
    """What is shown of one regime.

    Attributes
    ----------
    lag : ndarray
        Mean over twelve months, [member, time]: kept by member, so that changes are paired.
    shown : mapping of str to (dims, ndarray)
        By the names of `ATTRIBUTES`.
    """

    lag: np.ndarray
    shown: Mapping[str, tuple[tuple[str, ...], np.ndarray]]


def summary_of(members: xr.Dataset) -> Summary:
    """Quantiles and means of members; the two that take longest are made side by side."""
    with ThreadPoolExecutor(1) as beside:
        split = beside.submit(_split, members)
        china = members.sel(region=FOLLOWER)
        lag = trailing_mean(china["capability_lag"].values, MONTHS_OF_MEAN)
        stock = members["compute_stock"].sel(region=[LEADER, FOLLOWER]).values
        shown = {
            "capability_lag_mean": (("quantile", "time"), quantiles_of(lag)),
            "compute_stock": (("quantile", "time", "owner"), quantiles_of(stock)),
            "rented_compute": (("time",), china["rented_compute"].values.mean(axis=0)),
            **_flows(china),
            "split": (("month", "part"), split.result()),
        }
    return Summary(lag, shown)


def _flows(china: xr.Dataset) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
    """What reaches China over twelve months, mean of members."""
    shown = {}
    for name in ("ai_investment", "fdi", "chips_delivered", "grey_market_chips"):
        flow = china[name].transpose("member", "time", ...)
        dims = tuple(str(dim) for dim in flow.dims[1:])
        shown[name] = dims, over_a_year(flow.values.mean(axis=0))
    return shown


def over_a_year(flow: np.ndarray) -> np.ndarray:
    """Sums over the twelve months up to each, on the first axis."""
    return MONTHS_OF_MEAN * trailing_mean(flow[None], MONTHS_OF_MEAN)[0]


def told_months(dataset: xr.Dataset) -> list[str]:
    """Those of `TOLD_MONTHS` within the horizon, and its last."""
    last = str(dataset["time"].values[-1])[:7]
    return [*(month for month in TOLD_MONTHS if month < last), last]


def _split(members: xr.Dataset) -> np.ndarray:
    """What the lag consists of, [month, part]: means of members, which add up to the mean lag."""
    return np.array(
        [lag_split(members, month).mean("member").values for month in told_months(members)]
    )
