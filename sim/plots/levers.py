"""Figure of single instruments: the change of the lag, a panel a date."""

from pathlib import Path

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.plots.bands import quantiles_of
from sim.plots.palette import GREEN, PURPLE, REFERENCE_COLOUR, SCENARIO_COLOUR
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
from sim.tables.words import in_words

COLOURS = (REFERENCE_COLOUR, SCENARIO_COLOUR, GREEN, PURPLE)
"""Of the months after a date, in their order."""

APART = 0.4
"""Rows of an instrument that its intervals are spread over."""


def save_levers(found: xr.Dataset, path: Path) -> None:
    """Save the figure."""
    save_figure(levers_figure(found), path)


def levers_figure(found: xr.Dataset) -> Figure:
    """Change of the lag by instrument, from open to strict, the dates side by side.

    Parameters
    ----------
    found : xarray.Dataset
        Of `sim.analysis.levers.levers`.
    """
    days = found["date"].values
    figure = new_figure(1.9 + 0.42 * found.sizes["instrument"], WIDE)
    panels = figure.subplots(1, len(days), sharey=True, sharex=True, squeeze=False)[0]
    for panel, day in zip(panels, days, strict=True):
        _draw(panel, found.sel(date=day))
    name_rows(panels[0], [in_words(str(name)) for name in found["instrument"].values])
    panels[0].invert_yaxis()
    panels[-1].legend(handles=_handles(found), loc="lower right", **LEGEND)
    add_title(figure, "Change of the lag by one instrument, from open to strict")
    add_caption(
        figure,
        f"{found.sizes['member']:,} members; change of each member's mean lag over twelve months; "
        "points are medians, bars hold 50% and 90% of members.\nStockpiling: before a chip rule "
        "that is announced on the date.\n"
        f"{source_line(found.attrs)}",
    )
    return figure


def _draw(axes: Axes, of_day: xr.Dataset) -> None:
    months = of_day["months"].values
    for row in range(of_day.sizes["instrument"]):
        for place, after in enumerate(months):
            change = of_day["lag_change"].isel(instrument=row).sel(months=after).values
            quantiles = quantiles_of(change)
            offset = APART * ((place + 0.5) / len(months) - 0.5)
            draw_interval(axes, row + offset, quantiles, quantiles[2], _colour(place))
    draw_zero(axes, "x")
    title = f"set from {of_day['date'].item()}, else {in_words(of_day['reference'].item())}"
    dress(axes, title=title, x="change of the lag, months", grid="x")


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def _handles(found: xr.Dataset) -> list[Line2D]:
    return [
        Line2D([], [], color=_colour(place), marker="o", label=f"{months} months later")
        for place, months in enumerate(found["months"].values)
    ]
