"""One look for all figures: sizes, fonts, axes, captions, heat maps, and how a figure is saved."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.plots.palette import INK
from sim.storage.atomic import replacing

DPI = 200
"""Dots per inch of every file."""

WIDTH, WIDE = 7.6, 10.4
"""Inches across: of one column of panels, and of two."""

TITLE, PANEL, LABEL, SMALL, TINY = 12, 10, 9, 8, 7
"""Font sizes: of a figure's title, a panel's title, an axis, of ticks and captions, of cells."""

GRID = "#dddddd"

LEGEND: dict[str, Any] = {"fontsize": SMALL, "frameon": False}
"""What all legends share."""

HALO = [withStroke(linewidth=3, foreground="white")]
"""Sets a text apart from what it lies on."""


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """An empty figure, in inches, that makes room for all that is written on it."""
    return Figure(figsize=(width, height), layout="constrained")


def save_figure(figure: Figure, path: str | Path) -> None:
    """Draw a figure into a PNG file, all or nothing."""
    with replacing(Path(path)) as unfinished:
        figure.savefig(unfinished, dpi=DPI, format="png")


def add_title(figure: Figure, text: str) -> None:
    """Write a title over a figure."""
    figure.suptitle(text, x=0.01, ha="left", fontsize=TITLE)


def add_caption(figure: Figure, text: str) -> None:
    """Write below a figure what its marks are."""
    figure.supxlabel(text, x=0.01, ha="left", fontsize=SMALL, color=INK)


def dress(
    axes: Axes,
    *,
    title: str = "",
    x: str = "",
    y: str = "",
    grid: Literal["x", "y", "both"] | None = None,
) -> None:
    """Give axes the common look, a title, labels, and lines behind what they show."""
    axes.set_title(title, loc="left", fontsize=PANEL, color=INK)
    axes.set_xlabel(x, fontsize=LABEL, color=INK)
    axes.set_ylabel(y, fontsize=LABEL, color=INK)
    axes.tick_params(labelsize=SMALL, colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    if grid is not None:
        axes.grid(axis=grid, color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)


def draw_zero(axes: Axes, axis: Literal["x", "y"]) -> None:
    """Draw the line where an axis is at zero."""
    draw = axes.axvline if axis == "x" else axes.axhline
    draw(0, color=INK, linewidth=0.8)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows of axes, the first at zero."""
    axes.set_yticks(range(len(names)), names)


def draw_interval(
    axes: Axes, row: float, quantiles: np.ndarray, middle: float, colour: str
) -> None:
    """Draw a middle with its 50% and 90% interval, from the quantiles of `QUANTILES`."""
    low, quarter, _, three_quarters, high = quantiles
    for ends, width in (((low, high), 2.0), ((quarter, three_quarters), 6.0)):
        axes.plot(ends, [row, row], color=colour, linewidth=width, alpha=0.45,
                  solid_capstyle="butt")  # fmt: skip
    axes.plot(middle, row, "o", color=colour, markeredgecolor="white")


def draw_heat_map(
    axes: Axes,
    values: np.ndarray,
    texts: np.ndarray,
    *,
    colours: str,
    ends: tuple[float, float],
    label: str,
) -> None:
    """Draw values as coloured cells with a text in each, and a bar that says what colours mean.

    Parameters
    ----------
    values : ndarray
        [row, column]
    texts : ndarray of str
        What stands in each cell, [row, column]; empty for nothing.
    colours : str
        A colour map of matplotlib.
    ends : tuple of float
        Values at the ends of the colour map.
    label : str
        Of the bar.
    """
    low, high = ends
    image = axes.imshow(values, cmap=colours, vmin=low, vmax=high, aspect="auto")
    brightness = image.to_rgba(values)[..., :3] @ (0.299, 0.587, 0.114)
    for row, column in np.argwhere(texts != "").tolist():
        axes.text(column, row, str(texts[row, column]), ha="center", va="center", fontsize=TINY,
                  color="white" if brightness[row, column] < 0.5 else INK)  # fmt: skip
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.8)
    bar.set_label(label, fontsize=LABEL, color=INK)
    bar.ax.tick_params(labelsize=SMALL, colors=INK)


def name_cells(axes: Axes, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Name the rows and columns of a heat map; long names of columns are slanted."""
    name_rows(axes, rows)
    axes.set_xticks(range(len(columns)), columns)
    if max(map(len, columns)) > 6:
        axes.tick_params("x", rotation=60)
        for name in axes.get_xticklabels():
            name.set(horizontalalignment="right", rotation_mode="anchor")
