"""The figure of patterns: facts against 90% intervals, a row each, a panel a channel and unit."""

from itertools import combinations, groupby, pairwise
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    LEGEND,
    SMALL,
    TINY,
    add_title,
    dress,
    name_rows,
    new_figure,
    save_figure,
    shrink_ticks,
)
from sim.tables.patterns import short
from sim.tables.words import join_names

INSIDE, OUTSIDE = SCENARIO_COLOUR, REFERENCE_COLOUR
GREYS = ("#c9c9c9", "#969696", "#5c5c5c")
"""Of the intervals of calibrations, in turn."""

LOG_UNITS = ("H100e", "ratio", "x per year", "bn USD")
"""Units that span orders of magnitude; a panel with a fact below zero is linear all the same."""

ROW, PANEL, FRAME = 0.14, 0.52, 1.1
"""Inches: of a row, of a panel's title and ticks, of title and legend."""

COLUMNS, WIDTH_OF_COLUMN = 3, 4.9


def save_patterns(compared: xr.Dataset, path: str | Path) -> None:
    """Save the figure of what `compare_patterns` gives.

    Parameters
    ----------
    compared : xarray.Dataset
        Facts and quantiles by calibration and pattern.
    path : str or Path
        The image.
    """
    panels = panels_of(compared)
    row = ROW * (1.0 + 0.7 * (compared.sizes["calibration"] - 1))
    columns = balanced([PANEL + row * panel.sizes["pattern"] for panel in panels])
    heights = [sum(PANEL + row * panels[i].sizes["pattern"] for i in column) for column in columns]
    figure = new_figure(FRAME + max(heights), WIDTH_OF_COLUMN * len(columns))
    add_title(figure, _title(compared))
    names = join_names(compared["calibration"].values.tolist())
    source = source_line(compared.attrs, drawn_from=f"calibrations {names}")
    # a caption would lie on the legend, as panels are in parts of the figure
    figure.legend(handles=_legend(compared), loc="outside lower left", ncols=6, title=source,
                  title_fontsize=SMALL, alignment="left", **LEGEND)  # fmt: skip
    parts = figure.subfigures(1, len(columns), squeeze=False)[0]
    for part, column in zip(parts, columns, strict=True):
        _draw_column(part, [panels[i] for i in column])
    save_figure(figure, path)


def _title(compared: xr.Dataset) -> str:
    counts = compared["inside"].sum("pattern").values.tolist()
    names = compared["calibration"].values.tolist()
    found = ", ".join(f"{count} ({name})" for name, count in zip(names, counts, strict=True))
    return f"Facts inside the model's 90% intervals: {found} of {compared.sizes['pattern']}"


def panels_of(compared: xr.Dataset) -> list[xr.Dataset]:
    """The patterns of each channel and unit, which stand together in the record."""
    keys = list(zip(compared["channel"].values, compared["unit"].values, strict=True))
    grouped = groupby(range(len(keys)), key=keys.__getitem__)
    return [compared.isel(pattern=list(rows)) for _, rows in grouped]


def balanced(heights: list[float]) -> list[list[int]]:
    """Cut panels, in their order, into columns, so that the tallest is as short as can be."""
    panels = len(heights)
    cuts = combinations(range(1, panels), min(COLUMNS, panels) - 1)
    ways = [list(pairwise((0, *cut, panels))) for cut in cuts]
    best = min(ways, key=lambda way: max(sum(heights[first:end]) for first, end in way))
    return [list(range(first, end)) for first, end in best]


def _draw_column(part: SubFigure, panels: list[xr.Dataset]) -> None:
    rows = [panel.sizes["pattern"] + 0.4 for panel in panels]
    axes = part.subplots(len(panels), 1, height_ratios=rows, squeeze=False)[:, 0]
    for of_panel, panel in zip(axes, panels, strict=True):
        _draw_panel(of_panel, panel)


