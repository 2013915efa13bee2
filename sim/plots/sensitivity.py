"""The figure of a sensitivity analysis: first and total order of the inputs that matter most."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    LEGEND,
    WIDE,
    WIDTH,
    add_caption,
    add_title,
    draw_zero,
    dress,
    name_rows,
    new_figure,
    panels_of,
    save_figure,
)
from sim.tables.sensitivity import OUTCOME_NAMES, leading, sample_in_words
from sim.tables.words import in_words, regime_in_words

OUTCOMES = ("capability_lag", "capability_lag_change")
ORDERS = {
    "total_order": ("o", SCENARIO_COLOUR, -0.12, "with others (total order)"),
    "first_order": ("D", REFERENCE_COLOUR, 0.12, "by itself (first order)"),
}
"""Mark, colour, offset from the row and label of each order."""


def save_indices(indices: xr.Dataset, path: str | Path) -> None:
    """Save the figure of the indices as a PNG file."""
    save_figure(index_figure(indices), path)


def index_figure(indices: xr.Dataset, width: float = WIDE) -> Figure:
    """Draw the indices of the lag and of its change, with 90% intervals.

    Parameters
    ----------
    indices : xarray.Dataset
        Result of `sim.analysis.sensitivity.sensitivity`.
    width : float
        Of the figure, inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = new_figure(6.0 if width >= WIDTH else 10.0, width)
    for axes, outcome in zip(panels_of(figure, 2), OUTCOMES, strict=True):
        _draw(axes, indices.sel(outcome=outcome))
    regime = regime_in_words(indices.attrs["scenario"])
    add_title(figure, f"Sources of the spread, end of {indices.attrs['date'][:7]}: {regime}")
    drawn_from = f"parameters drawn from the {indices.attrs['drawn_from']}"
    source = source_line(indices.attrs, drawn_from=drawn_from)
    caption = f"{sample_in_words(indices)}. Lines hold 90% of resamples.\n{source}"
    add_caption(figure, caption)
    return figure


def _draw(axes: Axes, of_outcome: xr.Dataset) -> None:
    groups = [str(n) for n in of_outcome["input"].values[of_outcome["kind"].values == "group"]]
    names = [*groups, *leading(of_outcome)]
    varies = bool(np.isfinite(of_outcome["total_order"]).any())
    if varies:
        for order, look in ORDERS.items():
            _draw_order(axes, of_outcome.sel(input=names), order, look)
        axes.legend(loc="lower right", **LEGEND)
    name_rows(axes, list(map(in_words, names)))
    axes.invert_yaxis()
    axes.axhline(len(groups) - 0.5, color=INK, linewidth=0.6, linestyle=":")
    draw_zero(axes, "x")
    dress(axes, title=_title(of_outcome, varies), x="part of the variance", grid="x")


def _title(of_outcome: xr.Dataset, varies: bool) -> str:
    name = OUTCOME_NAMES[of_outcome["outcome"].item()]
    if not varies:
        return f"{name}: no variation"
    spread, unit = float(of_outcome["standard_deviation"]), of_outcome["unit"].item()
    verdict = "" if of_outcome["converged"] else "; not converged"
    return f"{name}, sd {spread:.1f} {unit}{verdict}"


def _draw_order(
    axes: Axes, of_inputs: xr.Dataset, order: str, look: tuple[str, str, float, str]
) -> None:
    mark, colour, offset, label = look
    places = np.arange(of_inputs.sizes["input"]) + offset
    low, high = of_inputs[f"{order}_interval"].values.T
    axes.hlines(places, low, high, color=colour, linewidth=1.4)
    axes.plot(of_inputs[order].values, places, mark, color=colour, markersize=5, label=label)
