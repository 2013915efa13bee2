r"""The lag split into components: training compute, know-how, breakthroughs and inheritance.

Inheritance is the rest of a frontier: what it gained from teachers, and the random error of its
run. Closing the gap in one component raises the follower's frontier by that gap; the resulting lag
is read off the leader's past. The share of a component is its Shapley value over all orders of
closing. The shares add up exactly to the recorded lag, since the lag is zero once all gaps are
closed.
"""

import numpy as np
import xarray as xr

from sim.analysis.games import shapley
from sim.calibration.targets import FOLLOWER, LEADER

COMPONENTS = ("training_compute", "know_how", "breakthroughs", "inheritance")

NEEDED = ("capability", "capability_lag", *COMPONENTS[:3])
"""Variables that are needed to split the lag."""


def lag_split(dataset: xr.Dataset, month: str, follower: str = FOLLOWER) -> xr.DataArray:
    """Split the lag at the end of a month into components.

    Parameters
    ----------
    dataset : xarray.Dataset
        Members with the variables of `NEEDED`.
    month : str
        Month such as 2028-12.
    follower : str
        A region.

    Returns
    -------
    xarray.DataArray
        [part, member], months; they sum to the capability lag.
    """
    series = dataset[list(NEEDED)].sel(time=slice(None, month)).transpose("member", "time", ...)
    leader, behind = series.sel(region=LEADER), series.sel(region=follower)
    gaps = [_gap_in(part, leader, behind) for part in COMPONENTS]
    past = leader["capability"].values.astype(np.float64)
    level = behind["capability"].values[:, -1].astype(np.float64)
    lags = np.empty((2 ** len(COMPONENTS), len(past)))
    for closed in range(len(lags)):
        raised = level + sum(gap for place, gap in enumerate(gaps) if closed >> place & 1)
        lags[closed] = _months_since(past, raised)
    lags[0], lags[-1] = behind["capability_lag"].values[:, -1], 0.0
    # closing a gap shortens the lag
    shares = np.stack([-shapley(lags, place) for place in range(len(COMPONENTS))])
    return xr.DataArray(
        shares,
        {"part": list(COMPONENTS), "member": dataset["member"].values},
        ("part", "member"),
        attrs={"units": "month", "long_name": "share of the capability lag"},
    )


def _gap_in(part: str, leader: xr.Dataset, behind: xr.Dataset) -> np.ndarray:
    """Lead of the leader in a component, dex, [member]."""
    of_leader, of_follower = (_part(part, region) for region in (leader, behind))
    return of_leader - of_follower


def _part(part: str, region: xr.Dataset) -> np.ndarray:
    last = {name: region[name].values[:, -1].astype(np.float64) for name in NEEDED}
    if part != "inheritance":
        return last[part]
    return last["capability"] - sum(last[name] for name in COMPONENTS[:3])


def _months_since(past: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Months since a rising series, [member, time], first reached a level; 0 if it never did.

    Values are those at the ends of months; the series is interpolated linearly between them.
    """
    last = past.shape[1] - 1
    reached = past >= level[:, None]
    first = np.where(reached.any(axis=1), reached.argmax(axis=1), last)
    rows, before = np.arange(len(past)), np.maximum(first - 1, 0)
    rise = past[rows, first] - past[rows, before]
    part = (past[rows, first] - level) / np.where(rise > 0.0, rise, 1.0)
    return last - first + np.where(rise > 0.0, part.clip(0.0, 1.0), 0.0)
