"""Figures of scenario discovery: PRIM's path on both halves, and the box."""

from pathlib import Path
from textwrap import fill

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.discovery import HALVES, OUTCOMES
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    LABEL,
    LEGEND,
    SMALL,
    WIDE,
    add_caption,
    add_title,
    dress,
    name_rows,
    new_figure,
    save_figure,
)
from sim.tables.sensitivity import restricted_inputs, verdict, without_box
from sim.tables.words import in_words, regime_in_words

MARKS_OF_HALVES = {HALVES[0]: ("o", REFERENCE_COLOUR), HALVES[1]: ("s", SCENARIO_COLOUR)}
"""Mark and colour of each half."""

LEAST_ROWS = 4
"""Rows for which a panel always has room, so that bars have the same thickness with fewer."""

TITLE_CHARACTERS = 55
"""Characters of a panel's title that fit on a line."""


def save_boxes(boxes: xr.Dataset, path: str | Path) -> None:
    """Save the figure of the boxes as a PNG file."""
    save_figure(box_figure(boxes), path)


def box_figure(boxes: xr.Dataset) -> Figure:
    """Draw, for each outcome, density against coverage on both halves, and the limits of the box.

    Parameters
    ----------
    boxes : xarray.Dataset
        Result of `sim.analysis.discovery.discover`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = new_figure(3.4 * len(OUTCOMES), WIDE)
    for (path, box), outcome in zip(
        figure.subplots(len(OUTCOMES), 2, squeeze=False), OUTCOMES, strict=True
    ):
        of_outcome = boxes.sel(outcome=outcome)
        _draw_path(path, of_outcome, f"Where {OUTCOMES[outcome]}")
        _draw_box(box, of_outcome)
    regime = regime_in_words(boxes.attrs["scenario"])
    add_title(figure, f"Boxes of inputs, end of {boxes.attrs['date'][:7]}: {regime}")
    caption = (
        f"{boxes.attrs['members']:,} members under {boxes.attrs['regimes']} regimes, half of them "
        "held out. The filled mark is the box on the right.\n"
        f"{source_line(boxes.attrs)}"
    )
    add_caption(figure, caption)
    return figure


def _draw_path(axes: Axes, of_outcome: xr.Dataset, title: str) -> None:
    chosen = int(of_outcome["box_step"])
    for part, (mark, colour) in MARKS_OF_HALVES.items():
        half = of_outcome.sel(part=part)
        coverage, density = half["path_coverage"].values, half["path_density"].values
        axes.plot(coverage, density, mark, color=colour, markersize=5, markerfacecolor="white")
        axes.plot(coverage[chosen], density[chosen], mark, color=colour, markersize=8, label=part)
        axes.axhline(density[0], color=colour, linewidth=0.8, linestyle=":")
    axes.set_xlim(-0.03, 1.05)
    axes.set_ylim(0, 1.1 * max(float(of_outcome["path_density"].max()), 0.01))
    axes.legend(loc="lower left", **LEGEND)
    x, y = "coverage: part of the cases in the box", "density: how often in the box"
    dress(axes, title=title, x=x, y=y, grid="both")


def _draw_box(axes: Axes, of_outcome: xr.Dataset) -> None:
    """Draw the range that each limit leaves, as a bar over the share of members."""
    names = restricted_inputs(of_outcome)
    if not names:
        axes.text(0.5, 0.5, without_box(of_outcome), ha="center", fontsize=LABEL, color=INK,
                  wrap=True)  # fmt: skip
        axes.set_axis_off()
        return
    for place, name in enumerate(names):
        of_input = of_outcome.sel(input=name)
        values = of_input["input_value"].values
        low, high = of_input["limits"].values
        start, end = float((values < low).mean()), float((values <= high).mean())
        axes.barh(place, 1.0, color="#eeeeee", height=0.5)
        axes.barh(place, end - start, left=start, color=SCENARIO_COLOUR, height=0.5)
        axes.text(0.0, place - 0.32, _limits(low, high, of_input), fontsize=SMALL, color=INK)
    name_rows(axes, list(map(in_words, names)))
    axes.set_ylim(max(len(names), LEAST_ROWS) - 0.4, -0.7)
    axes.set_xlim(0, 1)
    title = fill(verdict(of_outcome), TITLE_CHARACTERS)
    dress(axes, title=title, x="share of members below a value", grid="x")


def _limits(low: float, high: float, of_input: xr.Dataset) -> str:
    """Limits with their unit, in words."""
    unit = of_input["unit"].item()
    before, after = ("level ", "") if unit == "level" else ("", "" if unit == "1" else f" {unit}")
    if not np.isfinite(low):
        return f"{before}up to {high:.3g}{after}"
    to = f" to {high:.3g}" if np.isfinite(high) else ""
    return f"{before}from {low:.3g}{to}{after}"
