"""Figure of the attribution: Shapley values of instruments, and interactions of pairs."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.bands import quantiles_of
from sim.plots.palette import SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    WIDE,
    WIDTH,
    add_caption,
    add_title,
    draw_heat_map,
    draw_interval,
    draw_zero,
    dress,
    name_cells,
    name_rows,
    new_figure,
    panels_of,
    save_figure,
)
from sim.tables.words import in_words, regime_in_words


def save_attribution(attribution: xr.Dataset, path: Path) -> None:
    """Save the figure."""
    save_figure(attribution_figure(attribution), path)


def attribution_figure(attribution: xr.Dataset, width: float = WIDE) -> Figure:
    """Draw the shares of instruments with intervals, and a heat map of pairs.

    Parameters
    ----------
    attribution : xarray.Dataset
        Result of `sim.analysis.attribution.attribute`.
    width : float
        Of the figure, inches.
    """
    means = attribution["shapley"].mean("member").values
    order = np.argsort(np.abs(means))
    ordered = attribution.isel(instrument=order, other=order)
    count = len(order)
    height = 0.9 + 0.38 * count
    figure = new_figure(height + 1.0 if width >= WIDTH else 2.0 * height + 1.6, width)
    shares, pairs = panels_of(figure, 2, ratios=(1.25, 1.0))
    _draw_shares(shares, ordered)
    _draw_pairs(pairs, ordered)
    add_title(
        figure,
        f"Share of each instrument: {regime_in_words(attribution.attrs['scenario'])} against "
        f"{regime_in_words(attribution.attrs['against'])}, end of {attribution.attrs['date']}",
    )
    add_caption(
        figure,
        f"{attribution.sizes['member']:,} members; points are means, bars hold 50% and 90% of "
        f"members. Shares add up to the change of the lag.\n{source_line(attribution.attrs)}",
    )
    return figure


def _draw_shares(axes: Axes, ordered: xr.Dataset) -> None:
    names = [str(name) for name in ordered["instrument"].values]
    for row, name in enumerate(names):
        values = ordered["shapley"].sel(instrument=name).values
        draw_interval(axes, row, quantiles_of(values), values.mean(), SCENARIO_COLOUR)
    draw_zero(axes, "x")
    name_rows(axes, list(map(in_words, names)))
    dress(axes, x="share in the change of the lag, months", grid="x")


def _draw_pairs(axes: Axes, ordered: xr.Dataset) -> None:
    names = [in_words(str(name)) for name in ordered["instrument"].values]
    pairs = ordered["interaction"].mean("member").values
    # as wide as members' own values, so that noise has no colour
    largest = max(float(np.abs(quantiles_of(ordered["interaction"].values.T)).max()), 1e-6)
    texts = np.array([[f"{value:+z.1f}" for value in of_row] for of_row in pairs])
    np.fill_diagonal(texts, "")
    draw_heat_map(
        axes,
        pairs,
        texts,
        colours="PuOr",
        ends=(-largest, largest),
        label="months beyond each alone",
    )
    axes.invert_yaxis()
    name_cells(axes, names, names)
    dress(axes, title="pairs")
