"""The runs of a sweep as a table for the terminal, and the names of its settings and values."""

from itertools import product

import numpy as np
import xarray as xr
from rich.table import Table

from sim.calibration.targets import FOLLOWER
from sim.settings.instruments import LEVERS
from sim.tables.effects import SHARES, effect_cells, effect_header
from sim.tables.intervals import median_with_interval
from sim.tables.style import narrow_table
from sim.tables.words import in_words

SCENARIO = "scenario"
"""Name of the dimension of swept scenarios."""

SHOWN = ("capability_lag_mean", "capability_lag_mean_change")
"""Variables that the table and the figure of a sweep show."""


def can_be_shown(dataset: xr.Dataset) -> bool:
    """Whether the runs of a sweep kept what its table and figure show."""
    return set(SHOWN) <= set(dataset.data_vars)


def swept(dataset: xr.Dataset) -> list[str]:
    """The dimensions that a sweep adds, in the order of the command line."""
    dims = dataset[SHOWN[0]].dims
    return [str(dim) for dim in dims if dim not in ("member", "time", "region")]


def labels_of(dataset: xr.Dataset, dim: str) -> list[str]:
    """The values of a setting in words; no limit is open."""
    values = dataset[dim].values
    if values.dtype.kind == "f":
        return ["open" if np.isinf(value) else f"{value:g}" for value in values]
    texts = [str(value) for value in values]
    return list(map(in_words, texts)) if dim == SCENARIO else texts


def name_of(dataset: xr.Dataset, dim: str) -> str:
    """A setting as the page calls it, with its unit; others by their key on the command line."""
    key = str(dataset[dim].attrs.get("long_name", dim)).lstrip("+")
    if key not in LEVERS:
        return key
    lever = LEVERS[key]
    return lever.title if lever.units == "1" else f"{lever.title}, {lever.units}"


def sweep_table(dataset: xr.Dataset, follower: str = FOLLOWER) -> Table:
    """The lag at the end of the horizon, and its change, for each run of a sweep.

    Parameters
    ----------
    dataset : xarray.Dataset
        A sweep.
    follower : str
        A region.
    """
    dims = swept(dataset)
    month = np.datetime_as_string(dataset["time"].values[-1], unit="M")
    last = dataset[list(SHOWN)].sel(region=follower).isel(time=-1).load()
    table = narrow_table(
        f"How far {follower} is behind at the end of {month}",
        f"{dataset.sizes['member']:,} members; medians [90% interval]; lag and effect are means of "
        "twelve months; the effect is the change of each member, with the shares "
        "whose lag is longer, the same and shorter, in %",
    )
    for dim in dims:
        table.add_column(name_of(dataset, dim))
    for header in ("lag, months", effect_header("reference"), SHARES):
        table.add_column(header, justify="right")
    places = product(*(range(dataset.sizes[dim]) for dim in dims))
    for place in places:
        lag, change = (last[name].isel(dict(zip(dims, place, strict=True))) for name in SHOWN)
        labels = (labels_of(dataset, dim)[at] for dim, at in zip(dims, place, strict=True))
        table.add_row(
            *labels, median_with_interval(lag.values, ".1f"), *effect_cells(change.values)
        )
    return table
