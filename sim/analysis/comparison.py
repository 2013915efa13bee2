"""The task `compare`: several regimes on the same members."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from sim.analysis.changes import NO_CHANGE
from sim.analysis.regimes import with_scenario
from sim.calibration.members import draws_of
from sim.ensemble.progress import Progress
from sim.ensemble.together import simulate_together
from sim.settings.settings import Settings
from sim.settings.variables import CATALOGUE
from sim.storage.build import MONTHS_OF_MEAN, attributes, coordinates, trailing_mean
from sim.world import build_world

VARIABLES = ("capability_lag", "capability_gap", "compute_stock", "rented_compute")
"""Variables that are copied without change."""

MONEY = ("ai_investment",)


def compare(
    settings: Settings, scenarios: Sequence[str], progress: Progress | None = None
) -> xr.Dataset:
    """Run regimes on the same members.

    Parameters
    ----------
    settings : Settings
        World and members.
    scenarios : sequence of str
        Names of scenarios that ship.
    progress : callable, optional
        Called with the number of finished members.

    Returns
    -------
    xarray.Dataset
        [scenario, member, time, region], single precision: lag, its mean over twelve months, gap,
        chips owned and rented, and investment in labs from all regions over twelve months.

    Raises
    ------
    SettingsError
        If a scenario does not exist.
    """
    draws = draws_of(settings)
    worlds = [build_world(with_scenario(settings, name)) for name in scenarios]
    series: dict[str, list[np.ndarray]] = {}
    for results in simulate_together(
        worlds,
        draws,
        only=[(*VARIABLES, *MONEY)] * len(worlds),
        threads=settings.engine.threads,
        chunk=settings.engine.chunk,
        progress=progress,
    ):
        single = {name: values.astype(np.float32) for name, values in results.items()}
        for name, values in _variables(single).items():
            series.setdefault(name, []).append(values)
    labels = coordinates(worlds[0], len(draws))
    dims = ("scenario", "member", "time", "region")
    data = {name: (dims, np.stack(values), UNITS[name]) for name, values in series.items()}
    dataset = xr.Dataset(data, labels, attributes(settings, len(draws)))
    dataset = dataset.drop_vars(["source_region", "supplier", "index", "lab"])
    return dataset.assign_coords(scenario=list(scenarios))


UNITS = {
    **{name: CATALOGUE[name].attributes for name in (*VARIABLES, "capability_lag_mean")},
    "investment": {
        "units": "bn USD per year",
        "long_name": "investment in labs from all regions over twelve months",
    },
}


def _variables(results: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Variables of a regime, [member, time, region]."""
    received = results["ai_investment"].sum(axis=2)
    return {
        **{name: results[name] for name in VARIABLES},
        "capability_lag_mean": trailing_mean(results["capability_lag"], MONTHS_OF_MEAN),
        "investment": MONTHS_OF_MEAN * trailing_mean(received, MONTHS_OF_MEAN),
    }


def share_lagging_more(lags: xr.DataArray) -> xr.DataArray:
    """Share of members whose lag is longer under one regime than under another.

    Parameters
    ----------
    lags : xarray.DataArray
        [scenario, member]

    Returns
    -------
    xarray.DataArray
        [scenario, other]: share in which the lag is longer under the first; members with the same
        lag under both count for neither.
    """
    values = lags.transpose("scenario", "member").values
    longer = (values[:, None] - values[None, :] >= NO_CHANGE).mean(axis=-1)
    names = lags["scenario"].values
    return xr.DataArray(
        longer,
        {"scenario": names, "other": names},
        ("scenario", "other"),
        attrs={"units": "1", "long_name": "share of members that lag more than under the other"},
    )
