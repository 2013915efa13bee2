"""Regimes side by side: a fan each, and who lags more than whom."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.comparison import chance_of_lagging_more
from sim.calibration.measures import at_end_of
from sim.calibration.targets import FOLLOWER, LEADER
from sim.plots.fan import draw_fan
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.settings.settings import REFERENCE
from sim.storage.atomic import save_figure

COLUMNS = 3


def save_fans(compared: xr.Dataset, path: Path, follower: str = FOLLOWER) -> None:
    """Save small multiples of the lag."""
    save_figure(fans(compared, follower), path, dpi=160)


def fans(compared: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """A fan of the mean lag for each regime, over the median of the reference.

    Parameters
    ----------
    compared : xarray.Dataset
        Of `sim.analysis.comparison.compare`.
    follower : str
        A region.
    """
    lags = compared["capability_lag_mean"].sel(region=follower)
    months = compared["time_bnds"].isel(bnds=1).values
    names = compared["scenario"].values
    rows = -(-len(names) // COLUMNS)
    figure = Figure(figsize=(3.0 * COLUMNS, 0.9 + 2.1 * rows), layout="constrained")
    panels = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False).ravel()
    reference = None
    if REFERENCE in names:
        reference = np.median(lags.sel(scenario=REFERENCE).values, axis=0)
    for panel, name in zip(panels, names, strict=False):
        draw_fan(panel, months, lags.sel(scenario=name).values, SCENARIO_COLOUR)
        if reference is not None and name != REFERENCE:
            panel.plot(months, reference, color=REFERENCE_COLOUR, linestyle="--", linewidth=1.2)
        panel.set_title(str(name), fontsize=9, loc="left")
        panel.axhline(0, color=INK, linewidth=0.8)
        panel.spines[["top", "right"]].set_visible(False)
        panel.tick_params(labelsize=8, colors=INK)
        panel.set_xlim(months[0], months[-1])
    for panel in panels[len(names) :]:
        panel.set_visible(False)
    figure.supylabel(f"{follower} behind the {LEADER}, months", fontsize=9, color=INK)
    figure.supxlabel(
        f"{compared.sizes['member']} members, each averaged over twelve months; median, 50% and "
        f"90% bands. Dashed: median under {REFERENCE}.",
        x=0.01, ha="left", fontsize=8, color=INK,
    )  # fmt: skip
    return figure


def save_chances(compared: xr.Dataset, month: str, path: Path, follower: str = FOLLOWER) -> None:
    """Save who lags more than whom."""
    save_figure(chances(compared, month, follower), path, dpi=160)


def chances(compared: xr.Dataset, month: str, follower: str = FOLLOWER) -> Figure:
    """How likely the regime of a row lags more than that of a column, as a heat map."""
    lags = at_end_of(compared["capability_lag_mean"].sel(region=follower), month)
    chance = chance_of_lagging_more(lags).values
    names = [str(name) for name in compared["scenario"].values]
    size = 2.2 + 0.42 * len(names)
    figure = Figure(figsize=(size + 0.8, size), layout="constrained")
    axes = figure.subplots()
    # a diverging map that the colour-blind can read; half is white
    image = axes.imshow(chance, cmap="PuOr_r", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    for row, of_row in enumerate(chance):
        for column, value in enumerate(of_row):
            if row != column:
                dark = abs(value - 0.5) > 0.35
                axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center",
                          fontsize=7, color="white" if dark else INK)  # fmt: skip
    figure.colorbar(image, ax=axes, shrink=0.7, label="chance that the row lags more")
    axes.set_title(f"Whose lag is longer at the end of {month}, %", fontsize=10, loc="left")
    return figure
