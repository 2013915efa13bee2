"""Figures of a sweep: the lag over one setting as intervals, or over two as a heat map."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.bands import MEDIAN_PLACE, quantiles_of
from sim.plots.limits import clip_rows
from sim.plots.palette import SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    add_caption,
    add_title,
    draw_heat_map,
    draw_interval,
    draw_zero,
    dress,
    name_cells,
    name_rows,
    new_figure,
    save_figure,
)
from sim.tables.intervals import span
from sim.tables.sweep import labels_of, name_of, swept

MOST_SWEPT_SETTINGS = 2
"""Largest number of swept settings that a figure can show."""

NARROWEST_HEAT_MAP = 4.6
"""Width of the narrowest heat map, inches, so that its title fits."""


def save_sweep(dataset: xr.Dataset, path: Path, follower: str = FOLLOWER) -> bool:
    """Save the figure of a sweep; return whether there is one, which needs one or two settings."""
    dims = swept(dataset)
    if not 1 <= len(dims) <= MOST_SWEPT_SETTINGS:
        return False
    draw = heat_map if len(dims) == MOST_SWEPT_SETTINGS else intervals_by_setting
    save_figure(draw(dataset, follower), path)
    return True


def _lag_at_the_end(dataset: xr.Dataset, follower: str) -> xr.DataArray:
    return dataset["capability_lag_mean"].sel(region=follower).isel(time=-1).load()


def _title(dataset: xr.Dataset, follower: str) -> str:
    month = np.datetime_as_string(dataset["time"].values[-1], unit="M")
    return f"{follower} behind the {LEADER} at the end of {month}, months"


def heat_map(dataset: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """Draw the median lag at the end of the horizon over two settings, with 90% intervals.

    Parameters
    ----------
    dataset : xarray.Dataset
        A sweep over two settings.
    follower : str
        A region.
    """
    down, across = swept(dataset)
    lag = _lag_at_the_end(dataset, follower).transpose(down, across, "member").values
    low, middle, high = np.quantile(lag, [0.05, 0.5, 0.95], axis=-1)
    rows, columns = middle.shape
    figure = new_figure(1.9 + 0.55 * rows, max(2.6 + 1.15 * columns, NARROWEST_HEAT_MAP))
    axes = figure.subplots()
    texts = np.array(
        [
            f"{median:.1f}\n{span((lower, upper), '.0f')}"
            for lower, median, upper in zip(low.flat, middle.flat, high.flat, strict=True)
        ]
    ).reshape(middle.shape)
    # from the lowest to the highest end of an interval, so that noise has hardly a colour
    ends = float(low.min()), float(high.max())
    draw_heat_map(axes, middle, texts, colours="cividis", ends=ends, label="median, months")
    axes.invert_yaxis()
    name_cells(axes, labels_of(dataset, down), labels_of(dataset, across))
    dress(axes, x=name_of(dataset, across), y=name_of(dataset, down))
    add_title(figure, _title(dataset, follower))
    about = "median, 90% interval; colours span all intervals"
    add_caption(
        figure, f"{dataset.sizes['member']:,} members: {about}\n{source_line(dataset.attrs)}"
    )
    return figure


def intervals_by_setting(dataset: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """Draw median, 50% and 90% interval of the lag at the end of the horizon, over one setting."""
    (dim,) = swept(dataset)
    lag = _lag_at_the_end(dataset, follower).transpose(dim, "member").values
    labels = labels_of(dataset, dim)
    figure = new_figure(1.5 + 0.4 * len(labels))
    axes = figure.subplots()
    quantiles = np.array([quantiles_of(values) for values in lag])
    for row, of_row in enumerate(quantiles):
        draw_interval(axes, row, of_row, of_row[MEDIAN_PLACE], SCENARIO_COLOUR)
    clip_rows(axes, quantiles[:, -1])
    name_rows(axes, labels)
    axes.invert_yaxis()
    draw_zero(axes, "x")
    dress(axes, x="months", y=name_of(dataset, dim), grid="x")
    add_title(figure, _title(dataset, follower))
    about = f"{dataset.sizes['member']:,} members: median, 50% and 90% intervals"
    add_caption(figure, f"{about}\n{source_line(dataset.attrs)}")
    return figure
