r"""The lag itself, split into what the follower is behind in; the parts add up exactly.

A frontier is what its largest run, know-how and breakthroughs make of it, and what it inherits from
teachers: the rest, in which a run's own luck is too. Closing a part alone raises the follower's
frontier by what it is behind in that part; the lag is then read off the leader's own past. The
share of a part is its Shapley value over all orders of closing: nothing closed is the recorded lag,
all closed is none.
"""

import numpy as np
import xarray as xr

from sim.analysis.games import shapley
from sim.calibration.targets import FOLLOWER, LEADER

COMPONENTS = ("training_compute", "know_how", "breakthroughs", "inheritance")

NEEDED = ("capability", "capability_lag", *COMPONENTS[:3])
"""Variables that a split is made from."""


def lag_split(dataset: xr.Dataset, month: str, follower: str = FOLLOWER) -> xr.DataArray:
    """Shares of the lag at the end of a month.

    Parameters
    ----------
    dataset : xarray.Dataset
        With the variables of `NEEDED`.
    month : str
        As 2028-12.
    follower : str
        A region.

    Returns
    -------
    xarray.DataArray
        [part, member], months; they sum to the capability lag.
    """
    series = dataset[list(NEEDED)].sel(time=slice(None, month)).transpose("member", "time", ...)
    leader, behind = series.sel(region=LEADER), series.sel(region=follower)
    missing = [_lead_in(part, leader, behind) for part in COMPONENTS]
    past = leader["capability"].values.astype(np.float64)
    level = behind["capability"].values[:, -1].astype(np.float64)
    lags = np.empty((2 ** len(COMPONENTS), len(past)))
    for closed in range(len(lags)):
        raised = level + sum(m for place, m in enumerate(missing) if closed >> place & 1)
        lags[closed] = _months_since(past, raised)
    lags[0], lags[-1] = behind["capability_lag"].values[:, -1], 0.0
    # closing a part takes off the lag
    shares = np.stack([-shapley(lags, place) for place in range(len(COMPONENTS))])
    return xr.DataArray(
        shares,
        {"part": list(COMPONENTS), "member": dataset["member"].values},
        ("part", "member"),
        attrs={"units": "month", "long_name": "share of the capability lag"},
    )


def _lead_in(part: str, leader: xr.Dataset, behind: xr.Dataset) -> np.ndarray:
    """What the leader is ahead in a part, dex, [member]."""
    of_leader, of_follower = (_part(part, region) for region in (leader, behind))
    return of_leader - of_follower


def _part(part: str, region: xr.Dataset) -> np.ndarray:
    last = {name: region[name].values[:, -1].astype(np.float64) for name in NEEDED}
    if part != "inheritance":
        return last[part]
    return last["capability"] - sum(last[name] for name in COMPONENTS[:3])


def _months_since(past: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Months since a series, [member, time], that never falls reached a level; 0 beyond it.

    Values stand at months' ends; between two of them the series is taken to rise evenly.
    """
    last = past.shape[1] - 1
    reached = past >= level[:, None]
    first = np.where(reached.any(axis=1), reached.argmax(axis=1), last)
    rows, before = np.arange(len(past)), np.maximum(first - 1, 0)
    rise = past[rows, first] - past[rows, before]
    part = (past[rows, first] - level) / np.where(rise > 0.0, rise, 1.0)
    return last - first + np.where(rise > 0.0, part.clip(0.0, 1.0), 0.0)
