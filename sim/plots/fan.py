"""The fan chart of a run: the follower's lag, and the change due to the scenario.

Figures are created without pyplot, so they do not use the global state of matplotlib.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.calibration.targets import FOLLOWER, LEADER, all_targets
from sim.plots.bands import MEDIAN_PLACE, Bands, bands_of, quantiles_of
from sim.plots.measured import draw_measured_lags
from sim.plots.palette import INK, REFERENCE_COLOUR, SCENARIO_COLOUR
from sim.plots.source import source_line
from sim.plots.style import (
    HALO,
    LABEL,
    WIDTH,
    add_caption,
    add_title,
    draw_zero,
    dress,
    is_narrow,
    new_figure,
    save_figure,
)
from sim.tables.words import regime_in_words

if TYPE_CHECKING:
    import xarray as xr

LETTERS_OF_A_LINE = 24
"""Length above which the name of a fan is broken into lines, so that it leaves room for the fan."""

ARTICLE_DAY = date(2024, 4, 2)
ARTICLE_PLACE = date2num(ARTICLE_DAY)


def lag_fan(dataset: "xr.Dataset", follower: str = FOLLOWER, width: float = WIDTH) -> Figure:
    """Draw the lag under the scenario and under the reference, and the change between the two.

    A run under the reference regime has only one panel.

    Parameters
    ----------
    dataset : xarray.Dataset
        A run, or its summary; the summary does not contain the fan of the reference.
    follower : str
        A region.
    width : float
        Of the figure, inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    return draw(bands_of(dataset, follower), width)


def save_fan(bands: Bands, path: str | Path) -> None:
    """Save the fan chart as a PNG file."""
    save_figure(draw(bands), path)


def draw(bands: Bands, width: float = WIDTH) -> Figure:
    """Draw the fan chart of a run from its bands."""
    changes = bands.change is not None
    figure = new_figure(7.0 if changes else 4.8, width)
    panels = figure.subplots(1 + changes, sharex=True, squeeze=False)[:, 0]
    _draw_lags(panels[0], bands)
    _finish(figure, panels, bands)
    if bands.change is not None:
        draw_bands(panels[1], bands.months, bands.change, SCENARIO_COLOUR)
    return figure


def _finish(figure: Figure, panels: np.ndarray, bands: Bands) -> None:
    """Add axes, titles and caption."""
    months, run = bands.months, bands.run
    _finish_panel(panels[0], months, f"{bands.follower} behind the {LEADER}, months")
    is_in_the_record = (
        bands.follower == FOLLOWER and months[0] <= np.datetime64(ARTICLE_DAY) <= months[-1]
    )
    if is_in_the_record:
        _mark_the_article(panels[0])
        draw_measured_lags(panels[0])
    if len(panels) > 1:
        _finish_panel(panels[1], months, f"change against {_regime(run, 'reference')}, months")
    add_title(
        figure,
        f"Lag of {bands.follower} behind the {LEADER}: {_regime(run, 'scenario')}",
    )
    differs = bands.reference is not None
    add_caption(figure, _caption(run, points=is_in_the_record, differs=differs))


def _regime(run: Mapping[str, str | int], which: str) -> str:
    """The scenario or the reference of a run, in words."""
    return regime_in_words(str(run[which]))


def _draw_lags(axes: Axes, bands: Bands) -> None:
    """Draw the fan of the scenario, and that of the reference from where the two differ."""
    months, run, reference = bands.months, bands.run, bands.reference
    is_above = reference is None or bands.change is None or bands.change[MEDIAN_PLACE, -1] >= 0
    if reference is not None:
        draw_bands(axes, months[-reference.shape[1] :], reference, REFERENCE_COLOUR, "--")
        end = reference[MEDIAN_PLACE, -1]
        _name(
            axes,
            months,
            end,
            _regime(run, "reference"),
            REFERENCE_COLOUR,
            above=not is_above,
        )
    draw_bands(axes, months, bands.lag, SCENARIO_COLOUR)
    end = bands.lag[MEDIAN_PLACE, -1]
    _name(axes, months, end, _regime(run, "scenario"), SCENARIO_COLOUR, above=is_above)


def draw_fan(
    axes: Axes, months: np.ndarray, values: np.ndarray, colour: str, line: str = "-"
) -> None:
    """Draw median, 50% and 90% band of members, [member, time]."""
    draw_bands(axes, months, quantiles_of(values), colour, line)


def draw_bands(
    axes: Axes, months: np.ndarray, quantiles: np.ndarray, colour: str, line: str = "-"
) -> None:
    """Draw median, 50% and 90% band from quantiles, [level, time], at the levels of `QUANTILES`."""
    low, quarter, median, three_quarters, high = quantiles
    for lower, upper, strength in ((low, high, 0.15), (quarter, three_quarters, 0.25)):
        axes.fill_between(months, lower, upper, color=colour, alpha=strength, linewidth=0)
    axes.plot(months, median, color=colour, linewidth=2, linestyle=line)


def _name(
    axes: Axes, months: np.ndarray, end: float, name: str, colour: str, *, above: bool
) -> None:
    """Write the name of a fan at the end of its median, so that two names do not overlap."""
    inside = is_narrow(axes)
    lines = (fill(part, LETTERS_OF_A_LINE) for part in name.replace(" + ", "\n+ ").split("\n"))
    axes.annotate(
        "\n".join(lines),
        (months[-1], end),
        xytext=(-2, 2 if above else -2) if inside else (6, 0),
        textcoords="offset points",
        ha="right" if inside else "left",
        va="bottom" if above else "top",
        fontsize=LABEL,
        color=colour,
        annotation_clip=False,
        path_effects=HALO,
    )


def _mark_the_article(axes: Axes) -> None:
    """Mark the article's one to two years at its date."""
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
        fontsize=LABEL,
        color=INK,
        path_effects=HALO,
    )


def _finish_panel(axes: Axes, months: np.ndarray, label: str) -> None:
    draw_zero(axes, "y")
    axes.axvline(ARTICLE_PLACE, color=INK, linewidth=0.8, linestyle=":")
    axes.yaxis.set_major_locator(MaxNLocator(7, integer=True, steps=[1, 2, 3, 6, 10]))
    axes.set_xlim(months[0], months[-1])
    dress(axes, y=label, grid="y")


def _caption(run: Mapping[str, str | int], *, points: bool, differs: bool) -> str:
    measured = "Points: lags that indices measured at the end of a month.\n" if points else ""
    reference = f"“{_regime(run, 'reference')}”"
    begins = f"{reference} is drawn from the month in which the scenario starts to differ.\n"
    return (
        f"{int(run['members']):,} members, seed {run['seed']}. "
        "Lines are medians, bands hold 50% and 90% of members.\n"
        "The lag changes in steps: each member’s is averaged over the twelve months before.\n"
        f"{begins if differs else ''}{measured}{source_line(run)}"
    )
