"""The fan chart of a run: how far the follower is behind, and what the scenario changes.

Importing this loads matplotlib, without its global state: a figure is an object of its own.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from sim.calibration.targets import FOLLOWER, LEADER, all_targets
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.variables import QUANTILES
from sim.whole_file import save_figure

ARTICLE_DAY = date(2024, 4, 2)
ARTICLE_PLACE = date2num(ARTICLE_DAY)

HALO = [withStroke(linewidth=3, foreground="white")]


def save_lag_fan(dataset: xr.Dataset, path: str | Path, follower: str = FOLLOWER) -> None:
    """Save the fan chart of a run, or of its summary, in the format that the name ends with."""
    draw = summary_fan if "quantile" in dataset.dims else lag_fan
    save_figure(draw(dataset, follower), path, dpi=200)


def summary_fan(summary: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """Draw the lag and its change from quantiles of members that need not be kept.

    Parameters
    ----------
    summary : xarray.Dataset
        Of a run, with the quantiles of `QUANTILES`.
    follower : str
        A region.

    Returns
    -------
    matplotlib.figure.Figure
    """
    names = ["capability_lag_mean", "capability_lag_mean_change"]
    of_follower = summary[names].sel(region=follower, quantile=list(QUANTILES)).load()
    lag, change = (of_follower[name].values for name in names)
    months = summary["time_bnds"].isel(bnds=1).values
    changes = bool((np.nan_to_num(change) != 0).any())
    figure, panels = _sheet(changes)
    draw_bands(panels[0], months, lag, SCENARIO_COLOUR)
    _name(panels[0], months, lag[2, -1], summary.attrs["scenario"], SCENARIO_COLOUR, above=True)
    _finish(figure, panels, months, summary.attrs, follower)
    if changes:
        draw_bands(panels[1], months, change, SCENARIO_COLOUR)
    return figure


def lag_fan(dataset: xr.Dataset, follower: str = FOLLOWER) -> Figure:
    """Draw the lag under the scenario and under the reference, and the change between the two.

    The lag of a member is a saw-tooth; its mean over twelve months is drawn. A run that is its own
    reference has one panel.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of a run.
    follower : str
        A region.

    Returns
    -------
    matplotlib.figure.Figure
    """
    means = dataset[["capability_lag_mean", "capability_lag_mean_change"]].sel(region=follower)
    lag, change = (mean.transpose("member", "time").values for mean in means.data_vars.values())
    months = dataset["time_bnds"].isel(bnds=1).values
    changes = bool((dataset["capability_lag_change"].sel(region=follower) != 0).any())

    figure, panels = _sheet(changes)
    _draw_lags(panels[0], months, lag, change, dataset.attrs)
    _finish(figure, panels, months, dataset.attrs, follower)
    if changes:
        draw_fan(panels[1], months, change, SCENARIO_COLOUR)
    return figure


def _sheet(changes: bool) -> tuple[Figure, np.ndarray]:
    """An empty figure with a panel for the lag and, if there are any, one for changes."""
    figure = Figure(figsize=(7.6, 7.0 if changes else 4.8), layout="constrained")
    return figure, figure.subplots(1 + changes, sharex=True, squeeze=False)[:, 0]


def _finish(
    figure: Figure,
    panels: np.ndarray,
    months: np.ndarray,
    names: Mapping[str, str],
    follower: str,
) -> None:
    """Axes, titles and caption."""
    _dress(panels[0], months, f"{follower} behind the {LEADER}, months")
    if follower == FOLLOWER and months[0] <= np.datetime64(ARTICLE_DAY) <= months[-1]:
        _mark_the_article(panels[0])
    if len(panels) > 1:
        _dress(panels[1], months, f"change against {names['reference']}, months")
    title = f"How far {follower} lags the {LEADER}: {names['scenario']}"
    figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    figure.supxlabel(_caption(names), x=0.01, ha="left", fontsize=8, color=INK)


def _draw_lags(
    axes: Axes,
    months: np.ndarray,
    lag: np.ndarray,
    change: np.ndarray,
    names: Mapping[str, str],
) -> None:
    """The scenario's fan, and the reference's from where the two part."""
    parted = np.flatnonzero((np.nan_to_num(change) != 0).any(axis=0))
    longer = not parted.size or np.median(change[:, -1]) >= 0
    if parted.size:
        since = slice(max(parted[0] - 1, 0), None)
        reference = (lag - change)[:, since]
        draw_fan(axes, months[since], reference, REFERENCE_COLOUR, "--")
        _name(axes, months, _end(reference), names["reference"], REFERENCE_COLOUR, above=not longer)
    draw_fan(axes, months, lag, SCENARIO_COLOUR)
    _name(axes, months, _end(lag), names["scenario"], SCENARIO_COLOUR, above=longer)


def _end(values: np.ndarray) -> float:
    return float(np.median(values[:, -1]))


def draw_fan(
    axes: Axes, months: np.ndarray, values: np.ndarray, colour: str, line: str = "-"
) -> None:
    """Median, 50% and 90% band of members."""
    draw_bands(axes, months, np.quantile(values, QUANTILES, axis=0), colour, line)


def draw_bands(
    axes: Axes, months: np.ndarray, quantiles: np.ndarray, colour: str, line: str = "-"
) -> None:
    """Median, 50% and 90% band from the quantiles of `QUANTILES`, [level, time]."""
    low, quarter, median, three_quarters, high = quantiles
    for lower, upper, strength in ((low, high, 0.15), (quarter, three_quarters, 0.25)):
        axes.fill_between(months, lower, upper, color=colour, alpha=strength, linewidth=0)
    axes.plot(months, median, color=colour, linewidth=2, linestyle=line)


def _name(
    axes: Axes, months: np.ndarray, end: float, name: str, colour: str, *, above: bool
) -> None:
    """Name a fan at the end of its median, above or below it, so that two names never meet."""
    axes.annotate(
        name.replace("+", "\n+ "),
        (months[-1], end),
        xytext=(6, 0),
        textcoords="offset points",
        va="bottom" if above else "top",
        fontsize=9,
        color=colour,
        annotation_clip=False,
    )


def _mark_the_article(axes: Axes) -> None:
    """The article's one to two years, at its day."""
    claim = next(target for target in all_targets() if target.id == "S001")
    low, high = float(claim.low or 0), float(claim.high or 0)
    axes.vlines(ARTICLE_PLACE, low, high, color=INK, linewidth=3, path_effects=HALO, zorder=5)
    axes.plot([ARTICLE_PLACE] * 2, [low, high], "_", color=INK, markersize=11, mew=3, zorder=5)
    axes.annotate(
        f"article: {low / 12:g}-{high / 12:g} years\n{ARTICLE_DAY}",
        (ARTICLE_PLACE, 1),
        xycoords=axes.get_xaxis_transform(),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=9,
        color=INK,
        path_effects=HALO,
    )


def _dress(axes: Axes, months: np.ndarray, label: str) -> None:
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.axvline(ARTICLE_PLACE, color=INK, linewidth=0.8, linestyle=":")
    axes.set_ylabel(label, fontsize=9, color=INK)
    axes.yaxis.set_major_locator(MaxNLocator(7, integer=True, steps=[1, 2, 3, 6, 10]))
    axes.set_xlim(months[0], months[-1])
    axes.tick_params(labelsize=9, colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _caption(names: Mapping[str, str]) -> str:
    return (
        f"{int(names['members']):,} members, seed {names['seed']}. "
        "Lines are medians, bands hold 50% and 90% of members.\n"
        "The lag moves in steps: each member's is averaged over the twelve months before."
    )
