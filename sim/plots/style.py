"""Common style of all figures: sizes, fonts, axes, captions, heat maps and file format."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from sim.plots.palette import INK
from sim.storage.atomic import replacing

DPI = 200
"""Resolution of all files, dots per inch."""

WIDTH, WIDE, NARROW = 7.6, 10.4, 4.6
"""Widths of a figure with one column of panels, with two, and on a phone, inches."""

TITLE, PANEL, LABEL, SMALL, TINY = 12, 10, 9, 8, 7
"""Font sizes of a figure's title, a panel's title, axis labels, ticks and captions, and cells."""

GRID = "#dddddd"

LEGEND: dict[str, Any] = {"fontsize": SMALL, "frameon": False}
"""Options of all legends."""

HALO = [withStroke(linewidth=3, foreground="white")]
"""White outline that makes a text readable on top of lines."""


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Create an empty figure of a size in inches, with a layout that makes room for all texts."""
    return Figure(figsize=(width, height), layout="constrained")


def save_figure(figure: Figure, path: str | Path) -> None:
    """Save a figure as a PNG file, atomically."""
    show_as_written(figure)
    with replacing(Path(path)) as unfinished:
        figure.savefig(unfinished, dpi=DPI, format="png")


def show_as_written(figure: Figure) -> None:
    """Let no text of a figure be read as mathematics: a name may have dollar signs."""
    for text in figure.findobj(Text):
        text.set_parse_math(False)  # type: ignore[attr-defined]


def is_narrow(axes: Axes) -> bool:
    """Whether a panel is part of a figure that is narrower than a column."""
    figure = axes.get_figure(root=True)
    return figure is not None and figure.get_figwidth() < WIDTH


def panels_of(figure: Figure, count: int, **options: Any) -> np.ndarray:
    """Panels beside each other, or below each other in a narrow figure; options as `subplots`."""
    if figure.get_figwidth() >= WIDTH:
        options = {name.replace("ratios", "width_ratios"): each for name, each in options.items()}
        return np.asarray(figure.subplots(1, count, squeeze=False, **options))[0]
    options = {name.replace("ratios", "height_ratios"): each for name, each in options.items()}
    return np.asarray(figure.subplots(count, 1, squeeze=False, **options))[:, 0]


def add_title(figure: Figure, text: str) -> None:
    """Write a title above a figure."""
    figure.suptitle(_wrapped(figure, text, TITLE), x=0.01, ha="left", fontsize=TITLE)


def add_caption(figure: Figure, text: str) -> None:
    """Write a caption below a figure."""
    figure.supxlabel(_wrapped(figure, text, SMALL), x=0.01, ha="left", fontsize=SMALL, color=INK)


def _wrapped(figure: Figure, text: str, size: float) -> str:
    """Break the lines of a text that are longer than a figure is wide."""
    characters = int(figure.get_figwidth() * POINTS_PER_INCH / (WIDTH_OF_LETTER * size))
    return "\n".join(fill(line, characters) for line in text.split("\n"))


POINTS_PER_INCH = 72
WIDTH_OF_LETTER = 0.55
"""Mean width of a letter, as a part of the size of a font."""


def dress(
    axes: Axes,
    *,
    title: str = "",
    x: str = "",
    y: str = "",
    grid: Literal["x", "y", "both"] | None = None,
) -> None:
    """Give axes the common style, a title, labels and grid lines."""
    axes.set_title(title, loc="left", fontsize=PANEL, color=INK)
    axes.set_xlabel(x, fontsize=LABEL, color=INK)
    axes.set_ylabel(y, fontsize=LABEL, color=INK)
    axes.tick_params(labelsize=SMALL, colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    if grid is not None:
        axes.grid(axis=grid, color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)


def draw_zero(axes: Axes, axis: Literal["x", "y"]) -> None:
    """Draw a line at zero of an axis."""
    draw = axes.axvline if axis == "x" else axes.axhline
    draw(0, color=INK, linewidth=0.8)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Label the rows of axes, the first at zero."""
    axes.set_yticks(range(len(names)), names)


def shrink_ticks(axes: Axes, size: float) -> None:
    """Small labels and short ticks, for figures with many panels."""
    axes.tick_params(labelsize=size, length=2)


def draw_interval(
    axes: Axes, row: float, quantiles: np.ndarray, middle: float, colour: str
) -> None:
    """Draw a point with its 50% and 90% interval, from quantiles at the levels of `QUANTILES`."""
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
    """Draw values as coloured cells with a text in each, and a colour bar.

    Parameters
    ----------
    values : ndarray
        [row, column]
    texts : ndarray of str
        Text of each cell, [row, column]; may be empty.
    colours : str
        A colour map of matplotlib.
    ends : tuple of float
        Values at the ends of the colour map.
    label : str
        Label of the colour bar.
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
    """Label the rows and columns of a heat map; long labels of columns are slanted."""
    name_rows(axes, rows)
    axes.set_xticks(range(len(columns)), columns)
    if max(map(len, columns)) > 6:
        axes.tick_params("x", rotation=60)
        for name in axes.get_xticklabels():
            name.set(horizontalalignment="right", rotation_mode="anchor")
