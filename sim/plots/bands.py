"""Quantiles of a run for its fan chart, which `sim.plots.fan` draws.

This module imports neither xarray nor matplotlib.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.targets import FOLLOWER
from sim.settings.variables import QUANTILES

if TYPE_CHECKING:
    import xarray as xr

RUN_ATTRIBUTES = (
    *("scenario", "reference", "members", "seed"),
    *("sim_version", "calibration", "facts_until"),
)

MEDIAN_PLACE = 2
"""Place of the median among the quantiles."""


@dataclass(frozen=True)
class Bands:
    """Quantiles of members, month by month, at the levels of `sim.settings.variables.QUANTILES`.

    The lag of a member is a saw-tooth, so its mean over the twelve months before is used.

    Attributes
    ----------
    follower : str
        Region whose lag is shown.
    run : mapping
        Scenario, reference, members and seed of the run.
    months : ndarray of datetime64
        [time], the months' ends.
    lag : ndarray
        [level, time], under the scenario.
    reference : ndarray, optional
        [level, last months], under the reference, from the month in which the two start to differ;
        None if they never differ, or if the members were not kept.
    change : ndarray, optional
        [level, time], change between the two; None if there is no change.
    """

    follower: str
    run: Mapping[str, str | int]
    months: np.ndarray
    lag: np.ndarray
    reference: np.ndarray | None
    change: np.ndarray | None


def bands_of(dataset: "xr.Dataset", follower: str = FOLLOWER) -> Bands:
    """Compute the bands of a run, from its members or its summary.

    Parameters
    ----------
    dataset : xarray.Dataset
        A run, or the quantiles of a run whose members were not kept.
    follower : str
        A region.
    """
    run = {name: dataset.attrs[name] for name in RUN_ATTRIBUTES}
    months = dataset["time_bnds"].isel(bnds=1).values
    names = ["capability_lag_mean", "capability_lag_mean_change"]
    means = dataset[names].sel(region=follower)
    if "quantile" in dataset.dims:
        lag, change = _values(means.sel(quantile=list(QUANTILES)).load(), "quantile")
        changes = bool((np.nan_to_num(change) != 0).any())
        return Bands(follower, run, months, lag, None, change if changes else None)
    lag, change = _values(means, "member")
    changes = bool((dataset["capability_lag_change"].sel(region=follower) != 0).any())
    return Bands(
        follower,
        run,
        months,
        quantiles_of(lag),
        _reference(lag, change),
        quantiles_of(change) if changes else None,
    )


def quantiles_of(values: np.ndarray) -> np.ndarray:
    """Quantiles of members, [member, ...], at the levels of `QUANTILES`, [level, ...]."""
    return np.quantile(values, QUANTILES, axis=0)


def _values(means: "xr.Dataset", first: str) -> tuple[np.ndarray, np.ndarray]:
    lag, change = (mean.transpose(first, "time").values for mean in means.data_vars.values())
    return lag, change


def _reference(lag: np.ndarray, change: np.ndarray) -> np.ndarray | None:
    """Quantiles of the reference, from the month before it and the scenario start to differ."""
    different = np.flatnonzero((np.nan_to_num(change) != 0).any(axis=0))
    if not different.size:
        return None
    since = max(different[0] - 1, 0)
    return quantiles_of((lag - change)[:, since:])