def _draw_panel(axes: Axes, panel: xr.Dataset) -> None:
    """Rows from the top; the interval of each calibration, and the fact on it."""
    is_log = _is_log(panel)
    if is_log:
        axes.set_xscale("log")
    calibrations = panel.sizes["calibration"]
    for place in range(calibrations):
        offset = 0.7 * (place - (calibrations - 1) / 2) / calibrations
        for row in range(panel.sizes["pattern"]):
            of_row = panel.isel(pattern=row, calibration=place)
            _draw_row(axes, of_row, row + offset, GREYS[place % len(GREYS)], _floor(panel, is_log))
    _set_ticks(axes, is_log)
    name_rows(axes, [str(label) for label in panel["label"].values])
    axes.set_ylim(panel.sizes["pattern"] - 0.4, -0.6)
    channel, unit = panel["channel"].values[0], panel["unit"].values[0]
    dress(axes, title=f"{channel}, {unit}", grid="both")
    axes.title.set_fontsize(SMALL)
    axes.title.set_fontweight("bold")
    shrink_ticks(axes, TINY)


def _set_ticks(axes: Axes, is_log: bool) -> None:
    """Few ticks, written as the table writes numbers."""
    if is_log:
        low, high = axes.get_xlim()
        decades = np.log10(high / low)
        subs = (1.0,) if decades > 3.0 else (1.0, 3.0) if decades > 1.5 else (1.0, 2.0, 5.0)
        axes.xaxis.set_major_locator(LogLocator(subs=subs))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


def _is_log(panel: xr.Dataset) -> bool:
    return panel["unit"].values[0] in LOG_UNITS and bool((panel["fact"] > 0.0).all())


def _floor(panel: xr.Dataset, is_log: bool) -> float:
    """The least value that is drawn: a tenth of the smallest fact on a logarithmic axis."""
    return 0.1 * float(panel["fact"].min()) if is_log else -np.inf


def _draw_row(axes: Axes, row: xr.Dataset, at: float, grey: str, floor: float) -> None:
    low, median, high, fact = (
        max(float(row[name]), floor) for name in ("low", "median", "high", "fact")
    )
    colour = INSIDE if row["inside"] else OUTSIDE
    axes.plot([low, high], [at, at], color=grey, linewidth=4.0, solid_capstyle="butt")
    axes.plot(median, at, "|", color="white", markersize=4.5, markeredgewidth=1.2)
    ends = [float(row["fact_low"]), float(row["fact_high"])]
    known = [max(end, floor) if np.isfinite(end) else fact for end in ends]
    axes.plot(known, [at, at], color=colour, linewidth=0.9)
    for end, arrow in zip(ends, ("<", ">"), strict=True):
        if np.isinf(end):
            axes.plot(fact, at, arrow, color=colour, markersize=6.5, markerfacecolor="none")
    axes.plot(
        fact,
        at,
        "D",
        color=colour,
        markerfacecolor="white" if row["used"] else colour,
        markersize=3.4,
        markeredgewidth=0.9,
    )


def _legend(compared: xr.Dataset) -> list[Line2D]:
    names = compared["calibration"].values.tolist()
    model = [
        Line2D([], [], color=GREYS[place % len(GREYS)], linewidth=4.0,
               label=f"90% of members, median: {name}")
        for place, name in enumerate(names)
    ]  # fmt: skip

    def fact(colour: str, label: str, face: str | None = None, mark: str = "D") -> Line2D:
        return Line2D([], [], color=colour, marker=mark, markersize=4.5, linewidth=0.9,
                      markerfacecolor=face or colour, label=label)  # fmt: skip

    return [
        *model,
        fact(INSIDE, "fact inside, with its own uncertainty"),
        fact(OUTSIDE, "fact outside"),
        fact(INK, "the calibration used the fact", "white"),
        fact(INK, "the fact is a bound", "none", ">"),
    ]
