"""Who moves the lag: Shapley values of instruments, and what pairs of them do together."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.palette import INK, SCENARIO_COLOUR
from sim.storage.atomic import save_figure

INTERVALS = ((0.05, 0.95, 2.0), (0.25, 0.75, 6.0))
"""Ends of an interval, and the width of its line."""


def save_attribution(shared: xr.Dataset, path: Path) -> None:
    """Save the figure."""
    save_figure(attribution(shared), path, dpi=180)


def attribution(shared: xr.Dataset) -> Figure:
    """Shares of instruments with intervals, and a heat map of pairs.

    Parameters
    ----------
    shared : xarray.Dataset
        Of `sim.analysis.attribution.attribute`.
    """
    means = shared["shapley"].mean("member").values
    order = np.argsort(np.abs(means))
    ordered = shared.isel(instrument=order, other=order)
    count = len(order)
    figure = Figure(figsize=(10.5, 1.9 + 0.38 * count), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
    _draw_shares(left, ordered)
    image = _draw_pairs(right, ordered)
    figure.colorbar(image, ax=right, shrink=0.8, label="months beyond each alone")
    figure.suptitle(
        f"Who moves the lag: {shared.attrs['scenario']} against {shared.attrs['against']}, "
        f"end of {shared.attrs['date']}",
        x=0.01, ha="left", fontsize=12,
    )  # fmt: skip
    figure.supxlabel(
        f"{shared.sizes['member']} members; points are means, bars hold 50% and 90% of members. "
        "Shares add up to the change of the lag.",
        x=0.01, ha="left", fontsize=8, color=INK,
    )  # fmt: skip
    return figure


def _draw_shares(axes: Axes, ordered: xr.Dataset) -> None:
    names = [str(name) for name in ordered["instrument"].values]
    for place, name in enumerate(names):
        values = ordered["shapley"].sel(instrument=name).values
        for low, high, width in INTERVALS:
            axes.plot(np.quantile(values, [low, high]), [place, place], color=SCENARIO_COLOUR,
                      linewidth=width, alpha=0.45, solid_capstyle="butt")  # fmt: skip
        axes.plot(values.mean(), place, "o", color=SCENARIO_COLOUR, markeredgecolor="white")
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.set_xlabel("share in the change of the lag, months", fontsize=9, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9, colors=INK)


def _draw_pairs(axes: Axes, ordered: xr.Dataset):  # type: ignore[no-untyped-def]
    names = [str(name) for name in ordered["instrument"].values]
    pairs = ordered["interaction"].mean("member").values
    most = max(float(np.abs(pairs).max()), 1e-6)
    image = axes.imshow(pairs, cmap="PuOr", vmin=-most, vmax=most, origin="lower")
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    for i, j in np.ndindex(pairs.shape):
        if i != j:
            strong = abs(pairs[i, j]) > 0.6 * most
            axes.text(j, i, f"{pairs[i, j]:+.1f}", ha="center", va="center", fontsize=7,
                      color="white" if strong else INK)  # fmt: skip
    axes.set_title("pairs", fontsize=10, loc="left")
    return image
