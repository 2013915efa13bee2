"""Figure of regret against costs: what the sender forgoes under each regime, and what it pays."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.price import on_frontier
from sim.plots.limits import largest_shown, spread_out
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    SMALL,
    WIDE,
    WIDTH,
    add_caption,
    add_title,
    draw_zero,
    dress,
    new_figure,
    panels_of,
    save_figure,
)
from sim.tables.words import in_words

COSTS = {
    "revenue_lost": "sales that the sender's designers lost, bn USD",
    "return_forgone": "return that its investors forgo, bn USD a year",
}

HEIGHT = 5.0
"""Inches."""

APART = 1.4 * SMALL / (72 * 0.7 * HEIGHT)
"""Distance of two names, as a part of a panel's height, which is seven tenths of the figure's."""

MARGIN = 0.06
"""Part of the range of an axis that is left free at its ends."""


def save_price(costs: xr.Dataset, path: Path) -> None:
    """Save the figure."""
    save_figure(price_figure(costs), path)


def price_figure(costs: xr.Dataset, width: float = WIDE) -> Figure:
    """Draw the mean regret of each regime against each cost of the sender, with the frontier.

    Parameters
    ----------
    costs : xarray.Dataset
        Result of `sim.analysis.price.price`. A cost that no regime has is left out.
    width : float
        Of the figure, inches.
    """
    drawn = [name for name in COSTS if costs[name].any()] or list(COSTS)[:1]
    figure = new_figure(HEIGHT if width >= WIDTH else HEIGHT * len(drawn), width)
    panels = panels_of(figure, len(drawn), sharey=True)
    for panel, name in zip(panels, drawn, strict=True):
        _draw(panel, costs, name)
        dress(panel, x=COSTS[name], y="regret, months", grid="both")
    add_title(
        figure,
        f"Regret and costs of the sender, end of {costs.attrs['date'][:7]}",
    )
    add_caption(
        figure,
        f"{costs.sizes['member']:,} members, means. Regret: additional lag under the best of these "
        f"regimes. Costs: against {in_words(costs.attrs['against'])}.\nOrange: no other regime "
        f"has as little regret for less.\n{source_line(costs.attrs)}",
    )
    return figure


def _draw(axes: Axes, costs: xr.Dataset, name: str) -> None:
    cost, regret = costs[name].mean("member").values, costs["mean_regret"].values
    best = on_frontier(costs, name)
    shown = np.clip(cost, -largest_shown(-cost), largest_shown(cost))
    order = np.argsort(cost)
    line = [place for place in order if best[place]]
    axes.step(shown[line], regret[line], where="post", color=REFERENCE_COLOUR, linewidth=1)
    for place, far in enumerate(np.sign(cost - shown).astype(int)):
        colour = REFERENCE_COLOUR if best[place] else SCENARIO_COLOUR
        axes.plot(shown[place], regret[place], ("o", ">", "<")[far], color=colour,
                  markeredgecolor="white", zorder=4)  # fmt: skip
    axes.margins(MARGIN)
    draw_zero(axes, "x")
    draw_zero(axes, "y")
    _name_points(axes, costs["scenario"].values.tolist(), cost, shown, regret)


def _name_points(
    axes: Axes, names: list[str], cost: np.ndarray, shown: np.ndarray, regret: np.ndarray
) -> None:
    """Write the name of each point beside the panel, with its cost if that is beyond the axis."""
    low, high = axes.get_ylim()
    heights = spread_out((regret - low) / (high - low), APART)
    for place, name in enumerate(names):
        far = "" if cost[place] == shown[place] else f" ({cost[place]:,.0f})"
        axes.annotate(
            f"{in_words(name)}{far}",
            (shown[place], regret[place]),
            xytext=(1.03, heights[place]),
            textcoords="axes fraction",
            va="center",
            fontsize=SMALL,
            color=INK,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.4, "alpha": 0.5},
        )
