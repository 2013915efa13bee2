"""The lag over one or two swept settings: lines, or a heat map."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.bands import quantiles_of
from sim.plots.palette import INK, SCENARIO_COLOUR
from sim.storage.atomic import save_figure

MOST = 2
"""Swept settings that a figure can show."""


def save_sweep(dataset: xr.Dataset, path: Path, follower: str = FOLLOWER) -> bool:
    """Save the figure of a sweep; whether there is one, as more than two settings have none."""
    dims = swept(dataset)
    if not 1 <= len(dims) <= MOST:
        return False
    draw = heat_map if len(dims) == MOST else ladder
    save_figure(draw(dataset, follower), path, dpi=160)
    return True


def swept(dataset: xr.Dataset) -> list[str]:
    """The dimensions that a sweep adds, in the order of the command line."""
    dims = dataset["capability_lag"].dims
    return [str(dim) for dim in dims if dim not in ("member", "time", "region")]


def _lag_at_the_end(dataset: xr.Dataset, follower: str) -> xr.DataArray:
    return dataset["capability_lag_mean"].sel(region=follower).isel(time=-1).load()


def _labels(dataset: xr.Dataset, dim: str) -> list[str]:
    values = dataset[dim].values
    if values.dtype.kind == "f":
        return ["open" if np.isinf(value) else f"{value:g}" for value in values]
    return [str(value) for value in values]


def _title(dataset: xr.Dataset, follower: str) -> str:
    month = np.datetime_as_string(dataset["time"].values[-1], unit="M")
    return f"{follower} behind the {LEADER} at the end of {month}, months"


def heat_map(dataset: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """Median lag at the end of the horizon over two settings, with the 90% interval in each cell.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of a sweep over two settings.
    follower : str
        A region.
    """
    down, across = swept(dataset)
    lag = _lag_at_the_end(dataset, follower).transpose(down, across, "member").values
    low, middle, high = np.quantile(lag, [0.05, 0.5, 0.95], axis=-1)
    rows, columns = middle.shape
    figure = Figure(figsize=(2.6 + 1.15 * columns, 1.9 + 0.55 * rows), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(middle, cmap="cividis", aspect="auto", origin="lower")
    dark = middle < middle.min() + 0.5 * np.ptp(middle)
    for row, column in np.ndindex(middle.shape):
        interval = f"{low[row, column]:.0f} to {high[row, column]:.0f}"
        axes.text(column, row, f"{middle[row, column]:.1f}\n{interval}", ha="center", va="center",
                  fontsize=7, color="white" if dark[row, column] else "black")  # fmt: skip
    for axis, dim in ((axes.xaxis, across), (axes.yaxis, down)):
        labels = _labels(dataset, dim)
        axis.set_ticks(range(len(labels)), labels, fontsize=8)
        axis.set_label_text(str(dataset[dim].attrs.get("long_name", dim)), fontsize=9)
    figure.colorbar(image, ax=axes, label="median, months")
    axes.set_title(_title(dataset, follower), fontsize=10, loc="left")
    figure.supxlabel(f"{dataset.sizes['member']} members: median, 90% interval",
                     x=0.01, ha="left", fontsize=8, color=INK)  # fmt: skip
    return figure


def ladder(dataset: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """Lag at the end of the horizon over one setting: median, 50% and 90% interval."""
    (dim,) = swept(dataset)
    lag = _lag_at_the_end(dataset, follower).transpose(dim, "member").values
    labels = _labels(dataset, dim)
    figure = Figure(figsize=(7.0, 1.5 + 0.4 * len(labels)), layout="constrained")
    axes = figure.subplots()
    for place, values in enumerate(lag):
        low, quarter, middle, three_quarters, high = quantiles_of(values)
        axes.plot([low, high], [place] * 2, color=SCENARIO_COLOUR, alpha=0.35, linewidth=2)
        axes.plot([quarter, three_quarters], [place] * 2, color=SCENARIO_COLOUR, linewidth=6,
                  alpha=0.6, solid_capstyle="butt")  # fmt: skip
        axes.plot(middle, place, "o", color=SCENARIO_COLOUR, markeredgecolor="white")
    axes.set_yticks(range(len(labels)), labels, fontsize=9)
    axes.set_ylabel(str(dataset[dim].attrs.get("long_name", dim)), fontsize=9)
    axes.invert_yaxis()
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(_title(dataset, follower), fontsize=10, loc="left")
    figure.supxlabel(f"{dataset.sizes['member']} members: median, 50% and 90% intervals",
                     x=0.01, ha="left", fontsize=8, color=INK)  # fmt: skip
    return figure
