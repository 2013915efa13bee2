"""Results as rows of CSV files for a spreadsheet."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.changes import DIRECTIONS, shares_by_direction
from sim.calibration.targets import FOLLOWER
from sim.settings.variables import MEDIAN_IN_90
from sim.storage.atomic import write_frame

LEVELS = dict(zip(("low_90", "median", "high_90"), MEDIAN_IN_90, strict=True))
"""Columns of a quantity, and their quantile levels."""

COLUMNS = {
    "lag_mean_12": "capability_lag_mean",
    "lag_at_month_end": "capability_lag",
    "gap_dex": "capability_gap",
    "change_mean_12": "capability_lag_mean_change",
}
"""First parts of the names of columns, and the variables from which they come."""


def save_lag(file: Path, dataset: xr.Dataset, follower: str = FOLLOWER) -> None:
    """Write a row for each month: quantiles of members, and what becomes of their lags.

    Parameters
    ----------
    file : Path
        The CSV file.
    dataset : xarray.Dataset
        A run, or the quantiles of a run whose members were not kept; these lack the shares of
        members whose lag is longer, the same and shorter.
    follower : str
        A region.
    """
    of_follower = dataset[list(COLUMNS.values())].sel(region=follower)
    months = dataset["time"].values.astype("datetime64[M]").astype(str)
    columns: dict[str, np.ndarray] = {"end_of_month": months}
    for begins, name in COLUMNS.items():
        for ends, values in zip(LEVELS, _quantiles(of_follower[name]), strict=True):
            columns[f"{begins}_{ends}"] = values
    if "member" in dataset.dims:
        changes = of_follower["capability_lag_mean_change"].transpose("member", "time").values
        known = ~np.isnan(changes).any(axis=0)
        for direction, share in zip(DIRECTIONS, shares_by_direction(changes), strict=True):
            columns[direction] = np.where(known, share, np.nan)
    write_frame(file, pd.DataFrame(columns).round(4))


def save_members(file: Path, dataset: xr.Dataset) -> None:
    """Write a row for each variable and combination of labels: mean and quantiles of members.

    Parameters
    ----------
    file : Path
        The CSV file.
    dataset : xarray.Dataset
        Variables without members are left out.
    """
    of_members = [values for values in dataset.data_vars.values() if "member" in values.dims]
    write_frame(file, pd.concat(map(_rows_of, of_members), ignore_index=True))


def _rows_of(values: xr.DataArray) -> pd.DataFrame:
    quantiles = values.quantile(list(LEVELS.values()), "member").assign_coords(
        quantile=list(LEVELS)
    )
    parts = [values.mean("member").expand_dims(quantile=["mean"]), quantiles]
    joined = xr.concat(parts, "quantile").reset_coords(drop=True).rename("value")
    table = joined.to_dataframe().reset_index()
    labels = [name for name in table.columns if name not in ("quantile", "value")]
    table = table.assign(variable=str(values.name), unit=values.attrs.get("units", "1"))
    keys = ["variable", "unit", *labels]
    wide = table.pivot(index=keys, columns="quantile", values="value").reset_index()
    numbers = ["mean", *LEVELS]
    wide[numbers] = wide[numbers].round(4)
    return wide[[*keys, *numbers]]


def _quantiles(series: xr.DataArray) -> np.ndarray:
    """Quantiles at `LEVELS`, [level, time]."""
    levels = list(LEVELS.values())
    if "quantile" in series.dims:
        return np.asarray(series.sel(quantile=levels).transpose("quantile", "time").values)
    return np.quantile(series.transpose("member", "time").values, levels, axis=0)
