"""Figure of costs: the lag that regimes gain against what they cost the sender."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.price import frontier, typical
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.style import (
    HALO,
    SMALL,
    WIDE,
    add_caption,
    add_title,
    draw_zero,
    dress,
    new_figure,
    save_figure,
)

COSTS = (
    ("revenue_lost", "revenue that the sender's designers lost, bn USD"),
    ("return_forgone", "return that its investors forgo, bn USD a year"),
)


def save_price(costs: xr.Dataset, path: Path) -> None:
    """Save the figure."""
    save_figure(price_figure(costs), path)


def price_figure(costs: xr.Dataset) -> Figure:
    """Draw months of lag against each cost of the sender, with the frontier.

    Parameters
    ----------
    costs : xarray.Dataset
        Result of `sim.analysis.price.price`.
    """
    figure = new_figure(5.0, WIDE)
    panels = figure.subplots(1, len(COSTS), sharey=True)
    numbers = _numbers(costs)
    for panel, (name, label) in zip(panels, COSTS, strict=True):
        _draw(panel, costs[name], costs["lag_gained"], numbers)
        first = panel is panels[0]
        dress(panel, x=label, y="lag gained, months" if first else "", grid="both")
    names = "\n".join(f"{number}  {name}" for name, number in numbers.items())
    panels[-1].annotate(names, (1.02, 1), xycoords="axes fraction", va="top", fontsize=SMALL,
                        color=INK, annotation_clip=False, linespacing=1.6)  # fmt: skip
    add_title(
        figure,
        f"Lag and costs to the sender, compared with {costs.attrs['against']}, "
        f"end of {costs.attrs['date']}",
    )
    add_caption(
        figure,
        f"{costs.sizes['member']} members; points are medians of the lag and means of the cost, "
        "bars hold half of the members. "
        "Orange: no other regime gives as long a lag for less.",
    )
    return figure


def _numbers(costs: xr.Dataset) -> dict[str, int]:
    """A number for each regime, the longest lag first; names would overlap in the figure."""
    order = np.argsort(-typical(costs)["lag_gained"].values)
    names = costs["scenario"].values[order]
    return {str(name): place for place, name in enumerate(names, start=1)}


def _draw(axes: Axes, cost: xr.DataArray, gain: xr.DataArray, numbers: dict[str, int]) -> None:
    typical_cost, typical_gain = cost.mean("member").values, gain.median("member").values
    best = frontier(typical_cost, typical_gain)
    for place, name in enumerate(cost["scenario"].values):
        colour = REFERENCE_COLOUR if best[place] else SCENARIO_COLOUR
        x, y = typical_cost[place], typical_gain[place]
        across = np.quantile(cost.values[place], [0.25, 0.75])
        up = np.quantile(gain.values[place], [0.25, 0.75])
        axes.plot(across, [y, y], color=colour, alpha=0.4)
        axes.plot([x, x], up, color=colour, alpha=0.4)
        axes.plot(x, y, "o", color=colour, markeredgecolor="white", zorder=4)
        axes.annotate(str(numbers[str(name)]), (x, y), xytext=(5, 4), textcoords="offset points",
                      fontsize=SMALL, color=INK, path_effects=HALO, zorder=5)  # fmt: skip
    order = np.argsort(typical_cost)
    line = [place for place in order if best[place]]
    axes.plot(typical_cost[line], typical_gain[line], color=REFERENCE_COLOUR, linewidth=1, zorder=1)
    draw_zero(axes, "x")
    draw_zero(axes, "y")
