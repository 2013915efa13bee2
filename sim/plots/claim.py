"""Figure of the article's claim: what the measures did, and the chance that China catches up."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.claim import ALL, GROUPS, HOW, SHORT_LAGS
from sim.plots.bands import quantiles_of
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    LEGEND,
    WIDE,
    add_caption,
    add_title,
    draw_interval,
    draw_zero,
    dress,
    name_rows,
    new_figure,
    save_figure,
)
from sim.tables.claim import GROUP_WORDS, chances_of
from sim.tables.words import in_words

LINES = ("-", "--", ":")
"""Of the two short lags, and of the follower ahead."""

COLOURS = (REFERENCE_COLOUR, SCENARIO_COLOUR)
"""Of the scenarios, and of groups added and removed."""


def save_claim(found: xr.Dataset, path: Path) -> None:
    """Save the figure."""
    save_figure(claim_figure(found), path)


def claim_figure(found: xr.Dataset) -> Figure:
    """Change of the lag by group of measures, and chances by year.

    Parameters
    ----------
    found : xarray.Dataset
        Of `sim.analysis.claim.claim`.
    """
    figure = new_figure(4.6, WIDE)
    left, right = figure.subplots(1, 2)
    _draw_changes(left, found)
    _draw_chances(right, found)
    add_title(figure, "Did the measures work, and can China catch up?")
    add_caption(
        figure,
        f"{found.sizes['member']:,} members; lags are means over twelve months; points are "
        f"medians, bars hold 50% and 90% of members.\n{source_line(found.attrs)}",
    )
    return figure


def _draw_changes(axes: Axes, found: xr.Dataset) -> None:
    groups = (ALL, *GROUPS)
    for row, group in enumerate(groups):
        for place, how in enumerate(HOW if group != ALL else HOW[:1]):
            quantiles = quantiles_of(found["change"].sel(group=group, how=how).values)
            offset = 0.0 if group == ALL else 0.3 * (place - 0.5)
            colour = INK if group == ALL else COLOURS[place]
            draw_interval(axes, row + offset, quantiles, quantiles[2], colour)
    for how, colour in zip(HOW, COLOURS, strict=True):
        axes.plot([], [], "o", color=colour, label=f"{how} alone")
    draw_zero(axes, "x")
    name_rows(axes, [GROUP_WORDS[group] for group in groups])
    axes.invert_yaxis()
    axes.legend(loc="lower right", **LEGEND)
    title = f"What measures did to the lag by the end of {found.attrs['date']}"
    dress(axes, title=title, x="change of the lag, months", grid="x")


def _draw_chances(axes: Axes, found: xr.Dataset) -> None:
    ends = found["end"].values.astype("datetime64[M]").astype("datetime64[D]")
    words = (*(f"lag under {months} months" for months in SHORT_LAGS), "China ahead")
    for scenario, colour in zip(found["scenario"].values, COLOURS, strict=True):
        of_scenario = found.sel(scenario=scenario)
        chances = np.array([chances_of(of_scenario.isel(end=place)) for place in range(len(ends))])
        for line, chance, what in zip(LINES, chances.T, words, strict=True):
            axes.plot(ends, chance, line, marker="o", markersize=3, color=colour,
                      label=f"{what}, {in_words(str(scenario))}")  # fmt: skip
    axes.set_ylim(0.0, 1.0)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.legend(loc="upper right", **LEGEND)
    dress(axes, title="Share of members, at the ends of years", grid="both")
