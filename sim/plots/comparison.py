"""Figures that compare regimes: a fan for each, and the chance that one lags more than another."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.comparison import share_lagging_more
from sim.calibration.measures import at_end_of
from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.bands import quantiles_of
from sim.plots.fan import draw_fan
from sim.plots.limits import clip_panels
from sim.plots.measured import draw_measured_lags
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    LABEL,
    WIDE,
    add_caption,
    add_title,
    draw_heat_map,
    draw_zero,
    dress,
    name_cells,
    new_figure,
    save_figure,
)
from sim.tables.words import regime_in_words

COLUMNS = 3


def save_fans(comparison: xr.Dataset, path: Path, follower: str = FOLLOWER) -> None:
    """Save small multiples of the lag."""
    save_figure(fans(comparison, follower), path)


def fans(comparison: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """Draw a fan of the mean lag for each regime, with the median of the reference.

    Parameters
    ----------
    comparison : xarray.Dataset
        Result of `sim.analysis.comparison.compare`.
    follower : str
        A region.
    """
    lags = comparison["capability_lag_mean"].sel(region=follower)
    months = comparison["time_bnds"].isel(bnds=1).values
    names = comparison["scenario"].values
    rows = -(-len(names) // COLUMNS)
    figure = new_figure(0.9 + 2.1 * rows, WIDE)
    panels = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False).ravel()
    tops = np.nanmax(quantiles_of(lags.transpose("member", ...).values)[-1], axis=-1)
    reference, named = None, comparison.attrs["reference"]
    if named in names:
        reference = np.median(lags.sel(scenario=named).values, axis=0)
    for panel, name in zip(panels, names, strict=False):
        draw_fan(panel, months, lags.sel(scenario=name).values, SCENARIO_COLOUR)
        if reference is not None and name != named:
            panel.plot(months, reference, color=REFERENCE_COLOUR, linestyle="--", linewidth=1.2)
        draw_zero(panel, "y")
        dress(panel, title=regime_in_words(str(name)), grid="y")
        panel.set_xlim(months[0], months[-1])
        draw_measured_lags(panel, legend=False)
    clip_panels(panels[: len(names)], tops)
    for panel in panels[len(names) :]:
        panel.set_visible(False)
    figure.supylabel(f"{follower} behind the {LEADER}, months", fontsize=LABEL, color=INK)
    add_caption(
        figure,
        f"{comparison.sizes['member']:,} members, each averaged over twelve months; median, 50% "
        f"and 90% bands. Dashed: median under {regime_in_words(named)}. Points: lags that indices "
        f"measured at the end of a month.\n{source_line(comparison.attrs, measured=True)}",
    )
    return figure


def save_chances(comparison: xr.Dataset, month: str, path: Path, follower: str = FOLLOWER) -> None:
    """Save the heat map of chances."""
    save_figure(chances(comparison, month, follower), path)


def chances(comparison: xr.Dataset, month: str, follower: str = FOLLOWER) -> Figure:
    """Draw the share of members that lag more under a row than under a column, as a heat map."""
    lags = at_end_of(comparison["capability_lag_mean"].sel(region=follower), month)
    chance = share_lagging_more(lags).values
    names = [regime_in_words(str(name)) for name in comparison["scenario"].values]
    size = 2.2 + 0.42 * len(names)
    figure = new_figure(size, size + 0.8)
    axes = figure.subplots()
    texts = np.array([[f"{100 * value:.0f}" for value in of_row] for of_row in chance])
    np.fill_diagonal(texts, "")
    label = "share of members that lag more under the row"
    draw_heat_map(axes, chance, texts, colours="Purples", ends=(0.0, 1.0), label=label)
    name_cells(axes, names, names)
    dress(axes)
    add_title(figure, f"Whose lag is longer at the end of {month}, %")
    about = f"{comparison.sizes['member']:,} members, lags averaged over twelve months"
    add_caption(figure, f"{about}\n{source_line(comparison.attrs)}")
    return figure
